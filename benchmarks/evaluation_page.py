"""The Markdown that shows the figures: `docs/evaluation.md` and the block in the README, from `docs/evaluation.json`.

Every number in them is made here, so none can be out of date without a test noticing. Run alone, it writes both anew
from the stored figures, without measuring.

    python benchmarks/evaluation_page.py
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from standpoint.model.evaluate import MISSED, SOURCES, STANCES

SIDES = {"seeds": "Seeds, cross-validated by country", "real": "Real articles, from raw text"}
SYSTEMS = {
    "standpoint": "standpoint",
    "bare": "TF-IDF of the bare sentence",
    "rules": "rules and word lists",
    "most_frequent": "most frequent label",
}
MEASURES = {  # heading: task and figure, as in the intervals; the figure itself
    "attributed F1": ("attributed", "f1:attributed"),
    "source accuracy": ("source", "accuracy"),
    "source macro-F1": ("source", "macro_f1"),
    "stance accuracy": ("stance", "accuracy"),
    "stance macro-F1": ("stance", "macro_f1"),
    "speaker": ("speaker", "accuracy"),
}
RATES = ("precision", "recall", "f1")
IN_README = ("attributed F1", "source accuracy", "source macro-F1", "stance macro-F1", "speaker")
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
Figures = Mapping[str, Any]


def main() -> None:
    """Write the page and the README's block."""
    root = Path(__file__).resolve().parent.parent
    write(root / "docs", root / "README.md")


def write(docs: Path, readme: Path) -> None:
    """Page and block from the figures that are stored."""
    figures = json.loads((docs / "evaluation.json").read_text(encoding="utf-8"))
    (docs / "evaluation.md").write_text(page(figures, stored_ablation(docs)), encoding="utf-8")
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    readme.write_text(f"{before}{BEGIN}\n{block(figures)}\n{END}{after}", encoding="utf-8")


def stored_ablation(docs: Path) -> Figures | None:
    """The figures of the last `make ablation`, if there was one."""
    path = docs / "ablation.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def page(figures: Figures, ablation: Figures | None) -> str:
    """`docs/evaluation.md`."""
    parts = [introduction(figures), summary(figures)]
    for side in sides(figures):
        parts += [f"## {SIDES[side]}", by_label(figures[side]["standpoint"]), confusions(figures[side]["standpoint"])]
    parts += [calibration(figures), coverage(figures), pairs(figures), mistakes(figures), ablations(ablation), curve()]
    return "\n\n".join(part for part in parts if part) + "\n"


def block(figures: Figures) -> str:
    """What stands between the marks in the README."""
    parts = [measured_on(figures), compact(figures), beside(figures), mistakes(figures, heading="", most=4)]
    return "\n\n".join(part for part in parts if part)


def sides(figures: Figures) -> list[str]:
    """What was measured on: the real articles only where they were there."""
    return [side for side in SIDES if side in figures]


def introduction(figures: Figures) -> str:
    """The head of the page."""
    found = figures["conditions"]
    return f"""# Evaluation

Made by `make evaluate` on {found["date"]}; do not edit. Figures as JSON: [evaluation.json](evaluation.json).

{measured_on(figures)}

In brackets: the middle 95% over 2,000 bootstrap draws of whole articles. Baselines: the same
linear models on TF-IDF of the bare sentence (speakers come from our rules there too); a system of rules and word lists
without fitted weights; the most frequent label. Seeds: SHA-256 `{found["seeds_sha256"][:16]}…`."""


def measured_on(figures: Figures) -> str:
    """What the figures are figures of."""
    found = figures["conditions"]
    text = (
        f"Measured on {found['date']}. *Seeds*: {found['articles']} invented articles, {found['sentences']:,} "
        f"sentences, {found['countries']} countries; cross-validation that leaves out whole countries."
    )
    if "real" in figures:
        real = figures["real"]["standpoint"]
        text += (
            f" *Real articles*: {real['articles']} articles, {real['sentences']} sentences, read as raw text, labelled "
            "by two annotators, never trained on; but errors on them were looked at while the rules and seeds "
            "were made."
        )
    return filled(text + " Stance and speaker are over attributed sentences; a missed attribution counts as wrong.")


def summary(figures: Figures) -> str:
    """Every system on either side with intervals."""
    rows = [
        [f"{side}: {name}", *(value(figures[side][system], *MEASURES[heading]) for heading in MEASURES)]
        for side in sides(figures)
        for system, name in SYSTEMS.items()
        if system in figures[side]
    ]
    return table(["", *MEASURES], rows)


