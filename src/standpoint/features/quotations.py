"""Quotations: which characters stand inside quotation marks.

Straight and curly double marks, guillemets, and single marks (with apostrophes about) are read paragraph by
paragraph. A quotation that is open at a paragraph's end goes on in the next one only if that paragraph begins with
an opening mark, as newspapers print it; otherwise the mark was stray or its partner was dropped, and costs at most
the rest of its own paragraph. An advertisement or a caption between the two is passed over. One pass, time linear in
the length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from standpoint.data.article import Span
from standpoint.features.sentences import is_line

_MARK: Final = re.compile(
    r"[\"“”„‟«»]|``|''"
    r"|(?!['‘’][nN]['’])(?<!['‘’][nN])['‘’‚‹›]"  # but not the two of rock 'n' roll
)
_OPENING: Final = frozenset("“„«‟‹")
_CLOSING: Final = frozenset("”»›")
_SINGLES: Final = frozenset("'‘’‚")
_STARTS_WITH_MARK: Final = re.compile(r"\s*[\"“„«‘']")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted characters within one paragraph, marks included.

    Attributes
    ----------
    goes_on : bool
        Whether it continues the quotation that the paragraph before left open, lines of furniture apart.
    is_closed : bool
        Whether its closing mark was found.
    """

    span: Span
    goes_on: bool
    is_closed: bool


def quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """The quotations of a text in order; they never overlap and never cross a paragraph.

    Examples
    --------
    >>> [q.span.of("He said “no” and left.") for q in quotations("He said “no” and left.", [Span(0, 22)])]
    ['“no”']
    """
    found: list[Quotation] = []
    is_open = False
    for paragraph in paragraphs:
        goes_on = is_open and bool(_STARTS_WITH_MARK.match(text, paragraph.start, paragraph.end))
        here = _in_paragraph(text, paragraph)
        if not here and is_line(text, paragraph):
            continue
        for index, (span, is_closed) in enumerate(here):
            found.append(Quotation(span, goes_on and index == 0, is_closed))
        is_open = bool(here) and not here[-1][1]
    return found


def _in_paragraph(text: str, paragraph: Span) -> list[tuple[Span, bool]]:
    """Spans with whether each was closed; only the last can be open."""
    spans: list[tuple[Span, bool]] = []
    opened: int | None = None  # where a double quotation began
    single: int | None = None  # where a single one began
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        mark, position = match[0], match.start()
        before = text[position - 1] if position > paragraph.start else " "
        after = text[match.end()] if match.end() < paragraph.end else " "
        if mark in _SINGLES:
            if opened is None:
                single = _single(spans, single, mark, position, before, after)
            continue
        is_opening = _is_opening(mark, before, after, opened is not None)
        if opened is None:
            if is_opening:
                opened, single = position, None
        elif not is_opening:
            spans.append((Span(opened, match.end()), True))
            opened = None
        elif mark in ('"', "``", "''"):  # the earlier one was never closed
            spans.append((Span(opened, position), True))
            opened = position
    if opened is not None:
        spans.append((Span(opened, paragraph.end), False))
    elif single == paragraph.start and text[single] in "‘'":
        spans.append((Span(single, paragraph.end), False))
    return spans


def _is_opening(mark: str, before: str, after: str, is_open: bool) -> bool:
    if mark in _OPENING or mark == "``":
        return True
    if mark in _CLOSING:
        return False
    looks_opening = not before.isalnum() and before not in ".,!?…;:)" and not after.isspace()
    if is_open:  # a mark that can only be opening shows that the one before was never closed
        return looks_opening and before.isspace() and after.isalnum() and after.isupper()
    return looks_opening or before in "([—–-"


def _single(
    spans: list[tuple[Span, bool]], single: int | None, mark: str, position: int, before: str, after: str
) -> int | None:
    """Open or close a single quotation; an apostrophe does neither. Returns where the open one began, if any."""
    if before.isalnum() and after.isalnum():
        return single
    opens = not before.isalnum() and before not in ".,!?…" and not after.isspace() and mark != "’"
    if single is None:
        return position if opens and (after.isalnum() or after in "[(…£$€") and not after.isdigit() else None
    if opens or before.isspace():
        return single
    spans.append((Span(single, position + 1), True))
    return None
