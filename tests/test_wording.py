"""Figures in words, and figures as text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from standpoint import ArticleResult, SentenceResult, Source, Stance
from standpoint.data.labels import ATTRIBUTED
from standpoint.report import wording
from standpoint.report.attribution import attribution
from standpoint.report.collection import SIDES, Sums
from standpoint.report.compare import Estimate, Group
from standpoint.report.findings import findings


def said(text: str, source: Source, stance: Stance | None = None, speaker: str | None = None) -> SentenceResult:
    return SentenceResult(0, len(text), 1, text, source, 0.9, stance, 0.9 if stance else None, speaker)


def article(*sentences: SentenceResult) -> ArticleResult:
    return ArticleResult("a", None, None, "m", sentences)


FOR = said("It is calm, police said.", Source.GOVERNMENT, Stance.FAVOR, "police")
AGAINST = said("They lie, he said.", Source.PROTESTER, Stance.AGAINST, "Ana Kola")
NEITHER = said("It is cold, she said.", Source.WITNESS, Stance.NEUTRAL, "resident")
RAIN = said("It rained.", Source.NONE)


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        pytest.param([], "Nobody is quoted or cited.", id="nobody"),
        pytest.param(
            [FOR],
            "The government is heard alone. Of 1 attributed sentence, 1 stand for the authorities, 0 against them and "
            "0 on neither side.",
            id="one",
        ),
        pytest.param(
            [AGAINST, AGAINST, FOR],
            "Protesters have the most room: 62% of all attributed words, before the government with 38%. Of 3 "
            "attributed sentences, 1 stand for the authorities, 2 against them and 0 on neither side.",
            id="two",
        ),
        pytest.param(
            [FOR, replace(AGAINST, stance=None)],
            "The government has the most room: 56% of all attributed words, before protesters with 44%. Of 2 "
            "attributed sentences, 1 stand for the authorities, 0 against them, 0 on neither side and 1 undecided.",
            id="with one undecided",
        ),
    ],
)
def test_gist(sentences: list[SentenceResult], expected: str) -> None:
    assert wording.gist(attribution(article(*sentences))) == expected


def test_gist_of_many_says_what_gist_says() -> None:
    voices = attribution(article(FOR, AGAINST, NEITHER, NEITHER))
    words = np.zeros((len(ATTRIBUTED), len(SIDES)), dtype=np.int64)
    sentences = np.zeros_like(words)
    for one in (FOR, AGAINST, NEITHER, NEITHER):
        words[ATTRIBUTED.index(one.source), SIDES.index(one.stance)] += len(one.text.split())
        sentences[ATTRIBUTED.index(one.source), SIDES.index(one.stance)] += 1
    assert wording.gist_of_many(Sums(1, words, sentences)) == wording.gist(voices)


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        pytest.param([FOR], "The authorities' account stands without an answer from those on the street.", id="alone"),
        pytest.param([FOR, AGAINST], "", id="both sides"),
        pytest.param([FOR, NEITHER], "", id="witnesses answer too"),
        pytest.param(
            [AGAINST], "The authorities are spoken against in 1 sentence and not heard themselves.", id="not heard"
        ),
        pytest.param([NEITHER], "", id="nobody speaks against them"),
        pytest.param([RAIN], "", id="nobody speaks"),
    ],
)
def test_silence(sentences: list[SentenceResult], expected: str) -> None:
    result = article(*sentences)
    assert wording.silence(attribution(result), findings(result)) == expected


def dead(source: Source, speaker: str | None) -> SentenceResult:
    return said("Five were killed.", source, None if source is Source.NONE else Stance.NEUTRAL, speaker)


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        pytest.param([dead(Source.GOVERNMENT, "police")], "rest on police alone.", id="one speaker"),
        pytest.param(
            [dead(Source.GOVERNMENT, "police"), dead(Source.GOVERNMENT, "army")],
            "rest on police and army alone.",
            id="one source",
        ),
        pytest.param(
            [dead(Source.GOVERNMENT, "police"), dead(Source.WITNESS, "nurse")],
            "come from police and nurse.",
            id="two sources",
        ),
        pytest.param(
            [dead(Source.GOVERNMENT, "police"), dead(Source.NONE, None)],
            "rest on police alone; the reporter also gives some without a source.",
            id="and the reporter",
        ),
        pytest.param([dead(Source.NONE, None)], "are given by the reporter, without a source.", id="the reporter"),
        pytest.param([dead(Source.WITNESS, None)], "rest on witnesses alone.", id="speaker not found"),
        pytest.param(
            [dead(Source.WITNESS, name) for name in "ABCD"], "rest on witnesses alone.", id="too many to name"
        ),
    ],
)
def test_basis(sentences: list[SentenceResult], expected: str) -> None:
    [found] = findings(article(*sentences)).bases
    assert wording.basis(found) == f"Figures on the dead {expected}"


def test_notes() -> None:
    result = article(RAIN, FOR, AGAINST)
    assert wording.notes(attribution(result), findings(result)) == [
        "First voice: police (government), after 2 words.",
        "Of the first 11 words: government 5, protesters 4, the reporter 2.",
        "Last word: Ana Kola (protester).",
        "Not heard: foreign officials, analysts, witnesses or others.",
        "Two of six kinds of source are heard, very unevenly.",
        "As many sentences for the authorities as against them.",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, "0%"), (0.005, "<1%"), (0.0051, "1%"), (0.5, "50%"), (0.995, ">99%"), (1.0, "100%")],
)
def test_percent(value: float, expected: str) -> None:
    assert wording.percent(value) == expected


def group(name: str, articles: int, *estimates: Estimate) -> Group:
    return Group(name, articles, estimates)


MORE = Estimate("protester", 0.4, 0.3, 0.5, 0.2, True)
SAME = Estimate("witness", 0.4, 0.3, 0.5, 0.01, False)
LESS_FOR = Estimate("balance", -0.5, -0.7, -0.2, -0.3, True)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param([group("A", 50, SAME)], ["There is one group only, and nothing to compare it with."], id="one"),
        pytest.param(
            [group("A", 9, SAME), group("B", 3, SAME)],
            ["Too little to tell: every group has fewer than 10 articles."],
            id="all small",
        ),
        pytest.param(
            [group("A", 50, SAME), group("B", 50, SAME)],
            ["Too little to tell: no group differs from the others by more than chance would have it."],
            id="alike",
        ),
        pytest.param(
            [group("A", 50, MORE, LESS_FOR), group("B", 9, SAME)],
            [
                "A: protesters 40%, 20 points more than elsewhere",
                "A: balance −0.50, by 0.30 more against the authorities than elsewhere",
                "Too few articles to tell anything of B (9 articles).",
            ],
            id="different",
        ),
    ],
)
def test_verdicts(groups: list[Group], expected: list[str]) -> None:
    assert wording.verdicts(groups) == expected
