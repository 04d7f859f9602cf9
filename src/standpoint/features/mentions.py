"""Who is named as the speaker of a sentence, next to which reporting word.

A sentence's reporting verbs and phrases are each tried with the noun phrase that can be their subject: before the
verb ("the ministry said"), after it ("said Ann Lee, a nurse"), after a phrase ("according to police"), as the agent
of a passive ("was quoted as saying", "was accused by"). The attempts are scored and the best is the sentence's
`Attribution`. There is no part-of-speech tagger: small words, capitals, the role lexicon and punctuation bound a
noun phrase, and three quarters of attributions in news need no more than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from standpoint.features.lexicon import Cue, Lexicon, word_set
from standpoint.features.tokens import Tokens

_LONGEST_SENTENCE = 250  # tokens in which cues are looked for: an endless sentence costs time in its length only
_LONGEST_OWNER = 6  # words before a possessive ("by the Media and Law Platform's tally")
_LONGEST_PHRASE = 30  # tokens of a subject with its appositions; longer ones are mistakes
_STOPS = frozenset(":;")
_MARKS = frozenset('"“”„«»‟')
_BE = frozenset(("is are was were be been being am 's 're").split())
# Classes of verbs that may stand before their subject ("…," said Ann Lee)
_INVERTING = frozenset(("speech", "write", "claim", "ask", "show", "thought"))
_TIME_PREPOSITIONS = frozenset(("on in at by since before after during from late early this last next").split())
_NOUN_CUE_BEFORE = frozenset(["preposition", "determiner"])
NAME_PARTICLES = frozenset(
    ("de da do dos das del della di du la le van von der den bin ibn al el ul ur ben bint y e st").split()
)
_BODY_PARTICLES = frozenset(("of", "for", "and", "the", "on", "&"))
_LEADING_VERBS = frozenset("said says added adds".split())  # may begin a sentence before their subject
_SAYING = frozenset(
    ("saying telling warning urging accusing calling adding describing claiming denying blaming").split()
)


class Phrase(NamedTuple):
    """A noun phrase: tokens `first` to `last` (exclusive) with its appositions, `core` where the phrase proper ends."""

    first: int
    core: int
    last: int


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
    if kinds and kinds[0] == "name" and folded[0] in _LEADING_VERBS:
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
        for index, word in enumerate(folded[:_LONGEST_SENTENCE])
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


_TITLE_SHARE = 0.75  # of the words that are neither small nor numbers
_SHORTEST_TITLE = 4  # of them


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
    for index in [index for index, word in enumerate(folded[:_LONGEST_SENTENCE]) if word in verbs and index]:
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


# What stands before a noun or an infinitive rather than before a finite verb
_NO_SUBJECT = frozenset(("determiner", "preposition", "number", "auxiliary", "mark", "conjunction", "subordinator"))


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


# Determiners that can be a subject by themselves ("many say")
_SUBJECT_DETERMINERS = frozenset("who that all many some several both others most few one this".split())


def candidates(sentence: SentenceView, lexicon: Lexicon) -> list[Attribution]:
    """Every cue of the sentence with each phrase that may be its speaker, with a first guess at a score."""
    found = [*_phrase_attributions(sentence, lexicon), *_verb_attributions(sentence), *_opinions(sentence)]
    found += _first_subject(sentence, found)
    found += filter(None, (colon_speaker(sentence), _signature(sentence)))
    return found


# --- verbs ------------------------------------------------------------------------------------------------------

_UNLISTED = Cue("*", "speech")


def _unlisted_verbs(sentence: SentenceView) -> list[tuple[int, Cue]]:
    """Verbs that no list holds but whose place tells: between a quotation's end and a name ("…," trilled Ann Lee)."""
    if True not in sentence.quoted:
        return []
    known = {position for position, _ in sentence.cues}
    found = []
    for index in range(1, min(len(sentence.tokens) - 1, _LONGEST_SENTENCE)):
        if not sentence.quoted[index - 1] or sentence.quoted[index] or index in known:
            continue
        is_verb_like = sentence.tokens.folded[index].endswith(("ed", "s")) and index not in sentence.role_at
        if is_verb_like and sentence.kinds[index] == "word" and sentence.kinds[index + 1] in ("name", "determiner"):
            found.append((index, _UNLISTED))
    return found


