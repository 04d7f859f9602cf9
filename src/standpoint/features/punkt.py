"""Punkt sentence boundaries (Kiss and Strunk 2006) from parameters that we train ourselves.

NLTK trains (`punkt_training.py`) and is what the tests compare with; this module only decides, and gives the same
spans as `nltk.tokenize.punkt.PunktSentenceTokenizer` under the same parameters without making an object for every
word. NLTK is not imported. A decision depends on the word before the mark and on what follows it, so decisions are
remembered by that context, up to a bounded number.

References
----------
Kiss, T. and Strunk, J. (2006): Unsupervised Multilingual Sentence Boundary Detection. Computational Linguistics 32.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

# The orthographic contexts in which training saw a word, as bits (NLTK's values)
_MID_UPPER = 1 << 2
_BEGIN_LOWER = 1 << 4
_UPPER = (1 << 1) | (1 << 2) | (1 << 3)
_LOWER = (1 << 4) | (1 << 5) | (1 << 6)
_REMEMBERED = 65_536  # contexts kept: some 10 MB at the most

_NON_WORD = r"(?:[)\";}\]\*:@\'\({\[\u2018\u2019\u201c\u201d\xab\xbb!?])"
_MULTI_CHAR = r"(?:\-{2,}|\.{2,}|(?:\.\s){2,}\.)"
_WORD = re.compile(
    rf"({_MULTI_CHAR}|(?=[^\(\"\`{{\[:;&\#\*@\)}}\]\-,])\S+?(?=\s|$|{_NON_WORD}|{_MULTI_CHAR}"
    rf"|,(?=$|\s|{_NON_WORD}|{_MULTI_CHAR}))|\S)"
)
_END = re.compile(rf"[.?!](?=(?P<after>{_NON_WORD}|\s+(?P<next>\S+)))")
_CLOSING = re.compile(r"[\"\')\]}\u2018\u2019\u201c\u201d\xab\xbb]+?(?:\s+|(?=--)|$)", re.MULTILINE)
_NUMERIC = re.compile(r"^-?[\.,]?\d[\d,\.-]*\.?$")
_INITIAL = re.compile(r"[^\W\d]\.$")
_ELLIPSIS = re.compile(r"\.\.+$")
_WHITE_SPACE = " \t\n\r\x0b\x0c"


@dataclass(frozen=True)
class PunktParameters:
    """What training learnt.

    Attributes
    ----------
    abbreviations, starters : frozenset of str
        Abbreviations without their full stop; words that often begin a sentence. Lower case.
    collocations : frozenset of (str, str)
        Pairs of words with a full stop between them that is no sentence's end.
    contexts : dict
        Word to the bits of the orthographic contexts it was seen in.
    """

    abbreviations: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    collocations: frozenset[tuple[str, str]] = frozenset()
    contexts: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON types, sorted, so that equal parameters are equal bytes."""
        return {
            "abbreviations": sorted(self.abbreviations),
            "starters": sorted(self.starters),
            "collocations": sorted(map(list, self.collocations)),
            "contexts": dict(sorted(self.contexts.items())),
        }

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> PunktParameters:
        """The inverse of `to_dict`."""
        return cls(
            frozenset(map(str, record["abbreviations"])),
            frozenset(map(str, record["starters"])),
            frozenset((str(first), str(second)) for first, second in record["collocations"]),
            {str(word): int(bits) for word, bits in record["contexts"].items()},
        )


