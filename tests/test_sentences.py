"""Paragraphs and sentences: what Punkt cannot know, one row a phenomenon, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from standpoint.data.article import Span
from standpoint.features.punkt import Punkt, PunktParameters
from standpoint.features.quotations import quotations
from standpoint.features.sentences import Sentence, is_line, paragraphs, sentences

TITLES = frozenset({"gen", "mr", "gov"})
PARAMETERS = PunktParameters(
    abbreviations=frozenset({"gen", "mr", "gov", "u.s", "p.m"}),
    contexts=dict.fromkeys(("it", "he", "she", "the", "they", "nobody", "will", "then"), 1 << 5 | 1 << 1),
)


def split(text: str) -> list[Sentence]:
    blocks = paragraphs(text)
    quoted = [quotation.span for quotation in quotations(text, blocks)]
    return sentences(text, blocks, quoted, Punkt(PARAMETERS), TITLES)


def numbered(text: str) -> list[tuple[int, str]]:
    return [(sentence.paragraph, sentence.span.of(text)) for sentence in split(text)]


# Paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \n\n\t\n ", [], id="white space"),
        pytest.param("Hush", ["Hush"], id="one word"),
        pytest.param("A head\n\nOne. Two.\n\n\n\nThree.", ["A head", "One. Two.", "Three."], id="blank lines"),
        pytest.param("A head\nOne.\nTwo.", ["A head", "One.", "Two."], id="one a line"),
        pytest.param("  One. \n \t \n\tTwo.\n", ["One.", "Two."], id="white space around"),
        pytest.param("One.\r\n\r\nTwo.\r\n", ["One.", "Two."], id="crlf, as a JSON record may have it"),
        pytest.param("One.\u2028Two.\u2029Three.", ["One.", "Two.", "Three."], id="unicode separators"),
        pytest.param("- one\n- two", ["- one", "- two"], id="bullets"),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    """Every line is a paragraph, without the white space around it."""
    assert [span.of(text) for span in paragraphs(text)] == expected


WRAPPED = (
    "The bridge over the river was closed for a third day on\n"
    "Monday, and the drivers who had blocked it with lorries\n"
    "said they would not move before the council had met."
)
LINES = (
    "The bridge over the river was closed for a third day on Monday.\n"
    "The drivers who had blocked it with lorries said they would stay.\n"
    "The council is to meet on Friday to look at the price of diesel."
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(WRAPPED, 1, id="hard-wrapped"),
        pytest.param(f"{WRAPPED}\n\n{WRAPPED}", 2, id="two hard-wrapped paragraphs"),
        pytest.param(LINES, 3, id="sentences of the same length, a line each"),
        pytest.param(f"A head\n{WRAPPED}", 4, id="a short line among them"),
        pytest.param(WRAPPED.replace("\n", "x" * 60 + "\n"), 3, id="lines longer than any wrapping"),
    ],
)
def test_hard_wrapped_text(text: str, count: int) -> None:
    """Lines of about one length that break off in mid-sentence are one paragraph, as in old mail and wire archives."""
    assert len(paragraphs(text)) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Share this article", True, id="no stop"),
        pytest.param("Photo: Ann Lee (file)", True, id="bracket without a stop"),
        pytest.param("* * *", True, id="marks"),
        pytest.param("Follow @meridian’", True, id="apostrophe"),
        pytest.param("It rained.", False, id="stop"),
        pytest.param("(It rained.)", False, id="stop in brackets"),
        pytest.param("Why?", False, id="question"),
        pytest.param("She wrote:", False, id="colon"),
        pytest.param("They sang “No”", False, id="quotation"),
        pytest.param("© 2024 Meridian. All rights reserved.", True, id="copyright sign"),
        pytest.param("(c) 2024 Meridian.", True, id="copyright sign in brackets"),
        pytest.param("Copyright 2024 Meridian.", True, id="copyright"),
        pytest.param("Copyright law is old.", False, id="about copyright"),
        pytest.param("(c) The third point.", False, id="third point"),
    ],
)
def test_is_line(text: str, expected: bool) -> None:
    """What does not end as text does, and copyright notices."""
    assert is_line(text, Span(0, len(text))) == expected


# Sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It rained. He left.", ["It rained.", "He left."], id="plain"),
        pytest.param("It rained", ["It rained"], id="no full stop"),
        pytest.param("“It rained.” He left.", ["“It rained.”", "He left."], id="closing mark goes with its sentence"),
        pytest.param("Then Gen. Will Adams left.", ["Then Gen. Will Adams left."], id="title"),
        pytest.param(
            "Then Gov. Nobody knew.", ["Then Gov. Nobody knew."], id="title before a word that begins sentences"
        ),
        pytest.param("“Why?” she asked. He left.", ["“Why?” she asked.", "He left."], id="question goes on"),
        pytest.param(
            "“Why?” Nurova asked. He left.", ["“Why?” Nurova asked.", "He left."], id="attribution with a name"
        ),
        pytest.param("“Go!” the crowd chanted.", ["“Go!” the crowd chanted."], id="exclamation goes on"),
        pytest.param("“Go!” The crowd chanted.", ["“Go!” The crowd chanted."], id="attribution with a capital"),
        pytest.param("“Why?” He left.", ["“Why?”", "He left."], id="question, then another sentence"),
        pytest.param("Why? He left.", ["Why?", "He left."], id="question without marks"),
        pytest.param("Well... maybe so. He left.", ["Well... maybe so.", "He left."], id="dots go on"),
        pytest.param("It rained. He left. ”", ["It rained.", "He left. ”"], id="stray mark is no sentence"),
        pytest.param(
            "Signs with “No. Never. Not us.” and drums were seen. He left.",
            ["Signs with “No. Never. Not us.” and drums were seen.", "He left."],
            id="slogan of three sentences within a sentence",
        ),
        pytest.param(
            "Signs with “No. Never.” and drums were seen. He left.",
            ["Signs with “No. Never.” and drums were seen.", "He left."],
            id="slogan of two",
        ),
        pytest.param(
            "“It rained. They stayed. Nobody spoke,” she said.",
            ["“It rained.", "They stayed.", "Nobody spoke,” she said."],
            id="long quotation keeps its sentences",
        ),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """What Punkt would cut and an editor would not."""
    assert [sentence.span.of(text) for sentence in split(text)] == expected


def test_paragraphs_are_counted_from_1() -> None:
    """A sentence never runs over a paragraph's end, full stop or none."""
    text = "A head\n\nIt rained. He left.\n\nThe end"
    assert numbered(text) == [(1, "A head"), (2, "It rained."), (2, "He left."), (3, "The end")]


