"""How a mention names its speaker: a name without titles, a pronoun, or the head of a description."""

from __future__ import annotations

from typing import Final, NamedTuple

from standpoint.features.lexicon import Lexicon, word_set
from standpoint.features.phrases import OWNERS, Phrase, is_named_apposition, phrase_end
from standpoint.features.views import SentenceView

NAME_PARTICLES: Final = frozenset(
    ("de da do dos das del della di du la le van von der den bin ibn al el ul ur ben bint y e st").split()
)
BODY_PREPOSITIONS: Final = frozenset(("of", "for", "on"))
BODY_SMALL: Final = BODY_PREPOSITIONS | {"the", "and"}


# Participles behind a document whose "by" names who issued it, and not who passes it on ("seen by this paper")
_ISSUED: Final = frozenset("compiled drafted issued made posted prepared published put released signed written".split())


class Speaker(NamedTuple):
    """How a phrase names its speaker.

    `kind` is `name` (a person or body by name), `pronoun`, or `nominal`; `text` is the name, pronoun or head phrase
    without title and article; `first` and `last` are its tokens.
    """

    kind: str
    text: str
    first: int
    last: int


def speaker_of(sentence: SentenceView, phrase: Phrase, text: str, lexicon: Lexicon) -> Speaker:
    """The name or head phrase in a mention."""
    tokens, kinds = sentence.tokens, sentence.kinds
    if named := _given_name(sentence, phrase, text):
        return named
    phrase = _behind_document(sentence, phrase)
    first, last = phrase.first, _core_end(sentence, phrase)
    if last - first == 1 and tokens.folded[first] in OWNERS:
        return Speaker("pronoun", OWNERS[tokens.folded[first]], first, first + 1)
    if kinds[first] in ("pronoun", "relative") and last - first <= 2:
        return Speaker("pronoun", tokens.folded[first], first, first + 1)
    if _is_post(sentence, first, last) and (named := _name_in_apposition(sentence, phrase, text, lexicon)):
        return named
    start = last
    while start > first and _is_name_part(sentence, start - 1, first, last):
        start -= 1
    name = _without_titles(sentence, start, last, lexicon)
    is_name = name < last and (kinds[last - 1] in ("name", "number", "time", "mark") or tokens.is_capital(name))
    if is_name and (not tokens.is_possessive(last - 1) or last == phrase.core):
        return Speaker("name", _plain(tokens.span(name, last).of(text)), name, last)
    if named := _name_in_apposition(sentence, phrase, text, lexicon) or _name_of_medium(
        sentence, first, last, text, lexicon
    ):
        return named
    return _nominal(sentence, phrase, first, last, text)


def _given_name(sentence: SentenceView, phrase: Phrase, text: str) -> Speaker | None:
    """The name that a description gives: "a driver surnamed Lee", "one of them, who gave her name as Ann"."""
    tokens, kinds = sentence.tokens, sentence.kinds
    for index in range(phrase.first + 1, min(phrase.last + 1, len(tokens) - 1)):
        is_given = tokens.folded[index] == "surnamed" or tokens.folded[index - 1 : index + 1] == ["name", "as"]
        if is_given and kinds[index + 1] == "name":
            last = index + 2
            while last < len(tokens) and _is_name_part(sentence, last, index + 1, len(tokens)):
                last += 1
            last -= tokens.words[last - 1] == "."
            return Speaker("name", _plain(tokens.span(index + 1, last).of(text)), index + 1, last)
    return None


def _is_post(sentence: SentenceView, first: int, last: int) -> bool:
    """Whether a phrase in capitals is a post and no name: "the Delegate for Fisheries"."""
    words = sentence.tokens.words
    head = next((index for index in range(first + 1, last) if words[index] in BODY_PREPOSITIONS), last) - 1
    return sentence.kinds[first] == "determiner" and sentence.role_at.get(head, "company") not in _BODIES


def _behind_document(sentence: SentenceView, phrase: Phrase) -> Phrase:
    """The speaker behind a document or a banner: "figures from the ministry", "a placard held by marchers"."""
    tokens = sentence.tokens
    for index in range(phrase.first, phrase.core):
        word = tokens.folded[index]
        if word in word_set("held"):
            return _named_by(sentence, phrase, index + 1, is_held=True) or phrase
        if word not in word_set("voice"):
            continue
        if issuer := _named_by(sentence, phrase, index + 1, is_held=False):
            return issuer
        for owner in range(index - 1, phrase.first - 1, -1):
            if tokens.is_possessive(owner) and owner > phrase.first - 1:
                return Phrase(phrase.first, owner + 1, owner + 1)
        break
    return phrase


