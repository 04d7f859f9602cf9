"""Fit the models on labelled articles with scikit-learn. Build-time: prediction does not import this module.

Three logistic regressions read the same TF-IDF blocks: whether a sentence is attributed, who speaks if it is, and on
which side. Deciding in steps keeps the rare sources from being bought with false attributions. The stance head reads
every word once for all speakers and once more for each source, weighted with the probability of that source, so the
same words can mean different things in different mouths; those probabilities come from held-out folds, as wrong and
as unsure as they will be in use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standpoint.data.labelled import LabelledArticle
from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.features.analysis import Analyser, ArticleAnalysis, SentenceAnalysis
from standpoint.features.antecedents import Antecedents, Candidate
from standpoint.features.fields import FieldMaker
from standpoint.features.lexicon import Lexicon
from standpoint.features.mentions import Attribution
from standpoint.features.punkt import Punkt
from standpoint.features.punkt_training import train as train_punkt
from standpoint.features.quotations import quotations
from standpoint.features.ranking import Ranker, signs_of
from standpoint.features.sentences import Sentence, paragraphs
from standpoint.features.tfidf import Field, Fields, FieldVectors, ngrams
from standpoint.features.tokens import tokenize
from standpoint.model.classifier import Model
from standpoint.model.config import Head, ModelConfig
from standpoint.model.linear import LinearHead, softmax
from standpoint.model.metrics import is_same_speaker

Array = NDArray[np.float64]
SOURCES = tuple(str(source) for source in ATTRIBUTED)
STANCES = tuple(str(stance) for stance in Stance)
ATTRIBUTED_CLASSES = ("none", "attributed")
_COMMON = 2  # times a word must stand in small letters in the seeds to be no name at a sentence's head
_FOLDS = 3  # of the held-out probabilities that the stance head and the temperatures are fitted on
_RAREST_SIGN = 3  # candidates that must show a sign of the ranker
_RANKER_STRENGTH = 0.3
_ANTECEDENTS_STRENGTH = 0.3
_FREQUENT = 10  # sentences that must hold an n-gram for it to have a weight for each source; a third of the time
_TOLERANCE = 1e-4  # of the fit that is stored
_HELD_OUT_TOLERANCE = 1e-3  # of fits that only measure or calibrate: a third faster; looser, they miscalibrate
_STEPS = 200  # of the solver: more than it has ever needed here


@dataclass(frozen=True)
class Example:
    """A labelled sentence as the models read it."""

    fields: Fields
    source: Source
    stance: Stance | None
    group: str


class Preparation:
    """What precedes fitting: the splitter, and each article's candidates for speakers.

    Parameters
    ----------
    articles : sequence of LabelledArticle
    lexicon : Lexicon
    """

    def __init__(self, articles: Sequence[LabelledArticle], lexicon: Lexicon) -> None:
        self.articles = list(articles)
        self.lexicon = lexicon
        texts = (article.text for article in articles)
        self.punkt = Punkt(train_punkt(texts, lexicon.abbreviations | lexicon.titles))
        self._last: tuple[tuple[int, ...], frozenset[str], Analyser, list[Example]] | None = None
        reader = Analyser(lexicon, self.punkt, Ranker({}), Antecedents({}))
        self._readings = [read_labelled_text(reader, article) for article in articles]
        self._trials = [
            list(trials(article, reading)) for article, reading in zip(articles, self._readings, strict=True)
        ]

    def __reduce__(self) -> tuple[Callable[..., Preparation], tuple[tuple[LabelledArticle, ...], Lexicon]]:
        return _prepared, (tuple(self.articles), self.lexicon)

    def read(self, articles: Sequence[int]) -> tuple[frozenset[str], Analyser, list[Example]]:
        """Common words, analyser and examples of some of the articles; the last answer is kept for another fit."""
        key = tuple(articles)
        if self._last is None or self._last[0] != key:
            common, analyser = self.common_words(articles), self.analyser(articles)
            self._last = key, common, analyser, self.examples(articles, common, analyser)
        return self._last[1:]

    def analyser(self, articles: Sequence[int]) -> Analyser:
        """An analyser whose ranker and antecedents are fitted on some of the articles."""
        chosen = [trial for index in articles for trial in self._trials[index]]
        ranker = Ranker(*fit_signs(chosen, _RANKER_STRENGTH))
        antecedents = Antecedents({})
        for lesson in (_taught, _untaught):
            analyser = Analyser(self.lexicon, self.punkt, ranker, antecedents)
            cases = [
                trial
                for index in articles
                for trial in lesson(self.articles[index], self._readings[index].unresolved(), analyser)
            ]
            antecedents = Antecedents(*fit_signs(cases, _ANTECEDENTS_STRENGTH))
        return Analyser(self.lexicon, self.punkt, ranker, antecedents)

    def analysis(self, article: int, analyser: Analyser) -> ArticleAnalysis:
        """The analysis of one of the articles."""
        analysis = self._readings[article].unresolved()
        analyser.resolve(analysis)
        return analysis

    def examples(self, articles: Sequence[int], common: frozenset[str], analyser: Analyser) -> list[Example]:
        """The sentences of some of the articles."""
        maker = FieldMaker(self.lexicon, common)
        examples: list[Example] = []
        for index in articles:
            article = self.articles[index]
            analysis = self.analysis(index, analyser)
            examples += [
                Example(fields, sentence.source, sentence.stance, article.country or article.id)
                for fields, sentence in zip(maker.fields(analysis), article.sentences, strict=True)
            ]
        return examples

    def common_words(self, articles: Sequence[int]) -> frozenset[str]:
        """Words that stand in small letters in some of the articles at least twice."""
        counts: Counter[str] = Counter()
        for index in articles:
            tokens = tokenize(self.articles[index].text)
            pairs = zip(tokens.words, tokens.folded, strict=True)
            counts.update(folded for word, folded in pairs if word[0].islower())
        return frozenset(word for word, count in counts.items() if count >= _COMMON)


@lru_cache(maxsize=1)
def _prepared(articles: tuple[LabelledArticle, ...], lexicon: Lexicon) -> Preparation:
    """A preparation in another process, which makes its own, once: compiled analyses cannot be sent."""
    return Preparation(articles, lexicon)


def read_labelled_text(analyser: Analyser, article: LabelledArticle) -> ArticleAnalysis:
    """An article with the sentence boundaries of its labels, unresolved; its country is found, not given."""
    text = article.text
    spans = [
        Sentence(span, sentence.paragraph) for span, sentence in zip(article.spans, article.sentences, strict=True)
    ]
    return analyser.read(text, spans, quotations(text, paragraphs(text)))


def analyse_labelled(analyser: Analyser, article: LabelledArticle) -> ArticleAnalysis:
    """The analysis of an article with the sentence boundaries of its labels; its country is found, not given."""
    analysis = read_labelled_text(analyser, article)
    analyser.resolve(analysis)
    return analysis


def fit(
    preparation: Preparation,
    config: ModelConfig,
    *,
    articles: Sequence[int] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Model:
    """A model fitted on all, or on some, of the prepared articles.

    Parameters
    ----------
    preparation : Preparation
    config : ModelConfig
    articles : sequence of int, optional
        Indices of the articles to fit on.
    progress : callable
        Told each step.
    """
    chosen = range(len(preparation.articles)) if articles is None else articles
    common, analyser, examples = preparation.read(chosen)
    progress(f"fields of {len(examples)} sentences")
    vectors = fit_vectors([example.fields for example in examples], config.fields)
    rows = vectors.matrix([example.fields for example in examples])
    progress(f"{vectors.width} n-grams")
    heads = fit_heads(rows, vectors, examples, config, _TOLERANCE if articles is None else _HELD_OUT_TOLERANCE)
    progress("three heads")
    return Model(
        name=config.name,
        analyser=analyser,
        maker=FieldMaker(preparation.lexicon, common),
        vectors=vectors,
        heads=heads,
        config=config,
    )


@dataclass(frozen=True)
class Trial:
    """A candidate attribution as its signs, and whether it names the labelled speaker."""

    signs: tuple[str, ...]
    is_right: bool


def trials(article: LabelledArticle, reading: ArticleAnalysis) -> Iterator[Trial]:
    """The candidates of every sentence of an article.

    Where no candidate of an attributed sentence holds a word of the speaker's name, a pronoun or a description stands
    for it: the likeliest by the first guess is taken to be right.
    """
    for gold, sentence in zip(article.sentences, reading.sentences, strict=True):
        found = list(signs_of(sentence.view, sentence.candidates))
        rights = [_names(gold.speaker, sentence, candidate, article.text) for candidate, _ in found]
        if gold.speaker and not any(rights):
            rights = [
                candidate.phrase is not None and candidate.score > 0.5 and place == 0
                for place, (candidate, _) in enumerate(found)
            ]
        for (_, signs), is_right in zip(found, rights, strict=True):
            yield Trial(tuple(signs), is_right)


def _names(speaker: str | None, sentence: SentenceAnalysis, candidate: Attribution, text: str) -> bool:
    """Whether a candidate's phrase holds the last word of the speaker's name."""
    if speaker is None or candidate.phrase is None:
        return False
    words = tokenize(speaker).folded
    tokens = sentence.view.tokens
    return words[-1] in tokens.folded[candidate.phrase.first : candidate.phrase.last]


def _taught(article: LabelledArticle, reading: ArticleAnalysis, analyser: Analyser) -> list[Trial]:
    """The candidates of an article's pronouns, descriptions and quotations, each resolved as it is labelled."""
    return _lesson(article, reading, analyser, is_taught=True)


