"""Quotation marks of every kind, with their mates missing, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.data.article import Span
from standpoint.features.quotations import Quotation, quotations
from standpoint.features.sentences import is_line, paragraphs


def found(text: str) -> list[Quotation]:
    return quotations(text, paragraphs(text))


def quoted(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("It rained.", [], id="none"),
        pytest.param('He said "no" and left.', ['"no"'], id="straight"),
        pytest.param("He said “no” and left.", ["“no”"], id="curly"),
        pytest.param("He said «no» and left.", ["«no»"], id="guillemets"),
        pytest.param("He said ``no'' and left.", ["``no''"], id="latex"),
        pytest.param("He said 'not yet' and left.", ["'not yet'"], id="single straight"),
        pytest.param("He said ‘not yet’ and left.", ["‘not yet’"], id="single curly"),
        pytest.param("“No,” he said. “Never.”", ["“No,”", "“Never.”"], id="two"),
        pytest.param('"No," he said. "Never."', ['"No,"', '"Never."'], id="two straight"),
        pytest.param("“No”", ["“No”"], id="whole text"),
        pytest.param('("No", he said)', ['"No"'], id="in brackets"),
        pytest.param('He said—"no"—and left.', ['"no"'], id="between dashes"),
        pytest.param("“He told me ‘run’ and I ran,” she said.", ["“He told me ‘run’ and I ran,”"], id="nested"),
        pytest.param("'He told me \"run\" twice,' she said.", ['"run"'], id="double within single"),
        pytest.param('A "first" and "second"', ['"first"', '"second"'], id="at the end"),
        pytest.param("“a”“b”", ["“a”", "“b”"], id="side by side"),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    """The marks belong to the quotation."""
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It's the drivers' union that didn't go.", id="straight"),
        pytest.param("It’s the drivers’ union that didn’t go.", id="curly"),
        pytest.param("The class of '68 and the summer of ’89 met.", id="years"),
        pytest.param("Rock ’n’ roll, said O'Keefe.", id="dropped letters"),
        pytest.param("Rock 'n' roll, ROCK 'N' ROLL.", id="dropped letters, straight"),
        pytest.param("The pole was 6' long.", id="feet"),
    ],
)
def test_apostrophes(text: str) -> None:
    """An apostrophe neither opens nor closes."""
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("“Never closed.\n\nIt rained.", [("“Never closed.", False, False)], id="costs its paragraph only"),
        pytest.param(
            "“One.\n\n“Two.”", [("“One.", False, False), ("“Two.”", True, True)], id="goes on, as newspapers print it"
        ),
        pytest.param(
            "“One.\n\n“Two.\n\n“Three.”",
            [("“One.", False, False), ("“Two.", True, False), ("“Three.”", True, True)],
            id="goes on twice",
        ),
        pytest.param(
            '"One.\n\n"Two."\n\n"Three."',
            [('"One.', False, False), ('"Two."', True, True), ('"Three."', False, True)],
            id="straight marks, then a new one",
        ),
        pytest.param(
            "“One.\n\nHe left.\n\n“Two.”", [("“One.", False, False), ("“Two.”", False, True)], id="not over a paragraph"
        ),
        pytest.param(
            "“One.\n\nAdvertisement\n\n“Two.”", [("“One.", False, False), ("“Two.”", True, True)], id="over furniture"
        ),
        pytest.param("‘One goes on.\n\n‘Two.’", [("‘One goes on.", False, False), ("‘Two.’", True, True)], id="single"),
        pytest.param("No opening.” he said.", [], id="closing mark alone"),
        pytest.param(
            'He said "No. Then "Yes" he said.', [('"No. Then ', False, True), ('"Yes"', False, True)], id="lost mate"
        ),
    ],
)
def test_missing_mates(text: str, expected: list[tuple[str, bool, bool]]) -> None:
    """A mark without its mate costs at most the rest of its paragraph. Columns: quotation, goes on, is closed."""
    assert [(quote.span.of(text), quote.goes_on, quote.is_closed) for quote in found(text)] == expected


@pytest.mark.parametrize("lead", ["", "So: "], ids=["at the first character", "further on"])
def test_lost_mate_wherever_it_stands(lead: str) -> None:
    """The place of a quotation in the text does not change what it covers."""
    assert quoted(lead + '"No. Then "Yes" he said.') == ['"No. Then ', '"Yes"']


def test_paragraphs_are_the_callers() -> None:
    """Only the given paragraphs are read; characters count in the whole text."""
    text = "“a” and “b”"
    assert quotations(text, [Span(8, 11)]) == [Quotation(Span(8, 11), goes_on=False, is_closed=True)]
    assert quotations(text, []) == []


MARKS = st.lists(
    st.sampled_from(
        ['"', "“", "”", "„", "‟", "«", "»", "``", "''", "'", "‘", "’", "‚", "‹", "›", " ", "\n\n", "\n", "a", "No", "5",
         ".", ",",         "?", "(", "—", "’s ", " “Yes” ", ' "Yes," ', "£", "\u2028", "\xa0"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(st.text() | MARKS)
def test_quotations_never_cross(text: str) -> None:
    """For any text: in order, not empty, without overlaps, each within one paragraph, only the last of it open."""
    blocks = paragraphs(text)
    position = 0
    homes = []
    for quotation in quotations(text, blocks):
        start, end = quotation.span
        assert position <= start < end <= len(text)
        position = end
        (home,) = (index for index, block in enumerate(blocks) if block.start <= start and end <= block.end)
        homes.append(home)
        if not quotation.is_closed:
            assert end == blocks[home].end
        assert text[start] in "\"“„‟«'‘‚‹`”»›’"
    for index, quotation in enumerate(quotations(text, blocks)):
        if quotation.goes_on:
            before = quotations(text, blocks)[index - 1]
            assert index
            assert all(is_line(text, block) for block in blocks[homes[index - 1] + 1 : homes[index]])
            assert not before.is_closed


@given(MARKS, MARKS)
def test_a_paragraph_does_not_change_the_one_before(first: str, second: str) -> None:
    """Reading on never changes what was found, as it is one pass."""
    first = first.replace("\n", " ") + "."
    both = found(f"{first}\n\n{second}")
    alone = found(first)
    assert both[: len(alone)] == alone
