"""`make bench`: speed on one core, as ratios against baselines in the same run.

The text is the seeds, the samples and, where they are there, the PolNeAR articles; in every round every third name of
it is misspelt anew, so that nothing remembered of the round before helps more than another article's words would.
In a round all candidates and baselines are timed in turn; a ratio is the median over the rounds, and above 1 is faster
than the baseline. Prints a table, writes `docs/speed.json` and draws `docs/speed.png`.

    python benchmarks/speed.py --shared ../shared
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sklearn

import standpoint
from baselines import Run, ScikitHeads, fasttext_pipeline, naive_pipeline, nltk_punkt
from standpoint import assets
from standpoint.features.punkt import Punkt
from standpoint.model.classifier import Model
from texts import corpus, varied

ROUNDS = 3
BATCH = 1_000  # sentences that are judged together
BARS = {
    "splitting / NLTK Punkt, same spans": 8.0,
    "TF-IDF and heads / scikit-learn": 5.0,
    "pipeline / naive scikit-learn pipeline": 2.5,
    "pipeline / re.findall": 0.12,
    "pipeline / fastText pipeline": 1.2,
    "cold start of one article / import sklearn (time, at most)": 0.6,
}
LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)  # characters of one article
WORST = {
    "nested quotation marks": "“a " * 50 + "b” " * 50,
    "quotation marks": '"',
    "one endless sentence": "the police and the minister of the north ",
    "a thousand speakers": "“We won,” said Ann Le{n}, a minister. ",
}
WORST_LENGTH = 250_000  # characters, and four times as many


def main() -> None:
    """Measure, print, write, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    options = parser.parse_args()
    texts = corpus(options.shared)
    model = standpoint.load()
    others = runs(model)
    rounds = [one_round(model, varied(texts, number), others) for number in range(ROUNDS + 1)][1:]  # one to warm up
    ratios = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    ratios[list(BARS)[-1]] = statistics.median(seconds(classify_one) / seconds(import_sklearn) for _ in range(ROUNDS))
    conditions = {
        "characters": sum(map(len, texts)), "articles": len(texts), "rounds": ROUNDS, "machine": platform.machine(),
        "python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__,
    }  # fmt: skip
    record = {
        "conditions": conditions,
        "million_characters_a_second": round(ratios.pop("million characters a second"), 3),
        "largest_difference_of_a_probability": max(one.pop("difference") for one in rounds),
        "labels_changed": sum(one.pop("labels changed") for one in rounds),
        "ratios": {name: {"ratio": round(ratios[name], 3), "bar": BARS[name]} for name in BARS if name in ratios},
        "peak_megabytes_of_a_worker": peak_memory(options.shared),
        "microseconds_a_character_by_article_length": by_length(model, texts),
        "time_of_four_times_the_text": growth(model),
    }
    show(record)
    options.docs.mkdir(exist_ok=True)
    (options.docs / "speed.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    draw(record, options.docs / "speed.png")


def runs(model: Model) -> dict[str, Run]:
    """The pipelines that the whole of ours is compared with."""
    splitter = nltk_punkt(model.analyser.punkt)
    found = {"naive scikit-learn pipeline": naive_pipeline(splitter), "re.findall": find_words}
    if (fasttext := fasttext_pipeline(splitter)) is not None:
        found["fastText pipeline"] = fasttext
    return found


def find_words(texts: Sequence[str]) -> None:
    """The bare minimum of reading a text."""
    for text in texts:
        re.findall(r"\w+", text)


def one_round(model: Model, texts: list[str], others: dict[str, Run]) -> dict[str, float]:
    """Each ratio once, and what our probabilities differ by."""
    splitter, ours = nltk_punkt(model.analyser.punkt), Punkt(model.analyser.punkt.parameters)
    found = {
        next(iter(BARS)): seconds(lambda: [list(splitter.span_tokenize(text)) for text in texts])
        / seconds(lambda: [ours.spans(text) for text in texts])
    }
    assert [ours.spans(text) for text in texts] == [list(splitter.span_tokenize(text)) for text in texts]
    whole = seconds(lambda: list(model.classify_many(texts)))
    found |= {f"pipeline / {name}": seconds(lambda run=run: run(texts)) / whole for name, run in others.items()}
    found["million characters a second"] = sum(map(len, texts)) / whole / 1e6
    return found | heads_round(model, texts)


def heads_round(model: Model, texts: list[str]) -> dict[str, float]:
    """TF-IDF and all heads on given fields, against scikit-learn with the same weights."""
    rows = [row for text in texts for row in model.maker.fields(model.analyser.analyse(text))]
    batches = [rows[first : first + BATCH] for first in range(0, len(rows), BATCH)]
    reference = ScikitHeads(model)
    taken = seconds(lambda: [model.decide(batch) for batch in batches])
    ratio = seconds(lambda: [reference.decide(batch) for batch in batches]) / taken
    difference, changed = 0.0, 0
    for batch in batches:
        ours, theirs = model.decide(batch), reference.decide(batch)
        for one, other in ((ours.source, theirs.source), (ours.stance, theirs.stance)):
            difference = max(difference, float(np.abs(one - other).max()))
            changed += int((one.argmax(axis=1) != other.argmax(axis=1)).sum())
        difference = max(difference, float(np.abs(ours.attributed - theirs.attributed).max()))
        changed += int(((ours.attributed >= 0.5) != (theirs.attributed >= 0.5)).sum())
    return {list(BARS)[1]: ratio, "difference": difference, "labels changed": changed}


def seconds(function: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def import_sklearn() -> None:
    """The baseline of a start."""
    subprocess.run([sys.executable, "-c", "import sklearn"], check=True)


def classify_one() -> None:
    """From nothing to the result of one article."""
    sample = sorted(assets.samples().glob("*.txt"))[0]
    command = [sys.executable, "-m", "standpoint.cli", "classify", str(sample)]
    subprocess.run(command, check=True, capture_output=True)


def peak_memory(shared: Path) -> float | None:
    """Megabytes that a process takes at the most, which classifies the texts four times over; None off Linux."""
    if sys.platform != "linux":
        return None
    program = (
        "import pathlib, re, sys; sys.path.insert(0, sys.argv[1]); import standpoint, texts\n"
        "articles = texts.corpus(pathlib.Path(sys.argv[2]))\n"
        "for _ in standpoint.load().classify_many(article for _ in range(4) for article in articles): pass\n"
        "print(re.search(r'VmHWM:\\s*(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )  # not `ru_maxrss`, which begins with what the parent has
    command = [sys.executable, "-c", program, str(Path(__file__).parent), str(shared)]
    return round(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024, 1)


def by_length(model: Model, texts: Sequence[str]) -> dict[str, float]:
    """Microseconds a character where the same text comes in articles of this length."""
    whole = "\n\n".join(texts)
    found = {}
    for length in LENGTHS:
        text = (whole * (length // len(whole) + 1))[: max(length, 200_000)]
        articles = [text[first : first + length] for first in range(0, len(text), length)]
        tries = 1 if length > 1_000_000 else 2
        taken = min(seconds(lambda: list(model.classify_many(articles))) for _ in range(tries))  # noqa: B023
        found[str(length)] = round(taken / len(text) * 1e6, 3)
    return found


def growth(model: Model) -> dict[str, float]:
    """By how much the time of the worst texts grows where they are four times as long: 4 is linear."""
    found = {}
    for name, piece in WORST.items():
        times = []
        for length in (WORST_LENGTH, 4 * WORST_LENGTH):
            repeats = length // len(piece)
            text = "".join(piece.replace("{n}", str(number % 1000)) for number in range(repeats))
            times.append(min(seconds(lambda: model.classify(text)) for _ in range(2)))  # noqa: B023
        found[name] = round(times[1] / times[0], 2)
    return found


def show(record: dict[str, Any]) -> None:
    """The table, with its conditions."""
    for name, row in record["ratios"].items():
        print(f"{name:62}{row['ratio']:9.3f}{'   bar' + format(row['bar'], '6.2f'):>12}")
    for name in ("largest_difference_of_a_probability", "labels_changed", "peak_megabytes_of_a_worker",
                 "million_characters_a_second"):  # fmt: skip
        print(f"{name.replace('_', ' '):62}{record[name] if record[name] is not None else float('nan'):9.3g}")
    for length, cost in record["microseconds_a_character_by_article_length"].items():
        print(f"{'microseconds a character in articles of ' + length:62}{cost:9.3f}")
    for name, times in record["time_of_four_times_the_text"].items():
        print(f"{'time of four times the text: ' + name:62}{times:9.2f}")
    print(json.dumps(record["conditions"]))


def draw(record: dict[str, Any], path: Path) -> None:
    """Ratios beside their bars, and the cost of a character by the length of an article."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 3.6), width_ratios=(3, 2))
    names = list(record["ratios"])[::-1]
    shares = [record["ratios"][name]["ratio"] / record["ratios"][name]["bar"] for name in names]
    left.barh(range(len(names)), shares, color=["#4c72b0"] * len(names))
    left.axvline(1, color="black", linewidth=0.8)
    left.set_yticks(range(len(names)), [name.replace(" (time, at most)", "\n(time: less is better)") for name in names])
    left.set_xlabel("measured by wanted")
    costs = record["microseconds_a_character_by_article_length"]
    right.plot(list(map(int, costs)), list(costs.values()), marker="o", color="#dd8452")
    right.set_xscale("log")
    right.set_ylim(bottom=0)
    right.set_xlabel("characters of an article")
    right.set_ylabel("µs a character")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
