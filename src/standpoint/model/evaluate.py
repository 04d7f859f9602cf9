"""Measure a model: grouped cross-validation on the seeds, and labelled articles from raw text.

Cross-validation leaves out whole countries, and everything that is learnt (vocabularies, common words, weights,
temperatures) is learnt anew on the rest. Two baselines stand beside every figure: the most frequent label, and TF-IDF
of the bare sentence under the same linear models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from standpoint.data.article import Article, Span
from standpoint.data.labelled import LabelledArticle, LabelledSentence
from standpoint.data.labels import Source, Stance
from standpoint.data.results import SentenceResult
from standpoint.model.classifier import Model
from standpoint.model.config import Head, ModelConfig
from standpoint.model.fit import Preparation, analyse_labelled, fit
from standpoint.model.metrics import Report, f1, is_same_speaker, score

SOURCES = tuple(str(source) for source in Source)
STANCES = tuple(str(stance) for stance in Stance)
MISSED = "missed"  # the stance of a gold attribution that was not found
FOLDS = 5
_BARE_FIELDS = ("outside", "inside")  # the words of the bare sentence


@dataclass(frozen=True, slots=True)
class Prediction:
    """A labelled sentence beside what the model said of it."""

    gold_source: str
    source: str
    source_confidence: float
    gold_stance: str | None
    stance: str
    stance_confidence: float | None
    is_speaker_right: bool


@dataclass(frozen=True)
class Evaluation:
    """The figures of a set of predictions.

    Attributes
    ----------
    attributed_f1 : float
        Of attributed or not.
    source : Report
        Over all sentences, `none` included.
    stance : Report
        Over the sentences that gold attributes; a missed attribution counts as wrong.
    speaker_accuracy : float
        Over the same.
    boundary_f1 : float or None
        Of sentence spans, where they were not given.
    """

    attributed_f1: float
    source: Report
    stance: Report
    speaker_accuracy: float
    boundary_f1: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return {
            "boundary_f1": None if self.boundary_f1 is None else round(self.boundary_f1, 4),
            "attributed_f1": round(self.attributed_f1, 4),
            "source": self.source.to_dict(),
            "stance": self.stance.to_dict(),
            "speaker_accuracy": round(self.speaker_accuracy, 4),
        }


def evaluation(predictions: Sequence[Prediction], boundary_f1: float | None = None) -> Evaluation:
    """The figures of some predictions."""
    gold = [one.gold_source for one in predictions]
    source = [one.source for one in predictions]
    spoken = [one for one in predictions if one.gold_stance is not None]
    both = sum(g != "none" and p != "none" for g, p in zip(gold, source, strict=True))
    return Evaluation(
        attributed_f1=f1(both, sum(p != "none" for p in source), sum(g != "none" for g in gold)),
        source=score(gold, source, SOURCES),
        stance=score([str(one.gold_stance) for one in spoken], [one.stance for one in spoken], STANCES),
        speaker_accuracy=sum(one.is_speaker_right for one in spoken) / max(1, len(spoken)),
        boundary_f1=boundary_f1,
    )


def cross_validate(preparation: Preparation, config: ModelConfig, *, n_jobs: int = 1) -> list[Prediction]:
    """Predictions for every seed sentence from a model that has not seen its country."""
    return cross_validate_each(preparation, [config], n_jobs=n_jobs)[0]


def cross_validate_each(
    preparation: Preparation, configs: Sequence[ModelConfig], *, n_jobs: int = 1
) -> list[list[Prediction]]:
    """The same for several configurations, which share the analyses of a fold."""
    from joblib import Parallel, delayed
    from sklearn.model_selection import GroupKFold

    groups = [article.country or article.id for article in preparation.articles]
    folds = min(FOLDS, len(set(groups)))
    if folds < 2:
        raise ValueError(f"expected articles of two countries or more to cross-validate, found {folds}")
    splits = [
        (train.tolist(), test.tolist()) for train, test in GroupKFold(n_splits=folds).split(groups, groups=groups)
    ]
    jobs = Parallel(n_jobs=n_jobs)(delayed(_folds)(preparation, configs, train, test) for train, test in splits)
    return [[prediction for fold in jobs for prediction in fold[place]] for place in range(len(configs))]


def bare(config: ModelConfig) -> ModelConfig:
    """The baseline: the same linear models on the words of the bare sentence."""
    heads = {name: Head(name, _BARE_FIELDS, head.strength) for name, head in config.heads.items()}
    return replace(config, heads=heads)


def most_frequent(predictions: Sequence[Prediction]) -> list[Prediction]:
    """The baseline that always gives the most frequent source, and the most frequent stance."""
    source = Counter(one.gold_source for one in predictions).most_common(1)[0][0]
    stance = Counter(one.gold_stance for one in predictions if one.gold_stance).most_common(1)[0][0]
    return [replace(one, source=source, stance=stance, is_speaker_right=False) for one in predictions]


def _folds(
    preparation: Preparation, configs: Sequence[ModelConfig], train: list[int], test: list[int]
) -> list[list[Prediction]]:
    return [_fold(preparation, config, train, test) for config in configs]


def _fold(preparation: Preparation, config: ModelConfig, train: list[int], test: list[int]) -> list[Prediction]:
    model = fit(preparation, config, articles=train)
    predictions: list[Prediction] = []
    for index in test:
        article = preparation.articles[index]
        analysis = analyse_labelled(model.analyser, article)
        sentences = model.label(article.article, analysis).sentences
        predictions += [_compare(gold, found) for gold, found in zip(article.sentences, sentences, strict=True)]
    return predictions


def evaluate_raw(model: Model, articles: Sequence[LabelledArticle], texts: Path | None = None) -> Evaluation:
    """The figures on labelled articles read as raw text, matched by overlap.

    Parameters
    ----------
    model : Model
    articles : sequence of LabelledArticle
    texts : Path, optional
        Folder of the articles as they were published, `ID.txt`; without it, the text is joined from the sentences.
    """
    predictions: list[Prediction] = []
    right = gold_count = found_count = 0
    for article in articles:
        text, spans = _raw(article, texts)
        found = model.classify(Article(text=text, id=article.id)).sentences
        found_spans = {(one.start, one.end) for one in found}
        right += len(found_spans.intersection(spans))
        gold_count, found_count = gold_count + len(spans), found_count + len(found)
        matches = _matches(spans, found)
        predictions += [_compare(gold, match) for gold, match in zip(article.sentences, matches, strict=True)]
    return evaluation(predictions, f1(right, found_count, gold_count))


def _raw(article: LabelledArticle, texts: Path | None) -> tuple[str, list[Span]]:
    path = texts / f"{article.id}.txt" if texts else None
    if path is None or not path.is_file():
        return article.text, list(article.spans)
    text = path.read_text(encoding="utf-8")
    spans, position = [], 0
    for sentence in article.sentences:
        start = text.index(sentence.text, position)
        position = start + len(sentence.text)
        spans.append(Span(start, position))
    return text, spans


def _matches(spans: Sequence[Span], found: Sequence[SentenceResult]) -> list[SentenceResult | None]:
    """For each gold span the found sentence that overlaps it most."""
    matches: list[SentenceResult | None] = []
    for start, end in spans:
        overlaps = [(min(end, one.end) - max(start, one.start), -place) for place, one in enumerate(found)]
        best, place = max(overlaps, default=(0, 0))
        matches.append(found[-place] if best > 0 else None)
    return matches


def _compare(gold: LabelledSentence, found: SentenceResult | None) -> Prediction:
    source = str(found.source) if found else "none"
    stance = str(found.stance) if found and found.stance else MISSED
    speaker = found.speaker if found and source != "none" else None
    return Prediction(
        gold_source=str(gold.source),
        source=source,
        source_confidence=found.source_confidence if found else 0.0,
        gold_stance=str(gold.stance) if gold.stance else None,
        stance=stance,
        stance_confidence=found.stance_confidence if found else None,
        is_speaker_right=is_same_speaker(gold.speaker, speaker),
    )


def calibration_error(confidences: Sequence[float], rights: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: the mean gap between confidence and accuracy over equal-width bins, by bin size.

    Examples
    --------
    >>> calibration_error([1.0, 1.0], [True, True])
    0.0
    """
    confidence, right = np.asarray(confidences), np.asarray(rights, dtype=float)
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[places == place].mean() - right[places == place].mean()) * float((places == place).mean())
        for place in range(bins)
        if (places == place).any()
    ]
    return float(sum(gaps))
