"""Calibration, coverage and bootstrap intervals, against reckonings by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.model.bootstrap import Cell, Interval, intervals
from standpoint.model.confidence import Bin, Kept, calibration_error, kept, reliability
from standpoint.model.metrics import score

LABELS = ("a", "b")


@pytest.mark.parametrize(
    ("confidences", "rights", "expected"),
    [
        pytest.param([1.0, 1.0], [True, True], 0.0, id="sure and right"),
        pytest.param([1.0, 1.0], [False, False], 1.0, id="sure and wrong"),
        pytest.param([0.75] * 4, [True, True, True, False], 0.0, id="as often right as it says"),
        pytest.param([0.95, 0.55], [True, False], 0.5 * 0.05 + 0.5 * 0.55, id="two bins"),
    ],
)
def test_calibration_error(confidences: Sequence[float], rights: Sequence[bool], expected: float) -> None:
    assert calibration_error(confidences, rights) == pytest.approx(expected)


def test_reliability_leaves_out_empty_bins() -> None:
    """An empty bin has no share of right labels, not one of 0."""
    assert reliability([0.05, 1.0], [False, True]) == [Bin(1, 0.05, 0.0), Bin(1, 1.0, 1.0)]


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        pytest.param(1.0, Kept(1.0, 0.5, 0.6), id="all"),
        pytest.param(0.4, Kept(0.4, 0.8, 1.0), id="the surest"),
        pytest.param(0.0, Kept(0.2, 0.9, 1.0), id="never none"),
        pytest.param(0.6, Kept(0.8, 0.7, 0.75), id="as sure as the last one"),
    ],
)
def test_kept(coverage: float, expected: Kept) -> None:
    found = kept([0.9, 0.7, 0.8, 0.7, 0.5], [True, True, True, False, False], coverage)
    assert found == expected


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1), st.floats(0, 1))
def test_at_least_the_share_is_kept(labels: list[tuple[float, bool]], coverage: float) -> None:
    confidences, rights = zip(*labels, strict=True)
    found = kept(confidences, rights, coverage)
    assert found.coverage >= coverage - 0.5 / len(labels) - 1e-9
    assert found.coverage == sum(one >= found.threshold for one in confidences) / len(labels)


def test_where_every_article_is_alike_there_is_no_doubt() -> None:
    """Whatever is drawn, the figures are the same, and those of `score`."""
    cells = [Cell(article, *pair) for article in "xyz" for pair in (("a", "a"), ("a", "b"), ("b", "b"), ("b", "c"))]
    found = intervals(cells, LABELS, draws=50)
    figures = score([cell.gold for cell in cells], [cell.found for cell in cells], LABELS)
    assert found["accuracy"] == Interval(figures.accuracy, figures.accuracy)
    assert found["macro_f1"] == pytest.approx((figures.macro_f1, figures.macro_f1))
    for label in figures.labels:
        for name, value in (("precision", label.precision), ("recall", label.recall), ("f1", label.f1)):
            assert found[f"{name}:{label.label}"] == pytest.approx((value, value))


def test_whole_articles_are_drawn() -> None:
    """A hundred sentences of two articles, one all right and one all wrong: the accuracy may be anything."""
    cells = [Cell(article, "a", found) for article, found in (("x", "a"), ("y", "b")) for _ in range(50)]
    assert intervals(cells, LABELS)["accuracy"] == (0.0, 1.0)
    apart = [Cell(f"{place}", "a", "ab"[place % 2]) for place in range(100)]
    low, high = intervals(apart, LABELS)["accuracy"]
    assert 0.38 < low < 0.45 < 0.55 < high < 0.62


def test_a_label_that_is_nowhere_has_no_interval() -> None:
    found = intervals([Cell("x", "a", "a")], LABELS, draws=10)
    assert "f1:b" not in found
    assert found["macro_f1"] == (1.0, 1.0)


def test_the_same_twice() -> None:
    cells = [Cell(f"{place % 7}", "ab"[place % 2], "ab"[place % 3 % 2]) for place in range(60)]
    assert intervals(cells, LABELS) == intervals(cells, LABELS)


def test_an_interval_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="expected decisions to draw from, found none"):
        intervals([], LABELS)
