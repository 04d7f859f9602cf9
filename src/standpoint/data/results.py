"""What a classification gives back: frozen dataclasses, and the one fixed form in which they are written.

All spans are half-open and count characters of the article's text as read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from standpoint.data.article import Span
from standpoint.data.labels import Source, Stance


class Reason(NamedTuple):
    """What an n-gram of a field adds to the label given, over what it adds to the runner-up; below 0 it speaks against.

    The weight is a difference of scores (logits).
    """

    field: str
    ngram: str
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What carried the decisions on a sentence: for each the weightiest reasons, the largest first.

    A decision that was not made, or whose label was left out, is None: `source` and `stance` where nothing is
    attributed, all three where the sentence is undecided.
    """

    attributed: tuple[Reason, ...] | None = None
    source: tuple[Reason, ...] | None = None
    stance: tuple[Reason, ...] | None = None

    def to_dict(self) -> dict[str, list[list[Any]]]:
        """As JSON types: ``[field, n-gram, weight]`` for each reason of each decision that was made."""
        decisions = {"attributed": self.attributed, "source": self.source, "stance": self.stance}
        return {
            name: [[reason.field, reason.ngram, round(reason.weight, 4)] for reason in reasons]
            for name, reasons in decisions.items()
            if reasons is not None
        }


@dataclass(frozen=True, slots=True)
class SentenceResult:
    """One sentence with its labels.

    Attributes
    ----------
    start, end : int
        Its characters in the article's text.
    paragraph : int
        Its paragraph, counted from 1.
    source, stance
        Labels; `stance` is None where `source` is `none`. None is also a label that was left out because it was not
        sure enough (see `at_least`).
    source_confidence, stance_confidence : float
        Probabilities of the labels given or left out, between 0 and 1; `stance_confidence` is None where the sentence
        is not attributed.
    speaker : str or None
        The fullest form of the speaker's name in the article.
    mention, cue : Span or None
        Where the speaker and the reporting word stand in this sentence.
    quotes : tuple of Span
        The quoted characters of this sentence, marks included.
    evidence : Evidence or None
        What carried the decisions, where it was asked for.
    """

    start: int
    end: int
    paragraph: int
    text: str
    source: Source | None
    source_confidence: float
    stance: Stance | None = None
    stance_confidence: float | None = None
    speaker: str | None = None
    mention: Span | None = None
    cue: Span | None = None
    quotes: tuple[Span, ...] = ()
    country: str | None = None
    evidence: Evidence | None = None

    @property
    def is_attributed(self) -> bool:
        """Whether the sentence reports somebody's words; an undecided one is not known to."""
        return self.source is not None and self.source is not Source.NONE

    @property
    def is_undecided(self) -> bool:
        """Whether its source was left out: neither somebody's words nor narration."""
        return self.source is None

    def at_least(self, confidence: float) -> SentenceResult:
        """The sentence without labels whose probability is below `confidence`.

        A source that is left out (`none` too) leaves the sentence undecided: whatever hangs on it goes with it, that
        is stance, speaker, mention and cue. A stance may be left out alone.

        Examples
        --------
        >>> unsure = SentenceResult(0, 3, 1, "No.", Source.WITNESS, 0.8, Stance.AGAINST, 0.6, "Ana Kola")
        >>> unsure.at_least(0.7).source.value, unsure.at_least(0.7).stance
        ('witness', None)
        >>> unsure.at_least(0.9).is_undecided, unsure.at_least(0.9).source_confidence, unsure.at_least(0.9).speaker
        (True, 0.8, None)
        """
        if self.source_confidence < confidence:
            return self._undecided()
        if self.stance_confidence is None or self.stance_confidence >= confidence:
            return self
        evidence = replace(self.evidence, stance=None) if self.evidence else None
        return replace(self, stance=None, evidence=evidence)

    def _undecided(self) -> SentenceResult:
        return SentenceResult(
            start=self.start,
            end=self.end,
            paragraph=self.paragraph,
            text=self.text,
            source=None,
            source_confidence=self.source_confidence,
            quotes=self.quotes,
            evidence=Evidence() if self.evidence else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """The sentence in the fixed format of results."""
        record = {
            "start": self.start,
            "end": self.end,
            "paragraph": self.paragraph,
            "text": self.text,
            "source": self.source.value if self.source else None,
            "source_confidence": round(self.source_confidence, 4),
            "stance": self.stance.value if self.stance else None,
            "stance_confidence": None if self.stance_confidence is None else round(self.stance_confidence, 4),
            "speaker": self.speaker,
            "speaker_country": self.country,
            "mention": list(self.mention) if self.mention else None,
            "cue": list(self.cue) if self.cue else None,
            "quotes": [list(quote) for quote in self.quotes],
        }
        if self.evidence is not None:
            record["evidence"] = self.evidence.to_dict()
        return record


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """An article's sentences in reading order.

    Attributes
    ----------
    country : str or None
        The country whose authorities are meant: as given, or found in the text; None where there is none.
    model : str
        The name of the model that decided.
    """

    id: str
    title: str | None
    country: str | None
    model: str
    sentences: tuple[SentenceResult, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def attributed(self) -> tuple[SentenceResult, ...]:
        """The sentences that report somebody's words."""
        return tuple(sentence for sentence in self.sentences if sentence.is_attributed)

    def at_least(self, confidence: float) -> ArticleResult:
        """The article without labels whose probability is below `confidence` (see `SentenceResult.at_least`)."""
        return replace(self, sentences=tuple(sentence.at_least(confidence) for sentence in self.sentences))

    def to_dict(self) -> dict[str, Any]:
        """The article in the fixed format of results, without its `attribution` (see `standpoint.report`)."""
        record: dict[str, Any] = {
            "id": self.id,
            "title": self.title,
            "country": self.country,
            "model": self.model,
            "sentences": [sentence.to_dict() for sentence in self.sentences],
        }
        if self.metadata:
            record["metadata"] = dict(self.metadata)
        return record