_KIND_SCORES = {"speech": 3.0, "claim": 2.5, "act": 2.4, "write": 2.3, "deny": 2.3, "ask": 2.2, "support": 2.0,
                "thought": 1.6, "show": 1.2}  # fmt: skip
_STRONG = frozenset(
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
    if how == "after" and (other := _before(sentence, index)):
        yield other, "perhaps before"
    elif how == "before" and cue.lemma not in word_set("never-inverting") and index + 1 < len(sentence.tokens):
        is_phrase = sentence.kinds[index + 1] in ("name", "determiner") and not sentence.quoted[index + 1]
        if is_phrase and (other := _after(sentence, index + 1)):
            yield other, "perhaps after"


def _first_subject(sentence: SentenceView, found: Sequence[Attribution]) -> list[Attribution]:
    """The sentence's first noun phrase with the word after it: verbs that no list holds ("was blunter", "gave")."""
    parts = _parts(sentence, 0, len(sentence.tokens))
    if not parts or sentence.quoted[parts[0][0]]:
        return []
    first = parts[0][0]
    while first < len(sentence.tokens) and sentence.kinds[first] in ("conjunction", "adverb", "mark", "time"):
        first += 1
    phrase = _after(sentence, first) if first < len(sentence.tokens) else None
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


_OBJECT_REACH = 6  # words behind a verb among which its object is looked for


def _speech_noun(sentence: SentenceView, verb: int) -> str | None:
    """The noun for something said that is a verb's object: "gave the order", "have raised serious concerns"."""
    for index in range(verb + 1, min(verb + 1 + _OBJECT_REACH, len(sentence.tokens))):
        if sentence.kinds[index] not in ("word", "determiner", "adverb", "number", "auxiliary", "name"):
            return None
        if sentence.tokens.folded[index] in word_set("speech"):
            return sentence.tokens.folded[index]
    return None


_CLOSING_TAIL = 5  # tokens that may follow a reporting word that closes its sentence ("…, police said on Monday.")


def is_closing(sentence: SentenceView, index: int, phrase: Phrase | None) -> bool:
    """Whether speaker and verb stand behind the reported words, after a comma, and end the sentence."""
    if phrase is None or phrase.first == 0 or len(sentence.tokens) - index - 1 > _CLOSING_TAIL:
        return False
    before = sentence.tokens.words[phrase.first - 1]
    return before in (",", "—", "–") or before in _MARKS


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
            return _before(sentence, index), "passive"
        if tokens.folded[after : after + 1] == ["by"]:
            return _after(sentence, after + 1), "agent"
        return None, "passive"
    if _may_invert(sentence, index, cue) and (inverted := _after(sentence, index + 1)):
        return inverted, "after"
    if subject := _before(sentence, index):
        return subject, "before"
    if tokens.folded[index] in _SAYING or tokens.folded[index].endswith("ing"):
        return None, "participle"
    return None, "none"


def _quoted_person(sentence: SentenceView, index: int) -> Phrase | None:
    """The middle of "quoted X as saying", "cited X as telling"; X of "quoting X"."""
    folded = sentence.tokens.folded
    for last in range(index + 1, min(index + 22, len(folded) - 1)):
        if folded[last] == "as" and folded[last + 1] in _SAYING:
            return _trimmed(sentence, index + 1, last)
    if folded[index] in ("quoting", "citing"):
        return _after(sentence, index + 1)
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
        return tokens.folded[0] in _LEADING_VERBS and kinds[1:2] in (["name"], ["determiner"])
    if index + 1 >= len(tokens):
        return False
    if cue.lemma in word_set("never-inverting") or (
        cue.kind not in _INVERTING and cue.lemma not in word_set("inverting")
    ):
        return False
    before = tokens.words[index - 1]
    is_after_quote = sentence.quoted[index - 1] or before in _MARKS or before in "'’"
    if not is_after_quote and before not in (",", "?", "!", "—", "–", ")"):
        return False
    after = kinds[index + 1]
    if tokens.folded[index + 1] in ("that", "this", "it"):
        return False
    if after not in ("name", "determiner", "word", "number", "pronoun") or sentence.quoted[index + 1]:
        return False
    if after == "pronoun" and not is_after_quote:
        return False
    if after == "word" and not (_leads_to_name(sentence, index + 1) or index + 1 in sentence.role_at):
        return False
    return is_after_quote or _is_clause(sentence, index - 1)


def _leads_to_name(sentence: SentenceView, index: int) -> bool:
    """Whether a few common words lead up to a name, as a title without article does: "nursing aide Ann Lee"."""
    for position in range(index, min(index + 5, len(sentence.tokens))):
        if sentence.kinds[position] == "name":
            return True
        if sentence.kinds[position] != "word":
            return False
    return False


def _is_clause(sentence: SentenceView, end: int) -> bool:
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


def _before(sentence: SentenceView, index: int) -> Phrase | None:
    """The noun phrase that ends before a verb, with its appositions."""
    end = _skip_back(sentence, index)
    if end == 0:
        return None
    start = _clause_start(sentence, end)
    parts = _parts(sentence, start, end)
    is_participle = sentence.tokens.folded[index].endswith("ing") and sentence.tokens.folded[index - 1] != "as"
    is_joined = sentence.kinds[end - 1] == "conjunction" or is_participle
    if parts and is_joined and any(_has_verb(sentence, *part) for part in parts):
        return _after(sentence, _behind_lead(sentence, *parts[0]))  # "the bank agreed, predicting …", "agreed and said"
    is_closed = sentence.tokens.words[end - 1] in (",", "—", "–", ")", "-")
    if not parts:
        return None
    if not is_closed and not _is_open_apposition(sentence, parts):
        first, last = parts[-1]
        return _trimmed(sentence, *_last_clause(sentence, first, last))
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
    if len(parts) < 2 or not _is_apposition(sentence, parts[-1][0]):
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
                _is_apposition(sentence, first)
                or _is_body_of_place(sentence, first, last)
                or _is_name_of_role(sentence, parts[position - 1], (first, last))
            )
        ):
            continue
        phrase = _trimmed(sentence, *_last_clause(sentence, first, last))
        if phrase is None:
            return None
        return Phrase(phrase.first, phrase.core, parts[-1][1])
    return None