def _untaught(article: LabelledArticle, reading: ArticleAnalysis, analyser: Analyser) -> list[Trial]:
    """The same, each resolved as the analyser does it, so that its errors are as they will be in use."""
    return _lesson(article, reading, analyser, is_taught=False)


def _lesson(article: LabelledArticle, reading: ArticleAnalysis, analyser: Analyser, *, is_taught: bool) -> list[Trial]:
    found: list[Trial] = []

    def choose(index: int, candidates: Sequence[Candidate]) -> Candidate | None:
        speaker = article.sentences[index].speaker
        rights = [bool(speaker) and is_same_speaker(speaker, one.record.text) for one in candidates]
        if any(rights):
            found.extend(Trial(tuple(one.signs), right) for one, right in zip(candidates, rights, strict=True))
            if is_taught:
                return candidates[rights.index(True)]
        return analyser.antecedents.best(candidates)

    analyser.resolve(reading, choose)
    return found


def fit_signs(trials: Sequence[Trial], strength: float) -> tuple[dict[str, float], float]:
    """Weights of signs and a bias by logistic regression; none where there is nothing to tell apart."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    rights = [trial.is_right for trial in trials]
    if len(set(rights)) < 2:
        return {}, 0.0
    counter = CountVectorizer(analyzer=list, binary=True, min_df=_RAREST_SIGN)
    rows = counter.fit_transform([trial.signs for trial in trials])
    model = LogisticRegression(C=strength, max_iter=_STEPS, solver="newton-cg").fit(rows, rights)
    weights = {sign: float(model.coef_[0, column]) for sign, column in sorted(counter.vocabulary_.items())}
    return weights, float(model.intercept_[0])


class FieldGrams:
    """The analyzer of one field for `TfidfVectorizer`: picks the field and makes its n-grams."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def __call__(self, row: Fields) -> list[str]:
        return list(ngrams(row[self.field.name], self.field.longest))


