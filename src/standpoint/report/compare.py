"""Groups of articles side by side, with intervals, and when there is too little to tell.

An article is what is drawn by chance here, not a sentence: sentences of one article hang together. So the intervals are
bootstrap intervals over articles: each group's articles are drawn again with replacement, `_DRAWS` times, and every
figure is reckoned anew from the articles drawn. The interval shown holds 95% of the figures (percentiles). A difference
between a group and all others is called one where it is at least `z` standard errors from nought; `z` grows with the
number of differences looked at (Bonferroni), so that many comparisons do not find one by chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from standpoint.data.labels import ATTRIBUTED
from standpoint.report.collection import Entry

Floats = npt.NDArray[np.float64]

FEWEST = 10  # articles of a group; below, a bootstrap interval is known to be too narrow, so none is given
LEVEL = 0.95
MEASURES = (*(str(source) for source in ATTRIBUTED), "balance")
_DRAWS = 2_000  # percentiles of 95% move by less than half a point between seeds
_AT_ONCE = 100  # draws in memory together: 100 draws of 5,000 articles are 4 MB
_SPANS = np.array([1.0] * len(ATTRIBUTED) + [2.0])  # from the least to the greatest value of each measure
_UNSEEN = 3  # the rule of three: what none of n articles shows, up to 3/n of all may (95%); draws cannot know that
_SEED = 20_240_229  # the same results give the same page


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of one group.

    Attributes
    ----------
    value : float or None
        None where nothing is there to reckon it from.
    low, high : float or None
        Ends of the interval; None where the group is too small for one.
    difference : float or None
        From the same figure of all other articles.
    is_different : bool
        Whether the difference is more than chance; False is no proof that there is none: there is too little to tell.
    """

    measure: str
    value: float | None
    low: float | None
    high: float | None
    difference: float | None
    is_different: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group of articles with its estimates, in the order of `MEASURES`."""

    name: str
    articles: int
    estimates: tuple[Estimate, ...]

    @property
    def is_small(self) -> bool:
        """Whether it has too few articles to tell anything."""
        return self.articles < FEWEST


def compare(groups: Mapping[str, Sequence[Entry]]) -> list[Group]:
    """The groups' figures with intervals, each against all other groups together.

    Parameters
    ----------
    groups : mapping
        Name to articles, as `Collection.groups` gives them.
    """
    tables = {name: _table(entries) for name, entries in groups.items()}
    compared = sum(len(table) >= FEWEST for table in tables.values()) * len(MEASURES)
    z = NormalDist().inv_cdf(1 - (1 - LEVEL) / (2 * max(1, compared)))
    return [_group(name, table, _rest(tables, name), z) for name, table in tables.items()]


def _group(name: str, own: Floats, rest: Floats, z: float) -> Group:
    figures, others = _Sample.of(own), _Sample.of(rest)
    return Group(name, len(own), tuple(_estimate(index, figures, others, z) for index in range(len(MEASURES))))


def _estimate(index: int, own: _Sample, rest: _Sample, z: float) -> Estimate:
    low, high = own.interval(index)
    value, other = own.values[index], rest.values[index]
    return Estimate(
        measure=MEASURES[index],
        value=_known(value),
        low=low,
        high=high,
        difference=_known(value - other),
        is_different=_is_different(value - other, own.errors[index], rest.errors[index], z),
    )


def _is_different(difference: float, error: float, other: float, z: float) -> bool:
    """Whether the difference is more than chance; False too where it, or its error, cannot be reckoned (nan)."""
    return bool(abs(difference) > z * np.hypot(error, other) > 0)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Figures of some articles, and those of the draws, shape (draws, measures); nan is what cannot be reckoned."""

    size: int
    values: Floats
    draws: Floats

    @classmethod
    def of(cls, table: Floats) -> _Sample:
        draws = _draws(table) if len(table) >= FEWEST else np.full((1, len(MEASURES)), np.nan)
        return cls(len(table), _figures(table.sum(axis=0)[None])[0], draws)

    @property
    def errors(self) -> Floats:
        """Standard errors; nan where there are no draws."""
        if len(self.draws) == 1:
            return np.full(len(MEASURES), np.nan)
        found = np.asarray(self.draws.std(axis=0))
        return np.where(found == 0, _SPANS * _UNSEEN / self.size / 2, found)

    def interval(self, index: int) -> tuple[float | None, float | None]:
        """The ends of the interval of a measure."""
        known = self.draws[~np.isnan(self.draws[:, index]), index]
        if len(known) < _DRAWS * LEVEL:
            return None, None
        low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        if low == high:
            reach = _SPANS[index] * _UNSEEN / self.size
            low, high = max(1 - _SPANS[index], low - reach), min(1.0, high + reach)
        return float(low), float(high)


def _table(entries: Sequence[Entry]) -> Floats:
    """What figures are reckoned from: words by source, sentences for and against; shape (articles, 8)."""
    rows = [[*entry.words.sum(axis=1), *entry.sentences.sum(axis=0)[:2]] for entry in entries]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(ATTRIBUTED) + 2)


def _rest(tables: Mapping[str, Floats], name: str) -> Floats:
    others = [table for other, table in tables.items() if other != name]
    return np.concatenate(others) if others else np.empty((0, len(ATTRIBUTED) + 2))


def _draws(table: Floats) -> Floats:
    """Figures of each draw; how often an article is drawn is a multinomial count, so a draw is one product."""
    random, size = np.random.default_rng(_SEED), len(table)
    chance = np.full(size, 1 / size)
    parts = [random.multinomial(size, chance, _AT_ONCE) @ table for _ in range(_DRAWS // _AT_ONCE)]
    return _figures(np.concatenate(parts))


def _figures(totals: Floats) -> Floats:
    """Shares of the six sources and balance of each row of totals; nan where there is nothing to divide by."""
    words, favor, against = totals[:, : len(ATTRIBUTED)], totals[:, -2], totals[:, -1]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = words / words.sum(axis=1, keepdims=True)
        balance = (favor - against) / (favor + against)
    return np.column_stack([shares, balance])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
