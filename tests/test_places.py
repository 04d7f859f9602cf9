"""The article's own country: the quick look-up of words against the patterns themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.data.labelled import LabelledArticle
from standpoint.features.places import plain_signs, signs
from standpoint.features.tokens import tokenize

PIECES = (
    "protest", "Protesters", "anti-protest", "coup", "coup_", "_coup", "coups", "strike", "STRIKING", "strikes", "tear",
    "gas", "Gasoline", "tear-gas", "tear ", " gas", "round", " of", " office", "all-round", "foreign", " minister",
    "Ministers", "both ", "sides", "the ", "countries", "two", " states", "governments", "talks", "ſtrike", "3", "1.5",
    "a.b.", "_", "’", "'s", "-", " ", "\n", "\u0301", "é", "İ", ".", ",", "\u2028", "\xa0", "K", "border", "rally",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text())
def test_signs_of_any_text(text: str) -> None:
    """Tokens and the word boundaries of patterns differ; the look-up must not."""
    tokens = tokenize(text)
    assert signs(text, tokens) == plain_signs(text, tokens)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It rained.", (False, False, False), id="none"),
        pytest.param("Police came.", (True, False, False), id="unrest but no scene"),
        pytest.param("Protesters marched.", (True, False, True), id="scene"),
        pytest.param("They fired tear gas.", (True, False, True), id="phrase"),
        pytest.param("The foreign minister spoke.", (False, True, False), id="phrase of talks"),
        pytest.param("A year-round of duty.", (False, True, False), id="phrase behind a hyphen"),
        pytest.param("snake_coup", (False, False, False), id="joined by an underscore"),
        pytest.param("", (False, False, False), id="empty"),
    ],
)
def test_signs(text: str, expected: tuple[bool, bool, bool]) -> None:
    """One case for each way that a pattern is found or not."""
    assert signs(text, tokenize(text)) == expected


def test_signs_of_the_seeds(seed_articles: list[LabelledArticle]) -> None:
    """Real sentences, with what is remembered of the ones before."""
    for article in seed_articles:
        for sentence in article.sentences:
            tokens = tokenize(sentence.text)
            assert signs(sentence.text, tokens) == plain_signs(sentence.text, tokens)
