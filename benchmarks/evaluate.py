"""`make evaluate`: what the trained model is worth. One command writes every figure that the documents show.

Takes the cross-validated predictions that `standpoint train` left beside the model, labels the real articles from raw
text where the folder of measuring texts is there, and sets the baselines beside both. Writes `docs/evaluation.json`,
and from it `docs/evaluation.md`, the pictures and the README's block of figures. Nothing is fitted anew but the
baseline of bare sentences for the real articles (`--no-bare` leaves it out).

    python benchmarks/evaluate.py --shared ../shared
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import evaluation_page
import evaluation_pictures
import standpoint
from standpoint import assets
from standpoint.batch.run import as_record
from standpoint.data.article import Article
from standpoint.data.labelled import LabelledArticle, labelled_files, read_labelled
from standpoint.data.readers import read_articles
from standpoint.data.writers import write_records
from standpoint.model.baselines import RuleSystem, bare, unfitted_analyser, usual_stances
from standpoint.model.bootstrap import Cell, intervals
from standpoint.model.classifier import Model
from standpoint.model.confidence import COVERAGES, kept, reliability
from standpoint.model.evaluate import (
    SOURCES,
    STANCES,
    Prediction,
    compared,
    evaluation,
    folds,
    most_frequent,
    predict_raw,
    read_predictions,
    source_confidences,
    stance_confidences,
)
from standpoint.model.fit import Preparation, analyse_labelled, fit
from standpoint.model.pairs import read_pairs, score_pairs
from standpoint.model.training import PREDICTIONS, describe, seeds_hash

PAIRS = assets.root() / "tests" / "tables" / "stance-pairs.tsv"
KINDS_OF_ERROR = {"source": 5, "stance": 3}  # shown with an example each, the most frequent first
LONGEST_EXAMPLE = 180  # characters
System = dict[str, list[Prediction]]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Figures of the trained model.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder of the measuring texts")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where the figures go")
    parser.add_argument("--no-bare", action="store_true", help="no fitted baseline on the real articles")
    options = parser.parse_args()
    model, seeds = standpoint.load(), read_labelled(labelled_files(assets.seeds()))
    sides = {"seeds": on_seeds(model, seeds)}
    figures: dict[str, Any] = {"conditions": conditions(seeds)}
    if (options.shared / "gold").is_dir():
        sides["real"], boundary = on_real_articles(model, seeds, options.shared, has_bare=not options.no_bare)
        figures |= {"boundary_f1": boundary, "scorers": scorers(options.shared)}
    else:
        print(f"{options.shared}/gold is not there: real articles not measured")
    for side, systems in sides.items():
        figures[side] = {name: measured(found) for name, found in systems.items()}
        figures[f"{side}_confidence"] = confidence(systems["standpoint"])
    figures["pairs"] = {change: score.to_dict() for change, score in score_pairs(model, read_pairs(PAIRS)).items()}
    figures["errors"] = [
        error for task in KINDS_OF_ERROR for error in errors(sides["seeds"]["standpoint"], seeds, task)
    ]
    show(sides, figures)
    write(figures, options.docs)


def conditions(seeds: Sequence[LabelledArticle]) -> dict[str, Any]:
    """What the figures belong to."""
    return {
        "date": datetime.date.today().isoformat(),
        "seeds_sha256": seeds_hash(labelled_files(assets.seeds())),
        "articles": len(seeds),
        "sentences": sum(len(article.sentences) for article in seeds),
        "countries": len({article.country for article in seeds if article.country}),
    }


def on_seeds(model: Model, seeds: Sequence[LabelledArticle]) -> System:
    """Every system's predictions on the seeds, from models that have not seen the article's country."""
    stored = read_predictions(assets.trained_model() / PREDICTIONS)
    own = stored["grouped_cross_validation"]
    if len(own) != sum(len(article.sentences) for article in seeds):
        raise SystemExit("the predictions beside the model are of other seeds: run `make train`")
    return {
        "standpoint": own,
        "bare": stored["baseline_bare_tfidf"],
        "rules": ruled(model, seeds),
        "most_frequent": most_frequent(own),
    }


def rule_system(model: Model, articles: Sequence[LabelledArticle]) -> RuleSystem:
    """The rules, with the usual stances of some articles."""
    labels = [(one.source, one.stance) for article in articles for one in article.sentences if one.stance is not None]
    analyser = unfitted_analyser(model.analyser.lexicon, model.analyser.punkt)
    return RuleSystem(analyser, model.maker, usual_stances(labels))


def ruled(model: Model, seeds: Sequence[LabelledArticle]) -> list[Prediction]:
    """The rules on the seeds; what stance is usual is counted on the other folds."""
    found: list[Prediction] = []
    for train, test in folds(seeds):
        system = rule_system(model, [seeds[index] for index in train])
        for index in test:
            found += compared(seeds[index], system.label(analyse_labelled(system.analyser, seeds[index])))
    return found


def on_real_articles(
    model: Model, seeds: Sequence[LabelledArticle], shared: Path, *, has_bare: bool
) -> tuple[System, float]:
    """Every system's predictions on the real articles from raw text, and the F1 of the sentence boundaries."""
    gold, texts = read_labelled(sorted((shared / "gold").glob("*.tsv"))), shared / "articles"
    own, boundary = predict_raw(lambda article: model.classify(article).sentences, gold, texts)
    systems = {"standpoint": own}
    if has_bare:
        poor = fit(Preparation(seeds, model.maker.lexicon), bare(model.config))
        systems["bare"] = predict_raw(lambda article: poor.classify(article).sentences, gold, texts)[0]
    rules = rule_system(model, seeds)

    def by_rules(article: Article) -> Any:
        return rules.label(rules.analyser.analyse(article.text))

    systems["rules"] = predict_raw(by_rules, gold, texts)[0]
    return {**systems, "most_frequent": most_frequent(own)}, round(boundary, 4)


