"""Paragraphs and sentences, as spans of the text.

Punkt proposes boundaries; what it cannot know is mended here: a sentence does not end inside a quotation where it
goes on after it ("Why?" she asked.), nor after a title ("Gen. Will Adams"). Every line is a paragraph of its own
(headline, bullet, caption, one paragraph a line), unless the lines are those of a hard-wrapped text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from standpoint.data.article import Span
from standpoint.features.punkt import Punkt

# Hard-wrapped text, as in mail and old wire archives: lines of about the same length that break off in mid-sentence
_WRAP_SHORTEST, _WRAP_LONGEST, _WRAP_RAGGED = 45, 100, 30

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*")
_LINE: Final = re.compile(r"[^\n\r\u2028\u2029]+")
_ENDS_SENTENCE: Final = re.compile(r"[.?!:…][\"”’')\]]*\s*$")
_ENDS_EXCLAIMING: Final = re.compile(r"[?!…][\"”»’']+$|\.\.\.[\"”»’']*$|…$|[\"”»]$")
_ENDS_QUOTED_QUESTION: Final = re.compile(r"[?!…][\"”»’']+$")
_STARTS_LOWER: Final = re.compile(r"[\"“«‘'(\[—–-]*\s*[^\W\d_A-Z]", re.UNICODE)
_ENDS_TEXT: Final = re.compile(r"[.?!:…][\"”»’')\]]*$|[\"“”«»]$")
_COPYRIGHT: Final = re.compile(r"©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4})", re.IGNORECASE)
_LAST_WORD: Final = re.compile(r"([\w.]+)\.$")
_ATTRIBUTION: Final = re.compile(
    r"(?:[Tt]he |[Aa]n? |[Oo]ne )?(?:[\w.'’-]+ ){1,6}?"
    r"(?:said|says|asked|asks|told|added|adds|wrote|shouted|cried|wondered|demanded|exclaimed|chanted|quipped|replied"
    r"|yelled|screamed|read|reads|tweeted|recalled|answered|continued)\b"
)
_FRAGMENT: Final = re.compile(
    r"(?:[^\w\s]|[\d_]|\s+(?!\s)){1,4}"
)  # white space counts as one, so line ends do not matter


class Sentence(NamedTuple):
    """A sentence's characters and its paragraph, counted from 1."""

    span: Span
    paragraph: int


def paragraphs(text: str) -> list[Span]:
    """Paragraphs without the white space around them.

    Examples
    --------
    >>> [span.of("A head\\n\\nOne. Two.") for span in paragraphs("A head\\n\\nOne. Two.")]
    ['A head', 'One. Two.']
    """
    spans: list[Span] = []
    start = 0
    for match in _BLANK_LINE.finditer(text):
        spans += _lines(text, start, match.start())
        start = match.end()
    return spans + _lines(text, start, len(text))


def is_line(text: str, paragraph: Span) -> bool:
    """Whether a paragraph does not end as text does, as captions, credits, bullets and headlines; or is a copyright.

    What ends in a colon leads to what follows and is text.

    Examples
    --------
    >>> [is_line(one, Span(0, len(one))) for one in ("Share this article", "He left.", "She wrote:", "“No,” he said")]
    [True, False, False, True]
    """
    ending = text[max(paragraph.start, paragraph.end - 8) : paragraph.end]
    return not _ENDS_TEXT.search(ending) or _is_copyright(text, paragraph)


def _is_copyright(text: str, paragraph: Span) -> bool:
    """Whether a paragraph is a copyright notice."""
    return _COPYRIGHT.match(text, paragraph.start, paragraph.end) is not None


def _lines(text: str, start: int, end: int) -> list[Span]:
    """The lines of a block, or the whole block where it is hard-wrapped."""
    lines = [
        span for match in _LINE.finditer(text, start, end) if (span := _stripped(text, match.start(), match.end()))
    ]
    if len(lines) > 1 and _is_wrapped(text, lines):
        return [Span(lines[0].start, lines[-1].end)]
    return lines


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    lengths = [line.end - line.start for line in lines[:-1]]
    if not (min(lengths) >= _WRAP_SHORTEST and max(lengths) <= _WRAP_LONGEST):
        return False
    if max(lengths) - min(lengths) > _WRAP_RAGGED:
        return False
    broken = sum(not _ENDS_SENTENCE.search(line.of(text)[-8:]) for line in lines[:-1])
    return broken * 2 > len(lengths)


def _stripped(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + right) if left < right else None


def sentences(
    text: str, blocks: Sequence[Span], quoted: Sequence[Span], punkt: Punkt, titles: frozenset[str]
) -> list[Sentence]:
    """The sentences of the paragraphs.

    Parameters
    ----------
    text : str
    blocks : sequence of Span
        From `paragraphs`.
    quoted : sequence of Span
        Quoted characters, in order.
    punkt : Punkt
    titles : frozenset of str
        Abbreviated titles, lower case, without full stop.
    """
    found: list[Sentence] = []
    first = 0  # the first quotation that does not end before the block
    for number, block in enumerate(blocks, 1):
        piece = block.of(text)
        spans = [Span(block.start + start, block.start + end) for start, end in punkt.spans(piece)]
        spans = [span for span in spans if span.start < span.end]
        if len(spans) > 1:
            while first < len(quoted) and quoted[first].end <= block.start:
                first += 1
            last = first
            while last < len(quoted) and quoted[last].start < block.end:
                last += 1
            spans = _joined(text, spans, quoted[first:last], titles)
        found += [Sentence(span, number) for span in spans]
    return found


def _joined(text: str, spans: Sequence[Span], quoted: Sequence[Span], titles: frozenset[str]) -> list[Span]:
    """Neighbours that are one sentence, joined; a quotation is looked up as it passes by, so the time is linear."""
    joined = [spans[0]]
    index = 0
    for span in spans[1:]:
        while index < len(quoted) and quoted[index].end <= joined[-1].end:
            index += 1
        around = quoted[index] if index < len(quoted) and quoted[index].start < joined[-1].end else None
        if _goes_on(text, joined[-1], span, around, titles):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _goes_on(text: str, before: Span, after: Span, around: Span | None, titles: frozenset[str]) -> bool:
    """Whether the sentence that `before` seemed to end goes on in `after`.

    `around` is the quotation that is open across the boundary, if any.
    """
    tail = text[max(before.start, before.end - 24) : before.end]
    head = text[after.start : min(after.end, after.start + 100)]
    if (word := _LAST_WORD.search(tail)) and word[1].lower() in titles:
        return True
    if _ENDS_EXCLAIMING.search(tail) and _STARTS_LOWER.match(head) and not head[0].isupper():
        return True
    if _ENDS_QUOTED_QUESTION.search(tail) and _ATTRIBUTION.match(head):
        return True
    if _FRAGMENT.fullmatch(text, after.start, after.end):
        return True
    return around is not None and _is_inside_sentence(text, before, around)


# A slogan or title of several short sentences within another sentence: as long as this many characters
_INSERTED_LONGEST: Final = 160


def _is_inside_sentence(text: str, before: Span, quote: Span) -> bool:
    """A short quotation that began in mid-sentence and after whose end, here or further on, the sentence goes on."""
    if quote.start <= before.start or quote.end - quote.start > _INSERTED_LONGEST:
        return False
    if text[quote.start - 1] not in " (" or text[quote.start - 2 : quote.start - 1] in (",", ":"):
        return False
    rest = text[quote.end : quote.end + 3].lstrip()
    return bool(rest) and (rest[0].islower() or rest[0] in ",;—–") and text[before.end - 1] in "?!."
