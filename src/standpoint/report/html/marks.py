"""A sentence cut into stretches of the same marks: quoted, the speaker's mention, the reporting word."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from standpoint.data.article import Span
from standpoint.data.results import SentenceResult


class Stretch(NamedTuple):
    """Some characters of a sentence and the marks on all of them, as names of CSS classes."""

    text: str
    marks: str


def stretches(sentence: SentenceResult) -> list[Stretch]:
    """The sentence's text in stretches; joined, they are the text again.

    Examples
    --------
    >>> from standpoint.data.labels import Source
    >>> sentence = SentenceResult(10, 25, 1, "“No,” Ana said.", Source.WITNESS, 0.9,
    ...                           mention=Span(16, 19), cue=Span(20, 24), quotes=(Span(10, 15),))
    >>> [tuple(one) for one in stretches(sentence)]
    [('“No,”', 'quote'), (' ', ''), ('Ana', 'mention'), (' ', ''), ('said', 'cue'), ('.', '')]
    """
    marked = [*((quote, "quote") for quote in sentence.quotes), (sentence.mention, "mention"), (sentence.cue, "cue")]
    spans = [(_inside(span, sentence), name) for span, name in marked if span]
    edges = sorted({0, len(sentence.text), *(edge for span, _ in spans for edge in span)})
    return [Stretch(sentence.text[start:end], _marks(start, end, spans)) for start, end in pairwise(edges)]


def _inside(span: Span, sentence: SentenceResult) -> Span:
    """The span in characters of the sentence, cut where it runs over."""
    start, end = (min(max(0, edge - sentence.start), len(sentence.text)) for edge in span)
    return Span(start, end)


def _marks(start: int, end: int, spans: list[tuple[Span, str]]) -> str:
    found = (name for span, name in spans if span.start <= start and end <= span.end)
    return " ".join(dict.fromkeys(found))
