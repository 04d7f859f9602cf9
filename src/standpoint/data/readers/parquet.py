"""Parquet, by pyarrow: one record a row, read a few rows at a time; a damaged row group spares the others."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

from standpoint.data.article import Article, Refused
from standpoint.data.extras import need
from standpoint.data.readers.limits import Columns, Reading, spelled
from standpoint.data.readers.records import Kind, Raw, article_of, check_whole
from standpoint.errors import InputError

_ROWS = 128  # read at a time: articles of 100 kB make 13 MB
_BUFFER = 1 << 20  # bytes read ahead of a column, so that a row group of gigabytes is not held whole
_SPOOLED = 16 * 10**9  # bytes of Parquet from a pipe, or compressed once more, that are laid on the disk at most


def cut_parquet(file: IO[bytes], name: str, reading: Reading) -> Iterator[Raw | Refused]:
    """The rows of a Parquet file that can be sought in."""
    need("pyarrow", "parquet", "reading Parquet")
    import pyarrow
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False)
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(f"expected a Parquet file: {_first_line(error)}") from None
    with table:
        columns = list(table.schema_arrow.names)
        if reading.columns.text not in columns:
            have = ", ".join(columns)
            raise InputError(f"expected a column `{reading.columns.text}` (have: {have}); name it with --text-column")
        if not table.metadata.num_rows:
            raise InputError("expected rows, found none")
        number = 1
        for group in range(table.num_row_groups):
            yield from _group(table, group, number, name, reading)
            number += table.metadata.row_group(group).num_rows


def spooled(stream: IO[bytes]) -> IO[bytes]:
    """A file to seek in, of a stream that cannot.

    Raises
    ------
    InputError
        If there is too much of it.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the reader closes it)
    try:
        _copy(stream, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _copy(stream: IO[bytes], file: IO[bytes]) -> None:
    size = 0
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        if size > _SPOOLED:
            raise InputError(f"expected at most {spelled(_SPOOLED)} of Parquet in a pipe, found more; give a file")
        file.write(chunk)


def read_parquet_row(raw: Raw, columns: Columns) -> Article:
    """The article of a row; values that JSON has no word for (dates, decimals, bytes) become text."""
    assert isinstance(raw.content, Mapping)
    record = {key: _plain(value) for key, value in raw.content.items()}
    check_whole(record, raw.place)
    for key in (columns.title, columns.country):
        record[key] = record.get(key) or None
    return article_of(record, columns, id=raw.id, place=raw.place)


def _group(table: Any, group: int, first: int, name: str, reading: Reading) -> Iterator[Raw | Refused]:
    import pyarrow

    number = first
    try:
        for batch in table.iter_batches(batch_size=_ROWS, row_groups=[group]):
            for row in batch.to_pylist():
                yield _row(row, number, name, reading)
                number += 1
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        last = first + table.metadata.row_group(group).num_rows - 1
        yield Refused(f"{name}:{number}", f"cannot read rows {number} to {last}: {_first_line(error)}")


def _row(row: dict[str, Any], number: int, name: str, reading: Reading) -> Raw | Refused:
    text = row.get(reading.columns.text)
    longest = reading.limits.article
    if isinstance(text, str | bytes) and len(text) > longest:
        found = f"expected at most {spelled(longest)} on row {number}, found {spelled(len(text))}; see --max-article"
        return Refused(f"{name}:{number}", found)
    return Raw(f"{name}:{number}", Kind.PARQUET_ROW, row, f"row {number}")


def _plain(value: Any) -> Any:
    """A value in the types of JSON."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__
