"""`make ablation`: what every field and every group of rules buys. Writes `docs/ablation.json` and the page anew.

A field is taken from all three heads; a group of rules is switched off in training and in use alike. Every
configuration is fitted on the same folds by country and measured on the countries left out and, where the folder of
measuring texts is there, on the real articles. The folds are few, and the analyses of a fold are shared by all that
does not change them, so that twenty configurations take minutes and not an hour.

    python benchmarks/ablation.py --shared ../shared
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import evaluation_page
from standpoint import assets
from standpoint.data.labelled import LabelledArticle, labelled_files, read_labelled
from standpoint.features.analysis import Analyser, ArticleAnalysis
from standpoint.features.antecedents import QUOTE, Antecedents, Candidate
from standpoint.features.lexicon import load_lexicon
from standpoint.features.places import Home
from standpoint.model import classifier
from standpoint.model import fit as fitting
from standpoint.model.baselines import FirstGuess
from standpoint.model.config import ModelConfig, read_config
from standpoint.model.evaluate import Prediction, compared, evaluation, folds, predict_raw
from standpoint.model.fit import Preparation, fit
from standpoint.model.training import seeds_hash

FOLDS = 3  # a third of the countries is left out of each; five folds say the same and take twice as long
MEASURES = {
    "attributed_f1": "attributed F1",
    "source_macro_f1": "source macro-F1",
    "stance_macro_f1": "stance macro-F1",
    "speaker": "speaker",
}
Predictions = dict[str, list[Prediction]]  # by side


def same(analysis: ArticleAnalysis) -> None:
    """Leaves an analysis as it is."""


@dataclass(frozen=True)
class Reading:
    """How articles are analysed: with which fitted parts, and what is taken from the analysis afterwards."""

    analyser: Callable[[Analyser], Analyser] = lambda analyser: analyser
    alter: Callable[[ArticleAnalysis], None] = same


@dataclass(frozen=True)
class Without:
    """A configuration: what is left out."""

    name: str
    config: ModelConfig
    reading: str = "whole"
    switch: Callable[[], AbstractContextManager[Any]] = nullcontext


def unranked(analyser: Analyser) -> Analyser:
    """Candidates by their hand-set scores."""
    return Analyser(analyser.lexicon, analyser.punkt, FirstGuess(), analyser.antecedents)


def nearest(analyser: Analyser) -> Analyser:
    """The first candidate is meant."""
    return Analyser(analyser.lexicon, analyser.punkt, analyser.ranker, Antecedents({}))


class OwnWords(Antecedents):
    """A description means a speaker of its own and a pronoun nobody; quotations are carried as ever."""

    def best(self, candidates: Sequence[Candidate]) -> Candidate | None:
        """The sentence's own phrase, or for a quotation the likeliest candidate."""
        if candidates and candidates[0].signs[0].startswith(QUOTE):
            return super().best(candidates)
        return next((one for one in candidates if "own" in one.origins), None)


def unresolved(analyser: Analyser) -> Analyser:
    """Pronouns and descriptions mean nobody else in the article."""
    own = OwnWords(analyser.antecedents.weights, analyser.antecedents.bias)
    return Analyser(analyser.lexicon, analyser.punkt, analyser.ranker, own)


def forget_descriptions(analysis: ArticleAnalysis) -> None:
    """Titles, appositions and mentions elsewhere say nothing of a speaker; field `around` is taken out by itself."""
    for sentence in analysis.sentences:
        if sentence.record is not None:
            sentence.record.descriptions.clear()


def forget_carried(analysis: ArticleAnalysis) -> None:
    """A quotation has a speaker only where its own sentence names one."""
    for sentence in analysis.sentences:
        if sentence.speaker_kind == "carried":
            sentence.record, sentence.speaker_kind, sentence.how = None, "none", ""


def forget_home(analysis: ArticleAnalysis) -> None:
    """No state is the article's own."""
    analysis.home = Home(None, 0.0)


READINGS = {
    "whole": Reading(),
    "unranked": Reading(unranked),
    "nearest": Reading(nearest),
    "unresolved": Reading(unresolved),
    "no descriptions": Reading(alter=forget_descriptions),
    "no carrying": Reading(alter=forget_carried),
    "no home": Reading(alter=forget_home),
}


def main() -> None:
    """Measure, write."""
    parser = argparse.ArgumentParser(description="Ablation of fields and rules.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder of the measuring texts")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where the figures go")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", help="configurations whose name holds this text (nothing is written)")
    options = parser.parse_args()
    chosen = [one for one in configurations(read_config(assets.model_config())) if (options.only or "") in one.name]
    began = time.perf_counter()
    found = measured(chosen, options.shared, options.jobs)
    print(f"{len(chosen)} configurations in {time.perf_counter() - began:.0f} s")
    for name, sides in found.items():
        print(f"{name}: {sides}")
    if not options.only:
        store(found, options.docs)


