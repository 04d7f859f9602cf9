"""Reports in a terminal: who speaks, how much, on which side. Text is never interpreted.

Colours are Rich's to give: only on a terminal, and none where NO_COLOR is set.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.data.results import ArticleResult
from standpoint.report import tables, wording
from standpoint.report.attribution import Attribution, SourceShare, attribution
from standpoint.report.collection import Collection
from standpoint.report.compare import Group
from standpoint.report.findings import Findings, findings

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_BAR = 8  # characters of a full bar
_SPEAKERS = 6  # listed by name; the rest are counted
_STYLES = {  # what a terminal's sixteen colours have nearest to the pages' six
    Source.GOVERNMENT: "blue",
    Source.PROTESTER: "red",
    Source.FOREIGN_OFFICIAL: "magenta",
    Source.ANALYST: "green",
    Source.WITNESS: "yellow",
    Source.OTHER: "bright_black",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def show(article: ArticleResult, console: Console) -> None:
    """Print one article's voices."""
    voices = attribution(article)
    console.print(_head(article, voices), markup=False, highlight=False, emoji=False, style="bold")
    if not voices.attributed_sentences:
        lines = ["nobody is quoted or cited", *_undecided(voices), ""]
        console.print("\n".join(lines), markup=False, highlight=False, emoji=False)
        return
    console.print(_sources(voices))
    console.print(_speakers(voices), markup=False, highlight=False, emoji=False)
    lines = [_summary(voices), *(f"- {plain(note)}" for note in _notes(voices, findings(article))), ""]
    console.print("\n".join(lines), markup=False, highlight=False, emoji=False)


def show_collection(collection: Collection, console: Console, *, title: str, column: str | None = None) -> None:
    """Print the voices of many articles: over all, by a column, and the speakers most heard.

    Parameters
    ----------
    column : str, optional
        A column to group the articles by.
    """
    found = collection.sums
    head = f"{plain(title)} · {wording.count(found.articles, 'article')}"
    console.print(head, markup=False, highlight=False, emoji=False, style="bold")
    console.print(_grid(tables.over_all(found)))
    if column:
        console.print(_grid(tables.by_column(collection, column)))
    console.print(_grid(tables.most_heard(collection.speakers(_SPEAKERS))))
    console.print(wording.gist_of_many(found) + "\n", markup=False, highlight=False, emoji=False)


def show_comparison(groups: Sequence[Group], console: Console) -> None:
    """Print what sets groups of articles apart, and what there is too little to tell of."""
    lines = [*wording.verdicts(groups), ""]
    console.print("\n".join(plain(line) for line in lines), markup=False, highlight=False, emoji=False)


def plain(text: str) -> str:
    """Text without control and direction characters, so that it cannot act on a terminal.

    Examples
    --------
    >>> plain("a\\x1b[31mb")
    'a[31mb'
    """
    return _CONTROL.sub("", text)


def _head(article: ArticleResult, voices: Attribution) -> str:
    name = plain(article.title or article.id or "article")
    return f"{name} · {article.country or 'no country'} · {voices.sentences} sentences, {voices.words} words"


def _sources(voices: Attribution) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    has_undecided = any(share.undecided for share in voices.sources)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in _columns(has_undecided):
        table.add_column(name, justify="left" if name in ("source", "") else "right", no_wrap=True)
    for share in sorted(voices.sources, key=lambda share: -share.words):
        if share.sentences:
            name, *figures = _row(share, has_undecided)
            table.add_row(Text(name, style=_STYLES[share.source]), *figures)
    return table


def _columns(has_undecided: bool) -> list[str]:
    """The columns of the table: that of undecided stances takes the place of the bar, for 80 columns hold no more."""
    sides = [str(stance) for stance in Stance]
    if has_undecided:
        return ["source", "share", "words", "quoted", *sides, "undecided"]
    return ["source", "", "share", "words", "quoted", *sides]


def _row(share: SourceShare, has_undecided: bool) -> list[str]:
    bar = [] if has_undecided else ["█" * max(1, round(share.share * _BAR))]
    counts = [share.stances[stance] for stance in Stance] + ([share.undecided] if has_undecided else [])
    figures = [f"{share.share:.0%}", str(share.words), str(share.quoted_words)]
    return [share.source.value.replace("_", " "), *bar, *figures, *(str(count or "·") for count in counts)]


def _grid(table: tables.Table) -> Table:
    """A table of text; the name of a source in its colour."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for place, name in enumerate(table.head):
        grid.add_column(plain(name), justify="right" if place else "left", no_wrap=bool(place), overflow="ellipsis")
    for row in table.rows:
        style = next((_STYLES[source] for source in ATTRIBUTED if row[0] == wording.SOURCE_NAMES[source]), "")
        grid.add_row(*(Text(plain(cell), style=style if place == 0 else "") for place, cell in enumerate(row)))
    return grid


def _speakers(voices: Attribution) -> str:
    shown = [f"{plain(share.speaker)} {share.share:.0%}" for share in voices.speakers[:_SPEAKERS]]
    more = len(voices.speakers) - len(shown)
    return "speakers: " + ", ".join(shown) + (f", {more} more" if more > 0 else "")


def _summary(voices: Attribution) -> str:
    parts = [f"attributed: {voices.attributed_sentences} of {voices.sentences} sentences", *_undecided(voices)]
    if voices.diversity is not None:
        parts.append(f"diversity of sources {voices.diversity:.2f} (0 one, 1 all six alike)")
    if voices.balance is not None:
        parts.append(f"balance {voices.balance:+.2f} (-1 against, +1 for the authorities)")
    return "\n".join(parts)


def _notes(voices: Attribution, found: Findings) -> list[str]:
    """The observations that no figure above shows."""
    said = (
        wording.first_voice(found),
        wording.last_voice(found),
        wording.missing(found),
        wording.silence(voices, found),
    )
    return [one for one in (*said, *(wording.basis(one) for one in found.bases)) if one]


def _undecided(voices: Attribution) -> list[str]:
    """The line about sentences whose source was left out; none where there are none."""
    if not voices.undecided_sentences:
        return []
    return [f"undecided: {voices.undecided_sentences} of {voices.sentences} sentences"]