def test_empty_text_has_no_sentence() -> None:
    """Nothing in, nothing out."""
    assert split("") == split(" \n\n ") == []


def test_only_the_given_paragraphs() -> None:
    """Characters count in the whole text."""
    text = "It rained. He left."
    assert sentences(text, [Span(11, 19)], [], Punkt(PARAMETERS), TITLES) == [Sentence(Span(11, 19), 1)]


PIECES = st.lists(
    st.sampled_from(
        ["It rained. ", "He left.", " Gen. ", "“", "”", '"', "'", "?", "! ", "...", ". ", ".", " she said", ", ", "\n",
         "\n\n", "5.",         "—", "(", ")", " a ", "\r\n", "\u2028", "\xa0", "\x1c",
         "“No. Never.” and ", WRAPPED, "\n" + LINES + "\n"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(st.text() | PIECES)
def test_paragraphs_slice_back_and_cover(text: str) -> None:
    """For any text: in order, not empty, nothing but white space around and between them."""
    position = 0
    for start, end in paragraphs(text):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()


@given(st.text() | PIECES)
def test_sentences_slice_back_and_cover(text: str) -> None:
    """For any text: in order, never crossing each other or a paragraph, with no word lost between them."""
    blocks = paragraphs(text)
    position, last = 0, 0
    for span, number in split(text):
        block = blocks[number - 1]
        assert block.start <= span.start < span.end <= block.end
        assert position <= span.start
        assert not text[position : span.start].strip()
        assert last <= number <= last + 1
        position, last = span.end, number
    assert not text[position:].strip()
    assert last == len(blocks)


@given(PIECES)
@example("It rained. It rained. It rained. It rained. “, \nIt rained. ")  # marks before the end of a wrapped line
def test_line_ends_are_of_no_account(text: str) -> None:
    """The same sentences whether the text came with `\\n` or `\\r\\n`."""
    text = text.replace("\r", "")
    assert [words for _, words in numbered(text.replace("\n", "\r\n"))] == [
        words.replace("\n", "\r\n") for _, words in numbered(text)
    ]


@given(
    st.lists(st.sampled_from(["It rained.", "He left.", "“No,” she said.", "A head", "“Why?” she asked."]), max_size=8)
)
def test_paragraphs_are_split_by_themselves(blocks: list[str]) -> None:
    """A paragraph gives the same sentences wherever it stands."""
    expected = [(number, words) for number, block in enumerate(blocks, 1) for _, words in numbered(block)]
    assert numbered("\n\n".join(blocks)) == expected