def vectorizer(fields: Sequence[Field]) -> Any:
    """scikit-learn's reference for `FieldVectors`: a union of one `TfidfVectorizer` a field."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    blocks = [
        (field.name, TfidfVectorizer(analyzer=FieldGrams(field), min_df=field.rarest, sublinear_tf=True))
        for field in fields
    ]
    return FeatureUnion(blocks, transformer_weights={field.name: field.weight for field in fields})


def fit_vectors(rows: Sequence[Fields], fields: Sequence[Field]) -> FieldVectors:
    """Vocabularies and document frequencies of the fields."""
    union = vectorizer(fields).fit(rows)
    vocabularies, idf = {}, []
    for name, block in union.transformer_list:
        vocabularies[name] = sorted(block.vocabulary_, key=block.vocabulary_.__getitem__)
        idf.append(block.idf_)
    return FieldVectors(fields, vocabularies, np.concatenate(idf))


@dataclass(frozen=True)
class _Task:
    """What one head is fitted on.

    Attributes
    ----------
    rows : sparse matrix, shape (n, n_columns)
    labels, groups : array of str, shape (n,)
        What each row is, and the country that it is left out with.
    columns : array of bool, shape (n_columns,)
        Which columns the head reads.
    head : Head
    classes : tuple of str
    tolerance : float
        Of the solver.
    """

    rows: Any
    labels: NDArray[Any]
    groups: NDArray[Any]
    columns: NDArray[np.bool_]
    head: Head
    classes: tuple[str, ...]
    tolerance: float

    def part(self, rows: NDArray[np.int_]) -> _Task:
        """The task on some of the rows, for probabilities only."""
        return replace(self, rows=self.rows[rows], labels=self.labels[rows], tolerance=_HELD_OUT_TOLERANCE)


def fit_heads(
    rows: Any, vectors: FieldVectors, examples: Sequence[Example], config: ModelConfig, tolerance: float = _TOLERANCE
) -> dict[str, LinearHead]:
    """The three heads, each with its temperature."""
    groups = np.array([example.group for example in examples])
    attributed = np.array([example.source is not Source.NONE for example in examples])
    source = np.array([str(example.source) for example in examples])
    stance = np.array([str(example.stance) for example in examples])

    def fitted(name: str, matrix: Any, chosen: Any, labels: Any, classes: tuple[str, ...]) -> tuple[LinearHead, Array]:
        head = config.heads[name]
        columns = _columns(vectors, head)
        copies = matrix.shape[1] // vectors.width - 1
        columns = np.concatenate([columns, np.tile(columns & _is_frequent(vectors, len(examples)), copies)])
        return _fit_head(_Task(matrix, labels, groups[chosen], columns, head, classes, tolerance))

    everything = np.arange(len(examples))
    gate, _ = fitted(
        "attributed", rows, everything, np.where(attributed, *ATTRIBUTED_CLASSES[::-1]), ATTRIBUTED_CLASSES
    )
    spoken = np.flatnonzero(attributed)
    who, held_out = fitted("source", rows[spoken], spoken, source[spoken], SOURCES)
    wide = widened(rows[spoken], softmax(held_out / who.temperature))
    side, _ = fitted("stance", wide, spoken, stance[spoken], STANCES)
    return {"attributed": gate, "source": who, "stance": side}


def widened(rows: Any, mixture: Array) -> Any:
    """The rows once for all speakers and once for each source, times its probability.

    Returns
    -------
    sparse matrix, shape (n_rows, n_features * (1 + n_sources))
    """
    from scipy.sparse import diags, hstack

    return hstack([rows, *(diags(mixture[:, place]) @ rows for place in range(mixture.shape[1]))], format="csr")


def _is_frequent(vectors: FieldVectors, rows: int) -> NDArray[np.bool_]:
    """Which n-grams are frequent enough to learn what they mean in each source's mouth, from their idf."""
    return np.asarray(vectors.idf <= np.log((1 + rows) / (1 + _FREQUENT)) + 1 + 1e-9)


