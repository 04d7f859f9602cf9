"""The pictures of `docs/evaluation.md`: reliability diagrams and coverage against accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

COLOURS = {"seeds": "#0072b2", "real": "#d55e00"}  # told apart by the colour-blind (Okabe and Ito)
NAMES = {"seeds": "seeds, unseen countries", "real": "real articles"}
FEWEST = 15  # labels of a bin that is drawn: the share of right ones among fewer says nothing


def draw(figures: Mapping[str, Any], docs: Path) -> None:
    """Write `reliability.png` and `coverage.png`."""
    import matplotlib

    matplotlib.use("Agg")
    reliability(figures, docs / "reliability.png")
    coverage(figures, docs / "coverage.png")


def reliability(figures: Mapping[str, Any], path: Path) -> None:
    """Share of right labels against confidence; the diagonal is what should be, a dot's size how many labels."""
    from matplotlib import pyplot

    picture, axes = pyplot.subplots(1, 2, figsize=(9.2, 4.2), sharey=True)
    for axis, task in zip(axes, ("source", "stance"), strict=True):
        axis.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle="--")
        for side in measured(figures):
            bins = [one for one in figures[f"{side}_confidence"][task]["bins"] if one["count"] >= FEWEST]
            total = sum(one["count"] for one in bins)
            points = [one["confidence"] for one in bins], [one["accuracy"] for one in bins]
            axis.plot(*points, color=COLOURS[side], linewidth=1, label=NAMES[side])
            axis.scatter(*points, color=COLOURS[side], s=[12 + 300 * one["count"] / total for one in bins], alpha=0.7)
        axis.set(title=task, xlabel="confidence", xlim=(0.2, 1.02), ylim=(0.2, 1.02))
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("share of right labels")
    axes[0].legend(loc="upper left", frameon=False)
    picture.tight_layout()
    picture.savefig(path, dpi=120)
    pyplot.close(picture)


def coverage(figures: Mapping[str, Any], path: Path) -> None:
    """Accuracy of the labels kept against their share."""
    from matplotlib import pyplot

    picture, axes = pyplot.subplots(1, 2, figsize=(9.2, 3.8), sharey=True)
    for axis, task in zip(axes, ("source", "stance"), strict=True):
        for side in measured(figures):
            rows = figures[f"{side}_confidence"][task]["coverage"]
            points = [one["coverage"] for one in rows], [one["accuracy"] for one in rows]
            axis.plot(*points, color=COLOURS[side], marker="o", markersize=4, label=NAMES[side])
        axis.set(title=task, xlabel="share of labels kept", xlim=(1.02, 0.45))
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("accuracy of those kept")
    axes[0].legend(loc="lower right", frameon=False)
    picture.tight_layout()
    picture.savefig(path, dpi=120)
    pyplot.close(picture)


def measured(figures: Mapping[str, Any]) -> list[str]:
    """The sides that were measured."""
    return [side for side in COLOURS if f"{side}_confidence" in figures]
