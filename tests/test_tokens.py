"""Words with their places: one row a phenomenon, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.data.article import Span
from standpoint.features.tokens import fold, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \n\t", [], id="white space"),
        pytest.param("Hush", ["Hush"], id="one word"),
        pytest.param("Nur-Sultan and O'Keefe", ["Nur-Sultan", "and", "O'Keefe"], id="hyphen and apostrophe inside"),
        pytest.param("O’Keefe, Ka‘ba", ["O’Keefe", ",", "Ka‘ba"], id="curly apostrophes inside"),
        pytest.param("AT&T fell", ["AT&T", "fell"], id="ampersand inside"),
        pytest.param("The U.S. envoy, 9 a.m.", ["The", "U.S.", "envoy", ",", "9", "a.m."], id="full stops inside"),
        pytest.param("He left.", ["He", "left", "."], id="full stop after a word"),
        pytest.param("J. Smith", ["J", ".", "Smith"], id="one initial"),
        pytest.param("2,298 or 2.5 at 14:30.", ["2,298", "or", "2.5", "at", "14:30", "."], id="numbers"),
        pytest.param("a 41-year-old", ["a", "41-year-old"], id="number in a word"),
        pytest.param("the 3rd", ["the", "3rd"], id="ordinal"),
        pytest.param("10-15 km", ["10-15", "km"], id="range"),
        pytest.param("“No,” she", ["“", "No", ",", "”", "she"], id="quotation marks"),
        pytest.param("re\u0301gime's e\u0301lan", ["re\u0301gime's", "e\u0301lan"], id="accents of their own"),
        pytest.param("teachers' union", ["teachers", "'", "union"], id="apostrophe at the end"),
        pytest.param("'tis -x x-", ["'", "tis", "-", "x", "x", "-"], id="marks at the edges"),
        pytest.param("a--b", ["a", "-", "-", "b"], id="dashes"),
        pytest.param("snake_case", ["snake", "_", "case"], id="underscore"),
        pytest.param("Şırnak, Łódź, Ғалия", ["Şırnak", ",", "Łódź", ",", "Ғалия"], id="other letters"),
        pytest.param("广场 🙂", ["广场", "🙂"], id="other scripts"),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """What is one word and what is a mark of its own."""
    assert tokenize(text).words == words


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        pytest.param("Police", "police", id="capital"),
        pytest.param("Kazakhstan's", "kazakhstan", id="possessive"),
        pytest.param("Kazakhstan’s", "kazakhstan", id="possessive, curly"),
        pytest.param("KAZAKHSTAN'S", "kazakhstan", id="possessive in a headline of capitals"),
        pytest.param("İzmir", "izmir", id="dotted capital i"),
        pytest.param("Gu\u0301zman's", "gúzman", id="accent of its own"),
        pytest.param("O’Keefe", "o'keefe", id="apostrophe inside"),
        pytest.param("don’t", "don't", id="contraction"),
        pytest.param("U.S.", "u.s.", id="abbreviation"),
        pytest.param("Nur-Sultan’s", "nur-sultan", id="hyphen and possessive"),
        pytest.param("'", "'", id="apostrophe alone"),
        pytest.param("41", "41", id="number"),
    ],
)
def test_fold(word: str, folded: str) -> None:
    """Lists hold the folded form only, so every way of writing a word must lead to it."""
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("word", "is_capital", "is_possessive"),
    [
        ("minister's", False, True),
        ("Minister’s", True, True),
        ("minister", False, False),
        ("MINISTER'S", True, True),
        ("U.S.", True, False),
        ("41-year-old", False, False),
        ("O'Keefe", True, False),
        pytest.param("İstanbul", True, False, id="a capital that is two characters in lower case"),
    ],
)
def test_capital_and_possessive(word: str, is_capital: bool, is_possessive: bool) -> None:
    """Both decide where a name ends."""
    tokens = tokenize(word)
    assert len(tokens) == 1
    assert (tokens.is_capital(0), tokens.is_possessive(0)) == (is_capital, is_possessive)


def test_span_runs_from_first_to_last() -> None:
    """`last` is exclusive, as in a slice."""
    text = "The mayor, Asel Nurova, left."
    assert tokenize(text).span(3, 5) == Span(11, 22)
    assert Span(11, 22).of(text) == "Asel Nurova"


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_part_of_a_text(text: str, start: int, length: int) -> None:
    """A stretch gives the tokens of that stretch alone, counted in the whole text."""
    start = min(start, len(text))
    end = min(start + length, len(text))
    whole, alone = tokenize(text, start, end), tokenize(text[start:end])
    assert whole.words == alone.words
    assert whole.starts == [begin + start for begin in alone.starts]


@given(
    st.text()
    | st.lists(st.sampled_from(["a", "U.S.", "3", ".", ",", "'", "’s", "-", " ", "_", "é", "\n"])).map("".join)
)
def test_tokens_slice_back_and_cover(text: str) -> None:
    """For any text: in order, without overlaps, nothing but white space between them."""
    tokens = tokenize(text)
    assert len(tokens) == len(tokens.words) == len(tokens.folded) == len(tokens.starts) == len(tokens.ends)
    position = 0
    for word, folded, start, end in zip(tokens.words, tokens.folded, tokens.starts, tokens.ends, strict=True):
        assert text[start:end] == word
        assert fold(word) == folded
        assert folded
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()
