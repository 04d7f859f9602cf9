"""Would more seeds help? Draws `docs/learning-curve.png` and writes its figures to `docs/learning-curve.json`.

Models are fitted on growing random parts of the seeds and measured, from raw text, on a fixed fifth of the countries
that none of them has seen and, where the folder of measuring texts is there, on its real articles. The curve tells
whether more seeds of the same kind would help; the gap between the two sides tells what only other seeds would.

    python benchmarks/learning_curve.py --shared ../shared
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from standpoint import assets
from standpoint.data.labelled import LabelledArticle, labelled_files, read_labelled
from standpoint.features.lexicon import load_lexicon
from standpoint.model.classifier import Model
from standpoint.model.config import read_config
from standpoint.model.evaluate import evaluate_raw
from standpoint.model.fit import Preparation, fit
from standpoint.model.training import seeds_hash

SIZES = (20, 40, 80, 160)  # training articles; all that are left after holding out come last
DRAWS = 2  # random parts of each size: enough to see the noise, and a few minutes in all
HELD_OUT = 5  # one country in so many is never trained on
MEASURES = {
    "attributed_f1": ("attributed F1", "#4c72b0"),
    "source_macro_f1": ("source macro-F1", "#dd8452"),
    "stance_macro_f1": ("stance macro-F1", "#55a868"),
}
SIDES = {"held_out": "invented articles, unseen countries", "gold": "real articles"}


def main() -> None:
    """Measure, write, draw."""
    parser = argparse.ArgumentParser(description="Learning curve of the seeds.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder of gold/ and articles/")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where the picture and its figures go")
    options = parser.parse_args()
    files = labelled_files(assets.seeds())
    points = list(curve(read_labelled(files), gold_articles(options.shared), options.shared / "articles"))
    args = {"draws": DRAWS, "held_out_countries": f"1 in {HELD_OUT}", "seeds_sha256": seeds_hash(files)}
    options.docs.mkdir(exist_ok=True)
    record = json.dumps({"conditions": args, "points": points}, indent=1)
    (options.docs / "learning-curve.json").write_text(record + "\n", encoding="utf-8")
    draw(points, options.docs / "learning-curve.png")


def gold_articles(shared: Path) -> list[LabelledArticle]:
    """The real articles to measure on; none where the folder is not there."""
    files = sorted((shared / "gold").glob("*.tsv"))
    return read_labelled(files) if files else []


def curve(seeds: Sequence[LabelledArticle], gold: Sequence[LabelledArticle], texts: Path) -> Iterator[dict[str, Any]]:
    """The figures of each model, smallest first."""
    config = read_config(assets.model_config())
    preparation = Preparation(seeds, load_lexicon())
    train, test = parted(seeds)
    held_out = [seeds[index] for index in test]
    for size, number in [*((size, draw) for size in SIZES for draw in range(DRAWS)), (len(train), 0)]:
        began = time.perf_counter()
        chosen = sorted(random.Random(number).sample(train, min(size, len(train))))
        model = fit(preparation, config, articles=chosen)
        sides = {"held_out": figures(model, held_out, None)}
        if gold:
            sides["gold"] = figures(model, gold, texts)
        sentences = sum(len(seeds[index].sentences) for index in chosen)
        print(f"{size} articles, draw {number}: {sides} ({time.perf_counter() - began:.0f} s)", flush=True)
        yield {"articles": size, "sentences": sentences, "draw": number, **sides}


def parted(seeds: Sequence[LabelledArticle]) -> tuple[list[int], list[int]]:
    """Indices to train on and to test on, by country; the same in every run over the same countries."""
    countries = sorted({article.country or "" for article in seeds})
    unseen = set(random.Random(0).sample(countries, len(countries) // HELD_OUT))
    test = [index for index, article in enumerate(seeds) if (article.country or "") in unseen]
    return sorted(set(range(len(seeds))).difference(test)), test


def figures(model: Model, articles: Sequence[LabelledArticle], texts: Path | None) -> dict[str, float]:
    """The three measures on some articles."""
    found = evaluate_raw(model, articles, texts)
    values = (found.attributed_f1, found.source.macro_f1, found.stance.macro_f1)
    return {name: round(value, 4) for name, value in zip(MEASURES, values, strict=True)}


def draw(points: Sequence[dict[str, Any]], path: Path) -> None:
    """The curves: a dot a model, a line through the means."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sides = [side for side in SIDES if side in points[0]]
    figure, axes = pyplot.subplots(1, len(sides), figsize=(4.6 * len(sides), 3.8), sharey=True, squeeze=False)
    sizes = sorted({point["articles"] for point in points})
    for axis, side in zip(axes[0], sides, strict=True):
        for measure, (label, colour) in MEASURES.items():
            axis.plot(*means(points, sizes, side, measure), color=colour, label=label)
            axis.scatter(*dots(points, side, measure), color=colour, s=12)
        axis.set(xscale="log", xticks=sizes, xticklabels=sizes, xlabel="training articles", title=SIDES[side])
        axis.minorticks_off()
        axis.grid(alpha=0.3)
    axes[0][0].set_ylabel("F1")
    axes[0][0].legend(loc="lower right", frameon=False)
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def dots(points: Sequence[dict[str, Any]], side: str, measure: str) -> tuple[list[int], list[float]]:
    """Size and value of every model."""
    return [point["articles"] for point in points], [point[side][measure] for point in points]


def means(
    points: Sequence[dict[str, Any]], sizes: Sequence[int], side: str, measure: str
) -> tuple[Sequence[int], list[float]]:
    """Size and mean value over the draws."""
    values = [[point[side][measure] for point in points if point["articles"] == size] for size in sizes]
    return sizes, [sum(one) / len(one) for one in values]


if __name__ == "__main__":
    main()
