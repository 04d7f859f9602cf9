"""Noun phrases beside a word: where the subject before a verb begins, and where the one behind it ends.

Small words, capitals, the role lexicon, finite verbs and punctuation bound a phrase with its appositions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from standpoint.features.lexicon import word_set
from standpoint.features.views import SentenceView

_LONGEST_PHRASE: Final = 30  # tokens of a subject with its appositions; longer ones are mistakes
_STOPS: Final = frozenset(":;")
QUOTATION_MARKS: Final = frozenset('"“”„«»‟')
_TIME_PREPOSITIONS: Final = frozenset(("on in at by since before after during from late early this last next").split())
# Possessive words and the pronouns that they stand for
OWNERS: Final = {"his": "he", "her": "she", "its": "it", "their": "they", "my": "i", "our": "we"}


SUBJECT_PRONOUNS = frozenset(("he", "she", "they", "i", "we"))


SUBJECT_PRONOUNS = frozenset(("he", "she", "they", "i", "we"))


class Phrase(NamedTuple):
    """A noun phrase: tokens `first` to `last` (exclusive) with its appositions, `core` where the phrase proper ends."""

    first: int
    core: int
    last: int


def leads_to_name(sentence: SentenceView, index: int) -> bool:
    """Whether a few common words lead up to a name, as a title without article does: "nursing aide Ann Lee"."""
    for position in range(index, min(index + 5, len(sentence.tokens))):
        if sentence.kinds[position] == "name":
            return True
        if sentence.kinds[position] != "word":
            return False
    return False


def is_clause(sentence: SentenceView, end: int) -> bool:
    """Whether what ends before a comma is a clause with a verb of its own, and not a subject with appositions."""
    parts = _split(sentence, _clause_start(sentence, end), end)
    return any(_has_verb(sentence, first, last) for first, last in parts) or not parts


def _has_verb(sentence: SentenceView, first: int, last: int) -> bool:
    """Whether a part has a finite verb outside a relative clause: there is no tagger, so endings must do."""
    for index in range(first, last):
        if sentence.kinds[index] in ("relative", "subordinator") and index <= first + 1:
            return False
        if sentence.kinds[index] == "relative":
            return False
        if _is_verb_like(sentence, index) and index > first:
            return True
    return False


def _is_verb_like(sentence: SentenceView, index: int) -> bool:
    if sentence.kinds[index] == "auxiliary":
        return True
    if index in sentence.cue_at or index in sentence.finite:
        return True
    return (
        sentence.kinds[index] == "word"
        and index not in sentence.role_at
        and (sentence.tokens.folded[index].endswith("ed") or sentence.tokens.folded[index] in word_set("verb"))
    )


def phrase_before(sentence: SentenceView, index: int) -> Phrase | None:
    """The noun phrase that ends before a verb, with its appositions."""
    end = _skip_back(sentence, index)
    if end == 0:
        return None
    if sentence.tokens.folded[end - 1] in SUBJECT_PRONOUNS:
        return Phrase(end - 1, end, end)  # "a measure | he justifies"
    start = _clause_start(sentence, end)
    parts = parts_of(sentence, start, end)
    is_participle = sentence.tokens.folded[index].endswith("ing") and sentence.tokens.folded[index - 1] != "as"
    is_joined = sentence.kinds[end - 1] == "conjunction" or is_participle
    if parts and is_joined and any(_has_verb(sentence, *part) for part in parts):
        return phrase_after(
            sentence, _behind_lead(sentence, *parts[0])
        )  # "the bank agreed, predicting …", "agreed and said"
    is_closed = sentence.tokens.words[end - 1] in (",", "—", "–", ")", "-")
    if not parts:
        return None
    if not is_closed and not _is_open_apposition(sentence, parts):
        first, last = parts[-1]
        return trimmed(sentence, *_last_clause(sentence, first, last))
    return _with_appositions(sentence, parts)


def _behind_lead(sentence: SentenceView, first: int, last: int) -> int:
    """Where the subject of a clause begins after small words and an introduction without a comma."""
    while first + 1 < last and sentence.kinds[first] in ("conjunction", "adverb", "subordinator", "mark", "time"):
        first += 1
    if sentence.kinds[first] == "preposition":
        first = min(_after_preposition(sentence, first, last), last - 1)
    return first


def _is_open_apposition(sentence: SentenceView, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether the last part is an apposition without its comma ("Ann Lee, a nurse at the clinic said")."""
    if len(parts) < 2 or not opens_apposition(sentence, parts[-1][0]):
        return False
    opener = sentence.tokens.folded[parts[-1][0]]
    first, last = parts[-2] if sentence.kinds[parts[-2][0]] != "number" or len(parts) < 3 else parts[-3]
    is_subject = sentence.kinds[first] in ("name", "determiner") and not _has_verb(sentence, first, last)
    return is_subject and opener in ("a", "an", "who", "whose") and sentence.kinds[first] == "name"


