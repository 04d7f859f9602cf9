"""What archives leave between paragraphs, and articles run together, do not disturb the attribution around them.

The trained model is looked at as a whole, on the sample articles: a line of furniture is nobody's words, and the
sentences around it keep their source and speaker. The bounds are looser than what was measured, so that a newly
trained model does not fail by chance; what was measured stands beside each. Left is what cannot be told from text: a
line that ends in a full stop and one that reports something, which count as neighbours, as any sentence does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from standpoint import Article, SentenceResult, Source, assets
from standpoint.features.tfidf import Fields
from standpoint.model.classifier import Model

FURNITURE = [
    "Advertisement",
    "Share this article",
    "Read more: Ten things to know about the vote",
    "Photo: A. Dema/Meridian",
    "Image caption: Police officers stand in front of the parliament",
    "Image: Marchers on the main square. Credit: A. Rusnac",
    "President Karim Odan (file photo)",
    "(Reporting by Iva Dema; editing by Jon Moss)",
    "By Iva Dema in the capital",
    "© 2024 Meridian News. All rights reserved.",
    "Copyright 2024 Meridian News. All rights reserved.",
    "Follow us on Twitter @meridian",
    "Have a question for us? Email news@meridian.example",
    "* * *",
    "Story continues below",
    "Updated 3 hours ago",
    "WATCH: Protesters clash with police in the capital",
]
BULLETS = [
    "• Three things to know",
    "• Prices have risen by a third since May",
    "- Dozens hurt as fuel queues spread",
    "* Curfew from 8pm",
]
HEADLINES = ["Minister resigns after night of clashes", "Why the vote matters", "Dozens hurt as fuel queues spread"]
LIKE_TEXT = [
    "Sign up to our newsletter.",
    "Click here for more news.",
    "Police officers stand in front of the parliament on Monday.",
]
CITING_HEADLINES = ["Union leader calls new strike", "Minister says vote will go ahead"]
PLACES = (1, 4, 7, -2)  # paragraphs before which lines are inserted
LETTER = [
    "Teachers read their demands aloud in Morvania",
    "“We have waited for eleven months,” said Petra Novak, a teacher. “Nobody came.",
    "“We shall not wait for a twelfth.",
    "“The schools stay shut.”",
    "The ministry did not answer.",
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [path.read_text(encoding="utf-8").strip() for path in sorted(assets.samples().glob("*.txt"))]


def labels(sentences: Sequence[SentenceResult]) -> list[tuple[str, Source | None, str | None]]:
    return [(sentence.text, sentence.source, sentence.speaker) for sentence in sentences]


def with_line(text: str, line: str, place: int) -> tuple[str, int]:
    """The text with a line before a paragraph, and where the line begins."""
    paragraphs = text.split("\n\n")
    before = "\n\n".join(paragraphs[:place])
    return "\n\n".join([before, line, *paragraphs[place:]]), len(before) + 2


@pytest.mark.parametrize(
    ("lines", "most"),
    [
        pytest.param(FURNITURE, 0.02, id="furniture"),  # measured: none of 544
        pytest.param(BULLETS, 0.02, id="bullets"),  # none of 128
        pytest.param(HEADLINES, 0.02, id="headlines"),  # none of 96
        pytest.param(LIKE_TEXT, 0.22, id="furniture that ends as text does"),  # 15 of 96: as text
        pytest.param(CITING_HEADLINES, 0.20, id="headlines with a speaker"),  # 6 of 64: as text
    ],
)
def test_lines_between_paragraphs(model: Model, texts: list[str], lines: list[str], most: float) -> None:
    """The share of insertions after which any other sentence has another source or speaker."""
    alone = [labels(result.sentences) for result in model.classify_many(texts)]
    trials = [
        (number, line, *with_line(text, line, place))
        for number, text in enumerate(texts)
        for line in lines
        for place in PLACES
    ]
    results = model.classify_many([Article(text) for _, _, text, _ in trials])
    disturbed = attributed = 0
    for (number, line, _, start), result in zip(trials, results, strict=True):
        is_own = [start <= one.start < start + len(line) for one in result.sentences]
        others = [one for one, own in zip(result.sentences, is_own, strict=True) if not own]
        attributed += any(one.is_attributed for one, own in zip(result.sentences, is_own, strict=True) if own)
        disturbed += labels(others) != alone[number]
    assert len(trials) >= 60
    assert disturbed <= most * len(trials)
    assert lines is CITING_HEADLINES or attributed <= 0.01 * len(trials)


@pytest.mark.parametrize("line", ["Advertisement", "* * *", "Story continues below"])
def test_furniture_changes_nothing_that_is_read_around_it(model: Model, texts: list[str], line: str) -> None:
    """Whatever is learnt: a line that reports nothing leaves every field of every other sentence as it was."""

    def read(text: str) -> list[Fields]:
        analysis = model.analyser.analyse(text)
        made = model.maker.fields(analysis)
        return [fields for fields, one in zip(made, analysis.sentences, strict=True) if one.span.of(text) != line]

    for text in texts:
        assert read(with_line(text, line, 4)[0]) == read(text)


@pytest.mark.parametrize("line", [*FURNITURE, *BULLETS])
@pytest.mark.parametrize("place", [2, 3])
def test_a_line_within_a_quotation_over_paragraphs(model: Model, line: str, place: int) -> None:
    """The quotation goes on behind it, and it is nobody's words itself."""
    whole, broken = (
        model.classify("\n\n".join(paragraphs)).sentences
        for paragraphs in (LETTER, [*LETTER[:place], line, *LETTER[place:]])
    )
    own = [one for one in broken if one.text in line]
    others = [one for one in broken if one.text not in line]
    assert [one.speaker for one in whole] == [None, *["Petra Novak"] * 4, None]
    assert labels(others) == labels(whole)
    assert own and not any(one.is_attributed for one in own)


def test_articles_run_together(model: Model, texts: list[str]) -> None:
    """A new article in the middle: the sentences are the same, and nearly all keep their labels.

    2.7 % change, as the article has one country of its own and so others are foreign; where the country is the same,
    0.4 %.
    """
    alone = [labels(result.sentences) for result in model.classify_many(texts)]
    countries = [model.analyser.analyse(text).home.country for text in texts]
    pairs = list(permutations(range(len(texts)), 2))
    joined = [f"{texts[one]}\n\n{texts[two]}" for one, two in pairs]
    same, other = [], []  # whether each sentence's labels changed, by whether the country is still its article's own
    for pair, text, result in zip(pairs, joined, model.classify_many(joined), strict=True):
        expected = [(number, label) for number in pair for label in alone[number]]
        found = labels(result.sentences)
        assert [label[0] for label in found] == [label[0] for _, label in expected]
        country = model.analyser.analyse(text).home.country
        for (number, before), after in zip(expected, found, strict=True):
            (same if countries[number] == country else other).append(before != after)
    assert len(same) > 1000 and len(other) > 1000
    assert sum(same) <= 0.01 * len(same)
    assert sum(same) + sum(other) <= 0.05 * (len(same) + len(other))