def _named_by(sentence: SentenceView, phrase: Phrase, first: int, *, is_held: bool) -> Phrase | None:
    """Who issued or holds what a phrase names up to a token: "by marchers", "issued by a court", "that they hung"."""
    folded, kinds = sentence.tokens.folded, sentence.kinds
    if first + 1 >= len(folded):
        return None
    start = first
    if folded[first] in ("that", "which") and kinds[first + 1] in ("name", "determiner", "word"):
        start = first + 1 if is_held else first
    elif folded[first] in ("from", "by", "of") and not (is_held and folded[first] == "of"):
        start = first + 1
    elif is_held or folded[first] in _ISSUED:
        start = next((place + 1 for place in range(first, min(first + 3, len(folded))) if folded[place] == "by"), first)
    if start == first or start >= len(folded) or sentence.quoted[start]:
        return None
    after = phrase_end(sentence, start)
    after = min(after, phrase.core) if start < phrase.core else after
    return Phrase(start, after, after) if after > start else None


def _name_in_apposition(sentence: SentenceView, phrase: Phrase, text: str, lexicon: Lexicon) -> Speaker | None:
    """The name of a speaker whose role comes first: "its director, Ann Lee, said"."""
    tokens = sentence.tokens
    first = phrase.core + 1
    if tokens.folded[first : first + 1] in (["a"], ["an"]):
        return None  # "the Harbour Network, an NGO"
    while first < phrase.last and sentence.kinds[first] in ("determiner", "word", "adverb"):
        first += 1  # "his challenger, the former judge Ann Lee"
    if first >= phrase.last or not is_named_apposition(sentence, phrase.first, first):
        return None
    last = first
    while last < phrase.last and _is_name_part(sentence, last, first, phrase.last):
        last += 1
    if last < phrase.last and tokens.words[last] not in (",", ")", "—", "–"):
        return None
    start = _without_titles(sentence, first, last, lexicon)
    return Speaker("name", _plain(tokens.span(start, last).of(text)), start, last) if start < last else None


def _name_of_medium(sentence: SentenceView, first: int, last: int, text: str, lexicon: Lexicon) -> Speaker | None:
    """The name before a common word for what bears it: "the state-run Herald newspaper", "Russia's Sputnik agency"."""
    tokens, end = sentence.tokens, last
    while end > first and tokens.folded[end - 1] in word_set("medium") and not tokens.is_capital(end - 1):
        end -= 1
    start = end
    while start > first and _is_bare_name(sentence, start - 1):
        start -= 1
    is_place = start < end and lexicon.places.match(tokens.folded, start) is not None
    if end == last or start == end or is_place:
        return None
    return Speaker("name", _plain(tokens.span(start, end).of(text)), start, end)


def _is_bare_name(sentence: SentenceView, index: int) -> bool:
    is_name = sentence.kinds[index] == "name" and not sentence.tokens.is_possessive(index)
    return is_name and index not in sentence.role_at


def _core_end(sentence: SentenceView, phrase: Phrase) -> int:
    """The phrase without relative clause and without the prepositional phrases after its head."""
    for index in range(phrase.first + 1, phrase.core):
        if sentence.kinds[index] == "relative":
            return index
        if sentence.kinds[index] == "preposition" and not _is_in_name(sentence, index, phrase):
            return index
        if sentence.tokens.words[index] in (",", "(") or _is_reduced_clause(sentence, index, phrase.core):
            return index
    return phrase.core


def _is_reduced_clause(sentence: SentenceView, index: int, last: int) -> bool:
    """Whether a participle behind the head opens a clause of its own: "a court | sitting in Abuja"."""
    folded = sentence.tokens.folded[index]
    return (
        sentence.kinds[index] == "word"
        and folded.endswith(("ing", "ed"))
        and index not in sentence.role_at
        and sentence.kinds[index - 1] in ("word", "name")
        and (index + 1 == last or sentence.kinds[index + 1] in ("preposition", "adverb", "number", "determiner"))
    )


def _is_in_name(sentence: SentenceView, index: int, phrase: Phrase) -> bool:
    """Whether a preposition belongs to a name: "Ministry of Health"."""
    if sentence.tokens.is_capital(index) and index > phrase.first and index + 1 < phrase.core:
        return sentence.tokens.is_capital(index - 1) and sentence.tokens.is_capital(index + 1)
    return is_in_body_name(sentence, index, phrase.first, phrase.core)


