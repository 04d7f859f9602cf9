"""What a run would read, how much that is, and about how long it would take: looked up, and measured on a sample."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from standpoint.batch.cutting import spread
from standpoint.batch.labelling import label
from standpoint.batch.progress import spelled_time
from standpoint.batch.run import Work
from standpoint.data.article import Refused
from standpoint.data.readers import STDIN, Meter, Raw, Source, cut_source
from standpoint.data.readers.limits import spelled
from standpoint.data.readers.recognition import SUFFIXES, suffix_of

_FILES = 8  # looked into, from all over the list
_READ = 2_000_000  # bytes of text cut from each at the most, to tell how much text a byte of it holds
_LABELLED = 400_000  # bytes of text labelled, which takes a second or two


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would be.

    Attributes
    ----------
    formats : dict
        Files by format; those told by their content only when they are read are "told by content".
    size : int or None
        Bytes of all files; None where it cannot be known.
    missing : tuple of Refused
        Inputs that are not there.
    articles, characters : int or None
        About how many.
    rate : float
        Characters a second of one process, as measured.
    refused : int
        Of the records that were looked at, of which there were `seen`.
    """

    formats: dict[str, int]
    size: int | None
    missing: tuple[Refused, ...]
    articles: int | None
    characters: int | None
    rate: float
    refused: int
    seen: int

    def lines(self, jobs: int) -> Iterator[str]:
        """The estimate for people."""
        files = ", ".join(f"{count:,} {name}" for name, count in self.formats.items())
        yield f"files: {files or 'none'}" + (f"; {spelled(self.size)}" if self.size is not None else "")
        for record in self.missing:
            yield f"missing: {record.id}: {record.reason}"
        if self.characters is None or self.articles is None:
            yield "articles: unknown; the size of the input is"
        else:
            yield f"articles: about {self.articles:,}, {self.characters / 1e6:.1f} M characters of text"
        yield f"of {self.seen} records looked at, {self.refused} would be refused"
        if self.characters is not None and self.rate:
            seconds = self.characters / self.rate / jobs
            each = f"{self.rate / 1e6:.2f} M characters a second in each of {jobs} processes"
            yield f"time: about {spelled_time(seconds)} at {each}"


@dataclass
class _Sample:
    """What was seen in some files."""

    read: int = 0  # bytes of the files
    text: int = 0  # bytes of text in them
    records: int = 0


def estimate(work: Work) -> Estimate:
    """Look at the list of files, and into a few of them."""
    sample, wanted = _Sample(), []
    for source in spread(work.sources, _FILES):
        if source.name != STDIN:  # which cannot be read twice
            wanted += _looked_into(source, work, sample)
    tried = _first(wanted, _LABELLED)
    label(tried[:20], work.reading, work.labelling)  # the first texts pay for imports and empty caches
    started = time.perf_counter()
    labelled = label(tried, work.reading, work.labelling)
    seconds = time.perf_counter() - started
    share = work.selection.sample or 1.0
    growth = work.size / sample.read * share if work.size is not None and sample.read else None
    cut = sum(one.weight for one in tried if isinstance(one, Raw))
    articles = None if growth is None else round(sample.records * growth)
    characters = None if growth is None or not cut else round(sample.text * growth * labelled.characters / cut)
    if articles is not None and work.selection.limit is not None and articles > work.selection.limit:
        characters = characters and round(characters * work.selection.limit / articles)
        articles = work.selection.limit
    return Estimate(
        formats=_formats(work),
        size=work.size,
        missing=tuple(source for source in work.sources if isinstance(source, Refused)),
        articles=articles,
        characters=characters,
        rate=labelled.characters / seconds if labelled.characters else 0.0,
        refused=len(labelled.refused),
        seen=len(tried),
    )


def _looked_into(source: Source, work: Work, sample: _Sample) -> list[Raw | Refused]:
    """The first records of a file."""
    meter = Meter()
    records: list[Raw | Refused] = []
    size = 0
    for record in cut_source(source, work.reading, meter=meter):
        records.append(record)
        size += record.weight if isinstance(record, Raw) else 0
        if size >= _READ:
            break
    else:
        meter.taken = max(meter.taken, source.size or 0)  # some formats are read elsewhere than through the meter
    sample.read += meter.taken
    sample.text += size
    sample.records += len(records)
    return records


def _first(records: list[Raw | Refused], size: int) -> list[Raw | Refused]:
    """Records from all over, until they come to so many bytes."""
    total = sum(record.weight for record in records if isinstance(record, Raw))
    step = max(1, total // size)
    taken: list[Raw | Refused] = []
    for record in records[::step]:
        size -= record.weight if isinstance(record, Raw) else 0
        taken.append(record)
        if size <= 0:
            break
    return taken


def _formats(work: Work) -> dict[str, int]:
    names = (source.name for source in work.sources if isinstance(source, Source))
    suffixes = (suffix_of(name) for name in names)
    return dict(Counter(str(SUFFIXES[suffix]) if suffix else "told by content" for suffix in suffixes).most_common())
