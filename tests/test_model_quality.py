"""The gate: the figures that `standpoint train` wrote must be above the floors pinned for these seeds.

`tests/floors.json` holds the floors and the hashes of the seeds and pairs that they were measured on. `make floors`
raises them; `benchmarks/floors.py --corpus-changed` pins them anew for another corpus. A gate that checked nothing
would be worse than none, so missing figures, missing floors and another corpus all fail.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from floors import CROSS, FLOORS, NAMES, Floors, corpus, figure, read_floors
from standpoint import assets
from standpoint.model.training import METRICS

PINNED: Floors = read_floors(FLOORS)
MOST_CALIBRATION_ERROR = 0.05  # the bar: a confidence may be off by so much on average


@pytest.fixture(scope="module")
def metrics() -> dict[str, Any]:
    path = assets.trained_model() / METRICS
    assert path.is_file(), f"no {path}: the gate has nothing to check; run `standpoint train` (with metrics)"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_the_gate_checks_every_figure() -> None:
    """A floor that is taken out, or 0, checks nothing."""
    assert tuple(PINNED.floors) == NAMES
    assert all(0 < floor < 1 for floor in PINNED.floors.values())


def test_the_floors_are_those_of_this_corpus() -> None:
    assert corpus() == PINNED.corpus, "seeds or pairs changed: train, and `benchmarks/floors.py --corpus-changed`"


def test_the_figures_are_those_of_these_seeds(metrics: dict[str, Any]) -> None:
    assert metrics["trained_on"]["seeds_sha256"] == PINNED.corpus["seeds_sha256"]


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("pairs.")])
def test_above_the_floor(metrics: dict[str, Any], name: str) -> None:
    assert figure(metrics, name) >= PINNED.floors[name]


@pytest.mark.parametrize("baseline", ["baseline_bare_tfidf", "baseline_most_frequent"])
@pytest.mark.parametrize("task", ["source", "stance"])
def test_not_below_the_baselines(metrics: dict[str, Any], baseline: str, task: str) -> None:
    assert metrics[CROSS][task]["macro_f1"] >= metrics[baseline][task]["macro_f1"]


@pytest.mark.parametrize("task", ["source", "stance"])
def test_confidences_can_be_believed(metrics: dict[str, Any], task: str) -> None:
    assert metrics[CROSS][f"{task}_calibration"] <= MOST_CALIBRATION_ERROR
