"""Minimal pairs: two sentences with one change between them, and the stance that each must get.

A model that reads only loaded words gets one of two right; to get both it must see what the change does. The table
that the project measures with is described at its head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from standpoint.data.article import Article
from standpoint.data.labels import Stance
from standpoint.errors import LabelledDataError
from standpoint.model.classifier import Model

CHANGES = ("speaker", "negation", "target", "cue", "loaded")
COLUMNS = ("pair", "change", "country", "text", "stance")


@dataclass(frozen=True, slots=True)
class PairRow:
    """One sentence of a pair; the attributes are the columns of the table."""

    pair: int
    change: str
    country: str
    text: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class PairScore:
    """How many were right, of all pairs or of those with one kind of change.

    Attributes
    ----------
    pairs : int
    sentences : float
        Share of sentences with the right stance; one that was not attributed, or was split, is wrong.
    both : float
        Share of pairs with both sentences right.
    """

    pairs: int
    sentences: float
    both: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return {"pairs": self.pairs, "sentences": round(self.sentences, 4), "both": round(self.both, 4)}


def read_pairs(path: Path) -> list[PairRow]:
    """The rows of a table of pairs.

    Raises
    ------
    LabelledDataError
        Listing every row that is not a sentence of a pair.
    """
    lines = [
        (number, line.split("\t"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if not line.startswith("#")
    ]
    if not lines or tuple(lines[0][1]) != COLUMNS:
        raise LabelledDataError([f"{path}: expected the columns {', '.join(COLUMNS)} and tabs between them"])
    rows, faults = [], []
    for number, cells in lines[1:]:
        try:
            rows.append(_row(cells))
        except ValueError as error:
            faults.append(f"{path}:{number}: {error}")
    numbers = [row.pair for row in rows]
    if not faults and numbers != [1 + place // 2 for place in range(len(rows))]:
        faults.append(f"{path}: expected two rows of each pair, one after the other, numbered from 1")
    if faults:
        raise LabelledDataError(faults)
    return rows


def score_pairs(model: Model, rows: Sequence[PairRow]) -> dict[str, PairScore]:
    """The scores of a model: `all`, then each kind of change."""
    found = model.classify_many([Article(text=row.text, country=row.country) for row in rows])
    rights = [
        len(result.sentences) == 1 and result.sentences[0].stance is row.stance
        for result, row in zip(found, rows, strict=True)
    ]
    scores = {"all": _score(rights)}
    for change in CHANGES:
        scores[change] = _score([right for right, row in zip(rights, rows, strict=True) if row.change == change])
    return scores


def _row(cells: Sequence[str]) -> PairRow:
    if len(cells) != len(COLUMNS) or not all(cells):
        raise ValueError(f"expected {len(COLUMNS)} filled columns, found {sum(map(bool, cells))}")
    pair, change, country, text, stance = cells
    if change not in CHANGES:
        raise ValueError(f"expected a change out of {', '.join(CHANGES)}, found {change!r}")
    return PairRow(int(pair), change, country, text, Stance(stance))


def _score(rights: Sequence[bool]) -> PairScore:
    pairs = list(zip(rights[::2], rights[1::2], strict=True))
    if not pairs:
        return PairScore(0, 0.0, 0.0)
    return PairScore(len(pairs), sum(rights) / len(rights), sum(map(all, pairs)) / len(pairs))
