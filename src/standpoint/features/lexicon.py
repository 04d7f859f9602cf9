"""The word lists of the top folder `features/`, read once into tables for look-up.

A newsroom may edit the lists; a fault is named by file and line. Phrases are found by their first word and then by
length, longest first, so that "army spokesman" wins over "army".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeVar

from standpoint import assets
from standpoint.errors import WordListError
from standpoint.features.tokens import fold, tokenize

Value = TypeVar("Value")

# Closed sets: a model knows these classes and no others, so a misspelt one in a list would be lost without a word
CUE_CLASSES: Final = frozenset("speech claim act support thought show write ask deny".split())
PHRASE_CLASSES: Final = frozenset("source spokesperson passive statement".split())
PHRASE_SIDES: Final = frozenset("after before none".split())
ROLE_CLASSES: Final = frozenset(
    "academic analyst church company court diplomat document force former igo media medic ngo official opposition"
    " person protester ruling source spokesperson statemedia union victim witness".split()
)
SENSE_CLASSES: Final = frozenset(
    "administration backing blame concern concession condemnation defiance demand disorder expectation fear figures"
    " grief hardship order praise relief repression ridicule".split()
)
SENSE_PARTS: Final = frozenset("v n a".split())
VERB_KINDS: Final = frozenset("plain noun".split())
WORD_KINDS: Final = frozenset(
    "determiner pronoun preposition subordinator conjunction auxiliary adverb time relative region".split()
)

_REMEMBERED, _LONGEST_REMEMBERED = 65_536, 40  # written words whose kind is kept, and their characters: some 10 MB
_IRREGULAR_ENDINGS: Final = {"man": "men", "wife": "wives", "child": "children"}
_IRREGULAR: Final = tuple(_IRREGULAR_ENDINGS)
_REGULAR_IN_MAN: Final = frozenset("german human ottoman roman shaman".split())
_AFTER_HEAD: Final = frozenset("of for to close".split())  # "heads of state", "sources close to the family"


class Cue(NamedTuple):
    """A reporting verb: its base form and class."""

    lemma: str
    kind: str


class CuePhrase(NamedTuple):
    """A phrase that gives a source: where the source stands (`after`, `before`, `none`), and its class."""

    side: str
    kind: str


class Role(NamedTuple):
    """What kind of speaker a role, post or body is, and the state it belongs to where it can be only one."""

    kind: str
    country: str


class Place(NamedTuple):
    """A state that a word points to, and how: `name`, `demonym`, `capital` or `city`."""

    country: str
    kind: str


class PhraseTable(Generic[Value]):
    """Phrases of folded words with a value each.

    Found by their first word, then by their second, then longest first: most words begin no phrase, and most phrases
    have their first word in common with many others ("former", "head", "the").
    """

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], Value]]) -> None:
        self._single: dict[str, tuple[int, Value]] = {}
        self._longer: dict[str, dict[str, list[tuple[tuple[str, ...], tuple[int, Value]]]]] = {}
        self._length = 0
        for words, value in entries:
            self._length += 1
            if len(words) == 1:
                self._single.setdefault(words[0], (1, value))
                continue
            seconds = self._longer.get(words[0])
            if seconds is None:  # `setdefault` would make a table for every phrase: 3 ms of 17 in loading the roles
                seconds = self._longer[words[0]] = {}
            option = (words, (len(words), value))
            options = seconds.get(words[1])
            if options is None:
                seconds[words[1]] = [option]
            else:
                options.append(option)
        for seconds in self._longer.values():
            for options in seconds.values():
                if len(options) > 1:
                    options.sort(key=lambda option: -len(option[0]))
        self._first = frozenset(self._single.keys() | self._longer.keys())

    def __len__(self) -> int:
        return self._length

    def match(self, folded: Sequence[str], index: int) -> tuple[int, Value] | None:
        """Number of words and value of the longest phrase that begins at `index`, if any."""
        word = folded[index]
        seconds = self._longer.get(word)
        if seconds is not None and index + 1 < len(folded) and (options := seconds.get(folded[index + 1])) is not None:
            for words, found in options:
                if len(words) == 2 or tuple(folded[index : index + len(words)]) == words:
                    return found
        return self._single.get(word)

    def matches(self, folded: Sequence[str]) -> list[tuple[int, int, Value]]:
        """Every match from left to right, without overlaps: first word, word after the last, value."""
        found: list[tuple[int, int, Value]] = []
        if self._first.isdisjoint(folded):  # of most phrases and of many sentences: a third of the time
            return found
        last = 0
        for index in [index for index, word in enumerate(folded) if word in self._first]:
            if index >= last and (match := self.match(folded, index)) is not None:
                last = index + match[0]
                found.append((index, last, match[1]))
        return found


class WordKinds(dict[str, str]):
    """What a written word is at sight: a small word's kind, or `name` (capital), `number`, `mark` or `word`.

    Looked up once for every distinct word and remembered.

    Parameters
    ----------
    small : mapping of str to str
        Small word, folded, to its kind.

    Examples
    --------
    >>> kinds = WordKinds({"the": "determiner"})
    >>> [kinds[word] for word in ("The", "Ministry", "of", "1,000", ",")]
    ['determiner', 'name', 'word', 'number', 'mark']
    """

    def __init__(self, small: Mapping[str, str]) -> None:
        super().__init__()
        self._small = small

    def __missing__(self, word: str) -> str:
        kind = self._kind(word)
        if len(word) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = kind
        return kind

    def _kind(self, word: str) -> str:
        folded = fold(word)
        kind = self._small.get(folded)
        if kind == "time" and folded in ("may", "march", "second") and not word[0].isupper():
            return "auxiliary" if folded == "may" else "word"
        if kind == "region":  # "African leaders" is no name, nor is "Western" by itself
            return "word"
        if kind is not None:
            return kind
        if word[0].isdigit():
            return "number"
        if not (word[0].isalnum() or word[0] == "_"):
            return "mark"
        return "name" if word[0].isupper() else "word"


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All word lists.

    Attributes
    ----------
    folder : Path
        Where they were read from; another process is sent this alone.
    cues : dict
        Form of a reporting verb to its base form and class.
    phrases, roles, places
        Tables of phrases.
    kinds : dict
        Small word to its kind (determiner, preposition, …).
    verbs : dict
        Form of a common verb to what it can be: `past` (nothing but a finite verb), `participle` (that, or an
        adjective), `present` (its base or -s form), `noun` (the same, but also a noun).
    senses : dict
        Form of a word that tells of a stance to its class.
    titles, abbreviations : frozenset of str
        Abbreviations before names, and others, without their last full stop.
    role_words : frozenset of str
        Every word of a role: capitals do not make a name of them.
    countries : frozenset of str
        The codes of the states table.
    word_kinds : WordKinds
        What a written word is at sight.
    """

    folder: Path
    cues: dict[str, Cue]
    phrases: PhraseTable[CuePhrase]
    roles: PhraseTable[Role]
    places: PhraseTable[Place]
    kinds: dict[str, str]
    verbs: dict[str, str]
    senses: dict[str, str]
    titles: frozenset[str]
    abbreviations: frozenset[str]
    role_words: frozenset[str]
    countries: frozenset[str]
    word_kinds: WordKinds

    def __reduce__(self) -> tuple[Callable[[Path], Lexicon], tuple[Path]]:
        return load_lexicon, (self.folder,)

    def role_kinds(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The classes of role in a phrase; remembered, as an article says the same of a speaker again and again."""
        return _role_kinds(self, words)


@lru_cache(16_384)
def _role_kinds(lexicon: Lexicon, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(role.kind for _, _, role in lexicon.roles.matches(words))


@lru_cache(maxsize=1)
def _word_sets() -> dict[str, frozenset[str]]:
    path = assets.word_lists() / "word-sets.tsv"
    return {name: frozenset(words.split()) for _, (name, words) in _rows(path, 2)}


@cache
def word_set(name: str) -> frozenset[str]:
    """A small set of words of one use, by its name in `word-sets.tsv`."""
    return _word_sets()[name]


@lru_cache(maxsize=4)
def load_lexicon(folder: Path | None = None) -> Lexicon:
    """The lexicon of a folder of word lists; the project's own by default.

    Raises
    ------
    WordListError
        If a list is missing or a line is at fault.
    """
    folder = folder or assets.word_lists()
    roles = dict(_roles(folder / "roles.tsv"))
    places = _places(folder / "states.tsv")
    kinds = _kinds(folder / "function-words.tsv")
    role_words = {word for word in set(chain.from_iterable(roles)) if word.isalpha() and len(word) > 2}
    return Lexicon(
        folder=folder,
        cues=_cues(folder / "cues.tsv"),
        phrases=PhraseTable(_phrases(folder / "cue-phrases.tsv")),
        roles=PhraseTable(roles.items()),
        places=PhraseTable(places.items()),
        kinds=kinds,
        verbs=_verbs(folder / "verbs.tsv"),
        senses=_senses(folder / "senses.tsv"),
        titles=frozenset(line for _, line in _lines(folder / "titles.txt")),
        abbreviations=frozenset(line for _, line in _lines(folder / "abbreviations.txt")),
        role_words=frozenset(role_words),
        countries=frozenset(place.country for place in places.values()),
        word_kinds=WordKinds(kinds),
    )


def inflections(verb: str) -> Iterator[str]:
    """Base form, -s, -ed and -ing form of a regular English verb.

    Examples
    --------
    >>> list(inflections("urge")), list(inflections("deny"))
    (['urge', 'urges', 'urged', 'urging'], ['deny', 'denies', 'denied', 'denying'])
    """
    yield verb
    if re.search("[^aeiou]y$", verb):
        yield from (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
        return
    yield verb + ("es" if re.search("(s|x|z|ch|sh|o)$", verb) else "s")
    stem = verb.removesuffix("e")
    yield stem + "ed"
    yield (verb if verb.endswith("ee") else stem) + "ing"


def plurals(noun: str) -> Iterator[str]:
    """The plural of an English noun by rule.

    Examples
    --------
    >>> [next(plurals(noun)) for noun in ("policeman", "midwife", "party", "witness", "union")]
    ['policemen', 'midwives', 'parties', 'witnesses', 'unions']
    """
    if noun.endswith(_IRREGULAR) and noun not in _REGULAR_IN_MAN:
        irregular = next(ending for ending in _IRREGULAR if noun.endswith(ending))
        yield noun.removesuffix(irregular) + _IRREGULAR_ENDINGS[irregular]
    elif noun.endswith("person"):
        yield noun[:-6] + "people"
        yield noun + "s"
    elif noun.endswith("y") and len(noun) > 1 and noun[-2] not in "aeiou":
        yield noun[:-1] + "ies"
    elif noun.endswith(("s", "x", "ch", "sh")):
        yield noun + "es"
    else:
        yield noun + "s"


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WordListError(f"{path}: expected a word list: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise WordListError(f"{path}: expected a word list in UTF-8: {error}; save it so") from None
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _rows(path: Path, columns: int) -> Iterator[tuple[str, list[str]]]:
    """Where each row stands (file and line, for an error), and its cells."""
    for number, line in _lines(path):
        where, cells = f"{path}:{number}", line.split("\t")
        if len(cells) != columns:
            raise WordListError(f"{where}: expected {columns} columns divided by tabs, found {len(cells)}")
        yield where, cells


def _cues(path: Path) -> dict[str, Cue]:
    cues: dict[str, Cue] = {}
    for kind, forms in _conjugations(path, CUE_CLASSES):
        for form in forms:
            cues.setdefault(form, Cue(forms[0], kind))
    return cues


def _conjugations(path: Path, kinds: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
    """Each verb of a list with its kind: all its forms, the base form first."""
    for where, (kind, verbs) in _rows(path, 2):
        _check_known(where, kind, kinds)
        for entry in verbs.split():
            yield kind, _verb_forms(where, entry)


def _verb_forms(where: str, entry: str) -> list[str]:
    """All forms of a verb, the base form first."""
    match = re.fullmatch(r"([a-z-]+)(?:\(([a-z,-]+)\))?", entry)
    if not match:
        raise WordListError(f"{where}: expected verb or verb(form,form), found {entry!r}")
    return [match[1], *match[2].split(",")] if match[2] else list(inflections(match[1]))


def _verbs(path: Path) -> dict[str, str]:
    """What each form of a verb can be; a form that some entry calls a noun is one."""
    found: dict[str, str] = {}
    for kind, forms in _conjugations(path, VERB_KINDS):
        base, *others = forms
        pasts = [form for form in others if not form.endswith(("ing", "s"))]
        for form in forms:
            if form == base or form.endswith("s"):
                found[form] = "noun" if kind == "noun" else "present"
            elif form in pasts and form not in found:
                is_past = len(pasts) > 1 and form == pasts[0] and not form.endswith("ed")
                found[form] = "past" if is_past else "participle"
    return found


def _senses(path: Path) -> dict[str, str]:
    """The class of every form of the words that tell of a stance."""
    senses: dict[str, str] = {}
    for where, (kind, part, words) in _rows(path, 3):
        _check_known(where, kind, SENSE_CLASSES)
        _check_known(where, part, SENSE_PARTS)
        for entry in words.split():
            for form in _sense_forms(where, part, entry):
                senses.setdefault(form, kind)
    return senses


def _sense_forms(where: str, part: str, entry: str) -> list[str]:
    if part == "v" or "(" in entry:
        return _verb_forms(where, entry)
    return [entry, *plurals(entry)] if part == "n" else [entry]


def _phrases(path: Path) -> Iterator[tuple[tuple[str, ...], CuePhrase]]:
    for where, (phrase, side, kind) in _rows(path, 3):
        _check_known(where, side, PHRASE_SIDES)
        _check_known(where, kind, PHRASE_CLASSES)
        yield _words(where, phrase), CuePhrase(side, kind)


def _roles(path: Path) -> Iterator[tuple[tuple[str, ...], Role]]:
    """Each phrase and its plurals; a plural gives way to an entry of its own."""
    singular: dict[tuple[str, ...], Role] = {}
    for where, (phrase, kind, country) in _rows(path, 3):
        _check_known(where, kind, ROLE_CLASSES)
        if country:
            _check_code(where, country)
        singular[_words(where, phrase)] = _role(kind, country)
    for words, role in singular.items():
        if role.kind not in ("former", "person"):
            for plural in _plural_phrases(words, is_last_role=words[-1:] in singular):
                yield plural, role
    yield from singular.items()


@cache
def _role(kind: str, country: str) -> Role:
    return Role(kind, country)


def _plural_phrases(words: tuple[str, ...], *, is_last_role: bool) -> list[tuple[str, ...]]:
    """The plurals of a role: of the word before a preposition, or of the last.

    Of both where there is a preposition and the last word is a role by itself, as it may be the head ("chamber of
    commerce official") or not ("head of the hospital").
    """
    if _AFTER_HEAD.isdisjoint(words[1:]):  # 9 of 10
        return [(*words[:-1], plural) for plural in _plurals(words[-1])]
    head = next(index for index in range(1, len(words)) if words[index] in _AFTER_HEAD) - 1
    heads = {head, len(words) - 1} if is_last_role else {head}
    return [(*words[:index], plural, *words[index + 1 :]) for index in heads for plural in _plurals(words[index])]


@lru_cache(_REMEMBERED)
def _plurals(noun: str) -> tuple[str, ...]:
    """`plurals`, remembered: most roles end in the same few hundred words."""
    return tuple(plurals(noun))


def _places(path: Path) -> dict[tuple[str, ...], Place]:
    places: dict[tuple[str, ...], Place] = {}
    for where, (code, *cells) in _rows(path, 6):
        if code == "code":
            continue
        _check_code(where, code)
        for kind, cell in zip(("name", "name", "demonym", "capital", "city"), cells, strict=True):
            for phrase in filter(None, (part.strip() for part in cell.split(";"))):
                places.setdefault(_words(where, phrase), Place(code, kind))
    for words, place in list(places.items()):
        if place.kind == "demonym":
            places.setdefault((*words[:-1], next(plurals(words[-1]))), place)
    return places


def _kinds(path: Path) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for where, (kind, words) in _rows(path, 2):
        _check_known(where, kind, WORD_KINDS)
        for word in words.split():
            kinds.setdefault(word, kind)
    return kinds


def _words(where: str, phrase: str) -> tuple[str, ...]:
    is_plain = phrase.isascii() and phrase.replace(" ", "").isalpha()  # 19 of 20, and a third of the time of loading
    words = tuple(phrase.lower().split() if is_plain else tokenize(phrase).folded)
    if not words:
        raise WordListError(f"{where}: expected a phrase, found {phrase!r}")
    return words


def _check_known(where: str, value: str, known: frozenset[str]) -> None:
    if value not in known:
        *others, last = sorted(known)
        raise WordListError(f"{where}: expected {', '.join(others)} or {last}, found {value!r}")


def _check_code(where: str, code: str) -> None:
    if not re.fullmatch("[A-Z]{2}", code):
        raise WordListError(f"{where}: expected an ISO 3166-1 alpha-2 code, found {code!r}")
