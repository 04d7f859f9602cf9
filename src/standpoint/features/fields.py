"""Fields: what the models read of a sentence, as lists of words.

Each field becomes its own block of TF-IDF n-grams (`tfidf.py`, `model.toml`). Names, numbers and states are
abstracted, so that nothing is learnt of the countries and persons of the seeds: a name is `NAME`, a number `NUM`, a
word for the article's own country `HOME`, for any other `ABROAD`. A word is never made of capitals by the text
itself, so the abstract words cannot be forged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from typing import Final, NamedTuple

from standpoint.features.analysis import ArticleAnalysis, SentenceAnalysis, SpeakerFacts
from standpoint.features.lexicon import Lexicon, word_set
from standpoint.features.people import Record
from standpoint.features.views import SentenceView

FIELDS: Final = (
    "outside",
    "inside",
    "flags",
    "cue",
    "mention",
    "profile",
    "roles",
    "head",
    "context",
    "around",
    "sides",
    "senses",
    "stems",
    "outline",
)
# Fields of which many sentences have the same words: tuples, whose scores are worked out once a batch
RETURNING: Final = ("flags", "profile", "roles", "head", "context")
_REMEMBERED: Final = 8192  # descriptions whose roles are kept: some megabytes
_MOST_SEEN: Final = 6  # sentences that name a speaker and are read for what they tell of it
_STEM: Final = 6  # letters of a word that stand for all its forms; 5 and 7 served as well
_SPAN_WORDS: Final = 60  # words of a sentence that are read: the rest of an endless one says nothing new


class _Page(NamedTuple):
    """A sentence's abstracted words: all, outside and inside quotation marks. Not to be changed."""

    words: list[str]
    outside: list[str]
    inside: list[str]


_CITY: Final = "city "  # before the state of a place that is a city
# Sets of words that say of a description what no single role says
_DESCRIPTION_SIGNS: Final = ("former", "partaking", "foreign", "livelihood", "onlooking")


