"""The voices of many articles: sums over all, by any column of the metadata, and the speakers most heard.

Articles are taken in one after the other and only their sums are kept, so that a collection may be larger than memory
would hold as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.data.results import ArticleResult, SentenceResult
from standpoint.errors import InputError
from standpoint.report.attribution import diversity, word_count

Counts = npt.NDArray[np.int64]

SIDES: tuple[Stance | None, ...] = (*Stance, None)
"""The stances in the order of every table, with what was left out as the last."""

MOST_GROUPS = 24  # groups that one picture can show; a column with more is for the table
NO_VALUE = "–"  # the group of articles without a value in the column
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-\d{2}|$)")
_SOURCE_INDEX = {source: index for index, source in enumerate(ATTRIBUTED)}
_SIDE_INDEX = {side: index for index, side in enumerate(SIDES)}


@dataclass(frozen=True, slots=True)
class Entry:
    """The sums of one article.

    Attributes
    ----------
    number : int
        Its place in the collection, counted from 1.
    columns : dict
        The columns that articles can be grouped by, as text: `country`, and what the metadata holds; a date gives
        `month`.
    words, sentences : array of int, shape (6, 4)
        Attributed words and sentences by source (order of the label guide) and stance (`SIDES`).
    total_sentences, undecided_sentences : int
        All of the article, and those whose source was left out.
    """

    number: int
    id: str
    title: str
    columns: dict[str, str]
    words: Counts
    sentences: Counts
    total_sentences: int
    undecided_sentences: int


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a group of articles; arrays as in `Entry`."""

    articles: int
    words: Counts
    sentences: Counts

    @property
    def shares(self) -> npt.NDArray[np.float64]:
        """Share of the attributed words by source, shape (6,); zeros where nobody speaks."""
        total = self.words.sum()
        return self.words.sum(axis=1) / total if total else np.zeros(len(ATTRIBUTED))

    @property
    def balance(self) -> float | None:
        """As that of an article: (favor - against) / (favor + against), over sentences."""
        favor, against, *_ = (int(count) for count in self.sentences.sum(axis=0))
        return (favor - against) / (favor + against) if favor + against else None

    @property
    def diversity(self) -> float | None:
        """As that of an article: normalised entropy of the shares."""
        return diversity([int(count) for count in self.words.sum(axis=1)])


@dataclass(frozen=True, slots=True)
class SpeakerSums:
    """What one speaker says as one source, over all articles."""

    speaker: str
    source: Source
    articles: int
    stances: dict[Stance | None, int]
    stance_words: dict[Stance | None, int]

    @property
    def sentences(self) -> int:
        """All its sentences."""
        return sum(self.stances.values())

    @property
    def words(self) -> int:
        """All its words."""
        return sum(self.stance_words.values())


