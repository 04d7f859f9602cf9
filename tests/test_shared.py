"""The measure on real articles, where the folder beside the checkout is there: the tool's figures above the floors."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from standpoint import assets, cli

SHARED = assets.root().parent / "shared"
FLOORS = {
    "boundary_f1": 0.97,
    "attribution_f1": 0.84,
    "source_accuracy": 0.68,
    "source_macro_f1": 0.50,
    "stance_macro_f1": 0.45,
    "speaker_accuracy": 0.60,
}
NEEDED = [SHARED / "tools" / "score_gold.py", SHARED / "articles", SHARED / "gold"]
pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in NEEDED), reason=f"{SHARED} is not here: nothing to measure on"
)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """What the tool prints on the results of the command line."""
    results = tmp_path_factory.mktemp("shared") / "results.jsonl"
    with pytest.raises(SystemExit, match="0"):
        cli.app(["classify", str(SHARED / "articles"), "-o", str(results)])
    gold = sorted(map(str, (SHARED / "gold").glob("*.tsv")))
    command = [sys.executable, str(NEEDED[0]), str(results), *gold]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout))


def test_something_was_measured(figures: dict[str, float]) -> None:
    assert figures["sentences"] > 100
    assert figures["missing"] == []


@pytest.mark.parametrize("name", FLOORS)
def test_above_the_floor(figures: dict[str, float], name: str) -> None:
    assert figures[name] >= FLOORS[name]
