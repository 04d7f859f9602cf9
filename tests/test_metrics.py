"""Precision, recall, F1, accuracy, macro average and confusions against tables reckoned by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.model.metrics import f1, score

LABELS = ("a", "b", "c")


@pytest.mark.parametrize(
    ("right", "predicted", "gold", "expected"),
    [
        pytest.param(3, 4, 4, 0.75, id="as many of each"),
        pytest.param(2, 2, 4, 2 / 3, id="half of the gold found, nothing wrong"),
        pytest.param(2, 4, 2, 2 / 3, id="all found, as many wrong"),
        pytest.param(0, 3, 5, 0.0, id="nothing right"),
        pytest.param(0, 0, 5, 0.0, id="nothing found"),
        pytest.param(0, 0, 0, 0.0, id="nothing at all"),
        pytest.param(7, 7, 7, 1.0, id="all right"),
    ],
)
def test_f1(right: int, predicted: int, gold: int, expected: float) -> None:
    assert f1(right, predicted, gold) == pytest.approx(expected)


def test_a_table_by_hand() -> None:
    """Gold a a a b b c; found a a b b c c: two of three a, one of two b, the c and a false one."""
    report = score(list("aaabbc"), list("aabbcc"), LABELS)
    assert report.accuracy == pytest.approx(4 / 6)
    table = {one.label: (one.precision, one.recall, pytest.approx(one.f1), one.support) for one in report.labels}
    assert table == {
        "a": (1.0, pytest.approx(2 / 3), pytest.approx(0.8), 3),
        "b": (0.5, 0.5, pytest.approx(0.5), 2),
        "c": (0.5, 1.0, pytest.approx(2 / 3), 1),
    }
    assert report.macro_f1 == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)
    assert report.confusion == {
        ("a", "a"): 2,
        ("a", "b"): 1,
        ("b", "b"): 1,
        ("b", "c"): 1,
        ("c", "c"): 1,
    }


@pytest.mark.parametrize(
    ("gold", "predicted", "macro"),
    [
        pytest.param("aab", "aab", 1.0, id="a label without gold sentences is left out"),
        pytest.param("aab", "aac", 0.5, id="though it is found wrongly"),
        pytest.param("ab", "ba", 0.0, id="everything exchanged"),
        pytest.param("aabb", "aaaa", 1 / 3, id="always the same label"),
    ],
)
def test_macro_average_is_over_the_labels_of_the_gold(gold: str, predicted: str, macro: float) -> None:
    assert score(list(gold), list(predicted), LABELS).macro_f1 == pytest.approx(macro)


def test_a_prediction_outside_the_labels_is_a_miss() -> None:
    """A missed attribution is counted as the stance `missed`, which is no label."""
    report = score(["a", "b"], ["missed", "b"], ("a", "b"))
    assert report.accuracy == 0.5
    assert [one.recall for one in report.labels] == [0.0, 1.0]
    assert report.confusion["a", "missed"] == 1


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [pytest.param([], [], id="nothing"), pytest.param(["a"], [], id="too few"), pytest.param([], ["a"], id="too many")],
)
def test_a_score_of_nothing_is_refused(gold: list[str], predicted: list[str]) -> None:
    message = f"expected as many predictions as gold labels and some of them, found {len(predicted)} and {len(gold)}"
    with pytest.raises(ValueError, match=message):
        score(gold, predicted, LABELS)


def test_as_json_types() -> None:
    record = score(list("aab"), list("abb"), ("a", "b")).to_dict()
    assert record == {
        "accuracy": 0.6667,
        "macro_f1": 0.6667,
        "labels": [
            {"label": "a", "precision": 1.0, "recall": 0.5, "f1": 0.6667, "support": 2},
            {"label": "b", "precision": 0.5, "recall": 1.0, "f1": 0.6667, "support": 1},
        ],
        "confusion": [["a", "a", 1], ["a", "b", 1], ["b", "b", 1]],
    }


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1))
def test_what_holds_for_any_labels(pairs: list[tuple[str, str]]) -> None:
    gold, predicted = [one for one, _ in pairs], [one for _, one in pairs]
    report = score(gold, predicted, LABELS)
    assert sum(one.support for one in report.labels) == sum(report.confusion.values()) == len(pairs)
    assert all(0 <= value <= 1 for one in report.labels for value in (one.precision, one.recall, one.f1))
    assert score(gold[::-1], predicted[::-1], LABELS) == report
    assert score(gold, gold, LABELS).macro_f1 == 1
