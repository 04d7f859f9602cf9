"""Who speaks: a golden table, one row a phenomenon, and what must hold of the resolution on any text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.features.antecedents import QUOTE, Case, candidate, description_kind
from standpoint.features.people import Record
from standpoint.model.classifier import Model, speaker_name

TABLE = Path(__file__).parent / "tables" / "speakers.tsv"


def rows() -> Iterator[tuple[str, int, str, str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        text = row["text"].replace(" | ", "\n\n")
        yield row["phenomenon"], int(row["sentence"]), row["speaker"], row["mention"], text


@pytest.mark.parametrize(
    ("number", "speaker", "mention", "text"),
    [pytest.param(*row[1:], id=row[0]) for row in rows()],
)
def test_speaker_and_mention(model: Model, number: int, speaker: str, mention: str, text: str) -> None:
    """The rules and the model of antecedents find what a careful reader finds."""
    analysis = model.analyser.analyse(text)
    sentence = analysis.sentences[number - 1]
    assert speaker_name(analysis, number - 1) == speaker
    phrase = sentence.attribution.phrase if sentence.attribution else None
    found = phrase and sentence.view.tokens.span(phrase.first, phrase.last).of(text)
    assert (found if sentence.speaker_kind != "carried" else "") == mention


def test_the_table_has_a_row_for_each_phenomenon() -> None:
    names = [row[0] for row in rows()]
    assert len(names) == len(set(names)) > 30


def test_what_explain_says_of_a_speaker(model: Model) -> None:
    """A name is told by a rule; a pronoun by the model, which says where it found the name."""
    from standpoint.model.explain import explain_article

    text = "Petra Novak, a nurse, said the ward was full.\n\n“We sleep on the floor,” she said."
    first, second = explain_article(model, text)
    assert first.how == "rule: a name, before"
    assert second.how == "model: a pronoun, taken for the speaker of the sentence before (named in sentence 1)"


def test_explain_counts_every_sentence(model: Model) -> None:
    """Furniture is passed over where neighbours are looked for, and still counted."""
    from standpoint.model.explain import explain_article

    text = "Ward full\n\nAdvertisement\n\nPetra Novak, a nurse, said it was.\n\n* * *\n\n“We sleep here,” she said."
    *_, last = explain_article(model, text)
    assert last.how == "model: a pronoun, taken for the speaker of the sentence before (named in sentence 3)"


@pytest.mark.parametrize(
    ("folded", "is_capital", "expected"),
    [
        pytest.param(["the", "minister"], False, "the", id="definite"),
        pytest.param(["her", "lawyer"], False, "his", id="owned"),
        pytest.param(["a", "nurse"], False, "a", id="indefinite"),
        pytest.param(["police"], True, "capital", id="bare and capital"),
        pytest.param(["police"], False, "bare", id="bare"),
    ],
)
def test_description_kind(folded: list[str], is_capital: bool, expected: str) -> None:
    """How a description begins says whether it takes up somebody named before."""
    assert description_kind(folded, is_capital=is_capital) == expected


def test_signs_count_for_the_kind_and_for_the_group() -> None:
    record = Record(("ann", "lee"), "Ann Lee", is_named=True)
    signs = candidate(Case(QUOTE, "new", (), frozenset(), 3), record, ["before/new/plain"]).signs
    assert {sign.split("|")[0] for sign in signs} == {"quote", "quote/new"}
    assert "quote|before/new/plain+person" in signs


@given(st.lists(st.sampled_from(["“", "”", '"', "said", "Ann Lee", "she", ".", "the minister", "\n\n", ",", ":", "—"])))
def test_any_text_is_resolved(tiny_model: Model, parts: list[str]) -> None:
    """Speakers are found or not, but spans stay within their sentence on any text."""
    text = " ".join(parts)
    for sentence in tiny_model.classify(text).sentences:
        for span in (sentence.mention, sentence.cue):
            assert span is None or sentence.start <= span[0] < span[1] <= sentence.end
