"""Cut inputs into partitions of files, and those into parts of records, the same way every time.

A partition is some files that lie next to one another: many small ones, or one that is large. It is known from the
list of files alone, so that each can be given to another machine. A part is what is labelled and written in one go;
it never reaches over the end of a partition, so that its name and content depend on nothing but its own partition.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, NamedTuple

from standpoint.data.article import Refused
from standpoint.data.readers import Meter, Raw, Reading, Source, cut_source

_MOST_RECORDS = 10_000  # of a part, however short they are
_REFUSED_WEIGHT = 200  # bytes; a million refused records are many parts too


class Name(NamedTuple):
    """A part's place: the number of its partition, and its own within that."""

    partition: int
    cut: int

    def __str__(self) -> str:
        return f"part-{self.partition:05d}-{self.cut:05d}"


@dataclass(frozen=True, slots=True)
class Part:
    """Some records that are labelled and written in one go; `taken` is how many bytes of the input they end at."""

    name: Name
    records: tuple[Raw | Refused, ...]
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are wanted.

    Attributes
    ----------
    limit : int, optional
        The first so many.
    sample : float, optional
        A share, between 0 and 1; which ones depends on their names alone, so that every run takes the same.
    """

    limit: int | None = None
    sample: float | None = None

    def has(self, id: str) -> bool:
        """Whether the sample has a record of that name.

        Examples
        --------
        >>> sum(Selection(sample=0.1).has(str(number)) for number in range(1000))
        104
        """
        if self.sample is None:
            return True
        digest = hashlib.blake2b(id.encode(), digest_size=8).digest()
        return int.from_bytes(digest) < self.sample * 2**64


@dataclass(frozen=True, slots=True)
class Partition:
    """Files that are cut together."""

    number: int
    sources: tuple[Source | Refused, ...]

    @property
    def size(self) -> int:
        """Bytes of its files, as far as they are known."""
        return sum(source.size or 0 for source in self.sources if isinstance(source, Source))


def partitions(sources: Iterable[Source | Refused], part_size: int) -> Iterator[Partition]:
    """Neighbouring files until they come to the size of a part; a file of unknown size is one by itself."""
    taken: list[Source | Refused] = []
    number = size = 0
    for source in sources:
        weight = _weight(source, part_size)
        if taken and size + weight > part_size:
            yield Partition(number, tuple(taken))
            number, taken, size = number + 1, [], 0
        taken.append(source)
        size += weight
    if taken:
        yield Partition(number, tuple(taken))


def parts(
    partition: Partition, reading: Reading, selection: Selection, part_size: int, *, stdin: IO[bytes] | None = None
) -> Iterator[Part]:
    """The parts of a partition, in order; one at least, so that it is seen to have been read."""
    meter = Meter()
    records: list[Raw | Refused] = []
    cut, size = 0, 0
    for record in _records(partition.sources, reading, meter, stdin):
        if not selection.has(record.id):
            continue
        records.append(record)
        size += record.weight if isinstance(record, Raw) else _REFUSED_WEIGHT
        if size >= part_size or len(records) >= _MOST_RECORDS:
            yield Part(Name(partition.number, cut), tuple(records), meter.taken)
            records, cut, size = [], cut + 1, 0
    if records or not cut:
        yield Part(Name(partition.number, cut), tuple(records), partition.size)


def digest(sources: Sequence[Source | Refused]) -> str:
    """A hash of the list of files with their sizes, to tell whether a run is resumed on the same inputs."""
    found = hashlib.sha256()
    for source in sources:
        line = f"{source.name}\0{source.size}" if isinstance(source, Source) else f"{source.id}\0{source.reason}"
        found.update(line.encode("utf-8", "surrogateescape") + b"\n")
    return found.hexdigest()


def spread(sources: Sequence[Source | Refused], most: int) -> list[Source]:
    """Some files from all over the list, to guess the others by; the same ones every time."""
    files = [source for source in sources if isinstance(source, Source)]
    return files if len(files) <= most else random.Random(0).sample(files, most)


def _records(
    sources: Iterable[Source | Refused], reading: Reading, meter: Meter, stdin: IO[bytes] | None
) -> Iterator[Raw | Refused]:
    for source in sources:
        if isinstance(source, Refused):
            yield source
        else:
            yield from cut_source(source, reading, stdin=stdin, meter=meter)


def _weight(source: Source | Refused, part_size: int) -> int:
    if isinstance(source, Refused):
        return _REFUSED_WEIGHT
    return part_size if source.size is None else max(source.size, 1)
