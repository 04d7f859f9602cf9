"""Whom a pronoun, a description or a quotation without a name means.

A name names its speaker by itself. For "he", "the minister" and a quotation whose own sentence names nobody there are
several persons and bodies about, and which of them speaks is a matter of many weak signs: who spoke last, who is named
in the sentence before, whether gender, number and role agree, whether the paragraph is new. They are weighed by a
logistic regression fitted on the seeds, in which a record is right if it is the labelled speaker. Nothing is looked at
but the neighbouring sentences and a bounded number of records, so the time is linear in the article's length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from standpoint.features.lexicon import word_set
from standpoint.features.people import Record, gender_of
from standpoint.features.signs import SignModel, Signs

PRONOUN, DESCRIPTION, QUOTE = "pronoun", "description", "quote"
_REMEMBERED: Final = 8192  # groups of signs that are kept: some megabytes
_MANY: Final = frozenset("people police men women children staff media".split())
_FIRST_WORDS: Final = {"the": "the", "this": "the", "that": "the", "these": "the", "those": "the", "his": "his",
                       "her": "his", "its": "his", "their": "his", "a": "a", "an": "a", "one": "a",
                       "another": "a"}  # fmt: skip


_gender = lru_cache(_REMEMBERED)(gender_of)


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be resolved.

    Attributes
    ----------
    group : str
        `PRONOUN`, `DESCRIPTION` or `QUOTE`.
    kind : str
        Within the group: the pronoun; how the description begins; where the quotation stands.
    words : tuple of str
        A description's head phrase, folded.
    roles : frozenset of str
        The classes of role in it.
    sentence : int
        Its place in the article's body.
    """

    group: str
    kind: str
    words: tuple[str, ...]
    roles: frozenset[str]
    sentence: int

    @property
    def gender(self) -> int:
        """Above 0 for a woman, below for a man, 0 where the words do not tell."""
        return _gender((self.kind,) if self.group == PRONOUN else self.words)


def origin_kind(origin: str) -> str:
    """Where a record was come upon, without the circumstances.

    Examples
    --------
    >>> origin_kind("before/new/quoted"), origin_kind("speaker:0")
    ('before', 'speaker')
    """
    return origin.split("/")[0].split(":")[0]


class Candidate(NamedTuple):
    """A record that may be meant, where it was come upon, and its signs in groups.

    `prefixes` say what case it is a candidate in: each sign counts for the kind of case and for the whole group.
    """

    record: Record
    origins: tuple[str, ...]
    groups: list[Signs]
    prefixes: tuple[str, str]

    @property
    def signs(self) -> list[str]:
        """The signs as the model weighs them."""
        return [prefix + sign for prefix in self.prefixes for group in self.groups for sign in group]


def description_kind(folded: Sequence[str], *, is_capital: bool) -> str:
    """How a description begins: definite, owned, indefinite, or bare."""
    return _FIRST_WORDS.get(folded[0]) or ("capital" if is_capital else "bare")


@dataclass(frozen=True)
class Antecedents(SignModel):
    """Weights of the signs of a candidate."""

    def best(self, candidates: Sequence[Candidate]) -> Candidate | None:
        """The likeliest candidate, the first of equals; None where there are none."""
        if len(candidates) == 1:
            return candidates[0]
        return max(candidates, key=lambda one: self.score_groups(one.groups, one.prefixes), default=None)


def candidate(case: Case, record: Record, origins: Sequence[str]) -> Candidate:
    """A record with the signs that it has in a case."""
    kind = _kind_of(record)
    gender = _agreement(case.gender, record.gender)
    groups = [(kind, gender), *(_origin_signs(origin, kind, gender) for origin in origins)]
    spoke = _distance(case.sentence - record.spoke) if record.spoke >= 0 else "never"
    placed = "never" if not record.placed else "always" if record.placed == len(record.seen) else "sometimes"
    groups.append((f"placed {placed}", f"placed {placed}/{kind}"))
    groups.append(_history_signs(spoke, min(record.times, 2), _seen(record, case.sentence)))
    if case.group == DESCRIPTION:
        groups.append(_own_signs(case, record) if "own" in origins else _shared_signs(case, record))
    return Candidate(record, tuple(origins), groups, (f"{case.group}|", f"{case.group}/{case.kind}|"))


@lru_cache(_REMEMBERED)
def _origin_signs(origin: str, kind: str, gender: str) -> Signs:
    return origin, f"{origin}+{kind}", f"{origin}+{gender}"


@lru_cache(_REMEMBERED)
def _history_signs(spoke: str, times: int, seen: str) -> Signs:
    return f"spoke:{spoke}", f"spoke times:{times}", f"seen:{seen}"


def _own_signs(case: Case, record: Record) -> Signs:
    """Signs that a description is of nobody but itself."""
    number = "several" if _is_several(case.words[-1]) else "one"
    signs = (
        f"own/words:{min(len(case.words), 4)}",
        f"own/{number}",
        f"own/{'spoke before' if record.times else 'new'}",
    )
    return (*signs, *(f"own/role:{role}" for role in sorted(case.roles)))


def _shared_signs(case: Case, record: Record) -> Signs:
    """Signs that a description is of a record: the words and roles that the two share."""
    head = case.words[-1]
    where = "name" if head in record.words else "described" if record.has_word(head) else "absent"
    shared = sum(map(record.has_word, case.words))
    agreement = "unknown" if not case.roles or not record.roles else "same" if case.roles & record.roles else "other"
    return _agreement_signs(where, f"{min(shared, 3)} of {min(len(case.words), 3)}", agreement, case.roles)


@lru_cache(_REMEMBERED)
def _agreement_signs(where: str, shared: str, agreement: str, roles: frozenset[str]) -> Signs:
    signs = (f"head {where}", f"words shared:{shared}", f"role {agreement}", f"role {agreement}/head {where}")
    return (*signs, *(f"role:{role}/head {where}" for role in sorted(roles)))


def _kind_of(record: Record) -> str:
    if word_set("body").intersection(record.words) or (len(record.text) > 2 and record.text.isupper()):
        return "body"
    if record.is_named:
        return "person"
    return "several" if _is_several(record.words[-1]) else "one"


def _is_several(word: str) -> bool:
    return word in _MANY or (word.endswith("s") and not word.endswith("ss"))


def _agreement(case: int, record: int) -> str:
    if case == 0:
        return "gender open"
    return "gender unknown" if record == 0 else "gender same" if (case > 0) == (record > 0) else "gender other"


def _distance(sentences: int) -> str:
    return str(sentences) if sentences < 3 else "3-5" if sentences < 6 else "6-12" if sentences < 13 else "far"


def _seen(record: Record, sentence: int) -> str:
    place = bisect_right(record.seen, sentence)
    if place:
        return _distance(sentence - record.seen[place - 1])
    return "later" if record.seen else "never"