def compact(figures: Figures) -> str:
    """The README's table: no intervals but those of the system itself."""
    rows = []
    for side in sides(figures):
        for system, name in SYSTEMS.items():
            if system in figures[side]:
                cells = [short(figures[side][system], *MEASURES[heading]) for heading in IN_README]
                title = f"**{side}**, standpoint" if system == "standpoint" else f"{side}, {name}"
                rows.append([title, *cells])
    return table(["", *IN_README], rows)


def beside(figures: Figures) -> str:
    """What else is worth knowing in the README: intervals, boundaries, other corpora, confidence."""
    lines = []
    if "real" in figures:
        real = figures["real"]["standpoint"]
        lines.append(
            "With so few real articles their figures are rough: source accuracy "
            f"{value(real, 'source', 'accuracy')}, stance macro-F1 {value(real, 'stance', 'macro_f1')} "
            f"(95% intervals over articles). Sentence boundaries there: F1 {figures['boundary_f1']:.2f}."
        )
        at80 = kept_at(figures["real_confidence"]["source"], 0.8)
        lines.append(
            f"The surest 80% of their sources are right in {at80['accuracy']:.0%} (`--min-confidence "
            f"{at80['threshold']:.2f}`)."
        )
    lines.append(f"Expected calibration error of the confidences: {calibrated(figures)}.")
    lines.append(polnear(figures))
    return filled(" ".join(line for line in lines if line))


def calibrated(figures: Figures) -> str:
    """The calibration errors in words."""
    return "; ".join(
        f"{side}, source {figures[side]['standpoint']['source_calibration']:.3f}, "
        f"stance {figures[side]['standpoint']['stance_calibration']:.3f}"
        for side in sides(figures)
    )


def filled(text: str) -> str:
    """A paragraph in lines of the length that our documents have."""
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def polnear(figures: Figures) -> str:
    """A line on the corpus of US politics; empty where it was not there."""
    found = figures.get("scorers", {}).get("score_polnear")
    if not found:
        return ""
    return (
        f"On PolNeAR's {found['articles']} articles of US politics, whose notion of attribution is looser: "
        f"attributed-or-not F1 {found['f1']:.2f}, macro-F1 {found['macro_f1']:.2f}; where a source stands with its "
        f"cue, the mention overlaps it in {found['mention_overlap']:.0%} and equals it in {found['mention_exact']:.0%}."
    )


def by_label(system: Figures) -> str:
    """Precision, recall, F1 and support of every label."""
    rows = [
        [one["label"], *(with_bounds(system, task, one, name) for name in RATES), str(one["support"])]
        for task in ("source", "stance")
        for one in system[task]["labels"]
    ]
    return table(["", "precision", "recall", "F1", "sentences"], rows)


def with_bounds(system: Figures, task: str, label: Figures, rate: str) -> str:
    """A label's precision, recall or F1 with its interval."""
    name = f"{rate}:{label['label']}"
    return f"{label[rate]:.2f} {bounds(system, task, name)}".strip()


def confusions(system: Figures) -> str:
    """Both confusion matrices."""
    parts = []
    for task, gold in (("source", SOURCES), ("stance", STANCES)):
        counts = {(one, other): count for one, other, count in system[task]["confusion"]}
        found = gold if task == "source" else (*gold, MISSED)
        rows = [[one, *(str(counts.get((one, other), 0)) for other in found)] for one in gold]
        parts.append(table([f"{task}: gold ↓ found →", *found], rows))
    return "\n\n".join(parts)


def calibration(figures: Figures) -> str:
    """Calibration errors and the reliability diagram."""
    rows = [
        [side, *(f"{figures[side]['standpoint'][f'{task}_calibration']:.3f}" for task in ("source", "stance"))]
        for side in sides(figures)
    ]
    text = table(["expected calibration error", "source", "stance"], rows)
    return f"""## Calibration

A confidence of 0.8 should be right in four of five cases. Probabilities are softmax scores divided by a temperature
fitted on held-out countries; the error is the mean gap over ten bins of equal width.

{text}

![Reliability of source and stance](reliability.png)"""


