"""The page of one article: its text with every voice marked, and beside it who speaks, how much, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from standpoint.data.labels import Source, Stance
from standpoint.data.results import ArticleResult, Evidence, Reason, SentenceResult
from standpoint.report import wording
from standpoint.report.attribution import Attribution, attribution, quoted_words, word_count
from standpoint.report.findings import UNSURE, Findings, findings, has_headline, is_unsure, name
from standpoint.report.html.marks import Stretch, stretches
from standpoint.report.html.render import line, render

_REASONS = 4  # shown of each decision, so that the card leaves the text in view; the results hold more


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as the page shows it; `number` counts from 1 and is its permanent link."""

    number: int
    sentence: SentenceResult
    stretches: list[Stretch]
    is_unsure: bool

    @property
    def label(self) -> str:
        """The labels in words, for those who do not see them."""
        return label(self.sentence)


@dataclass(frozen=True, slots=True)
class Link:
    """Where the collection's page is, seen from an article's page."""

    address: str
    title: str


def article_page(article: ArticleResult, collection: Link | None = None) -> str:
    """The page of an article, whole.

    Parameters
    ----------
    article : ArticleResult
    collection : Link, optional
        The page to lead back to.
    """
    voices, found = attribution(article), findings(article)
    lines = [Line(number, one, stretches(one), _has_doubt(one)) for number, one in enumerate(article.sentences, 1)]
    heading = lines[:1] if has_headline(article) else []
    paragraphs = [list(group) for _, group in groupby(lines[len(heading) :], key=lambda one: one.sentence.paragraph)]
    return render(
        "article.html.j2",
        "article.js",
        {
            "title": line(name(article)),
            "article": article,
            "voices": voices,
            "found": found,
            "heading": heading,
            "paragraphs": paragraphs,
            "rows": _rows(voices, found),
            "notes": wording.notes(voices, found),
            "bases": [(wording.basis(one), one) for one in found.bases],
            "wording": wording,
            "collection": collection,
            "details": {"unsure": UNSURE, "sentences": [_details(one) for one in lines]},
        },
    )


def label(sentence: SentenceResult) -> str:
    """The labels of a sentence in words.

    Examples
    --------
    >>> label(SentenceResult(0, 3, 1, "No.", Source.WITNESS, 0.9, Stance.AGAINST, 0.5, "Ana Kola"))
    'witness, against the authorities, Ana Kola, uncertain'
    """
    if sentence.is_undecided:
        return "undecided"
    if not sentence.source or not sentence.is_attributed:
        return wording.SOURCE_NAMES[Source.NONE]
    parts = [wording.SOURCE_NAMES_OF_ONE[sentence.source], wording.STANCE_NAMES[sentence.stance], sentence.speaker]
    return ", ".join(filter(None, [*parts, "uncertain" if is_unsure(sentence) else None]))


def _has_doubt(sentence: SentenceResult) -> bool:
    return sentence.is_undecided or (sentence.is_attributed and is_unsure(sentence))


def _rows(voices: Attribution, found: Findings) -> list[dict[str, Any]]:
    """One row a source that is heard, the most heard first; bars are on the scale of the longest."""
    pairs = [pair for pair in zip(voices.sources, found.manners, strict=True) if pair[0].sentences]
    longest = max((share.words for share, _ in pairs), default=1) or 1
    return [
        {"share": share, "manner": manner, "bars": _bars(manner.stance_words, longest)}
        for share, manner in sorted(pairs, key=lambda pair: -pair[0].words)
    ]


def _bars(words: dict[Stance | None, int], longest: int) -> list[tuple[str, float, float]]:
    """Class, left edge and width of each part of a bar, in percent of the longest bar."""
    bars, left = [], 0.0
    for stance, count in words.items():
        width = 100 * count / longest
        if count:
            bars.append((str(stance or "undecided"), round(left, 2), round(width, 2)))
        left += width
    return bars


def _details(one: Line) -> dict[str, Any] | None:
    """What the page shows of a sentence on request; None for narration."""
    sentence = one.sentence
    if not sentence.is_attributed and not sentence.is_undecided:
        return None
    return {
        "source": sentence.source,
        "sourceName": wording.SOURCE_NAMES_OF_ONE[sentence.source] if sentence.source else "undecided",
        "stance": sentence.stance,
        "stanceName": wording.STANCE_NAMES[sentence.stance],
        "speaker": sentence.speaker,
        "country": sentence.country,
        "confidence": [sentence.source_confidence, sentence.stance_confidence],
        "words": word_count(sentence.text),
        "quoted": quoted_words(sentence),
        "evidence": _reasons(sentence.evidence) if sentence.evidence else None,
    }


def _reasons(evidence: Evidence) -> dict[str, list[tuple[str, float]]]:
    """The weightiest reasons of each decision, in words."""
    decisions = {"source": evidence.source, "stance": evidence.stance, "attributed": evidence.attributed}
    return {decision: list(_in_words(found).items())[:_REASONS] for decision, found in decisions.items() if found}


def _in_words(found: Sequence[Reason]) -> dict[str, float]:
    """Reasons in words with their weights; those that read alike are added up where the first stands."""
    weights: dict[str, float] = {}
    for one in found:
        words = wording.reason(one.field, one.ngram)
        weights[words] = round(weights.get(words, 0.0) + one.weight, 2)
    return weights