def measured(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """The figures of one system with their intervals."""
    spoken = [one for one in predictions if one.gold_stance is not None]
    cells = {
        "source": ([Cell(one.article, one.gold_source, one.source) for one in predictions], SOURCES),
        "stance": ([Cell(one.article, str(one.gold_stance), one.stance) for one in spoken], STANCES),
        "attributed": ([Cell(one.article, gate(one.gold_source), gate(one.source)) for one in predictions], GATE),
        "speaker": ([Cell(one.article, "right", "right" if one.is_speaker_right else "wrong") for one in spoken],
                    ("right",)),
    }  # fmt: skip
    found = evaluation(predictions).to_dict()
    del found["boundary_f1"]
    return {
        "articles": len({one.article for one in predictions}),
        "sentences": len(predictions),
        **found,
        "intervals": {
            task: {name: [round(bound, 4) for bound in interval] for name, interval in intervals(*some).items()}
            for task, some in cells.items()
        },
    }


GATE = ("none", "attributed")


def gate(source: str) -> str:
    """Whether anybody speaks."""
    return "none" if source == "none" else "attributed"


def confidence(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Calibration and coverage of source and stance."""
    tasks = {"source": source_confidences(predictions), "stance": stance_confidences(predictions)}
    return {
        task: {
            "bins": [{name: round(value, 4) for name, value in asdict(one).items()} for one in reliability(*pair)],
            "coverage": [
                {"share": share, **{name: round(value, 4) for name, value in asdict(kept(*pair, share)).items()}}
                for share in COVERAGES
            ],
        }
        for task, pair in tasks.items()
    }


def errors(predictions: Sequence[Prediction], seeds: Sequence[LabelledArticle], task: str) -> list[dict[str, Any]]:
    """The most frequent confusions of the cross-validation, each with the surest short example."""
    texts = {(article.id, place): one.text for article in seeds for place, one in enumerate(article.sentences)}
    wrong = [one for one in predictions if is_wrong(one, task)]
    counts = Counter(labels(one, task) for one in wrong)
    found = []
    for kind, count in counts.most_common(KINDS_OF_ERROR[task]):
        own = [one for one in wrong if labels(one, task) == kind]
        short = [one for one in own if len(texts[one.article, one.place]) <= LONGEST_EXAMPLE] or own
        worst = max(short, key=lambda one: (sureness(one, task), one.article, one.place))
        example = {"text": texts[worst.article, worst.place], "confidence": round(sureness(worst, task), 2)}
        found.append({"task": task, "gold": kind[0], "found": kind[1], "count": count, **example})
    return found


def is_wrong(one: Prediction, task: str) -> bool:
    """Whether a source is wrong, or the stance of a found attribution."""
    if task == "source":
        return not one.is_source_right
    return one.gold_stance is not None and one.stance_confidence is not None and not one.is_stance_right


def labels(one: Prediction, task: str) -> tuple[str, str]:
    """Gold label and label found."""
    return (one.gold_source, one.source) if task == "source" else (str(one.gold_stance), one.stance)


def sureness(one: Prediction, task: str) -> float:
    """The confidence of the label."""
    return one.source_confidence if task == "source" else one.stance_confidence or 0.0


def scorers(shared: Path) -> dict[str, Any]:
    """What the scorers that lie beside the measuring texts say."""
    found = {
        "score_gold": scored(shared, "score_gold.py", shared / "articles", *sorted((shared / "gold").glob("*.tsv")))
    }
    polnear = shared / "polnear" / "dev.jsonl"
    if polnear.is_file():
        found["score_polnear"] = scored(shared, "score_polnear.py", polnear, polnear)
        found["score_polnear"]["articles"] = sum(1 for _ in polnear.open(encoding="utf-8"))
    return found


def scored(shared: Path, tool: str, texts: Path, *gold: Path) -> Any:
    """What a scorer says of the results for some texts."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.jsonl"
        articles = (one for one in read_articles([str(texts)]) if isinstance(one, Article))
        write_records(map(as_record, standpoint.load().classify_many(articles)), results)
        command = [sys.executable, str(shared / "tools" / tool), str(results), *map(str, gold)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def show(sides: Mapping[str, System], figures: Mapping[str, Any]) -> None:
    """The figures on the terminal."""
    for side, systems in sides.items():
        print(f"== {evaluation_page.SIDES[side]}\n\n{describe(evaluation(systems['standpoint']))}\n")
    print(evaluation_page.summary(figures))
    print(evaluation_page.pairs(figures))


def write(figures: Mapping[str, Any], docs: Path) -> None:
    """The JSON, and all that is made of it."""
    docs.mkdir(exist_ok=True)
    (docs / "evaluation.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    evaluation_pictures.draw(figures, docs)
    evaluation_page.write(docs, assets.root() / "README.md")


if __name__ == "__main__":
    main()
