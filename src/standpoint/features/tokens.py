"""Words with their places.

One pattern for everything that reads words, so that an index into one list means the same in another. A word keeps
its inner apostrophes, hyphens and full stops ("Nur-Sultan", "O'Keefe", "U.S."); every other mark is a token of its
own. The possessive ending is no part of the folded form: "Kazakhstan's" is found as "kazakhstan". An accent that the
text holds as a character of its own, after its letter, belongs to the word and is joined to its letter when folded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from standpoint.data.article import Span

_LETTERS = r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*"  # with the combining accents of decomposed text
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S. a.m.
    r"|\d+(?:[.,:]\d+)*(?!-?[^\W_])"  # 2,298 2.5 14:30, but not the 41 of 41-year-old
    rf"|{_LETTERS}(?:['’‘\-&]{_LETTERS})*"  # words
    r"|[^\w\s]|_"
)
_POSSESSIVE = re.compile(r"['’‘][sS]$")
_APOSTROPHES = str.maketrans("’‘", "''")
_LOWERED_DOTTED_I = "i\u0307"  # what Python makes of the Turkish İ; the lists and the wires have a plain i


@dataclass(slots=True)
class Tokens:
    """The words and marks of a stretch of text, as parallel lists.

    Attributes
    ----------
    words : list of str
        As written.
    folded : list of str
        Lower case, without possessive ending, with straight apostrophes.
    starts, ends : list of int
        Characters of the article's text.
    """

    words: list[str]
    folded: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> Span:
        """The characters from token `first` to token `last`, exclusive."""
        return Span(self.starts[first], self.ends[last - 1])

    def is_capital(self, index: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.words[index][0].isupper()

    def is_possessive(self, index: int) -> bool:
        """Whether the token ends in a possessive `'s`."""
        return _POSSESSIVE.search(self.words[index]) is not None


def tokenize(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """The tokens of `text[start:end]`.

    Examples
    --------
    >>> tokenize("Kazakhstan's U.S. envoy, 41.").folded
    ['kazakhstan', 'u.s.', 'envoy', ',', '41', '.']
    """
    tokens = Tokens([], [], [], [])
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match[0]
        tokens.words.append(word)
        tokens.folded.append(fold(word))
        tokens.starts.append(match.start())
        tokens.ends.append(match.end())
    return tokens


def fold(word: str) -> str:
    """Lower case, without possessive ending, with straight apostrophes and composed accents."""
    if word.isascii() and word.isalpha():
        return word.lower()
    word = unicodedata.normalize("NFC", _POSSESSIVE.sub("", word).translate(_APOSTROPHES))
    return word.lower().replace(_LOWERED_DOTTED_I, "i")
