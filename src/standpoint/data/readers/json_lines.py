"""JSON Lines: one object a line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace

from standpoint.data.article import Article, Refused
from standpoint.data.readers.limits import Columns, Reading, spelled
from standpoint.data.readers.lines import lines_of
from standpoint.data.readers.records import Kind, Raw, article_of, check_whole
from standpoint.data.readers.text import decode_as, file_encoding
from standpoint.errors import InputError


def parse_record(line: str, *, name: str, number: int, columns: Columns | None = None) -> Article:
    """One JSON Lines record as an article.

    Parameters
    ----------
    line : str
        A JSON object with `text` and optionally `id`, `title`, `country`; further keys become metadata.
    name, number
        File and line, for the error and for the id of a record that has none.
    columns : Columns, optional
        Other names of these keys.

    Raises
    ------
    InputError
        If the line is not such an object.

    Examples
    --------
    >>> parse_record('{"id": "a", "text": "Hi.", "outlet": "X"}', name="f", number=1).metadata["outlet"]
    'X'
    """
    return _parsed(line, f"{name}:{number}", f"line {number}", columns or Columns())


def cut_json_lines(stream: io.BufferedReader, head: bytes, name: str, reading: Reading) -> Iterator[Raw | Refused]:
    """The lines of a file that are not blank."""
    encoding = file_encoding(head)
    is_empty = True
    for line in lines_of(stream, head, reading.limits.article):
        if line.is_blank:
            continue
        is_empty = False
        if line.is_whole:
            yield Raw(f"{name}:{line.number}", Kind.JSON, line.data, f"line {line.number}", encoding)
        else:
            found = f"expected at most {spelled(reading.limits.article)} on line {line.number}"
            yield Refused(f"{name}:{line.number}", f"{found}, found {spelled(line.size)}; see --max-article")
    if is_empty:
        yield Refused(name, "expected JSON Lines records, found an empty file")


def read_json(raw: Raw, columns: Columns) -> Article:
    """The article of a cut line."""
    assert isinstance(raw.content, bytes)
    text, encoding = decode_as(raw.content, raw.encoding, raw.place)
    return replace(_parsed(text, raw.id, raw.place, columns), encoding=encoding)


def _parsed(line: str, id: str, place: str, columns: Columns) -> Article:
    try:
        record = json.loads(line)
        check_whole(record, place)
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InputError(f"expected a JSON object on {place}, found invalid JSON: {error}") from None
    if not isinstance(record, dict):
        raise InputError(f"expected a JSON object on {place}, found {type(record).__name__}")
    return article_of(record, columns, id=id, place=place)
