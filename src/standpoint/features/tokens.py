"""Words with their places.

One pattern for everything that reads words, so that an index into one list means the same in another. A word keeps
its inner apostrophes, hyphens and full stops ("Nur-Sultan", "O'Keefe", "U.S."); every other mark is a token of its
own. The possessive ending is no part of the folded form: "Kazakhstan's" is found as "kazakhstan". An accent that the
text holds as a character of its own, after its letter, belongs to the word and is joined to its letter when folded.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import Final

from standpoint.data.article import Span

_LETTERS: Final = r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*"  # with the combining accents of decomposed text
_TOKEN: Final = re.compile(
    r"[a-zA-Z]{2,}(?=[ ,.?!;:])"  # most words: nothing new, but a quarter less time than by the patterns below alone
    r"|(?:[^\W\d_]\.){2,}"  # U.S. a.m.
    r"|\d+(?:[.,:]\d+)*(?!-?[^\W_])"  # 2,298 2.5 14:30, but not the 41 of 41-year-old
    rf"|{_LETTERS}(?:['’‘\-&]{_LETTERS})*"  # words
    r"|[^\w\s]|_"
)
_POSSESSIVE: Final = re.compile(r"['’‘][sS]$")
_POSSESSIVE_ENDINGS: Final = frozenset(mark + letter for mark in "'’‘" for letter in "sS")
_APOSTROPHES: Final = str.maketrans("’‘", "''")
_LOWERED_DOTTED_I: Final = "i\u0307"  # what Python makes of the Turkish İ; the lists and the wires have a plain i
_REMEMBERED: Final = 65_536  # written words whose folded form is kept: some 10 MB
_LONGEST_REMEMBERED: Final = 40  # characters


class _Folds(dict[str, str]):
    """Folded forms by written word, remembered: looking a word up is ten times as fast as folding it."""

    def __missing__(self, word: str) -> str:
        folded = sys.intern(fold(word))
        if len(word) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = folded
        return folded


_FOLDS: Final = _Folds()


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

    __slots__ = ("_start", "_starts", "_text", "folded", "words")

    def __init__(self, words: list[str], folded: list[str], text: str, start: int = 0) -> None:
        self.words = words
        self.folded = folded
        self._text, self._start = text, start
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Where each token begins; looked up when first asked for, as many sentences are never asked."""
        if self._starts is None:
            self._starts = _starts(self.words, self._text, self._start)
        return self._starts

    @property
    def ends(self) -> list[int]:
        """Where each token ends."""
        return [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> Span:
        """The characters from token `first` to token `last`, exclusive."""
        starts = self.starts
        return Span(starts[first], starts[last - 1] + len(self.words[last - 1]))

    def is_capital(self, index: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.words[index][0].isupper()

    def is_possessive(self, index: int) -> bool:
        """Whether the token ends in a possessive `'s`."""
        return self.words[index][-2:] in _POSSESSIVE_ENDINGS


def tokenize(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """The tokens of `text[start:end]`.

    Examples
    --------
    >>> tokenize("Kazakhstan's U.S. envoy, 41.").folded
    ['kazakhstan', 'u.s.', 'envoy', ',', '41', '.']
    """
    words = _TOKEN.findall(text, start, len(text) if end is None else end)
    return Tokens(words, list(map(_FOLDS.__getitem__, words)), text, start)


def _starts(words: list[str], text: str, start: int) -> list[int]:
    """Where the words stand: each is the next in the text, as only white space is between them."""
    starts = []
    for word in words:
        start = text.find(word, start)
        starts.append(start)
        start += len(word)
    return starts


def fold(word: str) -> str:
    """Lower case, without possessive ending, with straight apostrophes and composed accents."""
    if word.isascii() and word.isalpha():
        return word.lower()
    word = unicodedata.normalize("NFC", _POSSESSIVE.sub("", word).translate(_APOSTROPHES))
    return word.lower().replace(_LOWERED_DOTTED_I, "i")
