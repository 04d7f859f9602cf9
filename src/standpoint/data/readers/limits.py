"""What a reader accepts at most: the bounds that keep one hostile or broken file from stopping a whole archive."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from standpoint.errors import InputError

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)\s*([kmgt]?)b?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one record and of one compressed file.

    Attributes
    ----------
    article : int
        Bytes of one record as it stands in its file, after decompression. The longest reports of the press have
        some hundred kilobytes; twenty megabytes let whole books through, and keep a part's memory bounded.
    ratio : int
        How many bytes may come of one compressed byte. Text gives 3 to 10, logs 30; gzip reaches 1,030 on nothing but
        repetition, and zstd far more.
    expanded : int
        Bytes that may come of one compressed file at all.
    """

    article: int = 20 * 10**6
    ratio: int = 250
    expanded: int = 10**12


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (or JSON key) holds what; every other one is kept as metadata."""

    text: str = "text"
    id: str = "id"
    title: str = "title"
    country: str = "country"

    @property
    def names(self) -> frozenset[str]:
        """The columns that are no metadata."""
        return frozenset({self.text, self.id, self.title, self.country})


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read.

    Attributes
    ----------
    columns, limits
    country : str, optional
        Of every article that does not name its own.
    base : str
        The folder that relative paths start from; empty is the current one, which on another machine is another.
    """

    columns: Columns = field(default_factory=Columns)
    limits: Limits = field(default_factory=Limits)
    country: str | None = None
    base: str = ""


def size_of(text: str, option: str) -> int:
    """Bytes of a size as people write it.

    Raises
    ------
    InputError
        If it is no such size, or nothing.

    Examples
    --------
    >>> size_of("20MB", "--max-article"), size_of("500 k", "--part-size"), size_of("1.5g", "--part-size")
    (20000000, 500000, 1500000000)
    """
    match = _SIZE.fullmatch(text.strip())
    size = int(float(match[1]) * _UNITS[match[2].lower()]) if match else 0
    if size < 1:
        raise InputError(f"{option}: expected a size such as 500kB, 20MB or 1GB, found {text!r}")
    return size


def spelled(size: float) -> str:
    """A number of bytes for people.

    Examples
    --------
    >>> spelled(20_000_000), spelled(1_500), spelled(12)
    ('20 MB', '1.5 kB', '12 bytes')
    """
    for unit, name in ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size:g} bytes"
