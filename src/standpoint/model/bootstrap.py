"""How far a figure could be off: percentile bootstrap intervals over articles (Efron and Tibshirani 1993).

Sentences of an article are no independent draws (one speaker taken for another is wrong ten times over), so whole
articles are drawn. Only counts are needed of each article, so a draw is a weighted sum of confusion matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DRAWS = 2000
LEVEL = 0.95
_SEED = 0  # the same figures from the same predictions


class Interval(NamedTuple):
    """The middle 95% of a figure over draws of articles."""

    low: float
    high: float


class Cell(NamedTuple):
    """One decision: the article it is of, the gold label and the label given."""

    article: str
    gold: str
    found: str


def intervals(cells: Sequence[Cell], labels: Sequence[str], draws: int = DRAWS) -> dict[str, Interval]:
    """Intervals of `accuracy`, `macro_f1` and, as `precision:X`, `recall:X` and `f1:X`, of each label's figures.

    Parameters
    ----------
    cells : sequence of Cell
    labels : sequence of str
        The labels that gold may have; a label found that is none of them counts as wrong.
    draws : int
        Samples of as many articles as there are, with replacement.

    Raises
    ------
    ValueError
        If there is no decision: an interval of nothing is no interval.
    """
    if not cells:
        raise ValueError("expected decisions to draw from, found none")
    counts = _confusions(cells, labels)
    generator = np.random.default_rng(_SEED)
    articles = len(counts)
    weights = generator.multinomial(articles, np.full(articles, 1 / articles), size=draws)
    figures = _figures(np.tensordot(weights, counts, axes=1), labels)
    tail = (1 - LEVEL) / 2
    return {
        name: Interval(float(np.nanquantile(values, tail)), float(np.nanquantile(values, 1 - tail)))
        for name, values in figures.items()
        if not np.isnan(values).all()
    }


def _confusions(cells: Sequence[Cell], labels: Sequence[str]) -> Array:
    """Counts, shape (n_articles, n_labels, n_labels + 1): gold by found, the last column for any other label."""
    rows = {article: place for place, article in enumerate(dict.fromkeys(cell.article for cell in cells))}
    places = {label: place for place, label in enumerate(labels)}
    counts = np.zeros((len(rows), len(labels), len(labels) + 1))
    for cell in cells:
        counts[rows[cell.article], places[cell.gold], places.get(cell.found, len(labels))] += 1
    return counts


def _figures(sums: Any, labels: Sequence[str]) -> dict[str, Array]:
    """The figures of every draw; not a number where a draw has nothing to reckon one from."""
    right = np.einsum("dll->dl", sums[:, :, :-1])
    gold, found = sums.sum(axis=2), sums[:, :, :-1].sum(axis=1)
    with np.errstate(invalid="ignore"):
        f1 = np.where(gold > 0, 2 * right / (gold + found), np.nan)
        precision, recall = right / found, right / gold
    occurs = (gold > 0).sum(axis=1)
    figures = {"accuracy": right.sum(axis=1) / gold.sum(axis=1), "macro_f1": np.nansum(f1, axis=1) / occurs}
    for place, label in enumerate(labels):
        figures[f"precision:{label}"] = precision[:, place]
        figures[f"recall:{label}"] = recall[:, place]
        figures[f"f1:{label}"] = f1[:, place]
    return figures
