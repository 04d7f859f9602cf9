"""A sentence as the rules for speakers read it: kinds of words, roles, reporting verbs and finite verbs.

There is no part-of-speech tagger: small words, capitals, a list of verbs and the words beside them tell enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from standpoint.features.lexicon import Cue, Lexicon
from standpoint.features.tokens import Tokens

LONGEST_SENTENCE: Final = 250  # tokens in which cues are looked for: an endless sentence costs time in its length only
_TITLE_SHARE: Final = 0.75  # of the words that are neither small nor numbers
_SHORTEST_TITLE: Final = 4  # of them
LEADING_VERBS: Final = frozenset("said says added adds".split())  # may begin a sentence before their subject
_UNLISTED: Final = Cue("*", "speech")
_NOUN_CUE_BEFORE: Final = frozenset(["preposition", "determiner"])
# Determiners that can be a subject by themselves ("many say")
_SUBJECT_DETERMINERS: Final = frozenset("who that all many some several both others most few one this".split())
# What stands before a noun or an infinitive rather than before a finite verb
_NO_SUBJECT: Final = frozenset(
    ("determiner", "preposition", "number", "auxiliary", "mark", "conjunction", "subordinator")
)


@dataclass(slots=True)
class SentenceView:
    """A sentence as the rules read it.

    Attributes
    ----------
    tokens : Tokens
    kinds : list of str
        For each token its small-word kind, `cue`, `name` (capital), `number`, `mark` or `word`.
    quoted : list of bool
        Whether each token stands in quotation marks.
    cues : list of (int, Cue)
        Reporting verbs outside quotation marks.
    role_at : dict
        Token index to the class of the role phrase that covers it.
    cue_at : frozenset of int
        The token indices of the cues.
    finite : frozenset of int
        Tokens that can only be finite verbs where they stand: a noun phrase ends before them.
    """

    tokens: Tokens
    kinds: list[str]
    quoted: list[bool]
    cues: list[tuple[int, Cue]]
    role_at: dict[int, str]
    cue_at: frozenset[int] = frozenset()
    finite: frozenset[int] = frozenset()


def view(tokens: Tokens, quoted: list[bool], lexicon: Lexicon) -> SentenceView:
    """What the rules need to know of each token."""
    folded = tokens.folded
    kinds = list(map(lexicon.word_kinds.__getitem__, tokens.words))
    if kinds and kinds[0] == "name" and folded[0] in LEADING_VERBS:
        kinds[0] = "word"
    is_title = _is_title_case(kinds)
    if is_title:
        _lower_verbs(kinds, folded, lexicon)
    role_at: dict[int, str] = {}
    modifiers: set[int] = set()  # words of a role before its head: the "state" of "state media" is no verb
    for first, last, role in lexicon.roles.matches(folded):
        role_at.update(dict.fromkeys(range(first, last), role.kind))
        modifiers.update(range(first, last - 1))
    cues = [
        (index, lexicon.cues[word])
        for index, word in enumerate(folded[:LONGEST_SENTENCE])
        if word in lexicon.cues
        and not quoted[index]
        and index not in modifiers
        and (is_title or not tokens.is_capital(index) or not index or tokens.words[index].isupper())
        and _can_be_verb(tokens, kinds, index)
        and not _is_object(tokens, index, lexicon.cues[word], lexicon)
    ]
    sentence = SentenceView(tokens, kinds, quoted, cues, role_at)
    sentence.cues += _unlisted_verbs(sentence)
    sentence.cue_at = frozenset(position for position, _ in sentence.cues)
    sentence.finite = frozenset(_finite_verbs(sentence, lexicon))
    return sentence


def _is_title_case(kinds: Sequence[str]) -> bool:
    """Whether a headline has capitals throughout, so that they tell nothing of names."""
    names, words = kinds.count("name"), kinds.count("word")
    return names >= _SHORTEST_TITLE and names > _TITLE_SHARE * (names + words)


def _lower_verbs(kinds: list[str], folded: Sequence[str], lexicon: Lexicon) -> None:
    """In a headline with capitals throughout, verbs are words and no names."""
    for index, word in enumerate(folded):
        is_verb = lexicon.verbs.get(word) in ("past", "present", "participle") or word in lexicon.cues
        if kinds[index] == "name" and is_verb and index:
            kinds[index] = "word"


def _finite_verbs(sentence: SentenceView, lexicon: Lexicon) -> Iterator[int]:
    """Words that the list of verbs and the words around them show to be finite verbs."""
    kinds, folded, verbs = sentence.kinds, sentence.tokens.folded, lexicon.verbs
    for index in [index for index, word in enumerate(folded[:LONGEST_SENTENCE]) if word in verbs and index]:
        if kinds[index] != "word" or kinds[index - 1] in _NO_SUBJECT or index in sentence.role_at:
            continue
        if _is_finite(sentence, index, verbs[folded[index]]):
            yield index


def _is_finite(sentence: SentenceView, index: int, form: str) -> bool:
    """Whether a form of a verb is a finite verb where it stands."""
    if form == "past":
        return True
    if form == "participle":
        return sentence.kinds[index + 1 : index + 2] in (["determiner"], ["pronoun"])
    is_behind_subject = _is_subject_end(sentence, index - 1, sentence.tokens.folded[index])
    return is_behind_subject and (form == "present" or _opens_object(sentence, index))


def _is_subject_end(sentence: SentenceView, index: int, verb: str) -> bool:
    """Whether a word can end the subject of a verb in the present: one for the -s form, several for the base form."""
    kind, word = sentence.kinds[index], sentence.tokens.folded[index]
    if kind in ("pronoun", "relative"):
        return True
    if kind == "adverb":
        return index > 0 and _is_subject_end(sentence, index - 1, verb)
    if kind not in ("name", "word") or sentence.tokens.is_possessive(index):
        return False
    is_several = word.endswith("s") or word in ("people", "police", "men", "women", "children")
    return is_several != verb.endswith("s") or kind == "name"


def _opens_object(sentence: SentenceView, index: int) -> bool:
    """Whether an object or a clause follows, as it does not follow a noun."""
    after = index + 1
    return after < len(sentence.tokens) and (
        sentence.kinds[after] in ("determiner", "pronoun", "subordinator") or sentence.tokens.folded[after] == "that"
    )


def _can_be_verb(tokens: Tokens, kinds: list[str], index: int) -> bool:
    """A form that is also a noun is no verb after a determiner, a preposition or a possessive."""
    if not index:
        return True
    before = index - 1
    if tokens.is_possessive(before):
        return False
    folded = tokens.folded[index]
    if folded.endswith("ing") or folded == "said":
        return True
    return kinds[before] not in _NOUN_CUE_BEFORE or tokens.folded[before] in _SUBJECT_DETERMINERS


def _is_object(tokens: Tokens, index: int, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a form that can be a noun follows a verb at once: "have raised concerns", "gives orders"."""
    form = tokens.folded[index]
    is_nounlike = form == cue.lemma or (form.endswith("s") and not tokens.folded[index - 1].endswith("s"))
    return index > 0 and is_nounlike and lexicon.verbs.get(tokens.folded[index - 1]) in ("past", "participle")


def _unlisted_verbs(sentence: SentenceView) -> list[tuple[int, Cue]]:
    """Verbs that no list holds but whose place tells: between a quotation's end and a name ("…," trilled Ann Lee)."""
    if True not in sentence.quoted:
        return []
    known = {position for position, _ in sentence.cues}
    found = []
    for index in range(1, min(len(sentence.tokens) - 1, LONGEST_SENTENCE)):
        if not sentence.quoted[index - 1] or sentence.quoted[index] or index in known:
            continue
        is_verb_like = sentence.tokens.folded[index].endswith(("ed", "s")) and index not in sentence.role_at
        if is_verb_like and sentence.kinds[index] == "word" and sentence.kinds[index + 1] in ("name", "determiner"):
            found.append((index, _UNLISTED))
    return found


def quoted_flags(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """For each token whether it stands within one of the spans (sorted, disjoint)."""
    if not spans:
        return [False] * len(tokens)
    flags = []
    position = 0
    for start in tokens.starts:
        while position < len(spans) and spans[position][1] <= start:
            position += 1
        flags.append(position < len(spans) and spans[position][0] <= start)
    return flags
