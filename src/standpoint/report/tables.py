"""The tables that the terminal and Markdown reports share: text in rows, nothing of how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from standpoint.data.labels import ATTRIBUTED
from standpoint.report import wording
from standpoint.report.collection import SIDES, Collection, SpeakerSums, Sums, sums
from standpoint.report.compare import MEASURES, Estimate, Group

_SHORT = ("gov", "prot", "foreign", "analyst", "witness", "other")  # six columns and a name in 80 characters


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows of the same length; the first column is text, the others are figures."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def over_all(found: Sums) -> Table:
    """Sources of a collection: share, words, sentences, and sentences by stance."""
    has_undecided = bool(found.sentences[:, -1].sum())
    sides = SIDES if has_undecided else SIDES[:-1]
    rows = [
        (
            wording.SOURCE_NAMES[source],
            wording.percent(float(found.shares[index])),
            f"{int(found.words[index].sum()):,}",
            f"{int(found.sentences[index].sum()):,}",
            *(f"{int(number):,}" for number in found.sentences[index][: len(sides)]),
        )
        for index, source in enumerate(ATTRIBUTED)
        if found.sentences[index].sum()
    ]
    ranked = sorted(rows, key=lambda row: -int(row[2].replace(",", "")))
    return Table(
        ("source", "share", "words", "sentences", *(str(side or "undecided") for side in sides)), tuple(ranked)
    )


def by_column(collection: Collection, column: str) -> Table:
    """Shares of attributed words and balance by the values of a column."""
    rows = [_group_row(name, sums(entries)) for name, entries in collection.groups(column).items()]
    return Table((column, "articles", *_SHORT, "balance"), tuple(rows))


def most_heard(speakers: Sequence[SpeakerSums]) -> Table:
    """The speakers most heard, and where they stand."""
    rows = [
        (
            one.speaker,
            wording.SOURCE_NAMES_OF_ONE[one.source],
            f"{one.articles:,}",
            f"{one.words:,}",
            *(f"{one.stances[side]:,}" for side in SIDES[:-1]),
        )
        for one in speakers
    ]
    return Table(("speaker", "source", "articles", "words", *map(str, SIDES[:-1])), tuple(rows))


def side_by_side(groups: Sequence[Group]) -> Table:
    """Each group's figures with their intervals; a star where a figure differs from the others by more than chance."""
    rows = [
        (_measure(measure), *(_interval(group.estimates[index]) for group in groups))
        for index, measure in enumerate(MEASURES)
    ]
    return Table(("", *(f"{group.name} ({group.articles})" for group in groups)), tuple(rows))


def _group_row(name: str, found: Sums) -> tuple[str, ...]:
    shares = (wording.percent(float(share)) for share in found.shares)
    return (name, f"{found.articles:,}", *shares, wording.signed(found.balance))


def _measure(measure: str) -> str:
    return measure.replace("_", " ")


def _interval(one: Estimate) -> str:
    if one.value is None:
        return "–"
    figure = _figure(one.measure, one.value)
    if one.low is None or one.high is None:
        return figure
    star = "*" if one.is_different else ""
    return f"{figure}{star} ({_figure(one.measure, one.low)} to {_figure(one.measure, one.high)})"


def _figure(measure: str, value: float) -> str:
    return wording.signed(value) if measure == "balance" else wording.percent(value)
