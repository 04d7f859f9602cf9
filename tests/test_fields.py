"""Fields that more than words are made into."""

from __future__ import annotations

import pytest

from standpoint.data.article import Article
from standpoint.model.classifier import Model


def fields(model: Model, text: str, country: str = "KE") -> dict[str, list[str]]:
    """The fields of an article of one sentence."""
    article = Article(text=text, country=country)
    [found] = model.maker.fields(model.analyser.analyse(article.text, country=article.country))
    return found


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        pytest.param("Ann Lee accused the police of brutality.", "speaker cue:act authorities repression", id="object"),
        pytest.param(
            "Ann Lee said police beat the protesters.",
            "speaker cue:speech authorities repression protesters",
            id="subject and object",
        ),
        pytest.param(
            "Ann Lee said Russian police beat the protesters.",
            "speaker cue:speech abroad repression protesters",
            id="another state's",
        ),
        pytest.param(
            "Ann Lee said they didn’t beat 14 people.", "speaker cue:speech not repression NUM people", id="negation"
        ),
        pytest.param(
            "Ann Lee said that, as a table, — it helped.", "speaker cue:speech | backing", id="marks in a row"
        ),
        pytest.param("Ann Lee said the percentage was likely.", "speaker cue:speech", id="vague senses"),
    ],
)
def test_outline(tiny_model: Model, text: str, outline: str) -> None:
    assert " ".join(fields(tiny_model, text)["outline"]) == outline


def test_an_outline_reads_sixty_words(tiny_model: Model) -> None:
    text = "Ann Lee said " + "a " * 56 + "riot and a riot."
    assert fields(tiny_model, text)["outline"] == ["speaker", "cue:speech", "disorder"]


def test_stems_are_one_for_all_forms_of_a_word(tiny_model: Model) -> None:
    once = fields(tiny_model, "They condemned Kenya in 14 villages.")["stems"]
    twice = fields(tiny_model, "They condemn Kenya in 14 village.")["stems"]
    assert once == twice == ["they", "condem", "HOME", "in", "NUM", "villag", "."]
