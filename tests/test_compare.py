"""Comparison of groups: the intervals cover, chance is no difference, and a difference is found."""

from __future__ import annotations

import numpy as np
import pytest

from standpoint.data.labels import ATTRIBUTED
from standpoint.report.collection import Entry
from standpoint.report.compare import FEWEST, LEVEL, MEASURES, compare

GOVERNMENT, BALANCE = MEASURES.index("government"), MEASURES.index("balance")


def entry(government: int, others: int, favor: int = 0, against: int = 0) -> Entry:
    words = np.zeros((len(ATTRIBUTED), 4), dtype=np.int64)
    words[0, 2], words[4, 2] = government, others
    sentences = np.zeros_like(words)
    sentences[0, 0], sentences[4, 1] = favor, against
    return Entry(1, "a", "t", {}, words, sentences, 10, 0)


def drawn(chance: np.random.Generator, number: int, share: float) -> list[Entry]:
    """Articles of some 100 words, whose government's share is beta-distributed around `share`."""
    shares = chance.beta(4 * share, 4 * (1 - share), number)
    return [entry(round(100 * one), 100 - round(100 * one), favor=1, against=1) for one in shares]


def test_the_figures_are_those_of_the_sums() -> None:
    [one, two] = compare({"A": [entry(30, 10, 3, 1), entry(10, 50, 0, 4)], "B": [entry(1, 3)]})
    assert one.estimates[GOVERNMENT].value == pytest.approx(0.4)
    assert one.estimates[BALANCE].value == pytest.approx((3 - 5) / 8)
    assert two.estimates[GOVERNMENT].difference == pytest.approx(0.25 - 0.4)
    assert two.estimates[BALANCE].value is None


def test_few_articles_give_no_interval_and_no_difference() -> None:
    few, many = [entry(90, 10)] * (FEWEST - 1), [entry(10, 90)] * 200
    [small, large] = compare({"few": few, "many": many})
    assert (small.is_small, large.is_small) == (True, False)
    assert {(one.low, one.high) for one in small.estimates} == {(None, None)}
    assert not any(one.is_different for group in (small, large) for one in group.estimates)


def test_a_difference_is_found() -> None:
    chance = np.random.default_rng(0)
    [one, two] = compare({"A": drawn(chance, 60, 0.6), "B": drawn(chance, 60, 0.35)})
    assert one.estimates[GOVERNMENT].is_different
    assert two.estimates[GOVERNMENT].is_different
    assert one.estimates[GOVERNMENT].difference == pytest.approx(-(two.estimates[GOVERNMENT].difference or 0))


def test_chance_is_no_difference() -> None:
    """Forty comparisons of alike groups: at 5% for all measures of one together, more than six would be a fault."""
    chance = np.random.default_rng(1)
    found = [compare({name: drawn(chance, 25, 0.4) for name in "ABCD"}) for _ in range(40)]
    wrong = sum(any(one.is_different for group in groups for one in group.estimates) for groups in found)
    assert wrong <= 6


def test_the_intervals_cover() -> None:
    """Of 200 samples of 30 articles, the share of intervals that hold the true figure is near to what is promised."""
    chance, true, held = np.random.default_rng(2), 0.4, 0
    for _ in range(200):
        [group] = compare({"A": drawn(chance, 30, true)})
        one = group.estimates[GOVERNMENT]
        assert one.low is not None and one.high is not None
        held += one.low <= true <= one.high
    assert LEVEL - 0.05 <= held / 200 <= LEVEL + 0.045


def test_what_none_of_the_articles_shows_may_still_be() -> None:
    """Without a single word of a source, draws have none either; the interval is not nought for that."""
    [one, _] = compare({"A": [entry(0, 100)] * 20, "B": [entry(50, 50)] * 20})
    assert one.estimates[GOVERNMENT].low == 0
    assert one.estimates[GOVERNMENT].high == pytest.approx(3 / 20)


def test_the_same_articles_give_the_same_figures() -> None:
    groups = {"A": drawn(np.random.default_rng(3), 30, 0.5), "B": drawn(np.random.default_rng(4), 30, 0.5)}
    assert compare(groups) == compare(groups)


@pytest.mark.parametrize("groups", [{}, {"A": []}, {"A": [entry(0, 0)] * 20}, {"A": [], "B": [entry(1, 1)] * 30}])
def test_where_there_is_nothing(groups: dict[str, list[Entry]]) -> None:
    for group in compare(groups):
        assert not any(one.is_different for one in group.estimates)
