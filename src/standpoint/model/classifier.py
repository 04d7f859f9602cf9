"""The model: from text to labelled sentences. Imports neither scikit-learn nor NLTK."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standpoint.data.article import Article, Span
from standpoint.data.labels import Source, Stance
from standpoint.data.results import ArticleResult, Evidence, SentenceResult
from standpoint.errors import InputError
from standpoint.features.analysis import Analyser, ArticleAnalysis, SentenceAnalysis
from standpoint.features.fields import RETURNING, FieldMaker
from standpoint.features.tfidf import FEW_ROWS, Fields, FieldVectors
from standpoint.features.tokens import tokenize
from standpoint.model.config import ModelConfig
from standpoint.model.linear import LinearHead

Array = NDArray[np.float64]
_BATCH_CHARACTERS = 131_072  # of text scored in one product, some 1,000 sentences: larger batches gain nothing

_POOLING = 0.7  # share of the speaker's other sentences in the source of each: see `pooling`
_MOST_POOLED = 64  # sentences of one speaker that are shared: the time stays linear in the article's length


@dataclass(frozen=True)
class Decisions:
    """Probabilities of a batch of sentences.

    Attributes
    ----------
    attributed : array, shape (n,)
        Probability that somebody's words are reported.
    source : array, shape (n, 6)
        Probability of each source, if so.
    stance : array, shape (n, 3)
        Probability of each stance, if so.
    """

    attributed: Array
    source: Array
    stance: Array


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a classification.

    Attributes
    ----------
    country : str, optional
        ISO 3166-1 alpha-2 code, for every article that does not name its own.
    min_confidence : float
        Labels with a lower probability are left out (see `SentenceResult.at_least`).
    evidence : bool
        Whether sentences carry what decided on them (see `Evidence`).

    Raises
    ------
    InputError
        If `min_confidence` is no probability.
    """

    country: str | None = None
    min_confidence: float = 0.0
    evidence: bool = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.min_confidence <= 1.0:
            raise InputError(f"min_confidence: expected a probability from 0 to 1, found {self.min_confidence}")


