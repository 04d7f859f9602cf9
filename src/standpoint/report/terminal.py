"""The attribution of an article in a terminal: who speaks, how much, on which side. Text is never interpreted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from standpoint.data.labels import Stance
from standpoint.data.results import ArticleResult
from standpoint.report.attribution import Attribution, SourceShare, attribution

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_BAR = 8  # characters of a full bar
_SPEAKERS = 6  # listed by name; the rest are counted
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
    console.print(_summary(voices) + "\n", markup=False, highlight=False, emoji=False)


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

    has_undecided = any(share.undecided for share in voices.sources)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in _columns(has_undecided):
        table.add_column(name, justify="left" if name in ("source", "") else "right", no_wrap=True)
    for share in sorted(voices.sources, key=lambda share: -share.words):
        if share.sentences:
            table.add_row(*_row(share, has_undecided))
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


def _undecided(voices: Attribution) -> list[str]:
    """The line about sentences whose source was left out; none where there are none."""
    if not voices.undecided_sentences:
        return []
    return [f"undecided: {voices.undecided_sentences} of {voices.sentences} sentences"]
