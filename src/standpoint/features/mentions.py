"""Who is named as the speaker of a sentence, next to which reporting word.

A sentence's reporting verbs and phrases are each tried with the noun phrase that can be their subject: before the
verb ("the ministry said"), after it ("said Ann Lee, a nurse"), after a phrase ("according to police"), as the agent
of a passive ("was quoted as saying", "was accused by"). The attempts are scored and the best is the sentence's
`Attribution`. There is no part-of-speech tagger: small words, capitals, the role lexicon and punctuation bound a
noun phrase, and three quarters of attributions in news need no more than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from standpoint.features.lexicon import Cue, Lexicon, word_set
from standpoint.features.phrases import (
    OWNERS,
    QUOTATION_MARKS,
    Phrase,
    has_head,
    is_clause,
    leads_to_name,
    opens_apposition,
    parts_of,
    phrase_after,
    phrase_before,
    phrase_end,
    trimmed,
)
from standpoint.features.views import LEADING_VERBS, LONGEST_SENTENCE, SentenceView

_LONGEST_OWNER: Final = 6  # words before a possessive ("by the Media and Law Platform's tally")
_BE: Final = frozenset(("is are was were be been being am 's 're").split())
# Classes of verbs that may stand before their subject ("…," said Ann Lee)
_INVERTING: Final = frozenset(("speech", "write", "claim", "ask", "show", "thought"))
_SAYING: Final = frozenset(
    ("saying telling warning urging accusing calling adding describing claiming denying blaming").split()
)


class Attribution(NamedTuple):
    """A reporting word with the phrase that is its speaker.

    Attributes
    ----------
    cue : (int, int)
        Tokens of the reporting word, half-open.
    lemma, kind : str
        Its base form and class.
    phrase : Phrase or None
        The speaker's mention; None where there is a cue and nobody beside it.
    how : str
        Which rule found the phrase: for explanation and as a feature.
    score : float
    """

    cue: tuple[int, int]
    lemma: str
    kind: str
    phrase: Phrase | None
    how: str
    score: float


def candidates(sentence: SentenceView, lexicon: Lexicon) -> list[Attribution]:
    """Every cue of the sentence with each phrase that may be its speaker, with a first guess at a score."""
    found = [*_phrase_attributions(sentence, lexicon), *_verb_attributions(sentence), *_opinions(sentence)]
    found += _first_subject(sentence, found)
    found += filter(None, (colon_speaker(sentence), _signature(sentence)))
    return found


_KIND_SCORES: Final = {"speech": 3.0, "claim": 2.5, "act": 2.4, "write": 2.3, "deny": 2.3, "ask": 2.2, "support": 2.0,
                "thought": 1.6, "show": 1.2}  # fmt: skip


_STRONG: Final = frozenset(
    ("say tell accuse warn blame urge vow announce condemn deny write tweet insist claim state").split()
)


def _verb_attributions(sentence: SentenceView) -> Iterator[Attribution]:
    for index, cue in sentence.cues:
        for phrase, how in _subjects(sentence, index, cue):
            score = _first_guess(sentence, index, cue, phrase, how)
            yield Attribution((index, index + 1), cue.lemma, cue.kind, phrase, how, score)


def _first_guess(sentence: SentenceView, index: int, cue: Cue, phrase: Phrase | None, how: str) -> float:
    """A hand-set score; the ranker takes it as one sign among others."""
    score = _KIND_SCORES.get(cue.kind, 1.0) + (0.8 if cue.lemma in _STRONG else 0.0) - 0.01 * index
    if phrase is None:
        score -= 2.2
    elif how in ("after", "agent", "quoted"):
        score += 1.0
    elif how.startswith("perhaps"):
        score -= 1.0
    if sentence.tokens.folded[index].endswith("ing"):
        score -= 1.5
    if index and sentence.tokens.folded[index - 1] == "to":
        score -= 1.6
    if is_closing(sentence, index, phrase):
        score += 1.0
    elif is_embedded(sentence, index):
        score -= 1.5
    return score


def _subjects(sentence: SentenceView, index: int, cue: Cue) -> Iterator[tuple[Phrase | None, str]]:
    """The likeliest subject of a verb, and the one on its other side."""
    phrase, how = _subject(sentence, index, cue)
    yield phrase, how
    if how == "after" and (other := phrase_before(sentence, index)):
        yield other, "perhaps before"
    elif how == "before" and cue.lemma not in word_set("never-inverting") and index + 1 < len(sentence.tokens):
        is_phrase = sentence.kinds[index + 1] in ("name", "determiner") and not sentence.quoted[index + 1]
        if is_phrase and (other := phrase_after(sentence, index + 1)):
            yield other, "perhaps after"


def _first_subject(sentence: SentenceView, found: Sequence[Attribution]) -> list[Attribution]:
    """The sentence's first noun phrase with the word after it: verbs that no list holds ("was blunter", "gave")."""
    parts = parts_of(sentence, 0, len(sentence.tokens))
    if not parts or sentence.quoted[parts[0][0]]:
        return []
    first = parts[0][0]
    while first < len(sentence.tokens) and sentence.kinds[first] in ("conjunction", "adverb", "mark", "time"):
        first += 1
    phrase = phrase_after(sentence, first) if first < len(sentence.tokens) else None
    if phrase is None or any(one.phrase and one.phrase.first == phrase.first for one in found):
        return []
    index = phrase.last
    while index < len(sentence.tokens) and sentence.kinds[index] in ("mark", "adverb") and not sentence.quoted[index]:
        index += 1
    if index >= len(sentence.tokens) or sentence.quoted[index]:
        return []
    if sentence.kinds[index] in ("word", "auxiliary") and (noun := _speech_noun(sentence, index)):
        return [Attribution((index, index + 1), noun, "noun", phrase, "first", 0.5)]
    lemma = sentence.tokens.folded[index] if sentence.kinds[index] in ("word", "auxiliary") else "*"
    return [Attribution((index, index + 1), lemma, "verb", phrase, "first", 0.0)]


