"""Files of every format for tests: good ones, from records, and the damage that is done to them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

Record = Mapping[str, Any]
PROSE = (
    "Porters blocked the main road into the market on Monday morning and asked for higher pay. "
    "“We will stay here until somebody from the city talks to us,” said Ana Kola, who has worked there for ten years. "
    "A spokeswoman for the city said that talks would begin on Thursday, and asked the porters to clear the road."
)


def json_lines(records: Iterable[Record]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def table(records: Iterable[Record], delimiter: str = ",") -> bytes:
    rows = list(records)
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def parquet(records: Iterable[Record], *, group: int = 2, schema: pa.Schema | None = None) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(records), schema=schema), sink, row_group_size=group)
    return sink.getvalue()


def html(text: str, title: str = "Market shut") -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta name="author" content="Iva Dema">'
        '<meta property="article:published_time" content="2024-03-05T08:00:00Z"></head><body>'
        '<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>'
        f"<article><h1>{title}</h1>{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


def warc_record(
    body: bytes, *, kind: str = "response", media: str = "text/html", status: str = "200 OK", extra: str = "",
    length: int | None = None, url: str = "https://example.org/a",
) -> bytes:  # fmt: skip
    """One record; `length` is what it says of itself where that is to be wrong."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{extra}\r\n".encode() if kind == "response" else b""
    content = http + body
    outer = "application/http; msgtype=response" if kind == "response" else media
    header = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2024-03-05T08:00:00Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: {outer}\r\n"
        f"Content-Length: {len(content) if length is None else length}\r\n\r\n"
    )
    return header.encode() + content + b"\r\n\r\n"


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def gzip_bomb(size: int) -> bytes:
    """So many zero bytes, as small as gzip makes them, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"\0" * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def zstd_bomb(size: int) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    block = b"a" * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzipped, ".zst": zstd}