class Punkt:
    """Splits text into sentences under given parameters.

    Parameters
    ----------
    parameters : PunktParameters
        As trained by `punkt_training.train`.

    Examples
    --------
    >>> Punkt(PunktParameters(abbreviations=frozenset({"dr"}))).spans("Dr. No left. He ran.")
    [(0, 12), (13, 20)]
    """

    def __init__(self, parameters: PunktParameters) -> None:
        self.parameters = parameters
        self._decisions: dict[str, bool] = {}

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each sentence, as NLTK's `span_tokenize` gives them."""
        return list(_realigned(text, self._slices(text)))

    def _slices(self, text: str) -> Iterator[tuple[int, int]]:
        last = 0
        for match, context in _contexts(text):
            decision = self._decisions.get(context)
            if decision is None:
                decision = self._decide(context)
            if decision:
                yield last, match.end()
                last = match.start("next") if match["next"] else match.end()
        yield last, len(text.rstrip())

    def _decide(self, context: str) -> bool:
        """Whether some token of the context but the last ends a sentence; remembered."""
        tokens = [word for line in context.split("\n") for word in _WORD.findall(line)]
        decision = any(self._is_break(token, following) for token, following in pairwise(tokens))
        if len(self._decisions) >= _REMEMBERED:
            self._decisions.clear()
        self._decisions[context] = decision
        return decision

    def _is_break(self, token: str, following: str) -> bool:
        """NLTK's first pass on both tokens and second pass on the pair."""
        kind, is_break = self._kind(token)
        if not token.endswith("."):
            return is_break
        next_type = _type(following)
        if self._kind(following)[1]:
            next_type = _without_period(next_type)
        return self._second_pass(token, kind, is_break, following, next_type)

    def _kind(self, token: str) -> tuple[str, bool]:
        """What the token is by itself (`end`, `ellipsis`, `abbreviation` or `word`), and whether it ends a sentence."""
        if token in (".", "?", "!"):
            return "end", True
        if _ELLIPSIS.match(token):
            return "ellipsis", False
        if token.endswith(".") and not token.endswith(".."):
            stem = token[:-1].lower()
            abbreviations = self.parameters.abbreviations
            if stem in abbreviations or stem.split("-")[-1] in abbreviations:
                return "abbreviation", False
            return "word", True
        return "word", False

    def _second_pass(self, token: str, kind: str, is_break: bool, following: str, next_type: str) -> bool:
        stem = _without_period(_type(token))
        if (stem, next_type) in self.parameters.collocations:
            return False
        is_initial = bool(_INITIAL.match(token))
        starts = self._starts_sentence(following, next_type)
        if kind in ("abbreviation", "ellipsis") and not is_initial:
            if starts:
                return True
            if following[0].isupper() and next_type in self.parameters.starters:
                return True
        if is_initial or stem == "##number##":
            if starts is False:
                return False
            is_always_upper = not self.parameters.contexts.get(next_type, 0) & _LOWER
            if starts is None and is_initial and following[0].isupper() and is_always_upper:
                return False
        return is_break

    def _starts_sentence(self, token: str, token_type: str) -> bool | None:
        """The orthographic heuristic: does the word begin a sentence? None where there is no telling."""
        if token in (";", ":", ",", ".", "!", "?"):
            return False
        context = self.parameters.contexts.get(token_type, 0)
        if token[0].isupper() and context & _LOWER and not context & _MID_UPPER:
            return True
        if token[0].islower() and (context & _UPPER or not context & _BEGIN_LOWER):
            return False
        return None


def _contexts(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each mark that may end a sentence, with the word before it and the token after it."""
    start = stop = 0
    previous: re.Match[str] | None = None
    for match in _END.finditer(text):
        position = match.start()
        space = _last_space(text, stop, position)
        begin = space + 1 if space > stop else start
        if previous is not None and stop <= begin:
            yield previous, text[start:stop] + previous[0] + previous["after"]
        previous, start, stop = match, begin, position
    if previous is not None:
        yield previous, text[start:stop] + previous[0] + previous["after"]


def _last_space(text: str, start: int, stop: int) -> int:
    last = text.rfind(" ", start, stop)
    return max(last, *(text.rfind(mark, max(start, last), stop) for mark in _WHITE_SPACE[1:]))


def _realigned(text: str, slices: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Closing marks that follow a sentence's end go with it."""
    shift = 0
    current = next(slices)
    for following in slices:
        start, stop = current[0] + shift, current[1]
        closing = _CLOSING.match(text, following[0], following[1])
        if closing:
            yield start, following[0] + len(closing[0].rstrip())
            shift = closing.end() - following[0]
        else:
            shift = 0
            if start < stop:
                yield start, stop
        current = following
    if current[0] + shift < current[1]:
        yield current[0] + shift, current[1]


def _type(token: str) -> str:
    return _NUMERIC.sub("##number##", token.lower())


def _without_period(token_type: str) -> str:
    return token_type[:-1] if len(token_type) > 1 and token_type.endswith(".") else token_type
