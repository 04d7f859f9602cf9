"""Bytes to text: UTF-8 (with or without a byte-order mark), or else what charset-normalizer finds.

Line ends become `\\n`, as Python's text files have them, so that spans count the characters a user sees when they
open the file.
"""

from __future__ import annotations

import codecs

from standpoint.errors import InputError

_DETECTION_SAMPLE = 65_536  # bytes shown to the encoding detector: it is slow, and one page decides
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Short French or Portuguese is as good in cp1250 to the detector, which then goes by name; the web's default decides
_WESTERN = "cp1252"


def decode(data: bytes) -> tuple[str, str | None]:
    """Text of the bytes with `\\n` line ends, and the encoding where it was not UTF-8.

    Raises
    ------
    InputError
        If the bytes are binary or in no encoding that can be told.
    """
    if b"\0" in data and not data.startswith(UTF16_MARKS):
        raise InputError("expected text, found binary data (NUL bytes); give the article as plain text")
    try:
        return _universal_newlines(data.decode("utf-8-sig")), None
    except UnicodeDecodeError as error:
        return _detected(data, error)


def decode_as(data: bytes, encoding: str | None, place: str) -> tuple[str, str | None]:
    """The same for a piece of a file whose encoding was found before (`file_encoding`); None is not known.

    Raises
    ------
    InputError
        If the bytes are binary or not in that encoding.
    """
    if encoding is None:
        return decode(data)
    if b"\0" in data:
        raise InputError(f"expected text on {place}, found binary data (NUL bytes)")
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        found = f"0x{data[error.start]:02x} at byte {error.start + 1}"
        raise InputError(f"expected {encoding} on {place}, found {found}; convert the file") from None
    return _universal_newlines(text), None if encoding == "utf-8" else encoding


def file_encoding(head: bytes) -> str | None:
    """The encoding of a file of lines, by its head; None where it holds nothing but ASCII or cannot be told.

    A file is in one encoding. As many lines outside ASCII that are UTF-8 as there are others make it UTF-8, and those
    others damaged; text of another encoding hardly ever is UTF-8 by chance. UTF-16 has become UTF-8 by the time that
    there are lines (`lines_of`).
    """
    if head.startswith(UTF16_MARKS):
        return "utf-8"
    lines = [line for line in head.split(b"\n")[: -1 if head.count(b"\n") else None] if not line.isascii()]
    good = sum(map(_is_utf8, lines))
    if not lines:
        return None
    if good * 2 >= len(lines):
        return "utf-8"
    try:
        found = _detected(b"\n".join(lines), UnicodeDecodeError("utf-8", head, 0, 1, ""))[1]
    except InputError:
        return None
    return found if "\n".encode(found) == b"\n" else None  # else there would be no lines


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _detected(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    guesses = from_bytes(_sample(data))
    best = guesses.best()
    if best is None:
        raise InputError(f"expected text, found bytes in no known encoding (byte {error.start}); convert it to UTF-8")
    ties = (guess for guess in guesses if (guess.chaos, guess.coherence) == (best.chaos, best.coherence))
    encoding = _WESTERN if any(_WESTERN in guess.could_be_from_charset for guess in ties) else best.encoding
    try:
        return _universal_newlines(data.decode(encoding)), encoding
    except UnicodeDecodeError as second:
        raise InputError(f"expected {encoding} text, found another byte at {second.start}; convert it") from None


def _sample(data: bytes) -> bytes:
    """What the detector is shown: whole lines, as half a character at the end would hide the encoding."""
    if data.startswith(UTF16_MARKS):
        return data  # told by its mark; a byte that looks like a line's end may be half of another character
    end = data.rfind(b"\n", 0, _DETECTION_SAMPLE) + 1 if len(data) > _DETECTION_SAMPLE else 0
    return data[: end or len(data)]


def _universal_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