@dataclass
class Collection:
    """The sums of many articles, taken in one by one."""

    entries: list[Entry] = field(default_factory=list)
    _speakers: dict[tuple[str, Source], _Heard] = field(default_factory=dict)

    def add(self, article: ArticleResult, title: str) -> Entry:
        """Take in an article, under the title that it is shown by."""
        entry = _entry(len(self.entries) + 1, article, title)
        self.entries.append(entry)
        for sentence in article.attributed:
            if sentence.speaker and sentence.source:
                key = (sentence.speaker.casefold(), sentence.source)
                self._speakers.setdefault(key, _Heard(sentence.speaker)).add(entry.number, sentence)
        return entry

    @property
    def sums(self) -> Sums:
        """The sums over all."""
        return sums(self.entries)

    def columns(self) -> list[str]:
        """The columns with from two to `MOST_GROUPS` values, month and country first, then by name."""
        values: dict[str, set[str]] = {}
        for entry in self.entries:
            for name, value in entry.columns.items():
                values.setdefault(name, set()).add(value)
        first = {"outlet": 0, "month": 1, "country": 2}
        fit = [name for name, found in values.items() if 2 <= len(found) <= MOST_GROUPS]
        return sorted(fit, key=lambda name: (first.get(name, 3), name))

    def check_column(self, option: str, column: str | None) -> None:
        """Refuse a column that no article has.

        Raises
        ------
        InputError
            If the column is given and in no article.
        """
        names = sorted({name for entry in self.entries for name in entry.columns})
        if column is not None and column not in names:
            raise InputError(f"{option}: expected one of {', '.join(names) or 'no columns at all'}; found {column!r}")

    def groups(self, column: str) -> dict[str, list[Entry]]:
        """The articles by their value in a column: months in order of time, others by number of articles."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.columns.get(column, NO_VALUE), []).append(entry)
        if column == "month":
            return dict(sorted(found.items()))
        return dict(sorted(found.items(), key=lambda item: (item[0] == NO_VALUE, -len(item[1]), item[0])))

    def speakers(self, most: int) -> list[SpeakerSums]:
        """The speakers most heard, by words."""
        ranked = sorted(self._speakers.items(), key=lambda item: (-item[1].words, item[0]))
        return [heard.sums(source) for (_, source), heard in ranked[:most]]


@dataclass
class _Heard:
    """A speaker's sums in the making."""

    name: str
    words: int = 0
    articles: set[int] = field(default_factory=set)
    stances: dict[Stance | None, int] = field(default_factory=lambda: dict.fromkeys(SIDES, 0))
    stance_words: dict[Stance | None, int] = field(default_factory=lambda: dict.fromkeys(SIDES, 0))

    def add(self, number: int, sentence: SentenceResult) -> None:
        words = word_count(sentence.text)
        self.words += words
        self.stance_words[sentence.stance] += words
        self.stances[sentence.stance] += 1
        self.articles.add(number)

    def sums(self, source: Source) -> SpeakerSums:
        return SpeakerSums(self.name, source, len(self.articles), dict(self.stances), dict(self.stance_words))


def sums(entries: Sequence[Entry]) -> Sums:
    """The sums of some articles."""
    shape = (len(ATTRIBUTED), len(SIDES))
    zero = np.zeros(shape, dtype=np.int64)
    return Sums(
        articles=len(entries),
        words=sum((entry.words for entry in entries), zero),
        sentences=sum((entry.sentences for entry in entries), zero),
    )


def month(value: str) -> str | None:
    """The month of an ISO date.

    Examples
    --------
    >>> month("2023-02-17"), month("2023-02-17T10:00:00Z"), month("2023-02"), month("Friday")
    ('2023-02', '2023-02', '2023-02', None)
    """
    found = _DATE.match(value)
    return f"{found[1]}-{found[2]}" if found and 1 <= int(found[2]) <= 12 else None


def _entry(number: int, article: ArticleResult, title: str) -> Entry:
    words = np.zeros((len(ATTRIBUTED), len(SIDES)), dtype=np.int64)
    sentences = np.zeros_like(words)
    for sentence in article.attributed:
        if sentence.source:
            cell = _SOURCE_INDEX[sentence.source], _SIDE_INDEX[sentence.stance]
            words[cell] += word_count(sentence.text)
            sentences[cell] += 1
    return Entry(
        number=number,
        id=article.id,
        title=title,
        columns=dict(_columns(article.country, article.metadata)),
        words=words,
        sentences=sentences,
        total_sentences=len(article.sentences),
        undecided_sentences=sum(sentence.is_undecided for sentence in article.sentences),
    )


def _columns(country: str | None, metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Columns with a value; the article's own country goes before one of the metadata."""
    for name, value in metadata.items():
        if isinstance(value, str | int | float) and str(value).strip():
            yield str(name), " ".join(str(value).split())
    if dates := [found for value in _dates(metadata) if (found := month(value))]:
        yield "month", dates[0]
    if country:
        yield "country", country


def _dates(metadata: Mapping[str, Any]) -> Iterable[str]:
    """Values of columns whose name tells of a date, the plainest name first."""
    names = sorted(
        (name for name in metadata if "date" in str(name).lower() or "publish" in str(name).lower()), key=len
    )
    return [metadata[name] for name in names if isinstance(metadata[name], str)]
