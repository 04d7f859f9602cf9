"""Floors go up in one command and never down, unless the corpus is another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from floors import NAMES, Floors, FloorsError, changes, figure, floor_of, moved, read_floors, write_floors

OLD = Floors({"seeds": "old"}, dict.fromkeys(NAMES, 0.7))


def measured(seeds: str = "old", **figures: float) -> Floors:
    return Floors({"seeds": seeds}, {**dict.fromkeys(NAMES, 0.708), **figures})


def test_a_better_figure_raises_its_floor_and_no_other() -> None:
    new = moved(OLD, measured(attributed_f1=0.9), corpus_changed=False)
    assert new.floors == {**OLD.floors, "attributed_f1": 0.892}
    assert list(changes(OLD, new)) == ["attributed_f1: 0.700 → 0.892"]


def test_a_worse_figure_lowers_nothing() -> None:
    assert moved(OLD, measured(attributed_f1=0.1), corpus_changed=False) == OLD


def test_other_seeds_are_refused() -> None:
    """Floors of one corpus say nothing about another."""
    with pytest.raises(FloorsError, match=r"the corpus is not the one .* pin them anew with --corpus-changed"):
        moved(OLD, measured("new"), corpus_changed=False)


def test_other_seeds_pin_every_floor_anew() -> None:
    new = moved(OLD, measured("new", attributed_f1=0.6, speaker_accuracy=0.8), corpus_changed=True)
    assert new.corpus == {"seeds": "new"}
    assert list(changes(OLD, new)) == ["attributed_f1: 0.700 → 0.592", "speaker_accuracy: 0.700 → 0.792"]


def test_the_same_seeds_are_no_excuse() -> None:
    """Else the option would be the way to lower a floor."""
    with pytest.raises(FloorsError, match="the corpus is the one that the floors belong to; no floor is lowered"):
        moved(OLD, measured(attributed_f1=0.6), corpus_changed=True)


def test_a_figure_without_a_floor_gets_one() -> None:
    new = moved(Floors({"seeds": "old"}, {}), measured(), corpus_changed=False)
    assert set(new.floors.values()) == {0.7}
    assert "attributed_f1: new → 0.700" in changes(Floors({"seeds": "old"}, {}), new)


@pytest.mark.parametrize(
    ("measured_figure", "expected"), [(0.708, 0.7), (0.7089, 0.7), (0.7091, 0.701), (0.004, 0.0), (1.0, 0.992)]
)
def test_floor_of(measured_figure: float, expected: float) -> None:
    assert floor_of(measured_figure) == expected


def test_figures_by_name() -> None:
    cross = {"attributed_f1": 0.9, "source": {"accuracy": 0.8, "labels": [{"label": "none", "f1": 0.7}]}}
    metrics = {"grouped_cross_validation": cross}
    names = ("attributed_f1", "source.accuracy", "source.none")
    assert [figure(metrics, name) for name in names] == [0.9, 0.8, 0.7]


def test_round_trip(tmp_path: Path) -> None:
    write_floors(OLD, tmp_path / "floors.json")
    assert read_floors(tmp_path / "floors.json") == OLD
