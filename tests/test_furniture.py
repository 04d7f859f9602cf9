"""What archives leave between paragraphs, and articles run together, do not disturb the attribution around them.

The trained model is looked at as a whole, on the sample articles: whatever the rules and fields are, a line of
furniture is nobody's words, and the sentences around it keep their source and speaker. The bounds are looser than what
was measured, so that a newly trained model does not fail by chance: 17 % of insertions change some other sentence,
nearly all of them one of four that are on the edge anyway (4.5 % with an earlier model), and 3.4 % of joined sentences.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from standpoint import Article, SentenceResult, Source, assets
from standpoint.model.classifier import Model

FURNITURE = [
    "Advertisement",
    "Share this article",
    "Read more: Ten things to know about the vote",
    "• Three things to know",
    "Photo: A. Dema/Meridian",
    "Image caption: Police officers stand in front of the parliament",
    "(Reporting by Iva Dema; editing by Jon Moss)",
    "© 2024 Meridian News. All rights reserved.",
    "Follow us on Twitter @meridian",
    "* * *",
    "Story continues below",
    "Updated 3 hours ago",
    "WATCH: Protesters clash with police in the capital",
]
MOST_DISTURBED = 0.22  # of insertions after which any other sentence has another source or speaker
MOST_CHANGED = 0.08  # of the sentences of joined articles


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [path.read_text(encoding="utf-8").strip() for path in sorted(assets.samples().glob("*.txt"))]


def labels(sentences: list[SentenceResult]) -> list[tuple[str, Source | None, str | None]]:
    return [(sentence.text, sentence.source, sentence.speaker) for sentence in sentences]


def with_furniture(text: str, line: str, place: int) -> tuple[str, int]:
    """The text with a line between two paragraphs, and where the line begins."""
    paragraphs = text.split("\n\n")
    before = "\n\n".join(paragraphs[:place])
    return "\n\n".join([before, line, *paragraphs[place:]]), len(before) + 2


def test_lines_of_furniture(model: Model, texts: list[str]) -> None:
    """Between any two paragraphs, also where a quotation goes on."""
    alone = [labels(list(result.sentences)) for result in model.classify_many(texts)]
    trials = [
        (number, line, *with_furniture(text, line, place))
        for number, text in enumerate(texts)
        for line in FURNITURE
        for place in (4, 7, len(text.split("\n\n")) - 2)
    ]
    results = model.classify_many([Article(text) for _, _, text, _ in trials])
    disturbed = attributed = 0
    for (number, line, _, start), result in zip(trials, results, strict=True):
        own = [one for one in result.sentences if start <= one.start < start + len(line)]
        others = [one for one in result.sentences if not start <= one.start < start + len(line)]
        attributed += any(one.is_attributed for one in own)
        disturbed += labels(others) != alone[number]
    assert len(trials) > 200
    assert attributed <= 0.01 * len(trials)
    assert disturbed <= MOST_DISTURBED * len(trials)


def test_articles_run_together(model: Model, texts: list[str]) -> None:
    """A new headline in the middle: the sentences are the same, and nearly all keep their labels.

    What changes is mostly who is foreign, as the article has one country of its own.
    """
    alone = [labels(list(result.sentences)) for result in model.classify_many(texts)]
    pairs = list(permutations(range(len(texts)), 2))
    joined = model.classify_many(f"{texts[one]}\n\n{texts[two]}" for one, two in pairs)
    total = changed = 0
    for (one, two), result in zip(pairs, joined, strict=True):
        expected, found = [*alone[one], *alone[two]], labels(list(result.sentences))
        assert [text for text, *_ in found] == [text for text, *_ in expected]
        changed += sum(before != after for before, after in zip(expected, found, strict=True))
        total += len(expected)
    assert total > 2000
    assert changed <= MOST_CHANGED * total
