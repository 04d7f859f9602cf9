"""The page of a collection: voices over all and by group, the speakers most heard, and a table of the articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from standpoint.data.labels import ATTRIBUTED, Source
from standpoint.report import wording
from standpoint.report.collection import SIDES, Collection, Entry, Sums, sums
from standpoint.report.compare import LEVEL, MEASURES, Estimate, Group, compare
from standpoint.report.html.render import SIGNS, line, render

_SPEAKERS = 40  # listed; all are in the results
_MONTHS = "month"
_LETTER_FITS = 6.0  # percent of a bar in which a source's letter can stand


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the pages beside a collection's page are, as addresses from it."""

    folder: str

    def article(self, number: int) -> str:
        """The page of an article."""
        return f"{self.folder}/{number:05}.html"

    def sentences(self, source: Source, **wanted: str) -> str:
        """The page of a source's sentences, with those wanted that have given values."""
        return f"{self.folder}/{source}.html" + ("#" + urlencode(wanted) if wanted else "")


def collection_page(collection: Collection, title: str, pages: Pages, compared: str | None = None) -> str:
    """The page of a collection, whole.

    Parameters
    ----------
    collection : Collection
    title : str
    pages : Pages
    compared : str, optional
        A column whose groups are set side by side with intervals.
    """
    over_all = collection.sums
    columns = collection.columns()
    return render(
        "collection.html.j2",
        "collection.js",
        {
            "title": line(title),
            "collection": collection,
            "over_all": over_all,
            "gist": wording.gist_of_many(over_all),
            "rows": source_rows(over_all),
            "multiples": [_multiple(collection, name) for name in columns if name != _MONTHS],
            "months": _months(collection) if _MONTHS in columns else None,
            "comparison": _comparison(collection, compared) if compared else None,
            "speakers": _speakers(collection),
            "pages": pages,
            "columns": columns,
            "wording": wording,
            "sides": SIDES,
            "details": _table(collection, columns, pages),
        },
    )


def source_rows(over_all: Sums) -> list[dict[str, Any]]:
    """One row a source that is heard, the most heard first; bars split by stance, on the scale of the longest."""
    longest = int(over_all.words.sum(axis=1).max()) or 1
    rows = [
        {
            "source": source,
            "words": int(words.sum()),
            "sentences": int(sentences.sum()),
            "share": float(share),
            "stances": [int(count) for count in sentences],
            "bars": _stance_bars([int(count) for count in words], longest),
        }
        for source, words, sentences, share in zip(
            ATTRIBUTED, over_all.words, over_all.sentences, over_all.shares, strict=True
        )
    ]
    return sorted((row for row in rows if row["sentences"]), key=lambda row: -row["words"])


def _stance_bars(words: Sequence[int], longest: int) -> list[tuple[str, float, float]]:
    bars, left = [], 0.0
    for side, number in zip(SIDES, words, strict=True):
        width = 100 * number / longest
        if number:
            bars.append((str(side or "undecided"), round(left, 2), round(width, 2)))
        left += width
    return bars


def source_bars(found: Sums) -> list[dict[str, Any]]:
    """A whole bar of the six sources' shares: source, left edge and width in percent, and its letter where it fits."""
    bars, left = [], 0.0
    for source, share in zip(ATTRIBUTED, found.shares, strict=True):
        width = 100 * float(share)
        if width:
            bars.append({
                "source": source, "letter": SIGNS[source] if width >= _LETTER_FITS else "",
                "left": round(left, 2), "width": round(width, 2), "middle": round(left + width / 2, 2),
            })  # fmt: skip
        left += width
    return bars


def _multiple(collection: Collection, column: str) -> dict[str, Any]:
    """One row a group: its bar, number of articles and balance."""
    groups = [(name, sums(entries)) for name, entries in collection.groups(column).items()]
    return {
        "column": column,
        "rows": [{"name": name, "sums": found, "bars": source_bars(found)} for name, found in groups],
    }


def _months(collection: Collection) -> dict[str, Any]:
    """One small picture a source: its share by month, all on one scale."""
    groups = [(name, sums(entries)) for name, entries in collection.groups(_MONTHS).items()]
    top = max((float(found.shares.max()) for _, found in groups), default=0.0) or 1.0
    width = 100 / len(groups)
    panels = [
        {
            "source": source,
            "columns": [
                {
                    "name": name,
                    "share": float(found.shares[index]),
                    "left": round(place * width + width * 0.1, 2),
                    "width": round(width * 0.8, 2),
                    "height": round(100 * float(found.shares[index]) / top, 2),
                }
                for place, (name, found) in enumerate(groups)
            ],
        }
        for index, source in enumerate(ATTRIBUTED)
    ]
    return {"groups": groups, "panels": panels, "top": top, "first": groups[0][0], "last": groups[-1][0]}


def _comparison(collection: Collection, column: str) -> dict[str, Any]:
    groups = compare(collection.groups(column))
    return {
        "column": column,
        "groups": groups,
        "level": LEVEL,
        "verdicts": wording.verdicts(groups),
        "small": [group for group in groups if group.is_small],
        "panels": [_panel(groups, index) for index in range(len(MEASURES))],
    }


def _panel(groups: Sequence[Group], index: int) -> dict[str, Any]:
    """One measure, one row a group: dot and interval as percent of the scale."""
    measure = MEASURES[index]
    estimates = [group.estimates[index] for group in groups]
    is_balance = measure == "balance"
    ends = [value for one in estimates for value in (one.value, one.high) if value is not None]
    low, high = (-1.0, 1.0) if is_balance else (0.0, max([0.1, *ends]))
    return {
        "measure": measure,
        "source": None if is_balance else Source(measure),
        "high": high,
        "rows": [
            {"group": group, "estimate": one, **_dot(one, low, high)}
            for group, one in zip(groups, estimates, strict=True)
        ],
    }


def _dot(one: Estimate, low: float, high: float) -> dict[str, float | None]:
    scaled = [None if value is None else 100 * (value - low) / (high - low) for value in (one.value, one.low, one.high)]
    middle, left, right = (None if value is None else round(value, 2) for value in scaled)
    return {"middle": middle, "left": left, "right": right}


def _speakers(collection: Collection) -> list[dict[str, Any]]:
    ranked = collection.speakers(_SPEAKERS)
    longest = max((one.words for one in ranked), default=1) or 1
    return [{"sums": one, "bars": _stance_bars([*one.stance_words.values()], longest)} for one in ranked]


def _table(collection: Collection, columns: Sequence[str], pages: Pages) -> dict[str, Any]:
    """The articles for the script: names once, then one short row each."""
    shown = [
        name for name in ("outlet", "date", "country") if any(name in entry.columns for entry in collection.entries)
    ]
    return {
        "folder": pages.folder,
        "sources": [str(source) for source in ATTRIBUTED],
        "names": [wording.SOURCE_NAMES[source] for source in ATTRIBUTED],
        "signs": [SIGNS[source] for source in ATTRIBUTED],
        "shown": shown,
        "columns": [*columns],
        "rows": [_row(entry, shown, columns) for entry in collection.entries],
    }


def _row(entry: Entry, shown: Sequence[str], columns: Sequence[str]) -> list[Any]:
    favor, against = (int(count) for count in entry.sentences.sum(axis=0)[:2])
    return [
        entry.number,
        line(entry.title),
        [line(entry.columns.get(name, "")) for name in shown],
        [line(entry.columns.get(name, "")) for name in columns],
        [int(count) for count in entry.words.sum(axis=1)],
        [favor, against],
        int(entry.sentences.sum()),
        entry.total_sentences,
    ]