class Model:
    """Attributes and judges the sentences of articles.

    Make one with `standpoint.load`. It holds no state between calls and may be shared between threads.
    """

    def __init__(
        self,
        *,
        name: str,
        analyser: Analyser,
        maker: FieldMaker,
        vectors: FieldVectors,
        heads: Mapping[str, LinearHead],
        config: ModelConfig,
        folder: Path | None = None,
    ) -> None:
        self.name = name
        self.folder = folder
        self.analyser = analyser
        self.maker = maker
        self.vectors = vectors
        self.heads = heads
        self.config = config

    def classify(
        self,
        text: str | Article,
        *,
        country: str | None = None,
        min_confidence: float = 0.0,
        evidence: bool = False,
    ) -> ArticleResult:
        """Who speaks in each sentence of an article, and with what stance.

        Parameters
        ----------
        text : str or Article
        country : str, optional
            ISO 3166-1 alpha-2 code of the country of the events; found in the text where it is not given.
        min_confidence : float
            Labels with a lower probability are left out: None, and counted as undecided in every sum.
        evidence : bool
            Whether each sentence carries the n-grams that decided on it.

        Raises
        ------
        InputError
            If `min_confidence` is no probability.

        Examples
        --------
        >>> import standpoint
        >>> model = standpoint.load()
        >>> text = "Police said 14 protesters had been arrested in Bishkek."
        >>> [sentence] = model.classify(text).sentences
        >>> str(sentence.source), sentence.speaker
        ('government', 'Police')
        >>> model.classify(text, min_confidence=1.0).sentences[0].is_undecided
        True
        >>> list(model.classify(text, evidence=True).sentences[0].evidence.to_dict())
        ['attributed', 'source', 'stance']
        """
        return next(self.classify_many([text], country=country, min_confidence=min_confidence, evidence=evidence))

    def classify_many(
        self,
        texts: Iterable[str | Article],
        *,
        country: str | None = None,
        n_jobs: int = 1,
        min_confidence: float = 0.0,
        evidence: bool = False,
    ) -> Iterator[ArticleResult]:
        """The same for many articles: results in order, made batch by batch, so that memory stays flat.

        Parameters
        ----------
        texts : iterable of str or Article
        country : str, optional
            For every article that does not name its own.
        n_jobs : int
            Processes; more than one pays from some megabytes of text. They read the model from its folder: one that
            was never stored works in this process alone.
        min_confidence, evidence
            As for `classify`.

        Examples
        --------
        >>> import standpoint
        >>> [len(result.sentences) for result in standpoint.load().classify_many(["One. Two.", "One."])]
        [2, 1]
        """
        return self.results(texts, Options(country, min_confidence, evidence), n_jobs=n_jobs)

    def results(self, texts: Iterable[str | Article], options: Options, *, n_jobs: int = 1) -> Iterator[ArticleResult]:
        """`classify_many` with its options in one."""
        batches = _batches(texts)
        if n_jobs == 1 or self.folder is None:
            for batch in batches:
                yield from self._classify_batch(batch, options)
            return
        from joblib import Parallel, delayed

        work = Parallel(n_jobs=n_jobs, return_as="generator", pre_dispatch=2 * abs(n_jobs))
        for results in work(delayed(_classify_elsewhere)(self.folder, batch, options) for batch in batches):
            yield from results

    def _classify_batch(self, batch: Sequence[Article], options: Options) -> list[ArticleResult]:
        with collector_paused():  # of a function by itself: what it made is gone before the collector can look at it
            return self._judged(batch, options)

    def _judged(self, batch: Sequence[Article], options: Options) -> list[ArticleResult]:
        analysed = [
            (
                article,
                self.analyser.analyse(
                    article.text, title=article.title, country=self._country(article.country or options.country)
                ),
            )
            for article in batch
        ]
        found = self._results(analysed, has_evidence=options.evidence)
        return [one.at_least(options.min_confidence) for one in found] if options.min_confidence else list(found)

    def _country(self, named: str | None) -> str | None:
        """The code of a country given as a code or by name; None, and so found in the text, for anything else."""
        lexicon = self.maker.lexicon
        if not named or named.upper() in lexicon.countries:
            return named.upper() if named else None
        words = tokenize(named).folded
        place = lexicon.places.match(words, 0) if words else None
        return place[1].country if place and place[0] == len(words) else None

    def label(self, article: Article, analysis: ArticleAnalysis) -> ArticleResult:
        """The result of an article that is analysed already (labelled data, with its sentences given)."""
        return next(self._results([(article, analysis)]))

    def decide(self, fields: Sequence[Fields], speakers: Sequence[int] = ()) -> Decisions:
        """Probabilities for sentences given as fields.

        `speakers` names each sentence's speaker by a number; -1, or a missing list, is nobody known. Sentences of one
        speaker share what their words say of who it is.
        """
        gate, who, side = (self.heads[name] for name in ("attributed", "source", "stance"))
        scores = self._scores(fields)
        gated, told, sided = np.split(scores, np.cumsum([len(gate.classes), len(who.classes)]), axis=1)
        attributed = gate.probabilities(gated + gate.intercept)[:, 1]
        logits = told + who.intercept
        if speakers:
            logits = pooled(logits, attributed, speakers)
        source = who.probabilities(logits)
        return Decisions(attributed, source, side.probabilities(_stance_logits(sided, source, side)))

    def _scores(self, fields: Sequence[Fields]) -> Array:
        """The product with the weights of all heads side by side: one instead of nine that read the same rows."""
        if len(fields) > FEW_ROWS:
            parts, places = self.vectors.sparse_parts(fields, RETURNING)
            return np.asarray(parts.times(self._stacked)[places].sum(axis=1))
        rows = self.vectors.sparse(fields)
        columns, places = np.unique(rows.columns, return_inverse=True)
        return replace(rows, columns=places).times(np.hstack([part[columns] for part in self._parts]))

    @cached_property
    def _stacked(self) -> Array:
        """All weights; made for the first large batch, as it takes as long as a tenth of the start of a process."""
        return np.hstack(self._parts)

    @property
    def _parts(self) -> list[Array]:
        """The weights of the heads, the stance head's for all speakers and then for each source."""
        side = self.heads["stance"]
        parts = side.weights.reshape(-1, self.vectors.width, len(side.classes))
        return [self.heads["attributed"].weights, self.heads["source"].weights, *parts]

    def _results(
        self, batch: Sequence[tuple[Article, ArticleAnalysis]], *, has_evidence: bool = False
    ) -> Iterator[ArticleResult]:
        if not batch:
            return
        fields = [row for _, analysis in batch for row in self.maker.fields(analysis)]
        speakers = speaker_numbers(*(analysis for _, analysis in batch))
        decisions = self.decide(fields, speakers) if fields else None
        reasons = self._evidence(fields, speakers) if has_evidence and fields else repeat(None)
        position = 0
        for article, analysis in batch:
            last = position + len(analysis.sentences)
            sentences = tuple(
                _with_evidence(self._sentence(analysis, index, decisions, position + index), next(reasons))
                for index in range(len(analysis.sentences))
            ) if decisions else ()  # fmt: skip
            position = last
            yield ArticleResult(
                id=article.id,
                title=article.title,
                country=analysis.home.country,
                model=self.name,
                sentences=sentences,
                metadata=article.metadata,
            )

    def _evidence(self, fields: Sequence[Fields], speakers: Sequence[int]) -> Iterator[Evidence]:
        from standpoint.model.evidence import evidence

        return evidence(self, fields, speakers)

    def _sentence(self, analysis: ArticleAnalysis, index: int, decisions: Decisions | None, row: int) -> SentenceResult:
        assert decisions is not None
        sentence = analysis.sentences[index]
        attributed = float(decisions.attributed[row])
        common = {
            "start": sentence.span.start,
            "end": sentence.span.end,
            "paragraph": sentence.paragraph,
            "text": sentence.span.of(analysis.text),
            "quotes": tuple(sentence.quotes),
        }
        if attributed < 0.5:
            return SentenceResult(**common, source=Source.NONE, source_confidence=1.0 - attributed)  # type: ignore[arg-type]
        source, stance = int(decisions.source[row].argmax()), int(decisions.stance[row].argmax())
        facts = self.maker.facts(analysis, sentence)
        return SentenceResult(
            **common,  # type: ignore[arg-type]
            source=Source(self.heads["source"].classes[source]),
            source_confidence=attributed * float(decisions.source[row, source]),
            stance=Stance(self.heads["stance"].classes[stance]),
            stance_confidence=float(decisions.stance[row, stance]),
            speaker=speaker_name(analysis, index),
            mention=_mention(sentence),
            cue=_cue(sentence),
            country=facts.country,
        )


