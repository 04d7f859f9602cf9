"""How results lie in a file: format, level, compression. One place that knows what a suffix means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from standpoint.data.extras import need
from standpoint.errors import InputError


class Form(StrEnum):
    """The format of an output."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Level(StrEnum):
    """What one row is. JSON Lines hold an article a line at either level; that of articles leaves out the sentences."""

    SENTENCE = "sentence"
    ARTICLE = "article"


class Compression(StrEnum):
    """How an output is compressed; Parquet compresses itself."""

    NONE = "none"
    GZIP = "gz"
    ZSTD = "zst"


@dataclass(frozen=True, slots=True)
class Layout:
    """How results are written."""

    form: Form
    level: Level = Level.SENTENCE
    compression: Compression = Compression.NONE

    @property
    def suffix(self) -> str:
        """The suffix of such a file.

        Examples
        --------
        >>> Layout(Form.CSV, compression=Compression.GZIP).suffix
        '.csv.gz'
        """
        return f".{self.form}" + (f".{self.compression}" if self.is_compressed else "")

    @property
    def is_compressed(self) -> bool:
        return self.compression is not Compression.NONE

    @property
    def needs_attribution(self) -> bool:
        """Whether the sums of each article are written; they cost a tenth of the time."""
        return self.form is Form.JSONL or self.level is Level.ARTICLE


OUTPUT_SUFFIXES = (".jsonl", ".csv", ".parquet")
_COMPRESSIONS = {".gz": Compression.GZIP, ".zst": Compression.ZSTD}


def layout_of(path: Path, level: Level = Level.SENTENCE) -> Layout:
    """The layout that a file's name asks for.

    Raises
    ------
    InputError
        If its suffix is not one of `OUTPUT_SUFFIXES`, perhaps with `.gz` or `.zst`, or the package for it is missing.

    Examples
    --------
    >>> layout_of(Path("out.jsonl.zst")).compression.name
    'ZSTD'
    """
    compression = _COMPRESSIONS.get(path.suffix.lower(), Compression.NONE)
    inner = path if compression is Compression.NONE else path.with_suffix("")
    if inner.suffix.lower() not in OUTPUT_SUFFIXES:
        raise InputError(f"{path}: expected an output ending in {' or '.join(OUTPUT_SUFFIXES)}, or with .gz or .zst")
    layout = Layout(Form(inner.suffix.lower()[1:]), level, compression)
    return checked(layout, str(path))


def checked(layout: Layout, name: str) -> Layout:
    """The layout, if everything for it is there.

    Raises
    ------
    InputError
        If a package is missing, or Parquet is to be compressed once more.
    """
    if layout.form is Form.PARQUET:
        if layout.is_compressed:
            raise InputError(
                f"{name}: expected plain .parquet, which compresses itself; leave out .{layout.compression}"
            )
        need("pyarrow", "parquet", "writing Parquet")
    if layout.compression is Compression.ZSTD:
        need("zstandard", "web", "writing zstd")
    return layout
