"""Results made for the tests of reports: a large collection from the sample articles, and articles that mean harm."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from standpoint import ArticleResult, SentenceResult, Source, Span, Stance
from standpoint.data.results import Evidence, Reason

OUTLETS = ("Harmattan Wire", "Silk Line", "Gulf Ledger", "Coral Sea Bulletin", "The Galle Courier")
QUIET = "Silk Line"  # the outlet that drops most protesters: the difference that a comparison must find


def many(samples: Sequence[ArticleResult], number: int, seed: int = 1) -> list[ArticleResult]:
    """A collection: parts of the sample articles under invented outlets and dates, the same for the same seed."""
    chance = random.Random(seed)
    return [_part(chance.choice(samples), index, chance) for index in range(number)]


def _part(article: ArticleResult, index: int, chance: random.Random) -> ArticleResult:
    outlet = chance.choice(OUTLETS)
    kept = tuple(one for one in article.sentences if chance.random() < _stays(one, outlet))
    date = f"2023-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}"
    return replace(article, id=f"{index:05}", sentences=kept, metadata={"outlet": outlet, "date": date})


def _stays(sentence: SentenceResult, outlet: str) -> float:
    return 0.25 if outlet == QUIET and sentence.source is Source.PROTESTER else 0.8


HARM = {
    "script": "</script><script>window.harmed = 1</script>",
    "attribute": "\" onmouseover='window.harmed = 2' autofocus onfocus=window.harmed=2 x=\"",
    "image": "<img src=x onerror=window.harmed=3><svg onload=window.harmed=3>",
    "template": "{{ 7 * 7 }}{% include 'page.css' %}${window.harmed=4}`",
    "comment": "<!-- --><!doctype html></body></html><base href='https://example.org/'>]]>",
    "bidi": "\u202eevil\u2066\u202d\u200fשלום\u202b abc \u2067",
    "emoji": "👩‍👩‍👧‍👦🏴\U000e0067\U000e0062\U000e0065 🇰🇬 Z̷̡̛a̸͓͝l̶̗͐g̵͇͝o̷̲͝",
    "long word": "W" * 10_000,
    "controls": "a\x00b\x07c\x1b[31md\x7f\x9be\ud800f\ufffeg\r\nh\ti",
    "links": "javascript:window.harmed=5 data:text/html,<script>window.harmed=5</script> &lt;b&gt; &amp; ''\"“”«»",
}
"""Ten texts that would run, load or break something where text is taken for more than text."""


def harmful(text: str) -> ArticleResult:
    """An article with the text wherever a result has text."""
    spoken = f"“{text}” said {text}."
    first = SentenceResult(
        0, len(spoken), 1, spoken, Source.PROTESTER, 0.9, Stance.AGAINST, 0.9, text,
        mention=Span(len(text) + 8, len(spoken) - 1), cue=Span(len(text) + 3, len(text) + 7),
        quotes=(Span(0, len(text) + 2),), country=text[:40],
        evidence=Evidence((Reason(text, text, 1.0),), (Reason("cue", text, 0.5),), (Reason("inside", text, -0.5),)),
    )  # fmt: skip
    second = replace(first, start=first.end + 2, end=2 * first.end + 2, paragraph=2, source=Source.GOVERNMENT,
                     mention=None, cue=None, quotes=())  # fmt: skip
    metadata = {"outlet": text, "date": text, "desk": text, text[:60]: text}
    return ArticleResult(text, text, text[:40], text, (first, second), metadata)
