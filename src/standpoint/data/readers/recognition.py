"""What a file is, by its first bytes and its suffix.

Formats with a signature (Parquet, WARC) are told by it, whatever the file is called. Of the others the suffix
decides; only where there is none that says anything, as on standard input, the text itself is looked at.
"""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from pathlib import PurePosixPath

from standpoint.data.readers.limits import Columns
from standpoint.data.readers.tables import is_table


class Format(StrEnum):
    """What a file holds."""

    TEXT = "text"
    HTML = "html"
    JSON_LINES = "json lines"
    TABLE = "csv"
    PARQUET = "parquet"
    WARC = "warc"


SUFFIXES = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".csv": Format.TABLE,
    ".tsv": Format.TABLE,
    ".parquet": Format.PARQUET,
    ".warc": Format.WARC,
    ".wet": Format.WARC,
}
COMPRESSED = (".gz", ".zst", ".zstd")
FOLDER_SUFFIXES = frozenset(SUFFIXES)
_MARKUP = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
# What people give by mistake, by its first bytes
_ARCHIVES = {b"PK\x03\x04": "a zip archive", b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive",
             b"BZh": "bzip2 data", b"\xfd7zXZ": "xz data", b"%PDF-": "a PDF"}  # fmt: skip


def suffix_of(name: str) -> str | None:
    """The suffix that says what a file is, below those of compression; None where there is none of ours.

    Examples
    --------
    >>> suffix_of("news/2024.JSONL.gz"), suffix_of("a.pdf")
    ('.jsonl', None)
    """
    path = PurePosixPath(name.replace("\\", "/"))
    while path.suffix.lower() in COMPRESSED:
        path = path.with_suffix("")
    suffix = path.suffix.lower()
    return suffix if suffix in SUFFIXES else None


def format_of(name: str, head: bytes, columns: Columns) -> Format:
    """What a file holds, by its head after decompression."""
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith((b"WARC/1.", b"WARC/0.")):
        return Format.WARC
    suffix = suffix_of(name)
    return SUFFIXES[suffix] if suffix else _looks_like(head, columns)


def foreign(head: bytes) -> str | None:
    """What a file is that is none of ours but can be named."""
    return next((kind for mark, kind in _ARCHIVES.items() if head.startswith(mark)), None)


def _looks_like(head: bytes, columns: Columns) -> Format:
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"{"):
        return Format.JSON_LINES
    if _MARKUP.match(text):
        return Format.HTML
    first = text.split(b"\n", 1)[0].decode("utf-8", "replace")
    return Format.TABLE if is_table(first.strip("\r"), columns) else Format.TEXT
