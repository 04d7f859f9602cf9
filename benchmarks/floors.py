"""`make floors`: raise the floors of the quality gate to what was measured, less a margin. Lowers none.

The floors stand in `tests/floors.json` with the hashes of the seeds and pairs that they were measured on. When these
change, figures may fall for no fault of the models; then, and only then, `--corpus-changed` pins all floors anew and
prints what moved, for the commit to give the reason.

    standpoint train && python benchmarks/floors.py
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import standpoint
from standpoint import assets
from standpoint.data.labelled import labelled_files
from standpoint.model.evaluate import SOURCES, STANCES
from standpoint.model.pairs import read_pairs, score_pairs
from standpoint.model.training import METRICS, seeds_hash

FLOORS = assets.root() / "tests" / "floors.json"
PAIRS = assets.root() / "tests" / "tables" / "stance-pairs.tsv"
MARGIN = 0.008  # a retraining that changes nothing on purpose moves a label's F1 by up to about so much
CROSS = "grouped_cross_validation"
NAMES = (
    "attributed_f1",
    "source.accuracy",
    "source.macro_f1",
    *(f"source.{label}" for label in SOURCES),
    "stance.accuracy",
    "stance.macro_f1",
    *(f"stance.{label}" for label in STANCES),
    "speaker_accuracy",
    "pairs.sentences",
    "pairs.both",
)


class FloorsError(Exception):
    """Floors that cannot be moved, with what to do."""


@dataclass(frozen=True)
class Floors:
    """What is pinned: the floors by name, and the SHA-256 of what they were measured on, the seeds and the pairs."""

    corpus: Mapping[str, str]
    floors: Mapping[str, float]


def main() -> int:
    """Raise the floors; say what moved."""
    parser = argparse.ArgumentParser(description="Raise the floors of the quality gate.")
    parser.add_argument("--corpus-changed", action="store_true", help="seeds or pairs are others: pin every floor anew")
    options = parser.parse_args()
    old = read_floors(FLOORS)
    try:
        measured = Floors(corpus(), measured_figures())
        new = moved(old, measured, corpus_changed=options.corpus_changed)
    except FloorsError as error:
        print(f"floors: {error}", file=sys.stderr)
        return 2
    write_floors(new, FLOORS)
    print("\n".join(changes(old, new)) or "no floor moved")
    below = [name for name in NAMES if measured.floors[name] < new.floors[name]]
    for name in below:
        print(f"{name}: measured {measured.floors[name]:.4f}, below its floor {new.floors[name]:.3f}", file=sys.stderr)
    return 1 if below else 0


def moved(old: Floors, measured: Floors, *, corpus_changed: bool) -> Floors:
    """The floors after a measurement: none lower than before, unless the corpus is another one.

    Raises
    ------
    FloorsError
        If the corpus is not that of the floors and nobody said so, or is and somebody said otherwise.
    """
    is_other = old.corpus != measured.corpus
    if is_other and not corpus_changed:
        raise FloorsError("the corpus is not the one that the floors belong to; pin them anew with --corpus-changed")
    if corpus_changed and not is_other:
        raise FloorsError("--corpus-changed: the corpus is the one that the floors belong to; no floor is lowered")
    new = {name: floor_of(measured.floors[name]) for name in NAMES}
    if not corpus_changed:
        new = {name: max(floor, old.floors.get(name, 0.0)) for name, floor in new.items()}
    return Floors(measured.corpus, new)


def floor_of(figure: float) -> float:
    """The floor under a figure: the margin below it, rounded down to three places."""
    return max(0.0, math.floor((figure - MARGIN) * 1000 + 1e-9) / 1000)


def changes(old: Floors, new: Floors) -> Iterator[str]:
    """A line for every floor that moved."""
    for name in NAMES:
        before, after = old.floors.get(name), new.floors[name]
        if before != after:
            yield f"{name}: {'new' if before is None else f'{before:.3f}'} → {after:.3f}"


def corpus() -> dict[str, str]:
    """The hashes of the seeds and of the pairs as they are now."""
    return {"seeds_sha256": seeds_hash(labelled_files(assets.seeds())), "pairs_sha256": seeds_hash([PAIRS])}


def measured_figures() -> dict[str, float]:
    """Every figure that has a floor, of the model that is trained.

    Raises
    ------
    FloorsError
        If the model's figures are missing, or are of other seeds.
    """
    path = assets.trained_model() / METRICS
    if not path.is_file():
        raise FloorsError(f"no {path}: run `standpoint train` (with metrics)")
    metrics = json.loads(path.read_text(encoding="utf-8"))
    if metrics["trained_on"]["seeds_sha256"] != corpus()["seeds_sha256"]:
        raise FloorsError("the model was trained on other seeds: run `make train`")
    scores = score_pairs(standpoint.load(), read_pairs(PAIRS))["all"]
    pairs = {"pairs.sentences": scores.sentences, "pairs.both": scores.both}
    return {**{name: figure(metrics, name) for name in NAMES if name not in pairs}, **pairs}


def figure(metrics: Mapping[str, Any], name: str) -> float:
    """A figure of the cross-validation by its dotted name; a label's F1 by the label."""
    found: Any = metrics[CROSS]
    *path, last = name.split(".")
    for key in path:
        found = found[key]
    if "labels" in found and last not in found:
        return float(next(one["f1"] for one in found["labels"] if one["label"] == last))
    return float(found[last])


def read_floors(path: Path) -> Floors:
    """The pinned floors."""
    record = json.loads(path.read_text(encoding="utf-8"))
    return Floors(record["corpus"], record["floors"])


def write_floors(floors: Floors, path: Path) -> None:
    """Pin floors."""
    record = {"corpus": dict(floors.corpus), "floors": dict(floors.floors)}
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
