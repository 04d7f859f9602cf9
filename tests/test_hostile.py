"""What must hold on any text whatever: no exception, spans that slice back, and no influence of order or processes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from standpoint import Article, ArticleResult, Source
from standpoint.model.classifier import Model

PIECES = st.sampled_from(
    [
        "Ana Kola", "the police", "President", "Mr.", "U.S.", "said", "told reporters", "according to", "he", "who",
        "“", "”", "\"", "'", "‘", "’", "«", "»", "(", ")", ":", ",", ".", "…", "?!", "—", "•", "\n", "\n\n", "\r\n",
        "\t", " ", "  ", "\u00a0", "\u2028", "\u200b", "\u202e", "\ufeff", "\0", "\x1b[31m", "14", "1.5", "@x",
        "https://example.org/a.b", "Bishkek", "Kyrgyz", "e\u0301", "İ", "ß", "ﬁ", "中文。", "👩‍👩‍👧", "A.", "no", "not",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=60).map("".join)
)
ODD = st.text(st.characters(), max_size=60)  # half surrogate pairs too, which JSON can spell


def assert_sound(result: ArticleResult, text: str) -> None:
    """Spans slice back, sentences are in order and disjoint, and what belongs to a sentence lies within it."""
    last, paragraph = 0, 1
    for sentence in result.sentences:
        assert last <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()
        assert sentence.paragraph >= paragraph
        last, paragraph = sentence.end, sentence.paragraph
        inner = [*sentence.quotes, *filter(None, (sentence.mention, sentence.cue))]
        assert all(sentence.start <= start < end <= sentence.end for start, end in inner)
        assert all(one.end <= two.start for one, two in zip(sentence.quotes, sentence.quotes[1:], strict=False))
        assert 0 <= sentence.source_confidence <= 1
        is_none = sentence.source is Source.NONE
        assert is_none == (sentence.stance is None) == (sentence.stance_confidence is None)
        assert not (is_none and (sentence.speaker or sentence.mention or sentence.cue))


@given(TEXTS)
def test_any_text(model: Model, text: str) -> None:
    assert_sound(model.classify(text), text)


@given(ODD)
def test_any_characters(model: Model, text: str) -> None:
    assert_sound(model.classify(text), text)


@given(TEXTS)
def test_no_letter_or_digit_is_lost(model: Model, text: str) -> None:
    """What lies between sentences is white space, or marks at the most."""
    covered = "".join(sentence.text for sentence in model.classify(text).sentences)
    assert [sign for sign in covered if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@settings(max_examples=50)
@given(TEXTS, st.text(max_size=40), st.sampled_from([None, "KG", "??"]))
def test_any_title_and_country(model: Model, text: str, title: str, country: str | None) -> None:
    assert_sound(model.classify(Article(text=text, title=title, country=country)), text)


@settings(max_examples=40)
@given(st.lists(TEXTS, max_size=6))
def test_the_order_of_the_input_is_irrelevant(model: Model, texts: list[str]) -> None:
    forth = [result.to_dict() for result in model.classify_many(texts)]
    back = [result.to_dict() for result in model.classify_many(texts[::-1])]
    assert forth == back[::-1]


@settings(max_examples=40)
@given(st.lists(TEXTS, max_size=6))
def test_many_are_as_one(model: Model, texts: list[str]) -> None:
    many = [result.to_dict() for result in model.classify_many(texts)]
    assert many == [model.classify(text).to_dict() for text in texts]


@settings(max_examples=30)
@given(TEXTS)
def test_classifying_twice_gives_the_same(model: Model, text: str) -> None:
    assert model.classify(text) == model.classify(text)


def test_two_processes_give_the_results_of_one(model: Model) -> None:
    """Long enough for several batches; results come in order."""
    texts = [
        Article(text=f"Porters met in Tirana. “We want {number},” said Ana Kola, a porter. " * 40, id=str(number))
        for number in range(120)
    ]
    assert sum(len(article.text) for article in texts) > 2 * 131_072
    one = [result.to_dict() for result in model.classify_many(texts)]
    two = [result.to_dict() for result in model.classify_many(texts, n_jobs=2)]
    assert [result["id"] for result in two] == [article.id for article in texts]
    assert two == one