def is_in_body_name(sentence: SentenceView, index: int, first: int, last: int) -> bool:
    """Whether a small word between capitals belongs to a body's name: "Centre for Rights and Resources".

    "Of" and "on" do so behind a role or a body only: "Ann Lee of Oxfam" is no body, nor are "Residents of Kano".
    """
    tokens, before, after = sentence.tokens, index - 1, index + 1
    word = tokens.folded[index]
    if word == "the":
        return before > first and is_in_body_name(sentence, before, first, last)
    if after < last and tokens.words[after] == "the" and word != "and":
        after += 1
    if before < first or after >= last or not (tokens.is_capital(before) and tokens.is_capital(after)):
        return False
    if word in ("and", "of") and any(tokens.words[place] in BODY_PREPOSITIONS for place in range(first + 1, before)):
        return True
    if before in sentence.role_at:
        return word in BODY_PREPOSITIONS
    return word == "for" or (word == "of" and tokens.folded[before] in word_set("body"))


def _is_name_part(sentence: SentenceView, index: int, first: int, last: int) -> bool:
    tokens = sentence.tokens
    word, folded = tokens.words[index], tokens.folded[index]
    if word[0].isupper():
        return not (index == first and sentence.kinds[index] in ("determiner", "conjunction", "preposition", "adverb"))
    if word in (".", "&") or folded in NAME_PARTICLES:
        return index > first and tokens.words[index - 1][0].isupper()
    return word in BODY_SMALL and is_in_body_name(sentence, index, first, last)


def _without_titles(sentence: SentenceView, start: int, last: int, lexicon: Lexicon) -> int:
    """Where the name begins after demonyms, roles and titles; `last` if nothing is left of it."""
    if _is_body_name(sentence, start, last):
        return start
    index = start
    while index < last:
        folded = sentence.tokens.folded[index]
        place = lexicon.places.match(sentence.tokens.folded, index)
        if (
            is_title_role(sentence, index)
            or folded in lexicon.titles
            or folded in (".", "of", "for", "the", "and", "on")
        ):
            index += 1
        elif place and index + place[0] < last and is_origin(sentence, index + place[0], place[1].kind):
            index += place[0]
        elif sentence.tokens.is_possessive(index):
            index += 1
        else:
            break
    is_in_name = index > start and (
        sentence.tokens.folded[index - 1] in ("of", "for", "on", "the", "and")
        or (index < last and sentence.kinds[index] in ("preposition", "conjunction"))
    )
    if index < last and is_in_name:
        return start  # the body's own name: "Office for the Protection of the Constitution"
    return min(index, last)


def _is_body_name(sentence: SentenceView, start: int, last: int) -> bool:
    """Whether a name goes on behind a preposition and no post stands before that: "National Front for Fair Fares"."""
    words = sentence.tokens.words
    preposition = next((index for index in range(start + 1, last - 1) if words[index] in BODY_PREPOSITIONS), start)
    role = sentence.role_at.get(preposition - 1)
    return preposition > start and (role is None or role in _BODIES)


_BODIES: Final = frozenset("company igo media ngo statemedia".split())


def is_title_role(sentence: SentenceView, index: int) -> bool:
    """Whether a role before a name is a title; a body is one before a post only ("Petra correspondent Ann Lee").

    A first name may be spelt like a body: there is an agency that is called Petra.
    """
    kind = sentence.role_at.get(index)
    if kind not in _BODIES:
        return kind is not None
    end = index + 1
    while sentence.role_at.get(end) == kind:
        end += 1
    return end in sentence.role_at or sentence.tokens.is_possessive(end - 1)


def is_origin(sentence: SentenceView, after: int, kind: str) -> bool:
    """Whether a place before a name says where somebody is from: a city does so only before a role ("Kyiv mayor")."""
    return kind in ("name", "demonym") or after in sentence.role_at


def _nominal(sentence: SentenceView, phrase: Phrase, first: int, last: int, text: str) -> Speaker:
    tokens, kinds = sentence.tokens, sentence.kinds
    while first + 1 < last and kinds[first] == "determiner" and not tokens.is_possessive(first):
        first += 1
    end = last
    if end < phrase.core and tokens.folded[end] in ("of", "for") and kinds[end] == "preposition":
        end += 1
        while end < phrase.core and not _ends_head(sentence, end):
            end += 1
    return Speaker("nominal", _plain(tokens.span(first, end).of(text)), first, end)


def _ends_head(sentence: SentenceView, index: int) -> bool:
    """Whether a word ends what belongs to a head phrase: "a mother of two | told"."""
    is_small = sentence.kinds[index] in ("preposition", "relative", "mark", "auxiliary")
    return is_small or index in sentence.cue_at or index in sentence.finite


def _plain(name: str) -> str:
    """A name as it is reported: one line, without possessive ending."""
    name = " ".join(name.split())
    for ending in ("'s", "’s", "‘s"):
        name = name.removesuffix(ending)
    return name