def coverage(figures: Figures) -> str:
    """What leaving out unsure labels costs and buys."""
    headings, columns = ["labels kept"], []
    for side in sides(figures):
        for task in ("source", "stance"):
            headings += [f"{task} accuracy, {side}", "`--min-confidence`"]
            columns.append(figures[f"{side}_confidence"][task]["coverage"])
    rows = [
        [
            f"{row[0]['share']:.0%}",
            *(cell for one in row for cell in (f"{one['accuracy']:.3f}", f"{one['threshold']:.2f}")),
        ]
        for row in zip(*columns, strict=True)
    ]
    return f"""## Coverage against accuracy

What is left when the least sure labels are left out with `--min-confidence`. Stances are those of attributions found.

{table(headings, rows)}

![Coverage against accuracy](coverage.png)"""


def pairs(figures: Figures) -> str:
    """The minimal pairs by kind of change."""
    rows = [
        [change, str(one["pairs"]), f"{one['sentences']:.2f}", f"{one['both']:.2f}"]
        for change, one in figures["pairs"].items()
    ]
    return f"""## Minimal pairs

Two sentences with one change between them (`tests/tables/stance-pairs.tsv`); the stance of each must be right.

{table(["change", "pairs", "sentences right", "both right"], rows)}"""


def mistakes(figures: Figures, heading: str = "## What it gets wrong", most: int | None = None) -> str:
    """The most frequent confusions with an example each, from the cross-validation on the seeds."""
    lines = [
        f"- {one['task']} {plain(one['gold'])} taken for {plain(one['found'])} ({one['count']}×): "
        f"“{quoted(one['text'])}” (confidence {one['confidence']:.2f})"
        for one in chosen(figures["errors"], most)
    ]
    text = "The most frequent mistakes on the seeds, with the surest short example of each:"
    return "\n\n".join(part for part in (heading, text, "\n".join(lines)) if part)


def chosen(errors: Sequence[Figures], most: int | None) -> Iterable[Figures]:
    """All, or the first of each task in turn."""
    if most is None:
        return errors
    by_task = [[one for one in errors if one["task"] == task] for task in ("source", "stance")]
    return [one for own in by_task for one in own[: most // 2]]


def ablations(ablation: Figures | None) -> str:
    """What every field and every group of rules buys."""
    if ablation is None:
        return ""
    measures = list(ablation["measures"])
    full = ablation["configurations"]["everything"]
    rows = [
        [name, *(change(one, full, side, measure) for side in ablation["sides"] for measure in measures)]
        for name, one in ablation["configurations"].items()
    ]
    headings = [f"{ablation['measures'][measure]}, {side}" for side in ablation["sides"] for measure in measures]
    return f"""## Ablation

Made by `make ablation` on {ablation["date"]}. What is lost (−) or won (+) when a field is taken from all heads, or a
group of rules is switched off, in training and in use, in hundredths; the first row holds the figures themselves.
Cross-validation in {ablation["folds"]} folds by country; on the real articles, the mean over the models of the folds.
Differences below about half a hundredth on the seeds and two on the real articles are noise.

{table(["without", *headings], rows)}"""


def change(one: Figures, full: Figures, side: str, measure: str) -> str:
    """A cell: the figure of everything, the difference of the others."""
    if one is full:
        return f"{full[side][measure]:.3f}"
    return f"{100 * (one[side][measure] - full[side][measure]):+.1f}".replace("-", "−")


def curve() -> str:
    """Where the learning curve is."""
    return """## Learning curve

Made by `python benchmarks/learning_curve.py` (some minutes); figures: [learning-curve.json](learning-curve.json).

![Learning curve](learning-curve.png)"""


def value(system: Figures, task: str, name: str) -> str:
    """A figure with its interval."""
    return f"{short(system, task, name)} {bounds(system, task, name)}".strip()


def short(system: Figures, task: str, name: str) -> str:
    """A figure."""
    if task == "attributed":
        return f"{system['attributed_f1']:.2f}"
    return f"{system['speaker_accuracy'] if task == 'speaker' else system[task][name]:.2f}"


def bounds(system: Figures, task: str, name: str) -> str:
    """The interval of a figure; empty where it has none."""
    interval = system["intervals"][task].get(name)
    return f"[{interval[0]:.2f}, {interval[1]:.2f}]" if interval else ""


def kept_at(task: Figures, share: float) -> Figures:
    """The row of one share of labels kept."""
    return next(one for one in task["coverage"] if one["share"] == share)


def plain(label: str) -> str:
    """A label as words."""
    return label.replace("_", " ")


def quoted(text: str) -> str:
    """A sentence that stands in Markdown between quotation marks: its own become single ones."""
    marks = str.maketrans({"“": "‘", "”": "’", '"': "’"})
    return text.translate(marks).replace("*", r"\*").replace("_", r"\_").replace("<", "&lt;")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, the figures to the right."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
