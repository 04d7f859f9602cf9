"""How a speaker is named: a person by name, a body or state, or somebody without a name.

The speaker's text is all that results carry, so it is judged by its shape and by the word lists: "Ana Kola" is a
person, "interior ministry", "Moscow" and "Reuters" are bodies, "hospital officials" and "State Department spokesperson"
have no name. A person known by one lower-cased name, and a body of one capitalised word that no list holds, are
misjudged.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from standpoint.features.lexicon import load_lexicon, word_set
from standpoint.features.tokens import tokenize

_JOINT = re.compile(r", | and ")
_AFTER_HEAD = frozenset("of for from at in on with that which who whose".split())
_WITH_A_NAME = frozenset("igo media statemedia".split())  # classes of the role list whose entries are names


class Naming(StrEnum):
    """How a speaker is named."""

    PERSON = "person"
    BODY = "body"
    UNNAMED = "unnamed"


@lru_cache(maxsize=65_536)
def naming(speaker: str | None) -> Naming:
    """How a speaker is named; of joint speakers, the one who is named best.

    Examples
    --------
    >>> [naming(name).value for name in ("Ana Kola", "interior ministry", "hospital officials", None)]
    ['person', 'body', 'unnamed', 'unnamed']
    """
    if not speaker:
        return Naming.UNNAMED
    if _is_body(speaker):  # whole first: "Minibus Owners' and Drivers' Union"
        return Naming.BODY
    found = {_naming_of_one(part) for part in _JOINT.split(speaker) if part}
    return next((kind for kind in Naming if kind in found), Naming.UNNAMED)


def _naming_of_one(speaker: str) -> Naming:
    if _is_body(speaker):
        return Naming.BODY
    folded, words = _head(speaker)
    is_group = len(words) == 1 and _is_listed(folded)  # "Officials" at the beginning of a sentence
    has_capital = bool(words) and any(sign.isupper() for sign in words[-1])  # the last: "al-Rawabdi" is a name too
    return Naming.PERSON if has_capital and not is_group else Naming.UNNAMED


def _is_body(speaker: str) -> bool:
    """Whether the head is the word of a body, or as a whole a state, a city or a listed body that has a name."""
    folded, words = _head(speaker)
    if not folded:
        return False
    is_capital = words[-1][0].isupper()  # "Kremlin" and "Reuters", but no "editor" or "White House aide"
    return folded[-1] in word_set("body") or (is_capital and _is_named_body(folded))


def _head(speaker: str) -> tuple[list[str], list[str]]:
    """Folded and written words up to a preposition or relative, without a document at their end.

    "official of the World Bank" is an official; "central bank figures" are the central bank's.
    """
    tokens = tokenize(speaker)
    end = next((index for index, word in enumerate(tokens.folded) if index and word in _AFTER_HEAD), len(tokens))
    while end > 1 and tokens.folded[end - 1] in word_set("voice") - word_set("body"):
        end -= 1
    return tokens.folded[:end], tokens.words[:end]


def _is_named_body(folded: list[str]) -> bool:
    """A state, a city, a body of one state ("Kremlin"), an organisation of states or a medium that has a name."""
    lexicon = load_lexicon()
    if (place := lexicon.places.match(folded, 0)) and place[0] == len(folded):
        return True
    role = lexicon.roles.match(folded, 0)
    if not role or role[0] < len(folded):
        return False
    is_plural = folded[-1].endswith("s") and _is_listed([*folded[:-1], folded[-1][:-1]])  # "Reporters", not "Reuters"
    return bool(role[1].country) or (role[1].kind in _WITH_A_NAME and not is_plural)


def _is_listed(folded: list[str]) -> bool:
    found = load_lexicon().roles.match(folded, 0)
    return found is not None and found[0] == len(folded)