def _columns(vectors: FieldVectors, head: Head) -> NDArray[np.bool_]:
    """Which columns a head reads."""
    columns = np.zeros(vectors.width, dtype=bool)
    for field, place in vectors.blocks():
        columns[place] = field.name in head.fields
    return columns


def _fit_head(task: _Task) -> tuple[LinearHead, Array]:
    """A head fitted on all rows, and the logits of each row from a fit without its country."""
    weights, intercept = _solve(task)
    held_out = _held_out(task)
    places = np.array([task.classes.index(label) for label in task.labels])
    return LinearHead(task.head.name, task.classes, weights, intercept, _temperature(held_out, places)), held_out


def _held_out(task: _Task) -> Array:
    """Logits of each row from a model that has not seen its country."""
    from sklearn.model_selection import GroupKFold

    logits = np.zeros((len(task.labels), len(task.classes)))
    folds = min(_FOLDS, len(set(task.groups)))
    for train, test in GroupKFold(n_splits=folds).split(task.rows, task.labels, task.groups):
        weights, intercept = _solve(task.part(train))
        logits[test] = task.rows[test] @ weights + intercept
    return logits


def _solve(task: _Task) -> tuple[Array, Array]:
    """Weights over all columns and intercepts of a multinomial logistic regression on some of them."""
    from scipy.sparse import diags
    from sklearn.linear_model import LogisticRegression

    rows = task.rows[:, task.columns]
    scale = contrasts(rows, task.labels, task.head.contrast)
    # newton-cg: 5 times faster than lbfgs here
    model = LogisticRegression(C=task.head.strength, max_iter=_STEPS, solver="newton-cg", tol=task.tolerance)
    model.fit(rows @ diags(scale), task.labels)
    weights = np.zeros((len(task.columns), len(task.classes)))
    intercept = np.full(len(task.classes), -np.inf)
    coefficients, biases = model.coef_ * scale, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes; softmax needs both
        coefficients, biases = (
            np.vstack([-coefficients / 2, coefficients / 2]),
            np.append(-biases / 2, biases / 2),
        )
    for row, name in enumerate(model.classes_):
        place = task.classes.index(name)
        weights[task.columns, place] = coefficients[row]
        intercept[place] = biases[row]
    return weights, intercept


