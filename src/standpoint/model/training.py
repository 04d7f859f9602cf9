"""`standpoint train`: from seed files to a stored model with its card and metrics."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from standpoint.data.labelled import LabelledArticle, labelled_files, read_labelled
from standpoint.features.lexicon import load_lexicon
from standpoint.model.baselines import bare
from standpoint.model.classifier import Model
from standpoint.model.config import read_config
from standpoint.model.evaluate import (
    Evaluation,
    cross_validate_each,
    evaluation,
    most_frequent,
    write_predictions,
)
from standpoint.model.fit import Preparation, fit
from standpoint.model.store import save

METRICS, CARD = "metrics.json", "MODEL_CARD.md"
PREDICTIONS = "cross-validation.json"  # of every seed sentence, by models that have not seen its country


def train(
    seeds: Path,
    config: Path,
    folder: Path,
    *,
    has_metrics: bool = True,
    n_jobs: int = 2,
    progress: Callable[[str], None] = lambda _: None,
) -> Model:
    """Fit a model on a folder of seeds and store it.

    Parameters
    ----------
    seeds, config, folder : Path
        Folder of labelled TSV files; `model.toml`; where the model goes.
    has_metrics : bool
        Whether to cross-validate and write `metrics.json` and its predictions; takes three times as long as the fit.
    n_jobs : int
        Processes of the cross-validation.
    progress : callable
        Told each step.

    Raises
    ------
    LabelledDataError, ConfigError, WordListError
        If what it is trained on is at fault.
    """
    files = labelled_files(seeds)
    articles = read_labelled(files)
    progress(f"read {len(articles)} seed articles, {sum(len(article.sentences) for article in articles)} sentences")
    settings = read_config(config)
    preparation = Preparation(articles, load_lexicon())
    progress("analysed them")
    model = fit(preparation, settings, progress=progress)
    trained_on = {"seeds_sha256": seeds_hash(files), **counts(articles)}
    save(model, folder, trained_on=trained_on)
    figures: dict[str, Any] = {}
    if has_metrics:
        progress("cross-validating by country …")
        predictions, baseline = cross_validate_each(preparation, [settings, bare(settings)], n_jobs=n_jobs)
        figures = {
            "grouped_cross_validation": evaluation(predictions).to_dict(),
            "baseline_bare_tfidf": evaluation(baseline).to_dict(),
            "baseline_most_frequent": evaluation(most_frequent(predictions)).to_dict(),
        }
        write_predictions(
            {"grouped_cross_validation": predictions, "baseline_bare_tfidf": baseline}, folder / PREDICTIONS
        )
        (folder / METRICS).write_text(json.dumps({"trained_on": trained_on, **figures}, indent=1) + "\n", "utf-8")
    (folder / CARD).write_text(model_card(model, trained_on, figures), encoding="utf-8")
    progress(f"wrote {folder}")
    return model


def seeds_hash(files: Sequence[Path]) -> str:
    """SHA-256 over names and contents of the seed files, in order."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def counts(articles: Sequence[LabelledArticle]) -> dict[str, Any]:
    """Articles, sentences, countries, and sentences by label."""
    sentences = [sentence for article in articles for sentence in article.sentences]
    return {
        "articles": len(articles),
        "sentences": len(sentences),
        "countries": len({article.country for article in articles if article.country}),
        "sources": dict(sorted(Counter(str(sentence.source) for sentence in sentences).items())),
        "stances": dict(sorted(Counter(str(one.stance) for one in sentences if one.stance).items())),
    }


def model_card(model: Model, trained_on: dict[str, Any], figures: dict[str, Any]) -> str:
    """The model card as Markdown."""
    lines = [
        f"# {model.name}",
        "",
        "Says for each sentence of an English-language news article who is speaking and where they stand on the",
        "authorities of the country that the article is about. Linear models on TF-IDF fields; rules for speakers.",
        "",
        f"Trained on {trained_on['articles']} invented articles ({trained_on['sentences']} sentences, "
        f"{trained_on['countries']} countries), seeds SHA-256 `{trained_on['seeds_sha256'][:16]}…`.",
        f"N-grams: {model.vectors.width}. Temperatures: "
        + ", ".join(f"{head.name} {head.temperature:.2f}" for head in model.heads.values()) + ".",
        "",
        "## Limits",
        "",
        "English only. Trained on unrest and on talks between states; on other news its stance means little. A label",
        "is a guess with a probability, not a finding about a person: read the sentence before you quote the label.",
        "",
    ]  # fmt: skip
    if figures:
        lines += ["## Grouped cross-validation by country", "", *figures_table(figures), ""]
    return "\n".join(lines)


def figures_table(figures: dict[str, Any]) -> list[str]:
    """Markdown rows: the model beside its baselines."""
    names = {"grouped_cross_validation": "standpoint", "baseline_bare_tfidf": "bare sentence, TF-IDF",
             "baseline_most_frequent": "most frequent label"}  # fmt: skip
    rows = ["| | attributed F1 | source accuracy | source macro-F1 | stance macro-F1 | speaker |",
            "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for key, name in names.items():
        one = figures[key]
        cells = (one["attributed_f1"], one["source"]["accuracy"], one["source"]["macro_f1"],
                 one["stance"]["macro_f1"], one["speaker_accuracy"])  # fmt: skip
        rows.append(f"| {name} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")
    return rows


def describe(figures: Evaluation) -> str:
    """An evaluation in a few lines for a terminal."""
    boundary = "" if figures.boundary_f1 is None else f"sentence boundaries F1 {figures.boundary_f1:.3f} · "
    lines = [
        f"{boundary}attributed F1 {figures.attributed_f1:.3f} · source accuracy {figures.source.accuracy:.3f}, "
        f"macro-F1 {figures.source.macro_f1:.3f} · stance accuracy {figures.stance.accuracy:.3f}, "
        f"macro-F1 {figures.stance.macro_f1:.3f} · speaker {figures.speaker_accuracy:.3f}",
        "",
        f"{'label':18}{'precision':>10}{'recall':>10}{'F1':>10}{'support':>10}",
    ]
    for one in (*figures.source.labels, *figures.stance.labels):
        lines.append(f"{one.label:18}{one.precision:10.3f}{one.recall:10.3f}{one.f1:10.3f}{one.support:10d}")
    for name, report in (("source", figures.source), ("stance", figures.stance)):
        lines += ["", f"{name}, confusions (gold → found):", *_confusions(report.confusion)]
    return "\n".join(lines)


def _confusions(confusion: dict[tuple[str, str], int], most: int = 10) -> list[str]:
    wrong = sorted(((count, pair) for pair, count in confusion.items() if pair[0] != pair[1]), reverse=True)
    return [f"  {gold} → {found}: {count}" for count, (gold, found) in wrong[:most]]
