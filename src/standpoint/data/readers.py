"""Read articles from files, folders, JSON Lines and standard input.

What is read is decoded as UTF-8 (with or without a byte-order mark); anything else is given to
charset-normalizer, and the article says which encoding was found. Line ends become `\\n`, as Python's text
files have them, so that spans count the characters a user sees when they open the file.

A record that cannot be read becomes a `Refused` in its place in the stream; nothing else is lost by it.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

from standpoint.data.article import Article, Refused
from standpoint.errors import InputError

STDIN = "-"
TEXT_SUFFIXES = frozenset({".txt", ".text"})
JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_DETECTION_SAMPLE = 65_536  # bytes shown to the encoding detector: it is slow, and one page decides
_BINARY_SAMPLE = 8_192  # bytes in which a NUL marks a file as binary
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Short French or Portuguese is as good in cp1250 to the detector, which then goes by name; the web's default decides
_WESTERN = "cp1252"


def read_articles(
    inputs: Iterable[str], *, stdin: IO[bytes] | None = None, country: str | None = None
) -> Iterator[Article | Refused]:
    """Every article of the inputs, in order; a folder is read recursively, by name.

    Parameters
    ----------
    inputs : iterable of str
        Paths of text files, JSON Lines files or folders; `-` is standard input.
    stdin : binary file, optional
        What `-` reads.
    country : str, optional
        Taken for every article that does not name its own.
    """
    for name in inputs:
        for record in _read_input(name, stdin):
            if isinstance(record, Article) and record.country is None and country is not None:
                yield replace(record, country=country)
            else:
                yield record


def decode(data: bytes) -> tuple[str, str | None]:
    """Text of the bytes with `\\n` line ends, and the encoding where it was not UTF-8.

    Raises
    ------
    InputError
        If the bytes are binary or in no encoding that can be told.
    """
    if b"\0" in data[:_BINARY_SAMPLE] and not data.startswith(_UTF16_MARKS):
        raise InputError("expected text, found binary data (NUL bytes); give the article as plain text")
    try:
        return _universal_newlines(data.decode("utf-8-sig")), None
    except UnicodeDecodeError as error:
        return _detect(data, error)


def parse_record(line: str, *, name: str, number: int) -> Article:
    """One JSON Lines record as an article.

    Parameters
    ----------
    line : str
        A JSON object with `text` and optionally `id`, `title`, `country`; further keys become metadata.
    name, number
        File and line, for the error and for the id of a record that has none.

    Raises
    ------
    InputError
        If the line is not such an object.

    Examples
    --------
    >>> parse_record('{"id": "a", "text": "Hi.", "outlet": "X"}', name="f", number=1).metadata["outlet"]
    'X'
    """
    try:
        record = json.loads(line)
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise InputError(f"expected whole characters on line {number}, found half a surrogate pair: {half}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"expected a JSON object on line {number}, found invalid JSON: {error}") from None
    if not isinstance(record, dict):
        raise InputError(f"expected a JSON object on line {number}, found {type(record).__name__}")
    text = _text_field(record, "text", number, is_required=True)
    if not text or text.isspace():
        raise InputError(f"expected some text in `text` on line {number}, found none")
    identifier = record.get("id")
    known = {"id", "text", "title", "country"}
    return Article(
        text=text,
        id=f"{name}:{number}" if identifier is None else str(identifier),
        title=_text_field(record, "title", number),
        country=_text_field(record, "country", number),
        metadata={key: value for key, value in record.items() if key not in known},
    )


def _read_input(name: str, stdin: IO[bytes] | None) -> Iterator[Article | Refused]:
    if name == STDIN:
        if stdin is None:
            raise InputError("standard input was named but is not there")
        yield from _read_stream(stdin)
        return
    path = Path(name)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:  # a name too long, or a folder that may not be entered
        yield Refused(name, _reason(error))
        return
    if not name or not is_there:  # `Path("")` would be the current folder
        yield Refused(name, "no such file or folder")
    elif is_folder:
        yield from _read_folder(path)
    else:
        yield from _read_file(path, name)


def _read_folder(folder: Path) -> Iterator[Article | Refused]:
    suffixes = TEXT_SUFFIXES | JSONL_SUFFIXES
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes and not path.is_dir())
    if not files:
        endings = ", ".join(sorted(suffixes))
        yield Refused(str(folder), f"expected files ending in {endings} in the folder, found none")
    for path in files:
        yield from _read_file(path, str(path))


def _read_file(path: Path, name: str) -> Iterator[Article | Refused]:
    try:
        if path.suffix.lower() in JSONL_SUFFIXES:
            with path.open("rb") as stream:
                yield from _read_lines(stream, name)
        else:
            yield _article_of(path.read_bytes(), name)
    except (OSError, InputError) as error:
        yield Refused(name, _reason(error))


def _read_stream(stream: IO[bytes]) -> Iterator[Article | Refused]:
    """Standard input: JSON Lines where the first character is a brace, one article otherwise."""
    lead: list[bytes] = []  # the lines up to the first one that is not blank
    for line in stream:
        lead.append(line)
        if not _is_blank(line):
            break
    lines = chain(lead, stream)
    if lead and lead[-1].removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        yield from _read_lines(lines, STDIN)
        return
    try:
        yield _article_of(b"".join(lines), STDIN)
    except InputError as error:
        yield Refused(STDIN, _reason(error))


def _is_blank(line: bytes) -> bool:
    return not line.removeprefix(codecs.BOM_UTF8).strip()


def _read_lines(lines: Iterable[bytes], name: str) -> Iterator[Article | Refused]:
    is_empty = True
    for number, line in enumerate(lines, 1):
        if _is_blank(line):
            continue
        is_empty = False
        try:
            text, encoding = decode(line)
            yield replace(parse_record(text, name=name, number=number), encoding=encoding)
        except InputError as error:
            yield Refused(f"{name}:{number}", _reason(error))
    if is_empty:
        yield Refused(name, "expected JSON Lines records, found an empty file")


def _article_of(data: bytes, name: str) -> Article:
    text, encoding = decode(data)
    if not text.strip():
        raise InputError("expected an article's text, found nothing but white space")
    return Article(text=text, id=name, encoding=encoding)


def _detect(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
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
    if data.startswith(_UTF16_MARKS):
        return data  # told by its mark; a byte that looks like a line's end may be half of another character
    end = data.rfind(b"\n", 0, _DETECTION_SAMPLE) + 1 if len(data) > _DETECTION_SAMPLE else 0
    return data[: end or len(data)]


def _universal_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text_field(record: dict[str, Any], key: str, number: int, *, is_required: bool = False) -> str | None:
    value = record.get(key)
    if value is None and not is_required:
        return None
    if not isinstance(value, str):
        raise InputError(f"expected a string in `{key}` on line {number}, found {_kind(record, key)}")
    return value


def _kind(record: dict[str, Any], key: str) -> str:
    if key not in record:
        return f"no such key (keys: {', '.join(sorted(map(str, record))) or 'none'})"
    return "null" if record[key] is None else type(record[key]).__name__


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