class FieldMaker:
    """Makes the fields of every sentence of an article.

    Parameters
    ----------
    lexicon : Lexicon
    common : frozenset of str
        Words that are common words though a sentence begins with them (learnt from the seeds).
    """

    def __init__(self, lexicon: Lexicon, common: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.common = common
        self._outlined = _outline_words(lexicon)
        self._read = lru_cache(_REMEMBERED)(self._look_up)  # a speaker's descriptions return with every sentence

    def fields(self, article: ArticleAnalysis) -> list[dict[str, Sequence[str]]]:
        """For each sentence, each field's words."""
        sentences = article.sentences
        pages = [self._page(sentence, article.home.country) for sentence in sentences]
        return [self._sentence(article, pages, sentence) for sentence in sentences]

    def facts(self, article: ArticleAnalysis, sentence: SentenceAnalysis) -> SpeakerFacts:
        """What is known of the sentence's speaker; worked out once."""
        if sentence.facts is None:
            sentence.facts = self._facts(article, sentence)
        return sentence.facts

    def _facts(self, article: ArticleAnalysis, sentence: SentenceAnalysis) -> SpeakerFacts:
        home = article.home.country
        roles: list[str] = []
        countries: list[str] = []
        phrase = sentence.attribution.phrase if sentence.attribution else None
        if phrase and sentence.speaker_kind != "carried":  # the mention first, then all that the article says
            words = sentence.view.tokens.folded[phrase.first : phrase.last]
            kinds, states = self._read(tuple(words), _person_words(sentence.record))
            roles += kinds
            countries += states
        if sentence.record is not None:
            kinds, states = self._told(article, sentence.record)
            roles += kinds
            countries += states
        # cities share their names: one counts only where it can be in the article's own country
        told = (one.removeprefix(_CITY) for one in countries if not one.startswith(_CITY) or one == f"{_CITY}{home}")
        country = next(told, None)
        place = "unknown" if country is None else "home" if country == home else "abroad"
        if home is None:
            place = "talks"
        return SpeakerFacts(tuple(dict.fromkeys(roles)), country, place)

    def _told(self, article: ArticleAnalysis, record: Record) -> tuple[list[str], list[str]]:
        """Kinds of role and states in all that the article says of a speaker; read once for all its sentences."""
        known = article.told.get(record)
        if known is None:
            names = _person_words(record)
            read = [self._read(tuple(words), names) for words in (record.words, *record.descriptions)]
            known = [kind for kinds, _ in read for kind in kinds], [state for _, states in read for state in states]
            article.told[record] = known
        return known

    def _look_up(self, words: tuple[str, ...], names: frozenset[str]) -> tuple[list[str], list[str]]:
        """Kinds of role in a description, and the states it names in order; `names` say nothing."""
        kinds: list[str] = []
        states: list[tuple[int, str]] = []
        for first, last, role in self.lexicon.roles.matches(words):
            if last - first == 1 and words[first] in names:
                continue
            kinds.append(role.kind)
            if role.country:
                states.append((first, role.country))
        states += [
            (first, _CITY + place.country if place.kind == "city" else place.country)
            for first, _, place in self.lexicon.places.matches(words)
            if words[first] not in names and words[first] != "us"
        ]
        kinds += [sign for sign in _DESCRIPTION_SIGNS if not word_set(sign).isdisjoint(words)]
        return kinds, [country for _, country in sorted(states)]

    def _sentence(
        self,
        article: ArticleAnalysis,
        pages: Sequence[_Page],
        sentence: SentenceAnalysis,
    ) -> dict[str, Sequence[str]]:
        page = pages[sentence.index]
        facts = self.facts(article, sentence)
        return {
            "outside": page.outside,
            "inside": page.inside,
            "flags": tuple(_flags(article, sentence)),
            "cue": _cue(sentence),
            "mention": self._mention(sentence, page.words),
            "profile": self._profile(article, sentence),
            "roles": _roles(sentence, facts),
            "head": _head(sentence, self.lexicon, article.home.country),
            "context": _context(sentence, *article.neighbours(sentence)),
            "around": self._around(article, sentence, pages),
            "sides": list(_sides(sentence)),
            "senses": list(_senses(sentence, self.lexicon)),
            "stems": [word[:_STEM] for word in page.words],
            "outline": list(_outline(sentence, page.words, self._outlined, article.home.country)),
        }

    def _page(self, sentence: SentenceAnalysis, home: str | None) -> _Page:
        """The sentence's abstracted words, and which of them stand outside and inside quotation marks."""
        words = self._abstract(sentence, home)
        quoted = sentence.view.quoted
        if not sentence.quotes:
            return _Page(words, words, [])
        outside = [word for word, is_quoted in zip(words, quoted, strict=False) if not is_quoted]
        inside = [word for word, is_quoted in zip(words, quoted, strict=False) if is_quoted]
        return _Page(words, outside, inside)

    def _abstract(self, sentence: SentenceAnalysis, home: str | None) -> list[str]:
        """The sentence's words with names, numbers and states abstracted; one for each token."""
        words = sentence.view.tokens.folded[:_SPAN_WORDS]
        for position, kind in enumerate(sentence.view.kinds[:_SPAN_WORDS]):
            if kind == "number":
                words[position] = "NUM"
            elif kind == "name" and not self._is_common(words[position], position, sentence):
                words[position] = "NAME"
        for first, last, place in sentence.places:
            if last <= len(words):
                words[first:last] = [_place_word(place.country, home)] * (last - first)
        return words

    def _is_common(self, folded: str, position: int, sentence: SentenceAnalysis) -> bool:
        if position in sentence.view.role_at or folded in self.lexicon.role_words:
            return True
        return folded in self.common and (position == 0 or sentence.view.tokens.words[position - 1] in "“\"‘'«:—-•")

    def _mention(self, sentence: SentenceAnalysis, words: Sequence[str]) -> list[str]:
        phrase = sentence.attribution.phrase if sentence.attribution else None
        if phrase is None or sentence.speaker_kind == "carried":
            return []
        folded = sentence.view.tokens.folded
        return [
            folded[place] if words[place] == "NAME" and folded[place] in self.common else words[place]
            for place in range(phrase.first, min(phrase.last, len(words)))
        ]

    def _profile(self, article: ArticleAnalysis, sentence: SentenceAnalysis) -> tuple[str, ...]:
        """The words of all that the article says of the speaker; made once for all its sentences."""
        record = sentence.record
        if record is None:
            return ()
        known = article.profiles.get(record)
        if known is None:
            words: dict[str, None] = {}
            names = set(record.words) if record.is_named else set[str]()
            for description in (record.words, *record.descriptions):
                words.update(dict.fromkeys(self._abstract_folded(description, article.home.country, names)))
            known = article.profiles[record] = tuple(words)
        return known

    def _around(self, article: ArticleAnalysis, sentence: SentenceAnalysis, pages: Sequence[_Page]) -> list[str]:
        """The words of narration in the other sentences that name the speaker: what the article tells of it."""
        record = sentence.record
        if record is None or not record.is_named:
            return []
        words: dict[str, None] = {}
        for place in dict.fromkeys(record.seen[:_MOST_SEEN]):
            if place >= 0 and (other := article.body[place]) is not sentence:
                words.update(dict.fromkeys(pages[other.index].outside))
        return list(words)

    def _abstract_folded(self, folded: Sequence[str], home: str | None, names: set[str]) -> Iterator[str]:
        index = 0
        while index < len(folded):
            if place := self.lexicon.places.match(folded, index):
                yield _place_word(place[1].country, home)
                index += place[0]
                continue
            word = folded[index]
            index += 1
            if word[0].isdigit():
                yield "NUM"
            elif word in self.common or word in self.lexicon.role_words:
                yield word  # also of a body's name: "Caspian Gold Partners", "Charter of Journalists"
            elif word in names:
                yield "NAME"


def _person_words(record: Record | None) -> frozenset[str]:
    """The words of a person's name, which say nothing of roles and places though they look it ("Pla", "Bishop")."""
    if record is None or not record.is_named or len(record.words) < 2:
        return frozenset()
    return frozenset(record.words) - word_set("body")


def _place_word(country: str, home: str | None) -> str:
    return "HOME" if country == home else "ABROAD"


def _roles(sentence: SentenceAnalysis, facts: SpeakerFacts) -> tuple[str, ...]:
    record = sentence.record
    return ("none",) if record is None else _role_words(facts.roles[:6], facts.place, record.is_named)


# Kinds of role, and signs, that say little of who somebody is where there is another
_GENERIC: Final = frozenset(("spokesperson", "person", "source", "document", *_DESCRIPTION_SIGNS))


@lru_cache(_REMEMBERED)
def _role_words(roles: tuple[str, ...], place: str, is_named: bool) -> tuple[str, ...]:
    words = []
    for role in roles:
        words += [role, f"{role}@{place}"]
    telling = next((role for role in roles if role not in _GENERIC), None)  # the igo of "secretary general of the UN"
    if first := telling or next(iter(roles), None):
        words += [f"first:{first}", f"first:{first}@{place}"]
    if not roles:
        words.append(f"norole@{place}")
    return (*words, f"place:{place}", f"named:{is_named}")


def _flags(article: ArticleAnalysis, sentence: SentenceAnalysis) -> Iterator[str]:
    share = sentence.quoted_share
    yield "quoted:" + ("none" if not sentence.quotes else "part" if share < 0.4 else "most" if share < 0.95 else "all")
    if sentence.is_inside:
        yield "inside"
    if sentence.quotes:
        length = sum(sentence.view.quoted)
        yield f"quoted words:{'few' if length <= 4 else 'some' if length <= 9 else 'many'}"
        if sentence.quotes[0].start == sentence.span.start:
            yield "begins quoted"
        if sentence.quotes[-1].end >= sentence.span.end - 1:
            yield "ends quoted"
    length = len(sentence.view.tokens)
    yield f"length:{'tiny' if length < 5 else 'short' if length < 11 else 'middle' if length < 30 else 'long'}"
    if sentence.is_first:
        yield "opens paragraph"
    if sentence.place < 2 and not sentence.is_furniture:
        yield f"sentence:{sentence.place}"
    yield from _shape(article.text, sentence)


def _shape(text: str, sentence: SentenceAnalysis) -> Iterator[str]:
    last = text[sentence.span.end - 1]
    if last not in ".!?…\"”’'»)":
        yield "no full stop"
    if last == ":":
        yield "ends in colon"
    if last == "?":
        yield "question"
    kinds = sentence.view.kinds
    if kinds and kinds[0] == "mark":
        yield "begins with mark"
    if kinds.count("name") * 2 > len(kinds):
        yield "capitals"


def _cue(sentence: SentenceAnalysis) -> list[str]:
    attribution = sentence.attribution
    if attribution is None:
        return ["no cue", f"no cue@{sentence.how or 'nobody'}"] if sentence.quotes else ["no cue"]
    subject = sentence.speaker_kind if attribution.phrase else "nobody"
    folded, last = sentence.view.tokens.folded, attribution.cue[1]
    score = round(attribution.score * 2) / 2
    words = list(_cue_words(attribution.lemma, attribution.kind, attribution.how, subject))
    words += [f"form:{folded[last - 1]}", f"score:{score}"]
    words += [f"also:{other.lemma}" for other in sentence.others]
    if folded[last : last + 1] == ["that"]:
        words.append("that")
    return words


@lru_cache(_REMEMBERED)
def _cue_words(lemma: str, kind: str, how: str, subject: str) -> tuple[str, ...]:
    return lemma, f"kind:{kind}", f"how:{how}", f"{kind}@{subject}", f"{lemma}@{subject}", f"{how}@{subject}"


_NEGATIONS: Final = frozenset(
    "not no never n't without neither nor deny denies denied refuse refuses refused cannot".split()
)
_NEGATION_REACH: Final = 3  # words that a negation turns round (a scope of three served best in earlier measurements)
_ACT_REACH: Final = 4  # words after a role in which its act is looked for


def _sides(sentence: SentenceAnalysis) -> Iterator[str]:
    """Who is said to do what to whom: the roles that the words are about, with acts, the cue's object, negations."""
    view = sentence.view
    phrase = sentence.attribution.phrase if sentence.attribution else None
    mention = range(phrase.first, phrase.last) if phrase else range(0)
    about = [place for place in sorted(view.role_at) if place not in mention and place < _SPAN_WORDS]
    yield from (f"about:{view.role_at[place]}" for place in about)
    if sentence.attribution:
        cue = sentence.attribution
        for place in [place for place in about if place >= cue.cue[1]][:2]:
            yield f"{cue.lemma}>{view.role_at[place]}"
            yield f"{cue.kind}>{view.role_at[place]}"
    for place in about:
        for act in range(place + 1, min(place + 1 + _ACT_REACH, len(view.tokens))):
            if view.kinds[act] == "word" and act not in view.role_at:
                yield f"{view.role_at[place]}:{view.tokens.folded[act]}"
                break
    folded = view.tokens.folded
    for place, word in enumerate(folded[:_SPAN_WORDS]):
        if word in _NEGATIONS or word[-3:] == "n't":
            ahead = folded[place + 1 : place + 1 + _NEGATION_REACH]
            yield from (f"not:{other}" for other in ahead if other[0].isalpha())


def _senses(sentence: SentenceAnalysis, lexicon: Lexicon) -> Iterator[str]:
    """The classes of the words that tell of a stance, negated ones apart."""
    folded = sentence.view.tokens.folded[:_SPAN_WORDS]
    for place, word in enumerate(folded):
        sense = lexicon.senses.get(word)
        if sense is not None:
            before = folded[max(0, place - _NEGATION_REACH) : place]
            is_negated = any(other in _NEGATIONS or other[-3:] == "n't" for other in before)
            yield f"not {sense}" if is_negated else sense


# Whose side a kind of role is on; what is of another state counts as abroad
_SIDE_OF: Final = {
    **dict.fromkeys(("official", "ruling", "force", "court", "statemedia"), "authorities"),
    **dict.fromkeys(("protester", "opposition", "union"), "protesters"),
    **dict.fromkeys(("diplomat", "igo"), "abroad"),
    **dict.fromkeys(("witness", "victim", "person", "medic"), "people"),
}
_VAGUE_SENSES: Final = frozenset(("figures", "administration", "expectation"))  # tell of no side
_CONTRACTED: Final = "ai are ca could did do does had has have is might must need sha should was were wo would".split()
_CLAUSE_MARKS: Final = frozenset([*",;:—–-", "that"])
_PLACE_REACH: Final = 2  # words before a role in which a state's name makes it that state's


def _outline_words(lexicon: Lexicon) -> dict[str, str]:
    """What each word is in an outline, of those that are anything."""
    senses = {word: sense for word, sense in lexicon.senses.items() if sense not in _VAGUE_SENSES}
    negations = dict.fromkeys((*_NEGATIONS, *(f"{verb}n't" for verb in _CONTRACTED)), "not")
    return senses | negations | dict.fromkeys(_CLAUSE_MARKS, "|") | {"NUM": "NUM"}


def _outline(
    sentence: SentenceAnalysis, words: Sequence[str], known: Mapping[str, str], home: str | None
) -> Iterator[str]:
    """The sentence without its words: sides, senses, negations, numbers, clauses, speaker and cue in their order.

    Its n-grams tell who does what to whom also where the words themselves were never seen. `words` are the abstracted
    ones, `known` is of `_outline_words`.
    """
    view, cue = sentence.view, sentence.attribution
    found = list(map(known.get, words))
    abroad = {first for first, _, place in sentence.places if place.country != home}
    for place in view.role_at:
        if place < len(found):
            found[place] = _side(view, place, abroad)
    if cue and cue.phrase and sentence.speaker_kind != "carried":
        _put(found, cue.phrase.first, cue.phrase.last, "speaker")
    if cue:
        _put(found, *cue.cue, f"cue:{cue.kind}")
    last: str | None = None
    for one in filter(None, found):
        if one != "|" or last != "|":
            yield one
        last = one


def _put(found: list[str | None], first: int, last: int, what: str) -> None:
    """One thing in place of several words, as far as they are read."""
    places = found[first:last]
    found[first:last] = [what, *[None] * (len(places) - 1)] if places else []


def _side(view: SentenceView, place: int, abroad: Set[int]) -> str | None:
    """The side of the role that ends at a word; None within a role."""
    if place + 1 in view.role_at:
        return None
    side = _SIDE_OF.get(view.role_at[place])
    return "abroad" if side == "authorities" and abroad and _is_abroad(view, place, abroad) else side


def _is_abroad(view: SentenceView, last: int, abroad: Set[int]) -> bool:
    """Whether the role that ends at a word is another state's: a state's name stands just before, within or behind."""
    first = last
    while first - 1 in view.role_at:
        first -= 1
    return any(place in abroad for place in range(first - _PLACE_REACH, last + _PLACE_REACH + 2))


def _head(sentence: SentenceAnalysis, lexicon: Lexicon, home: str | None) -> tuple[str, ...]:
    """Who the mention is, in a word or two: of an unnamed speaker the head phrase's words."""
    record = sentence.record
    if record is None:
        return ("nobody",)
    if record.is_named:
        return ("named",)
    words = list(record.words[-3:])
    for first, last, place in lexicon.places.matches(words):
        words[first:last] = [_place_word(place.country, home)] * (last - first)
    return tuple(words)


def _context(
    sentence: SentenceAnalysis, before: SentenceAnalysis | None, after: SentenceAnalysis | None
) -> tuple[str, ...]:
    words: tuple[str, ...] = ()
    for name, other in (("before", before), ("after", after)):
        if other is None:
            words += (f"{name}:none",)
            continue
        is_speaker = other.record is not None and other.record is sentence.record
        is_near = other.paragraph == sentence.paragraph
        words += _neighbour(name, other.record is not None, bool(other.quotes), (is_near, is_speaker))
    return words


@cache
def _neighbour(name: str, has_speaker: bool, has_quotes: bool, same: tuple[bool, bool]) -> tuple[str, ...]:
    """What stands beside a sentence; `same` says whether in the same paragraph and of the same speaker."""
    words = [f"{name}:{'speaker' if has_speaker else 'nobody'}", f"{name}:{'quoted' if has_quotes else 'plain'}"]
    words += [f"{name}:same {what}" for what, is_same in zip(("paragraph", "speaker"), same, strict=True) if is_same]
    return tuple(words)