def _is_apposition(sentence: SentenceView, first: int) -> bool:
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
        if sentence.quoted[start - 1] or word in _STOPS or word in _MARKS or word == "…":
            break
        start -= 1
    return start


def _parts(sentence: SentenceView, start: int, end: int) -> list[tuple[int, int]]:
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


def _trimmed(sentence: SentenceView, first: int, last: int) -> Phrase | None:
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
    if first >= last or last - first > _LONGEST_PHRASE or not _has_head(sentence, first, last):
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


def _has_head(sentence: SentenceView, first: int, last: int) -> bool:
    """A name, a pronoun, or a common noun: anything but small words."""
    if last - first == 1 and sentence.kinds[first] == "determiner":
        return sentence.tokens.folded[first] in (
            "some", "many", "most", "several", "few", "others", "both", "all", "another", "one", "half", "this", "that",
            "two", "three", "dozens", "hundreds", "thousands", "these", "those", "other", "each",
        )  # fmt: skip
    return any(sentence.kinds[index] in ("name", "pronoun", "word", "relative", "time") for index in range(first, last))


def _after(sentence: SentenceView, first: int) -> Phrase | None:
    """The noun phrase that begins at a token, with its appositions."""
    core = _phrase_end(sentence, first)
    if core <= first or not _has_head(sentence, first, core):
        return None
    last = core
    words = sentence.tokens.words
    while last + 1 < len(words) and words[last] in (",", "(", ")") and last - first < _LONGEST_PHRASE:
        is_name = last == core and _is_named_apposition(sentence, first, last + 1)
        if sentence.quoted[last + 1] or _is_adverbial(sentence, last + 1):
            break
        if not (is_name or _is_apposition(sentence, last + 1)):
            break
        end = _phrase_end(sentence, last + 1, is_apposition=not is_name)
        if end <= last + 1:
            break
        last = end
    return Phrase(first, core, last)


def _is_named_apposition(sentence: SentenceView, first: int, index: int) -> bool:
    """Whether a name stands in apposition to a role: "its director, Ann Lee"."""
    is_role = first in sentence.role_at or any(
        position in sentence.role_at for position in range(first, index) if sentence.kinds[position] != "name"
    )
    return is_role and index < len(sentence.tokens) and sentence.kinds[index] == "name"


def _is_adverbial(sentence: SentenceView, index: int) -> bool:
    """Whether a part after a comma tells the circumstances rather than who the speaker is."""
    folded = sentence.tokens.folded[index]
    if sentence.kinds[index] == "preposition":
        return folded not in ("of", "from", "with", "like", "for")
    return folded.endswith("ing") or folded in ("adding",)


