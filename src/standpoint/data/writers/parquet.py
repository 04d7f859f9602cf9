"""Results as Parquet: typed columns, spans as lists, what is of no fixed shape (metadata, speakers) as JSON text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from standpoint.data.layout import Level
from standpoint.data.writers.rows import COLUMNS, Record, rows

_ROW_GROUP = 65_536  # rows: some 10 MB of sentences, which readers take in one go
_AHEAD = 4_096  # rows that are held as Python objects, which take some thirty times as much


def parquet_bytes(records: Iterable[Record], level: Level) -> bytes:
    """The records as one Parquet file."""
    sink = io.BytesIO()
    with _Writer(sink, level) as writer:
        for record in records:
            for row in rows(record, level):
                writer.add(row)
    return sink.getvalue()


def join_parquet(parts: Iterable[Path], level: Level, sink: IO[bytes]) -> None:
    """One Parquet file of several, in order."""
    import pyarrow.parquet as pq

    with _Writer(sink, level) as writer:
        for part in parts:
            with pq.ParquetFile(part) as file:
                for batch in file.iter_batches():
                    writer.add_batch(batch)


class _Writer:
    """Gathers rows into batches, and batches into row groups of even size whatever the parts were."""

    def __init__(self, sink: Any, level: Level) -> None:
        import pyarrow.parquet as pq

        self._schema = _schema(level)
        self._file = pq.ParquetWriter(sink, self._schema, compression="zstd")
        self._rows: list[Mapping[str, Any]] = []
        self._batches: list[Any] = []

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._make_batch()
        self._write(0)
        self._file.close()

    def add(self, row: Mapping[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= _AHEAD:
            self._make_batch()

    def add_batch(self, batch: Any) -> None:
        self._batches.append(batch)
        if sum(map(len, self._batches)) >= _ROW_GROUP:
            self._write(_ROW_GROUP)

    def _make_batch(self) -> None:
        import pyarrow

        if self._rows:
            batch = pyarrow.RecordBatch.from_pylist(self._rows, schema=self._schema)
            self._rows = []
            self.add_batch(batch)

    def _write(self, least: int) -> None:
        """Write row groups until fewer than `least` rows are left, or none."""
        import pyarrow

        table = pyarrow.Table.from_batches(self._batches, schema=self._schema)
        while len(table) >= max(least, 1):
            self._file.write_table(table.slice(0, _ROW_GROUP), row_group_size=_ROW_GROUP)
            table = table.slice(_ROW_GROUP)
        self._batches = table.to_batches()


def _schema(level: Level) -> Any:
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "json": pa.string(),
        "int32": pa.int32(),
        "double": pa.float64(),
        "span": pa.list_(pa.int32()),
        "spans": pa.list_(pa.list_(pa.int32())),
    }
    return pa.schema([(name, types[kind]) for name, kind in COLUMNS[level].items()])
