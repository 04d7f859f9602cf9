"""Read articles from files, folders, JSON Lines and standard input.

What is read is decoded as UTF-8 (with or without a byte-order mark); anything else is given to
charset-normalizer, and the article says which encoding was found. Line ends become `\\n`, as Python's text
files have them, so that spans count the characters a user sees when they open the file.

A record that cannot be read becomes a `Refused` in its place in the stream; nothing else is lost by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from standpoint.data.article import Article, Refused
from standpoint.errors import InputError

STDIN = "-"
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})
JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_DETECTION_SAMPLE = 65_536  # bytes shown to the encoding detector: it is slow, and one page decides
_BINARY_SAMPLE = 8_192  # bytes in which a NUL marks a file as binary


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
                yield _with_country(record, country)
            else:
                yield record


def decode(data: bytes) -> tuple[str, str | None]:
    """Text of the bytes with `\\n` line ends, and the encoding where it was not UTF-8.

    Raises
    ------
    InputError
        If the bytes are binary or in no encoding that can be told.
    """
    if b"\0" in data[:_BINARY_SAMPLE] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
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
    except (ValueError, RecursionError) as error:
        raise InputError(f"expected a JSON object on line {number}, found invalid JSON: {error}") from None
    if not isinstance(record, dict):
        raise InputError(f"expected a JSON object on line {number}, found {type(record).__name__}")
    text = _text_field(record, "text", number, is_required=True)
    if not text:
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
    if path.is_dir():
        yield from _read_folder(path)
    elif path.exists():
        yield from _read_file(path, name)
    else:
        yield Refused(name, "no such file or folder")


def _read_folder(folder: Path) -> Iterator[Article | Refused]:
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in TEXT_SUFFIXES | JSONL_SUFFIXES)
    if not files:
        suffixes = ", ".join(sorted(TEXT_SUFFIXES | JSONL_SUFFIXES))
        yield Refused(str(folder), f"expected files ending in {suffixes} in the folder, found none")
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
    first = stream.readline()
    if first.lstrip().startswith(b"{"):
        yield from _read_lines(_chain(first, stream), STDIN)
        return
    try:
        yield _article_of(first + stream.read(), STDIN)
    except InputError as error:
        yield Refused(STDIN, _reason(error))


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _read_lines(lines: Iterable[bytes], name: str) -> Iterator[Article | Refused]:
    is_empty = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        is_empty = False
        try:
            yield parse_record(decode(line)[0], name=name, number=number)
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

    best = from_bytes(data[:_DETECTION_SAMPLE]).best()
    if best is None:
        raise InputError(f"expected text, found bytes in no known encoding (byte {error.start}); convert it to UTF-8")
    try:
        return _universal_newlines(data.decode(best.encoding)), best.encoding
    except UnicodeDecodeError as second:
        raise InputError(f"expected {best.encoding} text, found another byte at {second.start}; convert it") from None


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


def _with_country(article: Article, country: str) -> Article:

    return replace(article, country=country)


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