_PHRASE_STOPS = frozenset(("subordinator", "auxiliary", "time", "adverb"))


def _phrase_end(sentence: SentenceView, first: int, *, is_apposition: bool = False) -> int:
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


def _leads_to_time(sentence: SentenceView, index: int) -> bool:
    ahead = sentence.tokens.folded[index : index + 3]
    kinds = sentence.kinds[index : index + 3]
    return (
        kinds[:1] in (["time"], ["number"], ["pronoun"])
        or ahead[:1] in (["his"], ["her"], ["their"], ["its"], ["response"], ["which"])
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


# --- phrases ----------------------------------------------------------------------------------------------------


def _phrase_attributions(sentence: SentenceView, lexicon: Lexicon) -> Iterator[Attribution]:
    for first, last, phrase in lexicon.phrases.matches(sentence.tokens.folded):
        if sentence.quoted[first] or last >= len(sentence.tokens) or first >= _LONGEST_SENTENCE:
            continue
        lemma = " ".join(sentence.tokens.folded[first:last])
        if phrase.side == "after":
            subject = _after(sentence, last)
            if subject is not None:
                score = 3.4 if lemma == "according to" else 1.8
                yield Attribution((first, last), lemma, phrase.kind, subject, "phrase", score - 0.01 * first)
        elif phrase.side == "before" and (subject := _before(sentence, first)):
            yield Attribution((first, last), lemma, phrase.kind, subject, "passive", 3.5)


_OPINION_PREPOSITIONS = frozenset("in by on from to".split())
_OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they", "my": "i", "our": "we"}


def _opinions(sentence: SentenceView) -> Iterator[Attribution]:
    """ "In her view", "by the union's count", and at the sentence's head "For Ann Lee, a nurse, the plan is …"."""
    folded, opinions = sentence.tokens.folded, word_set("opinion")
    for index in [index for index, word in enumerate(folded[:_LONGEST_SENTENCE]) if word in opinions]:
        if owner := _owner(sentence, index):
            yield Attribution((index, index + 1), folded[index], "source", owner, "opinion", 2.0)
    if folded[:1] not in (["for"], ["to"]) or sentence.quoted[0] or len(folded) < 3:
        return
    core = _phrase_end(sentence, 1)
    last = core
    if folded[core : core + 1] == [","] and _is_apposition(sentence, core + 1):
        last = next((place for place in range(core + 1, len(folded)) if folded[place] == ","), core)
    if core > 1 and folded[last : last + 1] == [","] and _has_head(sentence, 1, core):
        yield Attribution((0, 1), folded[0], "source", Phrase(1, core, last), "opinion", 0.0)


def _owner(sentence: SentenceView, index: int) -> Phrase | None:
    """Whose opinion it is: a possessive word or phrase behind a preposition."""
    tokens, owner = sentence.tokens, index - 1
    while owner > 0 and sentence.kinds[owner] == "word" and not tokens.is_possessive(owner):
        owner -= 1  # "in her own view"
    if owner < 1 or sentence.quoted[owner]:
        return None
    if tokens.folded[owner] in _OWNERS:
        return Phrase(owner, owner + 1, owner + 1) if tokens.folded[owner - 1] in _OPINION_PREPOSITIONS else None
    first = owner
    while first > 0 and owner - first < _LONGEST_OWNER and sentence.kinds[first - 1] in ("name", "word", "determiner"):
        first -= 1
    is_owned = tokens.is_possessive(owner) and first > 0 and tokens.folded[first - 1] in _OPINION_PREPOSITIONS
    return Phrase(first, owner + 1, owner + 1) if is_owned else None


def colon_speaker(sentence: SentenceView) -> Attribution | None:
    """A name or role and a colon at the sentence's head ("The minister: we will not yield")."""
    words = sentence.tokens.words
    if len(words) > 3 and words[0] in _MARKS and words[1].isupper() and len(words[1]) > 1 and words[2] == ":":
        return Attribution((2, 3), ":", "colon", Phrase(1, 2, 2), "colon", 1.5)  # a transcript: "SMITH: Well, …
    for index in range(1, min(9, len(words) - 1)):
        if words[index] == ":" and not sentence.quoted[index]:
            phrase = _trimmed(sentence, 0, index)
            is_named = phrase and any(
                sentence.kinds[position] == "name" or position in sentence.role_at for position in range(index)
            )
            if phrase and is_named and phrase.last == index:
                return Attribution((index, index + 1), ":", "colon", phrase, "colon", 1.5)
            return None
    return None


_LONGEST_SIGNATURE = 14  # tokens


def _signature(sentence: SentenceView) -> Attribution | None:
    """A line that gives the speaker of the quotation above it: "— Ann Lee, a nurse"."""
    words, kinds = sentence.tokens.words, sentence.kinds
    dash = 1 if words[:1] and words[0] in _MARKS else 0
    is_line = 2 <= len(words) - dash <= _LONGEST_SIGNATURE and words[dash] in ("—", "–", "―")
    if not is_line or kinds[dash + 1] != "name" or words[-1] == "." or sentence.cues or sentence.finite:
        return None
    phrase = _after(sentence, dash + 1)
    return Attribution((dash, dash + 1), "—", "colon", phrase, "signature", 2.0) if phrase else None


# --- what a phrase says of its speaker ----------------------------------------------------------------------------


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
    phrase = _behind_document(sentence, phrase)
    first, last = phrase.first, _core_end(sentence, phrase)
    if last - first == 1 and tokens.folded[first] in _OWNERS:
        return Speaker("pronoun", _OWNERS[tokens.folded[first]], first, first + 1)
    if kinds[first] in ("pronoun", "relative") and last - first <= 2:
        return Speaker("pronoun", tokens.folded[first], first, first + 1)
    start = last
    while start > first and _is_name_part(sentence, start - 1, first):
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


def _behind_document(sentence: SentenceView, phrase: Phrase) -> Phrase:
    """The speaker behind a document: "figures from the ministry", "the ministry's statement" are the ministry."""
    tokens = sentence.tokens
    for index in range(phrase.first, phrase.core):
        if tokens.folded[index] not in word_set("voice"):
            continue
        if index + 2 < phrase.core and tokens.folded[index + 1] in ("from", "by", "of"):
            after = _phrase_end(sentence, index + 2)
            if after > index + 2:
                return Phrase(index + 2, min(after, phrase.core), min(after, phrase.core))
        for owner in range(index - 1, phrase.first - 1, -1):
            if tokens.is_possessive(owner) and owner > phrase.first - 1:
                return Phrase(phrase.first, owner + 1, owner + 1)
        break
    return phrase


def _name_in_apposition(sentence: SentenceView, phrase: Phrase, text: str, lexicon: Lexicon) -> Speaker | None:
    """The name of a speaker whose role comes first: "its director, Ann Lee, said"."""
    tokens = sentence.tokens
    first = phrase.core + 1
    while first < phrase.last and sentence.kinds[first] in ("determiner", "word", "adverb"):
        first += 1  # "his challenger, the former judge Ann Lee"
    if first >= phrase.last or not _is_named_apposition(sentence, phrase.first, first):
        return None
    last = first
    while last < phrase.last and _is_name_part(sentence, last, first):
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
    """ "of" and "for" between capitals belong to a body's name: "Ministry of Health"."""
    if sentence.tokens.is_capital(index) and index > phrase.first and index + 1 < phrase.core:
        return sentence.tokens.is_capital(index - 1) and sentence.tokens.is_capital(index + 1)
    if sentence.tokens.folded[index] not in ("of", "for", "on") or index + 1 >= phrase.core:
        return False
    if index - 1 not in sentence.role_at:
        return False
    after = index + 1
    if sentence.tokens.folded[after] == "the":
        after += 1
    return after < phrase.core and sentence.tokens.is_capital(index - 1) and sentence.tokens.is_capital(after)


def _is_name_part(sentence: SentenceView, index: int, first: int) -> bool:
    tokens = sentence.tokens
    word, folded = tokens.words[index], tokens.folded[index]
    if word[0].isupper():
        return not (index == first and sentence.kinds[index] in ("determiner", "conjunction", "preposition", "adverb"))
    if word in (".", "&") or folded in NAME_PARTICLES:
        return index > first and tokens.words[index - 1][0].isupper()
    return folded in _BODY_PARTICLES and index > first and tokens.words[index - 1][0].isupper() and folded != "and"


def _without_titles(sentence: SentenceView, start: int, last: int, lexicon: Lexicon) -> int:
    """Where the name begins after demonyms, roles and titles; `last` if nothing is left of it."""
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


_BODIES = frozenset("company igo media ngo statemedia".split())


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
