"""What is noticed about an article, on hand-made results reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standpoint import ArticleResult, SentenceResult, Source, Span, Stance
from standpoint.report.findings import (
    LEAD_WORDS,
    Toll,
    findings,
    has_headline,
    is_distancing,
    is_unsure,
    manner,
    name,
    tolls,
)
from standpoint.report.naming import Naming


def said(text: str, source: Source | None = Source.NONE, speaker: str | None = None, **more: object) -> SentenceResult:
    stance = Stance.NEUTRAL if source not in (None, Source.NONE) else None
    one = SentenceResult(0, len(text), 1, text, source, 0.9, stance, 0.9 if stance else None, speaker)
    return replace(one, **more)


def article(*sentences: SentenceResult, title: str | None = None) -> ArticleResult:
    return ArticleResult("a", title, None, "m", sentences)


POLICE = said("Police said five people had been killed.", Source.GOVERNMENT, "police")
NURSE = said("A nurse claimed 12 bodies had come in.", Source.WITNESS, "nurse", cue=Span(8, 15))
RAIN = said("It rained all day.")
TOLL = said("At least seven people died on Friday.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Five people were killed.", {Toll.DEAD}, id="number in words"),
        pytest.param("The ministry put the death toll at 1,204.", {Toll.DEAD}, id="number behind, with a comma"),
        pytest.param("14 people, two of them children, were wounded.", {Toll.HURT}, id="words between"),
        pytest.param("Dozens were arrested and three died.", {Toll.HELD, Toll.DEAD}, id="two at once"),
        pytest.param("He was killed in 2019.", set(), id="a year is no count"),
        pytest.param("The 34-year-old man was killed.", set(), id="an age is no count"),
        pytest.param("Many were killed.", set(), id="no number"),
        pytest.param("Prices rose by 40%.", set(), id="another figure"),
        pytest.param("Six ministers met for an hour and spoke about those who were killed.", set(), id="far apart"),
        pytest.param("²³ were killed.", set(), id="digits of another script are no trap"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_tolls(text: str, expected: set[Toll]) -> None:
    assert tolls(text) == expected


def test_figures_that_rest_on_one_source() -> None:
    [found] = findings(article(RAIN, POLICE)).bases
    assert (found.toll, found.narrated, found.sources, found.speakers) == (
        Toll.DEAD,
        (),
        (Source.GOVERNMENT,),
        ("police",),
    )
    assert [number for number, _ in found.attributed] == [2]


def test_figures_of_several_and_of_the_reporter() -> None:
    [found] = findings(article(TOLL, NURSE, POLICE, replace(POLICE, speaker="Police"))).bases
    assert found.narrated == (1,)
    assert found.sources == (Source.GOVERNMENT, Source.WITNESS)
    assert found.speakers == ("nurse", "Police")


def test_figures_of_undecided_sentences_are_in_neither() -> None:
    [found] = findings(article(replace(POLICE, source=None, stance=None))).bases
    assert (found.narrated, found.attributed) == ((), ())


def test_first_and_last_voice() -> None:
    found = findings(article(RAIN, NURSE, POLICE, RAIN))
    assert found.first and found.last
    assert (found.first.number, found.first.words_before, found.first.sentence) == (2, 4, NURSE)
    assert (found.last.number, found.last.words_before, found.last.sentence) == (3, 4 + 8, POLICE)


def test_the_lead_ends_within_a_sentence() -> None:
    long = said("word " * (LEAD_WORDS - 2), Source.ANALYST)
    found = findings(article(said("One two."), long, POLICE))
    assert found.lead == {Source.NONE: 2, Source.ANALYST: LEAD_WORDS - 2}
    assert findings(article(long, POLICE)).lead == {Source.ANALYST: LEAD_WORDS - 2, Source.GOVERNMENT: 2}


def test_missing_voices() -> None:
    missing = findings(article(POLICE, NURSE)).missing
    assert missing == (Source.PROTESTER, Source.FOREIGN_OFFICIAL, Source.ANALYST, Source.OTHER)


def test_where_nobody_speaks() -> None:
    found = findings(article(RAIN))
    assert (found.first, found.last, found.missing, found.unsure) == (None, None, (), 0)
    assert findings(article()).lead == {}


def test_manner() -> None:
    quoted = said("“Go home,” he insisted.", Source.GOVERNMENT, "Ana Kola", cue=Span(14, 22), quotes=(Span(0, 10),))
    plain = said("She said so.", Source.GOVERNMENT, "Ana Kola", cue=Span(4, 8))
    found = manner(Source.GOVERNMENT, [quoted, plain, POLICE, NURSE])
    assert (found.words, found.quoted_words, found.paraphrased_words) == (4 + 3 + 7, 2, 12)
    assert found.naming == {Naming.PERSON: 2, Naming.BODY: 1, Naming.UNNAMED: 0}
    assert (found.said, found.claimed) == (1, 1)
    assert found.stance_words == {Stance.FAVOR: 0, Stance.AGAINST: 0, Stance.NEUTRAL: 14, None: 0}


@pytest.mark.parametrize(
    ("word", "expected"),
    [("claimed", True), ("insists", True), ("alleging", True), ("said", False), ("told", False), ("according", False)],
)
def test_is_distancing(word: str, expected: bool) -> None:
    assert is_distancing(said(f"He {word} so.", Source.OTHER, cue=Span(3, 3 + len(word)))) is expected


@pytest.mark.parametrize(
    ("source", "stance", "expected"), [(0.6, 0.6, False), (0.59, 0.9, True), (0.9, 0.59, True), (0.9, None, False)]
)
def test_is_unsure(source: float, stance: float | None, expected: bool) -> None:
    assert is_unsure(replace(POLICE, source_confidence=source, stance_confidence=stance)) is expected


@pytest.mark.parametrize(
    ("result", "is_headed", "called"),
    [
        pytest.param(article(RAIN, replace(POLICE, paragraph=2)), True, RAIN.text, id="headline"),
        pytest.param(article(RAIN, POLICE), False, "a", id="first paragraph of two sentences"),
        pytest.param(article(RAIN, replace(POLICE, paragraph=2), title="T"), False, "T", id="title outside the text"),
        pytest.param(article(said("w " * 150), replace(POLICE, paragraph=2)), False, "a", id="long first paragraph"),
        pytest.param(article(RAIN), False, "a", id="one sentence is the text, not its headline"),
        pytest.param(article(), False, "a", id="nothing"),
    ],
)
def test_headline_and_name(result: ArticleResult, is_headed: bool, called: str) -> None:
    assert (has_headline(result), name(result)) == (is_headed, called)