def configurations(config: ModelConfig) -> Iterator[Without]:
    """Everything, then without each field, then without each group of rules."""
    yield Without("everything", config)
    for field in config.fields:
        yield Without(f"field `{field.name}`", dropped(config, field.name))
    yield Without("ranker of candidates (first guess instead)", config, "unranked")
    yield Without("model of antecedents (nearest instead)", config, "nearest")
    yield Without("pronouns and descriptions resolved", config, "unresolved")
    yield Without("titles and appositions of a speaker", config, "no descriptions")
    yield Without("quotations carried over sentences", config, "no carrying")
    yield Without("home and abroad", config, "no home")
    yield Without("pooling over a speaker's sentences", config, switch=unpooled)
    yield Without("stance weights by source", config, switch=alike)


def unpooled() -> AbstractContextManager[Any]:
    """Every sentence's source by its own words alone."""
    return patch.object(classifier, "_POOLING", 0.0)


def alike() -> AbstractContextManager[Any]:
    """No n-gram is frequent enough to mean something else in each source's mouth."""
    return patch.object(fitting, "_FREQUENT", sys.maxsize)


def dropped(config: ModelConfig, field: str) -> ModelConfig:
    """The configuration whose heads do not read a field."""
    heads = {
        name: replace(head, fields=tuple(one for one in head.fields if one != field))
        for name, head in config.heads.items()
    }
    return replace(config, heads=heads)


class Altered(Preparation):
    """A preparation whose analyses are read in another way; all that precedes them is shared."""

    def __init__(self, base: Preparation, reading: Reading) -> None:
        self.__dict__.update(base.__dict__)
        self._last = None
        self._base, self.reading = base, reading

    def analyser(self, articles: Sequence[int]) -> Analyser:
        """The fitted analyser, altered."""
        return self.reading.analyser(self._base.read(articles)[1])

    def analysis(self, article: int, analyser: Analyser) -> ArticleAnalysis:
        """The analysis of an article, altered."""
        analysis = self._base.analysis(article, analyser)
        self.reading.alter(analysis)
        return analysis


def measured(chosen: Sequence[Without], shared: Path, jobs: int) -> dict[str, dict[str, dict[str, float]]]:
    """The figures of every configuration by side and measure."""
    from joblib import Parallel, delayed

    preparation = Preparation(read_labelled(labelled_files(assets.seeds())), load_lexicon())
    parts = [chosen[place::jobs] for place in range(jobs)]
    tasks = [(fold, part) for fold in folds(preparation.articles, FOLDS) for part in parts if part]
    results = Parallel(n_jobs=jobs)(delayed(fold_of)(preparation, part, *fold, shared) for fold, part in tasks)
    found: dict[str, list[Predictions]] = {one.name: [] for one in chosen}
    for result in results:
        for name, sides in result.items():
            found[name].append(sides)
    return {
        name: {side: figures([sides[side] for sides in runs], side) for side in runs[0]} for name, runs in found.items()
    }


def fold_of(
    preparation: Preparation, chosen: Sequence[Without], train: list[int], test: list[int], shared: Path
) -> dict[str, Predictions]:
    """The predictions of some configurations fitted on one fold."""
    gold = read_labelled(sorted((shared / "gold").glob("*.tsv"))) if (shared / "gold").is_dir() else []
    readings = {name: Altered(preparation, READINGS[name]) for name in {one.reading for one in chosen}}
    found = {}
    for one in chosen:
        with one.switch():
            found[one.name] = predictions(readings[one.reading], one.config, (train, test), gold, shared / "articles")
    return found


def predictions(
    preparation: Altered,
    config: ModelConfig,
    fold: tuple[list[int], list[int]],
    gold: Sequence[LabelledArticle],
    texts: Path,
) -> Predictions:
    """The predictions of one configuration fitted on one fold, by side."""
    train, test = fold
    model = fit(preparation, config, articles=train)
    seeds = []
    for index in test:
        article = preparation.articles[index]
        analysis = preparation.analysis(index, model.analyser)
        seeds += list(compared(article, model.label(article.article, analysis).sentences))
    if not gold:
        return {"seeds": seeds}

    def label(article: Any) -> Any:
        analysis = model.analyser.analyse(article.text)
        preparation.reading.alter(analysis)
        return model.label(article, analysis).sentences

    return {"seeds": seeds, "real": predict_raw(label, gold, texts)[0]}


def figures(runs: Sequence[list[Prediction]], side: str) -> dict[str, float]:
    """The measures: over the folds laid together, or the mean over the models where each saw the same texts."""
    sets = [[one for run in runs for one in run]] if side == "seeds" else runs
    found = [evaluation(one) for one in sets]
    values = {
        "attributed_f1": [one.attributed_f1 for one in found],
        "source_macro_f1": [one.source.macro_f1 for one in found],
        "stance_macro_f1": [one.stance.macro_f1 for one in found],
        "speaker": [one.speaker_accuracy for one in found],
    }
    return {name: round(sum(some) / len(some), 4) for name, some in values.items()}


def store(found: dict[str, Any], docs: Path) -> None:
    """The figures as JSON, and the page with them."""
    record = {
        "date": datetime.date.today().isoformat(),
        "seeds_sha256": seeds_hash(labelled_files(assets.seeds())),
        "folds": FOLDS,
        "measures": MEASURES,
        "sides": list(next(iter(found.values()))),
        "configurations": found,
    }
    (docs / "ablation.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    evaluation_page.write(docs, assets.root() / "README.md")


if __name__ == "__main__":
    main()
