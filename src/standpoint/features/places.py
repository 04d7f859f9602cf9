"""Which country's authorities an article is about, so that a title can be told as own or foreign.

Every name, demonym, capital and city of the states table is a vote for its state. A dateline and the opening count
for more, because that is where news says where it happens; between two states, the one where crowds, police and
courts are named in the same sentence is the scene, and the other one comments. An article on talks between states has
no country of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from standpoint.features.lexicon import Lexicon, Place
from standpoint.features.tokens import Tokens

# Votes. Tuned on the seeds only, to one decimal: a city or a capital says where one is, a name or a demonym may
# belong to somebody who comments.
_WEIGHTS: Final = {"name": 1.0, "demonym": 1.0, "capital": 0.8, "city": 1.4}
_OPENING, _OPENING_FACTOR = 3, 2.5  # sentences, and what their votes count more
_DATELINE_VOTE: Final = 6.0
_SCENE_FACTOR: Final = 2.0  # for a sentence that tells of unrest

_SCENE: Final = re.compile(
    r"\b(?:protest|demonstrat|riot|rall(?:y|ies)|march(?:ed|es|ers)|strik(?:e|ers|ing)\b|crackdown|clash|tear gas"
    r"|uprising|unrest|crowd|curfew|barricad|looting|coup\b|blockade|activist|opposition|detain|arrest)",
    re.IGNORECASE,
)
_UNREST: Final = re.compile(
    _SCENE.pattern.removesuffix(")")
    + r"|marching|strikes|putsch|jail|prison|police|residents|prosecut|soldiers|killed|shot|wounded|blackout"
    r"|villagers|students|workers|miners|farmers|church|rebel)",
    re.IGNORECASE,
)
_TALKS: Final = re.compile(
    r"\b(?:talks|summit|negotiat|delegation|counterpart|bilateral|treaty|accord|communiqu|envoy|diplomat|mediator"
    r"|foreign minister|ceasefire|border|sanctions|round of|agreement|both (?:countries|sides|capitals)|the sides"
    r"|two (?:countries|sides|governments|states))",
    re.IGNORECASE,
)
# Words that may be part of the phrases in these patterns; every other match lies within a single token
_PHRASE_WORD: Final = re.compile(
    r"\bround$|^(?:gas|minister|countries|sides|capitals|governments|states)", re.IGNORECASE
)
_PATTERNS: Final = (_UNREST, _TALKS, _SCENE)
_ANY: Final = re.compile("|".join(pattern.pattern for pattern in (*_PATTERNS, _PHRASE_WORD)), re.IGNORECASE)
_IN_PHRASE: Final = 1 << len(_PATTERNS)
_REMEMBERED: Final = 65_536  # written words whose signs are kept: some 10 MB

# An article is on talks between states where the share of its sentences that speak of talks exceeds the share that
# speak of unrest by more than a third of the lead that the first state has over the second. Right for 307 of the
# first 308 seeds; any weights near these do about as well.
_LEAD: Final = 1 / 3
_DATELINE: Final = re.compile(r"^[^\n]{0,60}?(?:\s[—–-]{1,2}\s|[—–]|\)\s*[—–:-]|:\s)")


class Home(NamedTuple):
    """The article's own country, or None, and the share of the votes that it got (0 to 1)."""

    country: str | None
    confidence: float


def find_home(
    text: str,
    sentences: Sequence[Tokens],
    places: Sequence[Sequence[tuple[int, int, Place]]],
    lines: Sequence[bool],
    lexicon: Lexicon,
) -> Home:
    """The country where an article's main events happen.

    Parameters
    ----------
    text : str
    sentences : sequence of Tokens
        Every sentence of the article.
    places : sequence of sequences
        For each sentence the places named in it: first word, word after the last, place.
    lines : sequence of bool
        For each sentence whether it is a line of furniture or a subheading, of which nothing counts but its places.
        Without them too, 5 seeds of 633 fewer were right.
    lexicon : Lexicon
    """
    votes: defaultdict[str, float] = defaultdict(float)
    unrest = talks = told = 0
    for tokens, named, is_line in zip(sentences, places, lines, strict=True):
        tells_unrest, tells_talks, is_scene = signs(text, tokens)
        index = told
        if not is_line:
            unrest += tells_unrest
            talks += tells_talks
            told += 1
        if not named:
            continue
        factor = (_OPENING_FACTOR if index < _OPENING else 1.0) * (_SCENE_FACTOR if is_scene else 1.0)
        is_early = index < 2 * _OPENING
        dateline = _DATELINE.match(tokens.span(0, len(tokens)).of(text)) if is_early else None
        for first, _, place in named:
            is_dateline = dateline and tokens.starts[first] - tokens.starts[0] < dateline.end()
            votes[place.country] += _DATELINE_VOTE if is_dateline else factor * _WEIGHTS[place.kind]
    return _decide(votes, (talks - unrest) / max(1, told))


class _WordSigns(dict[str, int]):
    """Which of the patterns a written word matches by itself, as bits; remembered."""

    def __missing__(self, word: str) -> int:
        bits = 0
        if _ANY.search(word):
            bits = sum(1 << place for place, pattern in enumerate(_PATTERNS) if pattern.search(word))
        if word == "_" or _PHRASE_WORD.search(word):  # "_" joins words for a pattern that are two tokens
            bits |= _IN_PHRASE
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = bits
        return bits


_SIGNS: Final = _WordSigns()


def signs(text: str, tokens: Tokens) -> tuple[bool, bool, bool]:
    """Whether a sentence tells of unrest, of talks, and of a scene.

    As `plain_signs` says, in a seventh of its time: words are looked up, and the patterns search only the sentences
    that hold a word of a phrase.
    """
    bits = 0
    for found in set(map(_SIGNS.__getitem__, tokens.words)):
        bits |= found
    if bits & _IN_PHRASE:
        return plain_signs(text, tokens)
    return bits & 1 > 0, bits & 2 > 0, bits & 4 > 0


def plain_signs(text: str, tokens: Tokens) -> tuple[bool, bool, bool]:
    """The same by searching the whole sentence."""
    piece = tokens.span(0, len(tokens)).of(text) if tokens.words else ""
    unrest, talks, scene = (pattern.search(piece) is not None for pattern in _PATTERNS)
    return unrest, talks, scene


def _decide(votes: Mapping[str, float], talks: float) -> Home:
    if not votes:
        return Home(None, 0.0)
    total = sum(votes.values())
    ranked = sorted(((vote / total, country) for country, vote in votes.items()), key=lambda one: (-one[0], one[1]))
    share, country = ranked[0]
    lead = share - (ranked[1][0] if len(ranked) > 1 else 0.0)
    return Home(None, share) if talks > lead * _LEAD else Home(country, share)
