"""Read articles from what their users have.

Plain text, HTML, JSON Lines, CSV and TSV, Parquet and WARC, each also compressed with gzip or zstd; from files,
folders, globs, standard input and whatever fsspec reaches. `read_articles` does all of it in one go; `cut_records` and
`read_record` are its two halves, for those who cut in one process and read in another.

A record that cannot be read becomes a `Refused` in its place in the stream; nothing else is lost by it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import IO

from standpoint.data.article import Article, Refused
from standpoint.data.extras import need
from standpoint.data.readers.compression import chunks_of, expanded
from standpoint.data.readers.html import read_html
from standpoint.data.readers.json_lines import cut_json_lines, parse_record, read_json
from standpoint.data.readers.limits import Columns, Limits, Reading, spelled
from standpoint.data.readers.listing import STDIN, Source, list_sources, open_source, reason_of
from standpoint.data.readers.parquet import cut_parquet, read_parquet_row, spooled
from standpoint.data.readers.recognition import Format, foreign, format_of
from standpoint.data.readers.records import Kind, Raw
from standpoint.data.readers.tables import cut_table, read_row
from standpoint.data.readers.text import decode
from standpoint.data.readers.warc import cut_warc
from standpoint.errors import InputError

__all__ = [
    "STDIN", "Columns", "Limits", "Meter", "Raw", "Reading", "Source", "cut_records", "cut_source", "decode",
    "list_sources", "parse_record", "read_articles", "read_record",
]  # fmt: skip


def read_articles(
    inputs: Iterable[str], *, stdin: IO[bytes] | None = None, country: str | None = None, reading: Reading | None = None
) -> Iterator[Article | Refused]:
    """Every article of the inputs, in order; a folder is read recursively, by name.

    Parameters
    ----------
    inputs : iterable of str
        Paths of files or folders, globs, addresses (`s3://…`); `-` is standard input.
    stdin : binary file, optional
        What `-` reads.
    country : str, optional
        Taken for every article that does not name its own.
    reading : Reading, optional
        Columns and limits.
    """
    how = replace(reading or Reading(), country=country) if country else reading or Reading()
    for record in cut_records(inputs, how, stdin=stdin):
        yield record if isinstance(record, Refused) else read_record(record, how)


def cut_records(inputs: Iterable[str], reading: Reading, *, stdin: IO[bytes] | None = None) -> Iterator[Raw | Refused]:
    """Every record of the inputs, in order, not yet read."""
    for source in list_sources(inputs):
        if isinstance(source, Refused):
            yield source
        else:
            yield from cut_source(source, reading, stdin=stdin)


class Meter:
    """Counts the bytes taken from files, for whoever wants to know how far reading has come."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, counted as they pass."""
        for chunk in chunks:
            self.taken += len(chunk)
            yield chunk


def cut_source(
    source: Source, reading: Reading, *, stdin: IO[bytes] | None = None, meter: Meter | None = None
) -> Iterator[Raw | Refused]:
    """The records of one file."""
    if source.name == STDIN and stdin is None:
        raise InputError("standard input was named but is not there")
    after = ""  # the last record that came whole
    try:
        for record in _cut(source, reading, stdin, meter or Meter()):
            after = record.id.removeprefix(source.shown)
            yield record
    except (OSError, InputError) as error:
        where = f" (after {after.lstrip(':')})" if after else ""
        yield Refused(source.shown, reason_of(error) + where)
    except Exception as error:
        if not source.is_remote:
            raise
        # each store has errors of its own: a wrong key, a line that broke
        where = f" (after {after.lstrip(':')})" if after else ""
        yield Refused(source.shown, f"cannot be read: {type(error).__name__}: {error}{where}")


def read_record(raw: Raw, reading: Reading) -> Article | Refused:
    """The article of a cut record, or why it is none."""
    try:
        article = _read(raw, reading.columns)
    except InputError as error:
        return Refused(raw.id, str(error))
    if article.country is None and reading.country is not None:
        return replace(article, country=reading.country)
    return article


def _cut(source: Source, reading: Reading, stdin: IO[bytes] | None, meter: Meter) -> Iterator[Raw | Refused]:
    with ExitStack() as stack:
        file = open_source(source, stdin, reading.base)
        if file is not stdin:
            stack.enter_context(file)
        faults: list[str] = []
        head, stream = expanded(meter.read(chunks_of(file)), reading.limits, faults)
        stack.enter_context(stream)
        kind = format_of(source.name, head, reading.columns)
        if kind is Format.PARQUET:
            is_plain = file is not stdin and head.startswith(_start(file))
            whole = file if is_plain else stack.enter_context(spooled(stream))
            _check_sound(faults)
            yield from cut_parquet(whole, source.shown, reading)
        elif kind in (Format.TEXT, Format.HTML):
            record = _whole(stream, head, source.shown, Kind(kind), reading)
            _check_sound(faults)
            yield record
        else:
            yield from _CUTTERS[kind](stream, head, source.shown, reading)
        for fault in faults:
            yield Refused(source.shown, fault)


def _start(file: IO[bytes]) -> bytes:
    """The first bytes of a file that can be sought in, as they stand there; the file is at its beginning again."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    return start


def _check_sound(faults: list[str]) -> None:
    """Refuse a file that is one piece if a piece of it is missing."""
    if faults:
        fault = faults[0]
        faults.clear()
        raise InputError(fault)


def _whole(stream: io.BufferedReader, head: bytes, name: str, kind: Kind, reading: Reading) -> Raw:
    """A file that is one record."""
    if found := foreign(head):
        raise InputError(f"expected articles, found {found}; unpack or convert it first")
    if kind is Kind.HTML:
        need("trafilatura", "html", "reading HTML")
    longest = reading.limits.article
    data = stream.read(longest + 1)
    if len(data) > longest:
        raise InputError(f"expected an article of at most {spelled(longest)}, found more; see --max-article")
    return Raw(name, kind, data)


_CUTTERS = {Format.JSON_LINES: cut_json_lines, Format.TABLE: cut_table, Format.WARC: cut_warc}


def _read(raw: Raw, columns: Columns) -> Article:
    match raw.kind:
        case Kind.JSON:
            return read_json(raw, columns)
        case Kind.HTML:
            return read_html(raw)
        case Kind.PARQUET_ROW:
            return read_parquet_row(raw, columns)
        case Kind.ROW:
            return replace(read_row(raw, columns), encoding=raw.encoding)
        case Kind.TEXT:
            return _read_text(raw)


def _read_text(raw: Raw) -> Article:
    assert isinstance(raw.content, bytes)
    text, encoding = decode(raw.content)
    if not text.strip():
        raise InputError("expected an article's text, found nothing but white space")
    return Article(text=text, id=raw.id, metadata=raw.metadata, encoding=encoding)
