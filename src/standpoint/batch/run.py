"""Label a stream of records and give the results as they come: for pipes, the terminal and the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from standpoint.batch.cutting import Part, Partition, Selection, parts
from standpoint.batch.journal import Counts
from standpoint.batch.labelling import Labelled, Labelling, label
from standpoint.batch.pool import ordered
from standpoint.data.article import Refused
from standpoint.data.readers import Reading, Source
from standpoint.data.results import ArticleResult
from standpoint.report.attribution import attribution

SHOWN = 20  # refused records, and files in other encodings, that are kept to be shown; the others are counted
_STREAMED = 131_072  # bytes of text labelled before the first results are given: what the model takes at a time


@dataclass
class Tally:
    """What a run has done so far.

    Attributes
    ----------
    articles, sentences, characters : int
    refused : list of Refused
        The first few.
    refusals : int
        All of them.
    encodings : dict
        The first few articles that were not UTF-8, with what they were read as.
    """

    articles: int = 0
    sentences: int = 0
    characters: int = 0
    refused: list[Refused] = field(default_factory=list)
    refusals: int = 0
    encodings: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        return Counts(self.articles, self.sentences, self.characters, self.refusals)

    def refuse(self, record: Refused) -> None:
        """Count a refused record, and keep it if it is one of the first."""
        self.refusals += 1
        if len(self.refused) < SHOWN:
            self.refused.append(record)

    def note(self, id: str, encoding: str) -> None:
        """Keep an encoding if it is one of the first."""
        if len(self.encodings) < SHOWN:
            self.encodings[id] = encoding

    def add(self, labelled: Labelled) -> None:
        """Count what became of some records."""
        self.articles += len(labelled.results)
        self.sentences += labelled.sentences
        self.characters += labelled.characters
        for record in labelled.refused:
            self.refuse(record)
        for id, encoding in labelled.encodings.items():
            self.note(id, encoding)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    counts : Counts
        Of this start of the run and those before.
    labelled : int
        Characters labelled since this start.
    taken : int
        Bytes of the input that were read.
    """

    counts: Counts
    labelled: int
    taken: int


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be read, and how it is labelled.

    Attributes
    ----------
    sources : tuple
        All files, in order, with inputs that could not be found.
    """

    sources: tuple[Source | Refused, ...]
    reading: Reading = field(default_factory=Reading)
    labelling: Labelling = field(default_factory=Labelling)
    selection: Selection = field(default_factory=Selection)

    @property
    def size(self) -> int | None:
        """Bytes of all files; None where one is of unknown size."""
        sizes = [source.size for source in self.sources if isinstance(source, Source)]
        return None if None in sizes else sum(size for size in sizes if size is not None)


def stream(
    work: Work,
    tally: Tally,
    *,
    jobs: int = 1,
    stdin: IO[bytes] | None = None,
    report: Callable[[Progress], None] = lambda _: None,
) -> Iterator[ArticleResult]:
    """Results of all readable records, in order, as they come; the tally counts them and what was refused."""
    everything = Partition(0, work.sources)
    cut = limited(parts(everything, work.reading, work.selection, _STREAMED, stdin=stdin), work.selection.limit)
    task = partial(_labelled, reading=work.reading, labelling=work.labelling)
    for labelled, taken in ordered(task, cut, jobs):
        tally.add(labelled)
        report(Progress(tally.counts, tally.characters, taken))
        yield from labelled.results


def limited(cut: Iterable[Part], limit: int | None) -> Iterator[Part]:
    """The parts up to so many records, the last one shortened."""
    left = limit
    for part in cut:
        if left is None or len(part.records) < left:
            yield part
        else:
            yield Part(part.name, part.records[:left], part.taken)
            return
        left = None if left is None else left - len(part.records)


def as_record(result: ArticleResult) -> dict[str, Any]:
    """A result in the fixed format, with its attribution."""
    return {**result.to_dict(), "attribution": attribution(result).to_dict()}


def _labelled(part: Part, reading: Reading, labelling: Labelling) -> tuple[Labelled, int]:
    return label(part.records, reading, labelling), part.taken
