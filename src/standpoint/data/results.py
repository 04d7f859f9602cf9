"""What a classification gives back: frozen dataclasses, and the one fixed form in which they are written.

All spans are half-open and count characters of the article's text as read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from standpoint.data.article import Span
from standpoint.data.labels import Source, Stance


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
        Labels; `stance` is None where `source` is `none`.
    source_confidence, stance_confidence : float
        Probabilities of the labels given, between 0 and 1.
    speaker : str or None
        The fullest form of the speaker's name in the article.
    mention, cue : Span or None
        Where the speaker and the reporting word stand in this sentence.
    quotes : tuple of Span
        The quoted characters of this sentence, marks included.
    """

    start: int
    end: int
    paragraph: int
    text: str
    source: Source
    source_confidence: float
    stance: Stance | None = None
    stance_confidence: float | None = None
    speaker: str | None = None
    mention: Span | None = None
    cue: Span | None = None
    quotes: tuple[Span, ...] = ()
    country: str | None = None

    @property
    def is_attributed(self) -> bool:
        """Whether the sentence reports somebody's words."""
        return self.source is not Source.NONE

    def to_dict(self) -> dict[str, Any]:
        """The sentence in the fixed format of results."""
        return {
            "start": self.start,
            "end": self.end,
            "paragraph": self.paragraph,
            "text": self.text,
            "source": self.source.value,
            "source_confidence": round(self.source_confidence, 4),
            "stance": self.stance.value if self.stance else None,
            "stance_confidence": None if self.stance_confidence is None else round(self.stance_confidence, 4),
            "speaker": self.speaker,
            "speaker_country": self.country,
            "mention": list(self.mention) if self.mention else None,
            "cue": list(self.cue) if self.cue else None,
            "quotes": [list(quote) for quote in self.quotes],
        }


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