def _stance_logits(scores: Array, mixture: Array, head: LinearHead) -> Array:
    """Every word's weight for all speakers, plus its weight for each source times that source's probability."""
    parts = scores.reshape(len(scores), -1, len(head.classes))
    own = np.einsum("ns,nsc->nc", mixture[:, : parts.shape[1] - 1], parts[:, 1:])
    return np.asarray(parts[:, 0] + own + head.intercept)


def pooled(logits: Array, attributed: Array, speakers: Sequence[int]) -> Array:
    """Each attributed sentence's logits moved towards the mean over its speaker's: `pooling` times the logits."""
    moved = logits.copy()
    for rows in _rows_by_speaker(attributed, speakers):
        if len(rows) > 1:
            mean = logits[rows[:_MOST_POOLED]].mean(axis=0)
            moved[rows] = (1.0 - _POOLING) * logits[rows] + _POOLING * mean
    return moved


def _rows_by_speaker(attributed: Array, speakers: Sequence[int]) -> Iterable[list[int]]:
    """The attributed rows of each known speaker."""
    groups: dict[int, list[int]] = {}
    for row in np.flatnonzero(attributed >= 0.5).tolist():
        if speakers[row] >= 0:
            groups.setdefault(speakers[row], []).append(row)
    return groups.values()


def _with_evidence(sentence: SentenceResult, evidence: Evidence | None) -> SentenceResult:
    """The sentence with the evidence of the decisions that stand; source and stance are asked of attributed ones."""
    if evidence is None:
        return sentence
    return replace(sentence, evidence=evidence if sentence.is_attributed else Evidence(evidence.attributed))


def pooling(attributed: Array, speakers: Sequence[int]) -> Any:
    """The matrix that moves each attributed sentence most of the way to the mean over its speaker's.

    Parameters
    ----------
    attributed : array, shape (n,)
    speakers : sequence of int, length n
        A number for each sentence's speaker, -1 for nobody.

    Returns
    -------
    sparse matrix, shape (n, n)
    """
    from scipy.sparse import csr_matrix

    weights: dict[tuple[int, int], float] = {(row, row): 1.0 for row in range(len(speakers))}
    for rows in _rows_by_speaker(attributed, speakers):
        shared = rows[:_MOST_POOLED]
        for row in rows:
            weights[row, row] = 1.0 - _POOLING
            for other in shared:
                weights[row, other] = weights.get((row, other), 0.0) + _POOLING / len(shared)
    places = np.array(list(weights)).reshape(-1, 2).T
    return csr_matrix((list(weights.values()), (places[0], places[1])), shape=(len(speakers), len(speakers)))


def speaker_numbers(*analyses: ArticleAnalysis) -> list[int]:
    """A number for each sentence's speaker over some articles; -1 where there is none."""
    return [
        -1 if sentence.record is None else id(sentence.record)
        for analysis in analyses
        for sentence in analysis.sentences
    ]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the collector of reference cycles: a batch makes none, and the search for them took a fifth of its time.

    Two threads may overlap; then it may run within a batch, but it is never left off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _batches(texts: Iterable[str | Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    length = 0
    for text in texts:
        article = text if isinstance(text, Article) else Article(text=text)
        batch.append(article)
        length += len(article.text)
        if length >= _BATCH_CHARACTERS:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _classify_elsewhere(folder: Path, batch: Sequence[Article], options: Options) -> list[ArticleResult]:
    """A batch in another process, which reads the model once."""
    from standpoint import load

    return load(folder)._classify_batch(batch, options)


def speaker_name(analysis: ArticleAnalysis, index: int) -> str | None:
    """The speaker that the rules found, or else the one of the sentence before."""
    sentence = analysis.sentences[index]
    record = sentence.record or sentence.guess
    if record is None and (before := analysis.neighbours(sentence)[0]) is not None:
        record = before.record
    return record.text if record is not None and record.text else None


def _mention(sentence: SentenceAnalysis) -> Span | None:
    attribution = sentence.attribution
    if attribution is None or attribution.phrase is None or sentence.speaker_kind == "carried":
        return None
    return sentence.view.tokens.span(attribution.phrase.first, attribution.phrase.last)


def _cue(sentence: SentenceAnalysis) -> Span | None:
    attribution = sentence.attribution
    return sentence.view.tokens.span(*attribution.cue) if attribution else None