_OBJECT_REACH: Final = 6  # words behind a verb among which its object is looked for


def _speech_noun(sentence: SentenceView, verb: int) -> str | None:
    """The noun for something said that is a verb's object: "gave the order", "have raised serious concerns"."""
    for index in range(verb + 1, min(verb + 1 + _OBJECT_REACH, len(sentence.tokens))):
        if sentence.kinds[index] not in ("word", "determiner", "adverb", "number", "auxiliary", "name"):
            return None
        if sentence.tokens.folded[index] in word_set("speech"):
            return sentence.tokens.folded[index]
    return None


_CLOSING_TAIL: Final = (
    5  # tokens that may follow a reporting word that closes its sentence ("…, police said on Monday.")
)


def is_closing(sentence: SentenceView, index: int, phrase: Phrase | None) -> bool:
    """Whether speaker and verb stand behind the reported words, after a comma, and end the sentence."""
    if phrase is None or phrase.first == 0 or len(sentence.tokens) - index - 1 > _CLOSING_TAIL:
        return False
    before = sentence.tokens.words[phrase.first - 1]
    return before in (",", "—", "–") or before in QUOTATION_MARKS


def is_embedded(sentence: SentenceView, index: int) -> bool:
    """Whether the verb stands in what an earlier verb reports ("said that the police accused …")."""
    earlier = min((position for position, _ in sentence.cues), default=index)
    return "that" in sentence.tokens.folded[earlier + 1 : index]


def _subject(sentence: SentenceView, index: int, cue: Cue) -> tuple[Phrase | None, str]:
    """The phrase that speaks at a verb, and how it was found."""
    tokens = sentence.tokens
    if cue.lemma in ("quote", "cite", "report", "describe") and (quoted := _quoted_person(sentence, index)):
        return quoted, "quoted"
    if _is_passive(sentence, index):
        after = index + 1
        if tokens.folded[after : after + 3][:1] == ["as"] and tokens.folded[after + 1 : after + 2] in (
            ["saying"],
            ["telling"],
        ):
            return phrase_before(sentence, index), "passive"
        if tokens.folded[after : after + 1] == ["by"]:
            return phrase_after(sentence, after + 1), "agent"
        return None, "passive"
    if _may_invert(sentence, index, cue) and (inverted := phrase_after(sentence, index + 1)):
        return inverted, "after"
    if subject := phrase_before(sentence, index):
        return subject, "before"
    if tokens.folded[index] in _SAYING or tokens.folded[index].endswith("ing"):
        return None, "participle"
    return None, "none"


def _quoted_person(sentence: SentenceView, index: int) -> Phrase | None:
    """The middle of "quoted X as saying", "cited X as telling"; X of "quoting X"."""
    folded = sentence.tokens.folded
    for last in range(index + 1, min(index + 22, len(folded) - 1)):
        if folded[last] == "as" and folded[last + 1] in _SAYING:
            return trimmed(sentence, index + 1, last)
    if folded[index] in ("quoting", "citing"):
        return phrase_after(sentence, index + 1)
    return None


def _is_passive(sentence: SentenceView, index: int) -> bool:
    tokens, back = sentence.tokens, index - 1
    if tokens.folded[index].endswith(("ing", "s")) and tokens.folded[index] != "is":
        return False
    while back >= 0 and (sentence.kinds[back] == "adverb" or tokens.words[back] == ","):
        back -= 1
    return back >= 0 and tokens.folded[back] in _BE


def _may_invert(sentence: SentenceView, index: int, cue: Cue) -> bool:
    """Whether reported words end right before the verb and a noun phrase begins right after it."""
    tokens, kinds = sentence.tokens, sentence.kinds
    if index == 0:  # "Said Ann Lee: …"
        return tokens.folded[0] in LEADING_VERBS and kinds[1:2] in (["name"], ["determiner"])
    if index + 1 >= len(tokens):
        return False
    if cue.lemma in word_set("never-inverting") or (
        cue.kind not in _INVERTING and cue.lemma not in word_set("inverting")
    ):
        return False
    before = tokens.words[index - 1]
    is_after_quote = sentence.quoted[index - 1] or before in QUOTATION_MARKS or before in "'’"
    if not is_after_quote and before not in (",", "?", "!", "—", "–", ")"):
        return False
    after = kinds[index + 1]
    if tokens.folded[index + 1] in ("that", "this", "it"):
        return False
    if after not in ("name", "determiner", "word", "number", "pronoun") or sentence.quoted[index + 1]:
        return False
    if after == "pronoun" and not is_after_quote:
        return False
    if after == "word" and not (leads_to_name(sentence, index + 1) or index + 1 in sentence.role_at):
        return False
    return is_after_quote or is_clause(sentence, index - 1)