def _with_appositions(sentence: SentenceView, parts: list[tuple[int, int]]) -> Phrase | None:
    """The phrase before one or more appositions: the leftmost part from which only appositions follow."""
    for position in range(len(parts) - 1, -1, -1):
        first, last = parts[position]
        is_behind_clause = position > 0 and _has_verb(sentence, *parts[position - 1])
        if (
            position
            and not is_behind_clause
            and (
                opens_apposition(sentence, first)
                or _is_body_of_place(sentence, first, last)
                or _is_name_of_role(sentence, parts[position - 1], (first, last))
            )
        ):
            continue
        phrase = trimmed(sentence, *_last_clause(sentence, first, last))
        if phrase is None:
            return None
        return Phrase(phrase.first, phrase.core, parts[-1][1])
    return None


def opens_apposition(sentence: SentenceView, first: int) -> bool:
    """Whether a part after a comma begins as an apposition does."""
    tokens, kind = sentence.tokens, sentence.kinds[first]
    folded = tokens.folded[first]
    if kind in ("number", "relative", "preposition"):
        return True
    if kind == "determiner":
        return folded in ("a", "an", "the", "one", "his", "her", "its", "their", "both", "another")
    if kind == "word":
        return True
    return folded in ("himself", "herself", "now", "then", "formerly", "once", "previously", "also", "like")


def _is_body_of_place(sentence: SentenceView, first: int, last: int) -> bool:
    """Whether a part names a role by its place, as an apposition may: "China's state news agency"."""
    return sentence.tokens.is_possessive(first) and any(index in sentence.role_at for index in range(first + 1, last))


def _is_name_of_role(sentence: SentenceView, before: tuple[int, int], part: tuple[int, int]) -> bool:
    """Whether a part is the name of the role before it: "its director, Ann Lee"."""
    if not all(sentence.kinds[index] == "name" for index in range(*part)):
        return False
    is_role = sentence.kinds[before[0]] == "determiner" and any(index in sentence.role_at for index in range(*before))
    return is_role and not _has_verb(sentence, *before)


def _last_clause(sentence: SentenceView, first: int, last: int) -> tuple[int, int]:
    """What follows the last conjunction with a verb before it: "crowds gathered and police" is "police"."""
    has_verb = False
    start = first
    for index in range(first, last):
        kind = sentence.kinds[index]
        if (kind == "conjunction" and has_verb and not _joins_participles(sentence, index, last)) or (
            kind == "subordinator" and index > first
        ):
            start, has_verb = index + 1, False
        elif kind == "auxiliary" or (
            kind == "word" and sentence.tokens.folded[index].endswith("ed") and index not in sentence.role_at
        ):
            if not _in_relative_clause(sentence, start, index):
                has_verb = True
                if index + 1 < last and kind == "word" and sentence.kinds[index + 1] == "determiner":
                    start = index + 1  # "the ministry released a report that accused …"
        elif (index in sentence.cue_at or index in sentence.finite) and not _in_relative_clause(sentence, start, index):
            has_verb = True
            if index + 1 < last and index > start:
                start = index + 1
    return start, last


def _joins_participles(sentence: SentenceView, index: int, last: int) -> bool:
    """Whether a participle follows "and", as in "footage filmed in Almaty and checked by the agency"."""
    after = index + 1
    return after < last and sentence.kinds[after] == "word" and sentence.tokens.folded[after].endswith("ed")


def _in_relative_clause(sentence: SentenceView, first: int, index: int) -> bool:
    return any(sentence.kinds[position] == "relative" for position in range(first, index))


def _skip_back(sentence: SentenceView, index: int) -> int:
    """Where a subject before the verb ends: adverbs, auxiliaries and times between the two are passed over."""
    kinds, folded = sentence.kinds, sentence.tokens.folded
    while index > 0:
        kind = kinds[index - 1]
        if sentence.quoted[index - 1]:
            return 0
        is_adverb = kind in ("adverb", "auxiliary", "time") or (kind == "word" and folded[index - 1].endswith("ly"))
        is_time = folded[index - 1] in _TIME_PREPOSITIONS and index < len(kinds) and kinds[index] in ("time", "number")
        is_to = folded[index - 1] == "to"
        is_number = kind == "number" and index < len(kinds) and kinds[index - 2 : index - 1] == ["time"]
        if (
            (is_adverb and index - 1 not in sentence.role_at)
            or is_time
            or is_to
            or is_number
            or (kind == "word" and index - 1 in sentence.cue_at and kinds[index] in ("conjunction",))
        ):
            index -= 1
        elif kind == "conjunction" and _verb_before(sentence, index - 1):
            index = _verb_chain(sentence, index - 1)
        else:
            break
    return index


