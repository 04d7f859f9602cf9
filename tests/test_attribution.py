"""Sums, shares, diversity and balance of hand-made results, reckoned by hand."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint import ArticleResult, SentenceResult, Source, Span, Stance
from standpoint.data.labels import ATTRIBUTED
from standpoint.report.attribution import attribution, balance, diversity, word_count


def sentence(
    text: str,
    source: Source,
    stance: Stance | None = None,
    speaker: str | None = None,
    quotes: tuple[Span, ...] = (),
    start: int = 0,
) -> SentenceResult:
    return SentenceResult(start, start + len(text), 1, text, source, 0.9, stance, 0.9, speaker, quotes=quotes)


def article(*sentences: SentenceResult) -> ArticleResult:
    return ArticleResult("a", None, None, "m", sentences)


EXAMPLE = article(
    sentence("It rained all day.", Source.NONE),
    sentence("“We stay,” Ana Kola said.", Source.PROTESTER, Stance.AGAINST, "Ana Kola", (Span(100, 110),), start=100),
    sentence("She said it was enough.", Source.PROTESTER, Stance.AGAINST, "ana kola"),
    sentence("Police said no.", Source.GOVERNMENT, Stance.FAVOR, "Police"),
    sentence("Somebody said so.", Source.OTHER, Stance.NEUTRAL),
)


def test_sums_of_the_article() -> None:
    sums = attribution(EXAMPLE)
    assert (sums.sentences, sums.words) == (5, 4 + 5 + 5 + 3 + 3)
    assert (sums.attributed_sentences, sums.attributed_words) == (4, 16)


def test_sums_of_each_source() -> None:
    rows = {one.source: (one.sentences, one.words, one.quoted_words, one.share) for one in attribution(EXAMPLE).sources}
    assert list(rows) == list(ATTRIBUTED)
    assert rows == {
        Source.GOVERNMENT: (1, 3, 0, 3 / 16),
        Source.PROTESTER: (2, 10, 2, 10 / 16),
        Source.FOREIGN_OFFICIAL: (0, 0, 0, 0.0),
        Source.ANALYST: (0, 0, 0, 0.0),
        Source.WITNESS: (0, 0, 0, 0.0),
        Source.OTHER: (1, 3, 0, 3 / 16),
    }


def test_stances_of_a_source() -> None:
    stances = {one.source: one.stances for one in attribution(EXAMPLE).sources}
    assert stances[Source.PROTESTER] == {Stance.FAVOR: 0, Stance.AGAINST: 2, Stance.NEUTRAL: 0}


def test_speakers_the_most_heard_first_and_capitals_aside() -> None:
    speakers = attribution(EXAMPLE).speakers
    assert [(one.speaker, one.source, one.sentences, one.words) for one in speakers] == [
        ("Ana Kola", Source.PROTESTER, 2, 10),
        ("Police", Source.GOVERNMENT, 1, 3),
    ]


def test_a_speaker_s_source_is_the_one_of_most_sentences() -> None:
    one, two = Source.WITNESS, Source.PROTESTER
    [share] = attribution(
        article(*(sentence("Ana said so.", source, Stance.NEUTRAL, "Ana") for source in (one, two, two)))
    ).speakers
    assert share.source is two


def test_the_two_figures() -> None:
    sums = attribution(EXAMPLE)
    entropy = -sum(share * math.log(share) for share in (3 / 16, 10 / 16, 3 / 16))
    assert sums.diversity == pytest.approx(entropy / math.log(6))
    assert sums.balance == pytest.approx((1 - 2) / 3)


def test_what_is_left_out_is_undecided() -> None:
    """A source left out is in no sum but its own; a stance left out is no side, yet its sentence still speaks."""
    unsure = replace(EXAMPLE.sentences[1], source_confidence=0.4)
    sideless = replace(EXAMPLE.sentences[3], stance_confidence=0.4)
    sums = attribution(article(EXAMPLE.sentences[0], unsure, EXAMPLE.sentences[2], sideless).at_least(0.5))
    assert (sums.undecided_sentences, sums.undecided_words) == (1, 5)
    assert (sums.attributed_sentences, sums.attributed_words) == (2, 8)
    assert (sums.sentences, sums.words) == (4, 17)
    rows = {one.source: (one.sentences, one.undecided) for one in sums.sources if one.sentences}
    assert rows == {Source.GOVERNMENT: (1, 1), Source.PROTESTER: (1, 0)}
    assert [(one.speaker, one.undecided) for one in sums.speakers] == [("ana kola", 0), ("Police", 1)]
    assert sums.balance == -1.0
    assert sums.to_dict()["speakers"][1]["stances"] == {"favor": 0, "against": 0, "neutral": 0, "undecided": 1}


@pytest.mark.parametrize("sentences", [(), (sentence("It rained.", Source.NONE),)], ids=["empty", "narration only"])
def test_where_nobody_speaks(sentences: tuple[SentenceResult, ...]) -> None:
    sums = attribution(article(*sentences))
    assert (sums.attributed_sentences, sums.attributed_words, sums.speakers) == (0, 0, ())
    assert (sums.diversity, sums.balance) == (None, None)
    assert [one.share for one in sums.sources] == [0.0] * 6


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param([0] * 6, None, id="nothing"),
        pytest.param([9, 0, 0, 0, 0, 0], 0.0, id="one"),
        pytest.param([4, 4, 0, 0, 0, 0], math.log(2) / math.log(6), id="two alike"),
        pytest.param([4, 4, 4, 0, 0, 0], math.log(3) / math.log(6), id="three alike"),
        pytest.param([7] * 6, 1.0, id="all alike"),
    ],
)
def test_diversity(words: list[int], expected: float | None) -> None:
    assert diversity(words) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("favor", "against", "neutral", "expected"),
    [(0, 0, 0, None), (0, 0, 5, None), (2, 0, 1, 1.0), (0, 3, 1, -1.0), (2, 2, 0, 0.0), (3, 1, 9, 0.5)],
)
def test_balance(favor: int, against: int, neutral: int, expected: float | None) -> None:
    counts = Counter({Stance.FAVOR: favor, Stance.AGAINST: against, Stance.NEUTRAL: neutral})
    assert balance(counts) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("— “ ” …", 0),
        ("One.", 1),
        ("It's a well-known fact", 4),
        ("They’ve 14 lorries", 3),
        ("a_b", 2),
        ("Молчат все", 2),
    ],
)
def test_word_count(text: str, count: int) -> None:
    assert word_count(text) == count


def test_as_json_types() -> None:
    record = attribution(EXAMPLE).to_dict()
    assert list(record) == [
        "sentences",
        "words",
        "attributed_sentences",
        "attributed_words",
        "undecided_sentences",
        "undecided_words",
        "sources",
        "speakers",
        "diversity",
        "balance",
    ]
    assert record["sources"]["government"] == {
        "sentences": 1,
        "words": 3,
        "quoted_words": 0,
        "share": 0.1875,
        "stances": {"favor": 1, "against": 0, "neutral": 0, "undecided": 0},
    }
    assert record["speakers"][0]["speaker"] == "Ana Kola"


SPOKEN = st.builds(
    sentence,
    st.sampled_from(["One.", "Two words.", "Now three words.", "…"]),
    st.sampled_from(ATTRIBUTED),
    st.sampled_from(Stance),
    st.sampled_from([None, "Ana", "ANA", "Ilir"]),
)


@given(st.lists(SPOKEN))
def test_what_holds_for_any_article(sentences: list[SentenceResult]) -> None:
    sums = attribution(article(*sentences))
    assert sum(one.share for one in sums.sources) == pytest.approx(1.0 if sums.attributed_words else 0.0)
    assert sum(one.words for one in sums.sources) == sums.attributed_words
    assert sum(one.share for one in sums.speakers) <= 1 + 1e-9
    assert sums.diversity is None or -1e-9 <= sums.diversity <= 1 + 1e-9
    assert sums.balance is None or -1 <= sums.balance <= 1
    assert attribution(article(*sentences[::-1])).sources == sums.sources


@given(st.lists(SPOKEN), st.floats(0, 1))
def test_every_sentence_is_counted_once(sentences: list[SentenceResult], confidence: float) -> None:
    """As somebody's, as undecided, or as narration, whatever is left out."""
    found = article(*sentences).at_least(confidence)
    sums = attribution(found)
    narrated = sum(one.source is Source.NONE for one in found.sentences)
    assert sums.attributed_sentences + sums.undecided_sentences + narrated == len(sentences)
    for share in sums.sources:
        assert sum(share.stances.values()) + share.undecided == share.sentences
