"""Write results: JSON Lines (one article a line), or CSV and Parquet (one row a sentence, or an article).

A file appears whole or not at all: it is written beside its place and moved there when it is finished. Large runs
write parts that are joined at the end, or stay as they are in a folder (`standpoint.batch`).
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from standpoint.data.layout import OUTPUT_SUFFIXES, Compression, Form, Layout, Level, layout_of
from standpoint.data.writers.files import replacing, replacing_bytes
from standpoint.data.writers.parquet import join_parquet, parquet_bytes
from standpoint.data.writers.rows import COLUMNS, json_text, rows
from standpoint.errors import InputError

__all__ = [
    "CSV_COLUMNS", "OUTPUT_SUFFIXES", "Compression", "Form", "Layout", "Level", "check_output", "encoded", "join",
    "json_text", "layout_of", "replacing", "replacing_bytes", "write_csv", "write_jsonl", "write_records",
]  # fmt: skip

CSV_COLUMNS = tuple(COLUMNS[Level.SENTENCE])
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run as a formula
_NEEDS_QUOTES = re.compile(r'[",\r\n]')  # Python 3.11's csv.writer leaves a lone \r bare, and the row splits there
_GZIP_LEVEL = 6  # gzip's own default; 9 takes three times as long for 2 %


def check_output(path: Path) -> None:
    """Refuse an output file whose format cannot be told, before any work is done.

    Raises
    ------
    InputError
        If the suffix is not one of `OUTPUT_SUFFIXES`, the path is a folder, or its own folder is missing.
    """
    layout_of(path)
    if path.is_dir():
        raise InputError(f"{path}: expected a file to write, found a folder; name another")
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist; make it first")


def write_records(records: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write result records (see `ArticleResult.to_dict`) in the format of the path's suffix."""
    layout = layout_of(path)
    if layout.form is Form.PARQUET or layout.is_compressed:
        with replacing_bytes(path) as binary:
            binary.write(encoded(records, layout))
        return
    with replacing(path) as stream:
        if layout.form is Form.CSV:
            write_csv(records, stream)
        else:
            write_jsonl(records, stream)


def encoded(records: Iterable[Mapping[str, Any]], layout: Layout, *, has_header: bool = True) -> bytes:
    """The records as the bytes of a file; `has_header` is for CSV.

    JSON Lines and CSV can be joined byte for byte, compressed or not: gzip members and zstd frames follow one another.
    """
    if layout.form is Form.PARQUET:
        return parquet_bytes(records, layout.level)
    sink = _Lines()
    if layout.form is Form.CSV:
        write_csv(records, sink, level=layout.level, has_header=has_header)
    else:
        write_jsonl(records, sink, level=layout.level)
    return _compressed("".join(sink.pieces).encode(), layout.compression)


def join(parts: Sequence[Path], layout: Layout, stream: IO[bytes]) -> None:
    """One file of several that `encoded` made, of which only the first has a header."""
    if layout.form is Form.PARQUET:
        join_parquet(parts, layout.level, stream)
        return
    for part in parts:
        with part.open("rb") as source:
            shutil.copyfileobj(source, stream, 1 << 20)


def write_jsonl(records: Iterable[Mapping[str, Any]], stream: Any, *, level: Level = Level.SENTENCE) -> None:
    """One JSON object a line; a number that JSON has no word for (NaN, infinity) is null."""
    for record in records:
        shown = record if level is Level.SENTENCE else {k: v for k, v in record.items() if k != "sentences"}
        stream.write(json_text(shown) + "\n")


def write_csv(
    records: Iterable[Mapping[str, Any]], stream: Any, *, level: Level = Level.SENTENCE, has_header: bool = True
) -> None:
    """One row a sentence or article; spans as JSON; a cell that a spreadsheet would run as a formula gets a `'`."""
    if has_header:
        stream.write(_row(COLUMNS[level]))
    for record in records:
        for row in rows(record, level):
            stream.write(_row(row.values()))


class _Lines:
    """Takes what is written, in memory."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, text: str) -> None:
        self.pieces.append(text)


def _compressed(data: bytes, compression: Compression) -> bytes:
    if compression is Compression.GZIP:
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)  # no time in it: the same results are the same bytes
    if compression is Compression.ZSTD:
        import zstandard

        return zstandard.ZstdCompressor().compress(data)
    return data


def _row(values: Iterable[Any]) -> str:
    return ",".join(map(_cell, values)) + "\n"


def _cell(value: Any) -> str:
    text = "" if value is None else json.dumps(value) if isinstance(value, list) else str(value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