def contrasts(rows: Any, labels: NDArray[Any], share: float) -> Array:
    """What each column is multiplied by for the fit: more the more one class has of it than the others.

    The largest absolute log ratio of naive Bayes over the classes (Wang and Manning 2012), divided by its mean, mixed
    with 1. The fitted weights are multiplied by the same, so prediction knows nothing of it.

    Parameters
    ----------
    rows : sparse matrix, shape (n, n_columns)
    labels : array of str, shape (n,)
    share : float
        Of the ratio in the mixture; 0 leaves all columns at 1.

    Returns
    -------
    array of float64, shape (n_columns,)
    """
    if not share:
        return np.ones(rows.shape[1])
    present = rows.astype(bool)
    total = np.asarray(present.sum(axis=0), dtype=float).ravel()
    largest = np.zeros(rows.shape[1])
    for label in np.unique(labels):
        inside = np.asarray(present[labels == label].sum(axis=0), dtype=float).ravel()
        ratio = _shares(inside) / _shares(total - inside)
        largest = np.maximum(largest, np.abs(np.log(ratio)))
    mean = float(largest[total > 0].mean()) if (total > 0).any() else 0.0
    return np.asarray(1.0 - share + share * largest / mean) if mean else np.ones(rows.shape[1])


def _shares(counts: Array) -> Array:
    """Smoothed shares of the columns: one more of each than was counted."""
    return np.asarray((counts + 1.0) / (counts + 1.0).sum())


def _temperature(logits: Array, places: NDArray[np.int_]) -> float:
    """The temperature under which held-out probabilities are likeliest (Guo et al. 2017), by golden section."""
    from scipy.optimize import minimize_scalar

    def loss(log_temperature: float) -> float:
        chances = softmax(logits / np.exp(log_temperature))[np.arange(len(places)), places]
        return float(-np.log(np.clip(chances, 1e-12, None)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded").x))
