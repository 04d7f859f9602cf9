"""The pictures of `docs/evaluation.md`: reliability diagrams and coverage against accuracy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

COLOURS = {"seeds": "#0072b2", "real": "#d55e00"}  # told apart by the colour-blind (Okabe and Ito)
NAMES = {"seeds": "seeds, unseen countries", "real": "real articles"}
Draw = Callable[[Any, Mapping[str, Any], str], None]
FEWEST = 15  # labels of a bin that is drawn: the share of right ones among fewer says nothing


def draw(figures: Mapping[str, Any], docs: Path) -> None:
    """Write `reliability.png` and `coverage.png`."""
    reliability = {"xlabel": "confidence", "ylabel": "share of right labels", "xlim": (0.2, 1.02), "ylim": (0.2, 1.02)}
    coverage = {"xlabel": "share of labels kept", "ylabel": "accuracy of those kept", "xlim": (1.02, 0.45)}
    side_by_side(figures, draw_reliability, reliability, docs / "reliability.png")
    side_by_side(figures, draw_coverage, coverage, docs / "coverage.png")


def side_by_side(figures: Mapping[str, Any], draw_one: Draw, look: dict[str, Any], path: Path) -> None:
    """Source and stance beside each other, with a line for each side that was measured."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    picture, axes = pyplot.subplots(1, 2, figsize=(9.2, 4.0), sharey=True)
    for axis, task in zip(axes, ("source", "stance"), strict=True):
        for side in measured(figures):
            draw_one(axis, figures[f"{side}_confidence"][task], side)
        axis.set(title=task, **look)
        axis.label_outer()
        axis.grid(alpha=0.3)
    axes[0].legend(loc="best", frameon=False)
    picture.tight_layout()
    picture.savefig(path, dpi=120)
    pyplot.close(picture)


def draw_reliability(axis: Any, found: Mapping[str, Any], side: str) -> None:
    """Share of right labels against confidence; the diagonal is what should be, a dot's size how many labels."""
    bins = [one for one in found["bins"] if one["count"] >= FEWEST]
    total = sum(one["count"] for one in bins)
    points = [one["confidence"] for one in bins], [one["accuracy"] for one in bins]
    axis.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle="--")
    axis.plot(*points, color=COLOURS[side], linewidth=1, label=NAMES[side])
    axis.scatter(*points, color=COLOURS[side], s=[12 + 300 * one["count"] / total for one in bins], alpha=0.7)


def draw_coverage(axis: Any, found: Mapping[str, Any], side: str) -> None:
    """Accuracy of the labels kept against their share."""
    points = [one["coverage"] for one in found["coverage"]], [one["accuracy"] for one in found["coverage"]]
    axis.plot(*points, color=COLOURS[side], marker="o", markersize=4, label=NAMES[side])


def measured(figures: Mapping[str, Any]) -> list[str]:
    """The sides that were measured."""
    return [side for side in COLOURS if f"{side}_confidence" in figures]