def _verb_before(sentence: SentenceView, index: int) -> bool:
    """Whether a conjunction joins this verb to an earlier verb of the same subject ("condemned X and called")."""
    return any(position < index for position, _ in sentence.cues) and sentence.tokens.folded[index] in (
        "and",
        "but",
        "or",
    )


def _verb_chain(sentence: SentenceView, index: int) -> int:
    """The first of the verbs that a conjunction joins: their common subject ends there."""
    return min(position for position, _ in sentence.cues if position < index)


def _clause_start(sentence: SentenceView, end: int) -> int:
    start = end
    while start > 0 and end - start < _LONGEST_PHRASE:
        word = sentence.tokens.words[start - 1]
        if sentence.quoted[start - 1] or word in _STOPS or word in QUOTATION_MARKS or word == "…":
            break
        start -= 1
    return start


def parts_of(sentence: SentenceView, start: int, end: int) -> list[tuple[int, int]]:
    """The parts between commas, dashes and brackets, without introductions ("On Monday, …")."""
    parts = _split(sentence, start, end)
    while len(parts) > 1 and _is_introduction(sentence, *parts[0]):
        parts.pop(0)
    return parts


def _split(sentence: SentenceView, start: int, end: int) -> list[tuple[int, int]]:
    """What stands between commas, dashes and brackets."""
    parts: list[tuple[int, int]] = []
    first = start
    for index in range(start, end + 1):
        if index == end or sentence.tokens.words[index] in (",", "—", "–", "(", ")", "-"):
            if first < index:
                parts.append((first, index))
            first = index + 1
    return parts


def _is_introduction(sentence: SentenceView, first: int, last: int) -> bool:
    kind, folded = sentence.kinds[first], sentence.tokens.folded[first]
    if kind in ("preposition", "subordinator", "number"):
        return True
    if kind in ("conjunction", "adverb", "time"):
        return first + 1 >= last or _is_introduction(sentence, first + 1, last)
    return kind == "word" and folded.endswith(("ing", "ed")) and first not in sentence.role_at


def trimmed(sentence: SentenceView, first: int, last: int) -> Phrase | None:
    """The noun phrase of a stretch: without what leads up to it, if it has a head."""
    kinds, tokens = sentence.kinds, sentence.tokens
    leading = ("conjunction", "adverb", "subordinator", "mark", "auxiliary", "time")
    while first < last:
        if kinds[first] == "relative" and first + 1 < last:  # "which she said was …"
            first += 1
        elif kinds[first] == "preposition" and tokens.folded[first] != "like":
            first = _after_preposition(sentence, first, last)
        elif kinds[first] in leading:
            first += 1
        else:
            break
    while last > first and kinds[last - 1] in ("mark", "preposition", "conjunction", "adverb"):
        last -= 1
    if first >= last or last - first > _LONGEST_PHRASE or not has_head(sentence, first, last):
        return None
    return Phrase(first, last, last)


def _after_preposition(sentence: SentenceView, first: int, last: int) -> int:
    """Where the subject begins after an introduction without a comma ("On Monday police", "In his speech Mr Ba")."""
    kinds = sentence.kinds
    index = first + 1
    while index < last and kinds[index] in ("time", "number", "adverb"):
        index += 1
    if index > first + 1:
        return index
    for position in range(first + 2, last):
        if kinds[position] in ("determiner", "pronoun") or (
            kinds[position] == "name" and kinds[position - 1] in ("word", "time")
        ):
            return position
    return last


def has_head(sentence: SentenceView, first: int, last: int) -> bool:
    """A name, a pronoun, or a common noun: anything but small words."""
    if last - first == 1 and sentence.kinds[first] == "determiner":
        return sentence.tokens.folded[first] in (
            "some", "many", "most", "several", "few", "others", "both", "all", "another", "one", "half", "this", "that",
            "two", "three", "dozens", "hundreds", "thousands", "these", "those", "other", "each",
        )  # fmt: skip
    return any(sentence.kinds[index] in ("name", "pronoun", "word", "relative", "time") for index in range(first, last))


