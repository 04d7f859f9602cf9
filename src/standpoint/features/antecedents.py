"""Whom a pronoun, a description or a quotation without a name means.

A name names its speaker by itself. For "he", "the minister" and a quotation whose own sentence names nobody there are
several persons and bodies about, and which of them speaks is a matter of many weak signs: who spoke last, who is named
in the sentence before, whether gender, number and role agree, whether the paragraph is new. They are weighed by a
logistic regression fitted on the seeds, in which a record is right if it is the labelled speaker. Nothing is looked at
but the neighbouring sentences and a bounded number of records, so the time is linear in the article's length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from standpoint.features.lexicon import word_set
from standpoint.features.people import Record, gender_of
from standpoint.features.signs import SignModel

PRONOUN, DESCRIPTION, QUOTE = "pronoun", "description", "quote"
_MANY = frozenset("people police men women children staff media".split())
_FIRST_WORDS = {"the": "the", "this": "the", "that": "the", "these": "the", "those": "the", "his": "his", "her": "his",
                "its": "his", "their": "his", "a": "a", "an": "a", "one": "a", "another": "a"}  # fmt: skip


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
        Index of the sentence.
    """

    group: str
    kind: str
    words: tuple[str, ...]
    roles: frozenset[str]
    sentence: int

    @property
    def gender(self) -> int:
        """Above 0 for a woman, below for a man, 0 where the words do not tell."""
        return gender_of((self.kind,) if self.group == PRONOUN else self.words)


class Candidate(NamedTuple):
    """A record that may be meant, where it was come upon, and its signs."""

    record: Record
    origins: tuple[str, ...]
    signs: list[str]


def description_kind(folded: Sequence[str], *, is_capital: bool) -> str:
    """How a description begins: definite, owned, indefinite, or bare."""
    return _FIRST_WORDS.get(folded[0]) or ("capital" if is_capital else "bare")


@dataclass(frozen=True)
class Antecedents(SignModel):
    """Weights of the signs of a candidate."""

    def best(self, candidates: Sequence[Candidate]) -> Candidate | None:
        """The likeliest candidate, the first of equals; None where there are none."""
        return max(candidates, key=lambda one: self.score(one.signs), default=None)


def signs_of(case: Case, record: Record, origins: Sequence[str]) -> list[str]:
    """The signs of a candidate, for its kind of case and for the whole group."""
    found = list(_signs(case, record, origins))
    return [f"{case.group}|{sign}" for sign in found] + [f"{case.group}/{case.kind}|{sign}" for sign in found]


def _signs(case: Case, record: Record, origins: Sequence[str]) -> Iterator[str]:
    kind = _kind_of(record)
    gender = _agreement(case.gender, record.gender)
    yield kind
    yield gender
    for origin in origins:
        yield origin
        yield f"{origin}+{kind}"
        yield f"{origin}+{gender}"
    yield f"spoke:{_distance(case.sentence - record.spoke) if record.spoke >= 0 else 'never'}"
    yield f"spoke times:{min(record.times, 2)}"
    yield f"seen:{_seen(record, case.sentence)}"
    if case.group == DESCRIPTION:
        yield from _description_signs(case, record, "own" in origins)


def _description_signs(case: Case, record: Record, is_own: bool) -> Iterator[str]:
    head = case.words[-1]
    if is_own:
        yield f"own/words:{min(len(case.words), 4)}"
        yield f"own/{'several' if _is_several(head) else 'one'}"
        yield f"own/{'spoke before' if record.times else 'new'}"
        yield from (f"own/role:{role}" for role in sorted(case.roles))
        return
    where = "name" if head in record.words else "described" if record.has_word(head) else "absent"
    yield f"head {where}"
    shared = sum(record.has_word(word) for word in case.words)
    yield f"words shared:{min(shared, 3)} of {min(len(case.words), 3)}"
    roles = record.roles
    agreement = "unknown" if not case.roles or not roles else "same" if case.roles & roles else "other"
    yield f"role {agreement}"
    yield f"role {agreement}/head {where}"
    yield from (f"role:{role}/head {where}" for role in sorted(case.roles))


def _kind_of(record: Record) -> str:
    if word_set("body").intersection(record.words):
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
