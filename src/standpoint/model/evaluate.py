"""Measure a model: grouped cross-validation on the seeds, and labelled articles from raw text.

Cross-validation leaves out whole countries, and everything that is learnt (vocabularies, common words, weights,
temperatures) is learnt anew on the rest. Baselines stand beside every figure (see `baselines`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

from standpoint.data.article import Article, Span
from standpoint.data.labelled import LabelledArticle, LabelledSentence
from standpoint.data.labels import Source, Stance
from standpoint.data.results import SentenceResult
from standpoint.model.classifier import Model
from standpoint.model.confidence import calibration_error
from standpoint.model.config import ModelConfig
from standpoint.model.fit import Preparation, analyse_labelled, fit
from standpoint.model.metrics import Report, f1, is_same_speaker, score

SOURCES = tuple(str(source) for source in Source)
STANCES = tuple(str(stance) for stance in Stance)
MISSED = "missed"  # the stance of a gold attribution that was not found
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Prediction:
    """A labelled sentence beside what the model said of it.

    Attributes
    ----------
    article : str
    place : int
        The sentence's place in its article, counted from 0.
    """

    gold_source: str
    source: str
    source_confidence: float
    gold_stance: str | None
    stance: str
    stance_confidence: float | None
    is_speaker_right: bool
    article: str = ""
    place: int = 0

    @property
    def is_source_right(self) -> bool:
        """Whether the source is; a sentence not found counts as `none`."""
        return self.source == self.gold_source

    @property
    def is_stance_right(self) -> bool:
        """Whether the stance is; that of a missed attribution is wrong."""
        return self.gold_stance is not None and self.stance == self.gold_stance


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
    source_calibration, stance_calibration : float or None
        Expected calibration error of the confidences; of the stance over attributions that were found, None where
        no confidence was given.
    boundary_f1 : float or None
        Of sentence spans, where they were not given.
    """

    attributed_f1: float
    source: Report
    stance: Report
    speaker_accuracy: float
    source_calibration: float
    stance_calibration: float | None
    boundary_f1: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return {
            "boundary_f1": None if self.boundary_f1 is None else round(self.boundary_f1, 4),
            "attributed_f1": round(self.attributed_f1, 4),
            "source": self.source.to_dict(),
            "stance": self.stance.to_dict(),
            "speaker_accuracy": round(self.speaker_accuracy, 4),
            "source_calibration": round(self.source_calibration, 4),
            "stance_calibration": None if self.stance_calibration is None else round(self.stance_calibration, 4),
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
        source_calibration=calibration_error(*source_confidences(predictions)),
        stance_calibration=calibration_error(*stances) if (stances := stance_confidences(predictions))[0] else None,
        boundary_f1=boundary_f1,
    )


def source_confidences(predictions: Sequence[Prediction]) -> tuple[list[float], list[bool]]:
    """The confidence of every source, and whether it is right."""
    return [one.source_confidence for one in predictions], [one.is_source_right for one in predictions]


def stance_confidences(predictions: Sequence[Prediction]) -> tuple[list[float], list[bool]]:
    """The same of the stances of the attributions that were found."""
    given = [one for one in predictions if one.gold_stance is not None and one.stance_confidence is not None]
    return [float(one.stance_confidence or 0.0) for one in given], [one.is_stance_right for one in given]


def write_predictions(predictions: Mapping[str, Sequence[Prediction]], path: Path) -> None:
    """Predictions of some systems as JSON: what every figure can be reckoned from anew."""
    rows = {system: [list(astuple(one)) for one in found] for system, found in predictions.items()}
    record = {"columns": [field.name for field in fields(Prediction)], **rows}
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")


def read_predictions(path: Path) -> dict[str, list[Prediction]]:
    """What `write_predictions` wrote.

    Raises
    ------
    ValueError
        If the file has other columns than this version writes.
    """
    record = json.loads(path.read_text(encoding="utf-8"))
    expected = [field.name for field in fields(Prediction)]
    if record.pop("columns", None) != expected:
        raise ValueError(f"{path}: expected the columns {', '.join(expected)}; train again")
    return {system: [Prediction(*row) for row in rows] for system, rows in record.items()}


def cross_validate(preparation: Preparation, config: ModelConfig, *, n_jobs: int = 1) -> list[Prediction]:
    """Predictions for every seed sentence from a model that has not seen its country."""
    return cross_validate_each(preparation, [config], n_jobs=n_jobs)[0]


def cross_validate_each(
    preparation: Preparation, configs: Sequence[ModelConfig], *, n_jobs: int = 1
) -> list[list[Prediction]]:
    """The same for several configurations, which share the analyses of a fold."""
    from joblib import Parallel, delayed

    splits = folds(preparation.articles)
    jobs = Parallel(n_jobs=n_jobs)(delayed(_folds)(preparation, configs, train, test) for train, test in splits)
    return [[prediction for fold in jobs for prediction in fold[place]] for place in range(len(configs))]


def folds(articles: Sequence[LabelledArticle], most: int = FOLDS) -> list[tuple[list[int], list[int]]]:
    """Indices to train on and to test on: every article is tested once, and a country is never on both sides.

    Raises
    ------
    ValueError
        If all articles are of one country.
    """
    from sklearn.model_selection import GroupKFold

    groups = [article.country or article.id for article in articles]
    number = min(most, len(set(groups)))
    if number < 2:
        raise ValueError(f"expected articles of two countries or more to cross-validate, found {number}")
    parts = GroupKFold(n_splits=number).split(groups, groups=groups)
    return [(train.tolist(), test.tolist()) for train, test in parts]


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
        predictions += compared(article, model.label(article.article, analysis).sentences)
    return predictions


def compared(article: LabelledArticle, found: Sequence[SentenceResult | None]) -> Iterator[Prediction]:
    """Each labelled sentence of an article beside what was found."""
    for place, (gold, one) in enumerate(zip(article.sentences, found, strict=True)):
        yield replace(_compare(gold, one), article=article.id, place=place)


def evaluate_raw(model: Model, articles: Sequence[LabelledArticle], texts: Path | None = None) -> Evaluation:
    """The figures on labelled articles read as raw text, matched by overlap.

    Parameters
    ----------
    model : Model
    articles : sequence of LabelledArticle
    texts : Path, optional
        Folder of the articles as they were published, `ID.txt`; without it, the text is joined from the sentences.
    """
    predictions, boundary_f1 = predict_raw(lambda article: model.classify(article).sentences, articles, texts)
    return evaluation(predictions, boundary_f1)


def predict_raw(
    label: Callable[[Article], Sequence[SentenceResult]], articles: Sequence[LabelledArticle], texts: Path | None = None
) -> tuple[list[Prediction], float]:
    """The predictions of a system on labelled articles read as raw text, and the F1 of its sentence boundaries."""
    predictions: list[Prediction] = []
    right = gold_count = found_count = 0
    for article in articles:
        text, spans = _raw(article, texts)
        found = label(Article(text=text, id=article.id))
        found_spans = {(one.start, one.end) for one in found}
        right += len(found_spans.intersection(spans))
        gold_count, found_count = gold_count + len(spans), found_count + len(found)
        predictions += compared(article, _matches(spans, found))
    return predictions, f1(right, found_count, gold_count)


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