def phrase_after(sentence: SentenceView, first: int) -> Phrase | None:
    """The noun phrase that begins at a token, with its appositions."""
    core = phrase_end(sentence, first)
    if core <= first or not has_head(sentence, first, core):
        return None
    last = core
    words = sentence.tokens.words
    while last + 1 < len(words) and words[last] in (",", "(", ")") and last - first < _LONGEST_PHRASE:
        is_name = last == core and is_named_apposition(sentence, first, last + 1)
        if sentence.quoted[last + 1] or _is_adverbial(sentence, last + 1):
            break
        if not (is_name or opens_apposition(sentence, last + 1)):
            break
        end = phrase_end(sentence, last + 1, is_apposition=not is_name)
        if end <= last + 1:
            break
        last = end
    return Phrase(first, core, last)


def is_named_apposition(sentence: SentenceView, first: int, index: int) -> bool:
    """Whether a name stands in apposition to a role: "its director, Ann Lee", "the Energy Minister, Ann Lee"."""
    is_role = first in sentence.role_at or any(
        position in sentence.role_at
        for position in range(first, index)
        if sentence.kinds[position] != "name" or sentence.kinds[first] == "determiner"
    )
    return is_role and index < len(sentence.tokens) and sentence.kinds[index] == "name"


def _is_adverbial(sentence: SentenceView, index: int) -> bool:
    """Whether a part after a comma tells the circumstances rather than who the speaker is."""
    folded = sentence.tokens.folded[index]
    if sentence.kinds[index] == "preposition":
        return folded not in ("of", "from", "with", "like", "for")
    return folded.endswith("ing") or folded in ("adding",)


_PHRASE_STOPS: Final = frozenset(("subordinator", "auxiliary", "time", "adverb"))


def phrase_end(sentence: SentenceView, first: int, *, is_apposition: bool = False) -> int:
    """Where a noun phrase that begins at `first` ends."""
    kinds, tokens = sentence.kinds, sentence.tokens
    index = first
    has_relative = False
    while index < len(tokens) and index - first < _LONGEST_PHRASE:
        word, kind = tokens.words[index], kinds[index]
        if sentence.quoted[index] or (kind == "mark" and word not in ("&", "'", "’", ".", "/", "-")):
            break
        if word == "." and (index + 1 == len(tokens) or not tokens.is_capital(index + 1)):
            break
        if kind == "relative":
            has_relative = True
        elif (
            (not (is_apposition or has_relative) and index > first and _ends_phrase(sentence, first, index))
            or kind == "subordinator"
            or (kind == "conjunction" and not _joins_names(sentence, first, index))
        ):
            break
        index += 1
    while index > first and kinds[index - 1] in ("preposition", "conjunction", "determiner") and index - 1 > first:
        index -= 1
    return index


def _ends_phrase(sentence: SentenceView, first: int, index: int) -> bool:
    kind, folded = sentence.kinds[index], sentence.tokens.folded[index]
    if kind == "adverb" and sentence.kinds[index - 1] == "determiner":
        return False  # "the first defendant"
    if kind in _PHRASE_STOPS and not (kind == "time" and sentence.kinds[index - 1] == "name" and folded == "may"):
        return True
    if kind == "preposition":
        return folded not in ("of", "for", "from", "in", "at", "with") or _leads_to_time(sentence, index + 1)
    if kind == "pronoun":
        return True
    if kind in ("determiner", "number") and sentence.kinds[index - 1] in ("word", "name"):
        return True
    if index in sentence.finite:
        return True
    if kind == "word" and index not in sentence.role_at:
        return folded.endswith("ed") or (folded.endswith("ing") and sentence.kinds[index - 1] == "name")
    return index in sentence.cue_at


def _leads_to_time(sentence: SentenceView, first: int) -> bool:
    """Whether what follows a preposition tells the time or the occasion and not who somebody is."""
    ahead = sentence.tokens.folded[first : first + 3]
    kinds = sentence.kinds[first : first + 3]
    return (
        kinds[:1] in (["time"], ["number"], ["pronoun"])
        or (ahead[:1] in (["his"], ["her"], ["their"], ["its"]) and sentence.tokens.folded[first - 1] != "of")
        or ahead[:1] in (["response"], ["which"])
        or kinds[:2] == ["determiner", "time"]
        or ahead[:2] in (["a", "statement"], ["an", "interview"], ["a", "speech"], ["an", "address"])
        or "statement" in ahead
    )


def _joins_names(sentence: SentenceView, first: int, index: int) -> bool:
    """Whether "and" joins two parts of one phrase: names or nouns on both sides, and no verb soon after."""
    if sentence.tokens.folded[index] not in ("and", "or") or index + 1 >= len(sentence.tokens):
        return False
    return sentence.kinds[index + 1] in ("name", "determiner", "word") and sentence.kinds[index - 1] in (
        "name",
        "word",
    )
