"""The persons and bodies of an article: every name with all that the article says of it, and who a mention means.

Names are gathered from the whole article before anybody is resolved, because news often tells who somebody is long
before or after it quotes them. A full name, a surname, a title with a surname and a body's acronym become one record;
a pronoun or a description ("the minister", "the 41-year-old") is the latest fitting speaker.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from standpoint.features.lexicon import Lexicon, word_set
from standpoint.features.naming import (
    BODY_PREPOSITIONS,
    BODY_SMALL,
    NAME_PARTICLES,
    Speaker,
    is_in_body_name,
    is_origin,
    is_title_role,
)
from standpoint.features.views import SentenceView

_LONGEST_NAME: Final = 9  # words
_LONGEST_DESCRIPTION: Final = 16  # words kept of a title or an apposition
_MOST_DESCRIPTIONS: Final = 12  # kept of one record: more say nothing new, and the time stays linear
_ROLE_WORDS: Final = 4  # last words of a title or an apposition that a description may take up ("the minister")
_SHORTEST_ACRONYM: Final = 3  # letters
_MOST_SHARING: Final = 8  # records looked at that share a word
_INTRODUCTION: Final = 30  # sentences in which an interview says who is interviewed
_MOST_RECENT: Final = 6  # speakers remembered
_PLACING: Final = frozenset("across around at in into near outside through towards".split())


@dataclass(slots=True, eq=False)
class Record:
    """A person or body.

    Attributes
    ----------
    words : tuple of str
        The fullest form of the name, folded; of an unnamed speaker, the head phrase.
    text : str
        The same as written.
    descriptions : list of list of str
        What the article says the record is: titles, appositions, the phrases that mention it (folded words).
    is_named : bool
    gender : int
        Votes for "she" less votes for "he".
    seen : list of int
        Places in the body of the sentences that name it; -1 for the title.
    spoke, times : int
        Place of the sentence in which it spoke last (-1 for none), and in how many it has spoken.
    roles : set of str
        Classes of role in its descriptions.
    told : set of str
        The words of its descriptions.
    placed : int
        In how many of its mentions it stands behind a preposition or a word of place ("in Donmar", "town of Donmar").
    """

    words: tuple[str, ...]
    text: str
    is_named: bool
    descriptions: list[list[str]] = field(default_factory=list)
    gender: int = 0
    seen: list[int] = field(default_factory=list)
    spoke: int = -1
    times: int = 0
    roles: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    placed: int = 0

    def describe(self, words: Sequence[str]) -> None:
        """Remember a description, up to a bounded number."""
        if words and len(self.descriptions) < _MOST_DESCRIPTIONS:
            description = list(words[:_LONGEST_DESCRIPTION])
            self.descriptions.append(description)
            self.told.update(description)

    def has_word(self, word: str) -> bool:
        """Whether the name or a description holds the word."""
        return word in self.words or word in self.told


class People:
    """All records of one article.

    Parameters
    ----------
    lexicon : Lexicon
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_word: dict[str, list[Record]] = {}
        self._nominals: dict[str, Record] = {}
        self._capitals: set[str] = set()
        self._initials: dict[str, Record] = {}  # "sss" -> State Security Service
        self._speakers: list[Record] = []  # in the order in which they last spoke
        self._by_role: dict[str, list[Record]] = {}  # word of a description -> named records, latest last
        self._named_at: dict[int, list[tuple[Record, int]]] = {}  # sentence -> its records, each with its first token

    def note_capitals(self, sentence: SentenceView) -> None:
        """Note the words that stand in capitals where no sentence or quotation begins: those are names."""
        kinds = sentence.kinds
        for folded, kind, before in zip(sentence.tokens.folded[1:], kinds[1:], kinds, strict=False):
            if kind == "name" and before != "mark":
                self._capitals.add(folded)

    def gather(self, sentence: SentenceView, text: str, index: int = -1) -> None:
        """Note every name of a sentence with the words around it that say who it is."""
        tokens = sentence.tokens
        named: list[Record] = []
        runs = list(_runs(sentence, self._lexicon))
        for first, start, last in runs:
            if last - first >= _SHORTEST_ACRONYM:
                self._note_initials(sentence, first, min(start, last - 1), last, text)
            if acronym := _acronym_behind(sentence, last):
                self._note_acronym(acronym, sentence, _spelt_from(sentence, first, last, acronym), last, text)
        for first, start, last in self._names(sentence, runs):
            record = self._named(tuple(tokens.folded[start:last]), tokens.span(start, last).of(text), index)
            record.seen.append(index)
            record.placed += _is_placed(tokens.folded, first)
            self._describe(record, tokens.folded[_title_start(sentence, first) : start])
            self._describe(record, tokens.folded[slice(*_apposition(sentence, last))])
            record.gender += gender_of(tokens.folded[max(0, start - 2) : start])
            named.append(record)
            self._named_at.setdefault(index, []).append((record, start))
        if named and all(record is named[0] for record in named):
            votes = gender_of(tokens.folded)
            named[0].gender += (votes > 0) - (votes < 0)

    def record_of(self, sentence: SentenceView, speaker: Speaker, index: int) -> Record:
        """The record of a name, or of a description taken by itself."""
        words = tuple(sentence.tokens.folded[speaker.first : speaker.last])
        return self._named(words, speaker.text, index) if speaker.kind == "name" else self._nominal(words, speaker.text)

    def named_at(self, index: int) -> list[tuple[Record, int]]:
        """The records named in a sentence, each with the token that begins its name."""
        return self._named_at.get(index, [])

    def most_named(self, index: int) -> Record | None:
        """The record, no place, that an article's introduction names most often before a sentence."""
        records = (record for place in range(min(index, _INTRODUCTION)) for record, _ in self.named_at(place))
        counts = Counter(record for record in records if not record.placed)
        return max(counts, key=counts.__getitem__, default=None)

    def holders(self, word: str, index: int) -> list[Record]:
        """Named records of whom a description says the word, the nearest to a sentence first."""
        return sorted(self._by_role.get(word, ()), key=lambda record: _nearness(record.seen, index), reverse=True)

    def speaks(self, record: Record, index: int) -> None:
        """Note that a record speaks in a sentence."""
        record.spoke = index
        record.times += 1
        if record in self._speakers:
            self._speakers.remove(record)
        self._speakers.append(record)
        del self._speakers[:-_MOST_RECENT]

    @property
    def recent(self) -> list[Record]:
        """Who spoke last, the latest first; each once."""
        return self._speakers[::-1]

    def describe(self, record: Record, words: Sequence[str]) -> None:
        """Note what a mention says of its record."""
        record.describe(words)
        if words:
            record.roles.update(self.roles_in(words))

    def roles_in(self, words: Sequence[str]) -> tuple[str, ...]:
        """The classes of role in a phrase."""
        return self._lexicon.role_kinds(tuple(words))

    def _describe(self, record: Record, words: Sequence[str]) -> None:
        """Remember what the article says of a named record, and find the record by it."""
        self.describe(record, words)
        for word in words[-_ROLE_WORDS:]:
            holders = self._by_role.setdefault(word, [])
            if record not in holders and len(holders) < _MOST_SHARING:
                holders.append(record)

    def _nominal(self, words: tuple[str, ...], text: str) -> Record:
        if len(words) == 1 and (body := self._initials.get(words[0])) is not None:
            return body
        key = " ".join(words)
        if key not in self._nominals:
            self._nominals[key] = Record(words, text, is_named=False)
            self._nominals[key].roles.update(self.roles_in(words))
        return self._nominals[key]

    def _names(self, sentence: SentenceView, runs: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
        """The names of a sentence; a single capital word that begins it counts only if it is a name elsewhere."""
        for first, start, last in _names(sentence, runs, self._lexicon):
            begins = start == 0 or sentence.kinds[start - 1] == "mark"
            if last - start > 1 or not begins or sentence.tokens.folded[start] in self._capitals:
                yield first, start, last

    def _note_acronym(self, acronym: str, sentence: SentenceView, first: int, last: int, text: str) -> None:
        """Remember a body by the acronym that stands in brackets behind its name: "Movement for Change (MPC)"."""
        tokens = sentence.tokens
        if last - first > 1 and acronym not in self._initials:
            words = tuple(tokens.folded[first:last])
            self._initials[acronym] = Record(words, tokens.span(first, last).of(text), is_named=True)
            self.describe(self._initials[acronym], words)

    def _note_initials(self, sentence: SentenceView, first: int, start: int, last: int, text: str) -> None:
        """Remember a body by its initials, with and without the words before its name ("Chinese", "Federal")."""
        tokens = sentence.tokens
        for begin in {first, min(_after_small(sentence, first + 1, last), start), start}:
            words = [tokens.words[index] for index in range(begin, last) if tokens.words[index][0].isupper()]
            initials = "".join(word[0] for word in words).lower()
            if len(initials) >= _SHORTEST_ACRONYM and initials not in self._initials:
                body = Record(tuple(tokens.folded[begin:last]), tokens.span(begin, last).of(text), is_named=True)
                self.describe(body, tokens.folded[first:last])
                self._initials[initials] = body

    def _named(self, words: tuple[str, ...], text: str, index: int) -> Record:
        """The record of a name; of two persons of one surname, the one named nearest."""
        if len(words) == 1 and (body := self._initials.get(words[0])) is not None:
            return body
        sharing = list(self._sharing(words[-1], words))
        if sharing:
            namesakes = [one for one in sharing if (one.words[-1] == words[-1]) == (sharing[0].words[-1] == words[-1])]
            record = max(namesakes, key=lambda one: _nearness(one.seen, index)) if len(words) == 1 else sharing[0]
            if len(record.words) < len(words) <= _LONGEST_NAME:
                self._rename(record, words, text)
            return record
        record = Record(words, text, is_named=True)
        self._index(record)
        return record

    def _sharing(self, word: str, words: tuple[str, ...]) -> Iterator[Record]:
        """Records whose name contains these words or is contained in them; a shared last word first."""
        candidates = self._by_word.get(word, [])[:_MOST_SHARING]
        for record in sorted(candidates, key=lambda record: record.words[-1] != word):
            if _is_same_name(words, record.words):
                yield record

    def _rename(self, record: Record, words: tuple[str, ...], text: str) -> None:
        record.words, record.text = words, text
        self._index(record)

    def _index(self, record: Record) -> None:
        for word in record.words:
            records = self._by_word.setdefault(word, [])
            if record not in records[:_MOST_SHARING]:
                records.append(record)


def _is_same_name(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether one name is a form of the other: the same surname, or a single word that begins or ends it."""
    short, full = sorted((first, second), key=len)
    stem = _stem(full)
    if len(short) == 1:
        return short[0] in (full[0], full[-1], stem[-1])
    return short == stem or (short[-1] == full[-1] and set(short) <= set(full))


def _stem(words: tuple[str, ...]) -> tuple[str, ...]:
    """A body's name up to its first preposition: "National Front" of "National Front for Fair Fares"."""
    end = next((place for place, word in enumerate(words) if place and word in BODY_PREPOSITIONS), len(words))
    return words[:end]


def gender_of(words: Sequence[str]) -> int:
    """Above 0 for a woman, below for a man: words that tell of a woman less those that tell of a man."""
    she, he = word_set("she"), word_set("he")
    if she.isdisjoint(words) and he.isdisjoint(words):  # nearly always
        return 0
    return sum(word in she for word in words) - sum(word in he for word in words)


def _nearness(seen: Sequence[int], index: int) -> tuple[bool, int]:
    """Names before a sentence come before later ones, and the nearest first."""
    place = bisect_right(seen, index)
    return (True, seen[place - 1]) if place else (False, -min(seen, default=0))


def _names(
    sentence: SentenceView, runs: Iterable[tuple[int, int, int]], lexicon: Lexicon
) -> Iterator[tuple[int, int, int]]:
    """Runs of capitals that hold a name: where the run begins, where the name begins after titles, where it ends."""
    for first, start, last in runs:
        if start < last and last - start <= _LONGEST_NAME and not _is_place(sentence, start, last, lexicon):
            yield first, start, last


def _is_place(sentence: SentenceView, start: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a run of capitals is a place's name; a first name may be spelt like a city ("Petra Novak")."""
    place = lexicon.places.match(sentence.tokens.folded, start)
    return place is not None and (start + place[0] >= last or is_origin(sentence, start + place[0], place[1].kind))


def _acronym_behind(sentence: SentenceView, last: int) -> str | None:
    """The acronym in brackets behind a name, folded."""
    words = sentence.tokens.words[last : last + 3]
    is_acronym = len(words) == 3 and words[0] == "(" and words[2] == ")" and words[1].isupper() and len(words[1]) > 1
    return sentence.tokens.folded[last + 1] if is_acronym else None


def _spelt_from(sentence: SentenceView, first: int, last: int, acronym: str) -> int:
    """Where the name begins whose capitals spell an acronym: "Movement for Open Courts (MOC)"; `first` if none do."""
    words = sentence.tokens.words
    spelt = ""
    for start in range(last - 1, max(-1, last - 2 * len(acronym) - 1), -1):
        if words[start][0].isupper():
            spelt = words[start][0].lower() + spelt
        if spelt == acronym:
            return start
    return first


def _runs(sentence: SentenceView, lexicon: Lexicon) -> Iterator[tuple[int, int, int]]:
    """Runs of capitals: where each begins, where it goes on after titles (its end, if it is all titles), its end."""
    tokens, kinds = sentence.tokens, sentence.kinds
    index, length = 0, len(tokens)
    for first in [place for place, kind in enumerate(kinds) if kind == "name"]:
        if first < index:
            continue
        index = first
        while index < length and _continues_name(sentence, index, first):
            index += 1
            if tokens.is_possessive(index - 1):
                break
        start = first
        while start < index and _is_title(sentence, start, index, lexicon):
            start += 1
        if first < start < index and tokens.folded[start] in BODY_SMALL:
            start = first if tokens.folded[start - 1] in word_set("body") else _after_small(sentence, start, index)
        while start < index and tokens.words[index - 1] in (".", "&"):
            index -= 1
        yield first, start, index
        index = max(index, first + 1)


def _after_small(sentence: SentenceView, start: int, last: int) -> int:
    """Where the name begins that a post is of: "Members of the Open Caucus"."""
    while start < last and sentence.tokens.folded[start] in BODY_SMALL:
        start += 1
    return start


def _continues_name(sentence: SentenceView, index: int, first: int) -> bool:
    tokens, kinds = sentence.tokens, sentence.kinds
    if kinds[index] == "name":
        return True
    word, after = tokens.words[index], index + 1 < len(tokens) and kinds[index + 1] == "name"
    if word == ".":
        return bool(after) and len(tokens.words[index - 1]) <= 4
    if word in BODY_SMALL and is_in_body_name(sentence, index, first, len(tokens)):
        return True
    return bool(after) and tokens.folded[index] in NAME_PARTICLES


def _is_title(sentence: SentenceView, index: int, last: int, lexicon: Lexicon) -> bool:
    folded = sentence.tokens.folded[index]
    if is_title_role(sentence, index) or folded in lexicon.titles or folded == ".":
        return True
    place = lexicon.places.match(sentence.tokens.folded, index)
    return place is not None and index + place[0] < last and is_origin(sentence, index + place[0], place[1].kind)


def _title_start(sentence: SentenceView, first: int) -> int:
    """Where the title before a name begins: role words, small connecting words and adjectives up to a boundary."""
    start = first
    if (
        start > 1
        and sentence.tokens.words[start - 1] == ","
        and (before := _role_before(sentence, start - 1)) is not None
    ):
        return before
    while start > 0 and first - start < 8:
        kind = sentence.kinds[start - 1]
        is_part = (
            start - 1 in sentence.role_at
            or kind in ("word", "name")
            or (sentence.tokens.folded[start - 1] in ("of", "for", "and") and start < first)
        )
        if not is_part or start - 1 in sentence.cue_at:
            break
        start -= 1
    return start


def _role_before(sentence: SentenceView, comma: int) -> int | None:
    """Where a role begins that ends at a comma before a name: "his French counterpart, Ann Lee"."""
    for start in range(comma - 1, max(-1, comma - 9), -1):
        kind = sentence.kinds[start]
        if kind in ("mark", "auxiliary", "subordinator") or start in sentence.cue_at:
            return None
        if kind == "determiner" or sentence.tokens.is_possessive(start):
            return start
    return None


def _apposition(sentence: SentenceView, last: int) -> tuple[int, int]:
    """The words after a name that say who it is: ", a …,", "(…)", "is a …"; empty where there are none."""
    tokens, kinds = sentence.tokens, sentence.kinds
    if last + 1 >= len(tokens):
        return last, last
    opener, after = tokens.words[last], tokens.folded[last + 1]
    if tokens.is_possessive(last - 1):
        return last, last
    if opener == "(":
        return last + 1, _until(sentence, last + 1)
    if opener in (",", "—", "–") and (
        kinds[last + 1] in ("determiner", "number", "relative")
        or last + 1 in sentence.role_at
        or (kinds[last + 1] in ("word", "adverb") and last + 1 not in sentence.cue_at)
    ):
        end = _until(sentence, last + 1)
        if kinds[last + 1] == "number" and end + 1 < len(tokens):
            end = _until(sentence, end + 1)
        return last + 1, end
    if (
        tokens.folded[last] in ("is", "was", "became")
        and kinds[last + 1] == "determiner"
        and after in ("a", "an", "the")
    ):
        return last + 1, _until(sentence, last + 1)
    if kinds[last] == "preposition" and tokens.folded[last] in ("of", "from", "with"):
        return last + 1, min(_until(sentence, last + 1), last + 8)
    return last, last


def _is_placed(folded: Sequence[str], first: int) -> bool:
    """Whether a preposition of place, or "town of", stands before a name, with or without an article."""
    before = first - 1 - (first > 1 and folded[first - 1] == "the")
    if before > 0 and folded[before] == "of":
        return folded[before - 1] in word_set("settlement")
    return before >= 0 and folded[before] in _PLACING


def _until(sentence: SentenceView, start: int) -> int:
    """The end of a part: the next comma, bracket, dash, quotation mark or reporting verb."""
    tokens = sentence.tokens
    index = start
    while index < len(tokens) and index - start < _LONGEST_DESCRIPTION:
        if tokens.words[index] in (",", ")", "—", "–", ".", ";", ":", '"', "“", "”"):
            break
        index += 1
    return index