def _phrase_attributions(sentence: SentenceView, lexicon: Lexicon) -> Iterator[Attribution]:
    for first, last, phrase in lexicon.phrases.matches(sentence.tokens.folded):
        if sentence.quoted[first] or last >= len(sentence.tokens) or first >= LONGEST_SENTENCE:
            continue
        lemma = " ".join(sentence.tokens.folded[first:last])
        if phrase.side == "after":
            subject = phrase_after(sentence, last)
            if subject is not None:
                score = 3.4 if lemma == "according to" else 1.8
                yield Attribution((first, last), lemma, phrase.kind, subject, "phrase", score - 0.01 * first)
        elif phrase.side == "before" and (subject := phrase_before(sentence, first)):
            yield Attribution((first, last), lemma, phrase.kind, subject, "passive", 3.5)


_OPINION_PREPOSITIONS: Final = frozenset("in by on from to".split())


def _opinions(sentence: SentenceView) -> Iterator[Attribution]:
    """ "In her view", "by the union's count", and at the sentence's head "For Ann Lee, a nurse, the plan is …"."""
    folded, opinions = sentence.tokens.folded, word_set("opinion")
    for index in [index for index, word in enumerate(folded[:LONGEST_SENTENCE]) if word in opinions]:
        if owner := _owner(sentence, index):
            yield Attribution((index, index + 1), folded[index], "source", owner, "opinion", 2.0)
    if folded[:1] not in (["for"], ["to"]) or sentence.quoted[0] or len(folded) < 3:
        return
    core = phrase_end(sentence, 1)
    last = core
    if folded[core : core + 1] == [","] and opens_apposition(sentence, core + 1):
        last = next((place for place in range(core + 1, len(folded)) if folded[place] == ","), core)
    if core > 1 and folded[last : last + 1] == [","] and has_head(sentence, 1, core):
        yield Attribution((0, 1), folded[0], "source", Phrase(1, core, last), "opinion", 0.0)


def _owner(sentence: SentenceView, index: int) -> Phrase | None:
    """Whose opinion it is: a possessive word or phrase behind a preposition."""
    tokens, owner = sentence.tokens, index - 1
    while owner > 0 and sentence.kinds[owner] == "word" and not tokens.is_possessive(owner):
        owner -= 1  # "in her own view"
    if owner < 1 or sentence.quoted[owner]:
        return None
    if tokens.folded[owner] in OWNERS:
        return Phrase(owner, owner + 1, owner + 1) if tokens.folded[owner - 1] in _OPINION_PREPOSITIONS else None
    first = owner
    while first > 0 and owner - first < _LONGEST_OWNER and sentence.kinds[first - 1] in ("name", "word", "determiner"):
        first -= 1
    is_owned = tokens.is_possessive(owner) and first > 0 and tokens.folded[first - 1] in _OPINION_PREPOSITIONS
    return Phrase(first, owner + 1, owner + 1) if is_owned else None


def colon_speaker(sentence: SentenceView) -> Attribution | None:
    """A name or role and a colon at the sentence's head ("The minister: we will not yield")."""
    words = sentence.tokens.words
    if len(words) > 3 and words[0] in QUOTATION_MARKS and words[1].isupper() and len(words[1]) > 1 and words[2] == ":":
        return Attribution((2, 3), ":", "colon", Phrase(1, 2, 2), "colon", 1.5)  # a transcript: "SMITH: Well, …
    for index in range(1, min(9, len(words) - 1)):
        if words[index] == ":" and not sentence.quoted[index]:
            phrase = trimmed(sentence, 0, index)
            is_named = phrase and any(
                sentence.kinds[position] == "name" or position in sentence.role_at for position in range(index)
            )
            if phrase and is_named and phrase.last == index:
                return Attribution((index, index + 1), ":", "colon", phrase, "colon", 1.5)
            return None
    return None


_LONGEST_SIGNATURE: Final = 14  # tokens


def _signature(sentence: SentenceView) -> Attribution | None:
    """A line that gives the speaker of the quotation above it: "— Ann Lee, a nurse"."""
    words, kinds = sentence.tokens.words, sentence.kinds
    dash = 1 if words[:1] and words[0] in QUOTATION_MARKS else 0
    is_line = 2 <= len(words) - dash <= _LONGEST_SIGNATURE and words[dash] in ("—", "–", "―")
    if not is_line or kinds[dash + 1] != "name" or words[-1] == "." or sentence.cues or sentence.finite:
        return None
    phrase = phrase_after(sentence, dash + 1)
    return Attribution((dash, dash + 1), "—", "colon", phrase, "signature", 2.0) if phrase else None
