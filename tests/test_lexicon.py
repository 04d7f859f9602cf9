"""Word lists: the tables that look them up, the faults that are named, and the lists themselves as data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint import assets
from standpoint.errors import WordListError
from standpoint.features.lexicon import (
    CUE_CLASSES,
    PHRASE_CLASSES,
    ROLE_CLASSES,
    SENSE_CLASSES,
    WORD_KINDS,
    Cue,
    CuePhrase,
    Lexicon,
    PhraseTable,
    Place,
    Role,
    WordKinds,
    inflections,
    load_lexicon,
    plurals,
)
from standpoint.features.tokens import tokenize

FOLDER = assets.word_lists()


def lines(name: str) -> list[str]:
    content = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line.strip() and not line.startswith("#")]


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in lines(name)]


def twice(values: Iterable[Any]) -> list[Any]:
    return sorted(value for value, count in Counter(values).items() if count > 1)


# The table


TABLE = PhraseTable(
    [(("army",), "a"), (("army", "spokesman"), "b"), (("the", "army", "chief"), "c"), (("chief",), "d")]
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("army spokesman", [(0, 2, "b")], id="the longest wins"),
        pytest.param("army general", [(0, 1, "a")], id="falls back to the shorter"),
        pytest.param("army", [(0, 1, "a")], id="cut off by the end"),
        pytest.param("the army chief", [(0, 3, "c")], id="what is in a match is not matched again"),
        pytest.param("the army spokesman", [(1, 3, "b")], id="a false start"),
        pytest.param("chief chief", [(0, 1, "d"), (1, 2, "d")], id="twice"),
        pytest.param("nobody", [], id="none"),
        pytest.param("", [], id="empty"),
    ],
)
def test_matches(words: str, expected: list[tuple[int, int, str]]) -> None:
    """From left to right, the longest first, without overlaps."""
    assert list(TABLE.matches(words.split())) == expected


def test_table_size() -> None:
    """A phrase counts once."""
    assert len(TABLE) == 4


WORD = st.sampled_from("abc")


@given(st.dictionaries(st.lists(WORD, min_size=1, max_size=4).map(tuple), st.integers()), st.lists(WORD, max_size=15))
def test_matches_are_the_longest(entries: dict[tuple[str, ...], int], words: list[str]) -> None:
    """For any table and text: each match is an entry, none crosses another, and none longer begins there."""
    position = 0
    for first, last, value in PhraseTable(entries.items()).matches(words):
        assert position <= first < last <= len(words)
        assert entries[tuple(words[first:last])] == value
        assert not any(tuple(words[first:end]) in entries for end in range(last + 1, len(words) + 1))
        position = last


@given(st.permutations([("a",), ("a", "b"), ("a", "b", "c"), ("b",)]))
def test_order_of_entries_is_irrelevant(entries: list[tuple[str, ...]]) -> None:
    """A newsroom may add a line anywhere."""
    table = PhraseTable((words, words) for words in entries)
    assert [value for *_, value in table.matches(list("abcab"))] == [("a", "b", "c"), ("a", "b")]


# Rules of inflection


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("claim", "claim claims claimed claiming"),
        ("urge", "urge urges urged urging"),
        ("deny", "deny denies denied denying"),
        ("relay", "relay relays relayed relaying"),
        ("stress", "stress stresses stressed stressing"),
        ("preach", "preach preaches preached preaching"),
        ("veto", "veto vetoes vetoed vetoing"),
        ("agree", "agree agrees agreed agreeing"),
    ],
)
def test_inflections(verb: str, forms: str) -> None:
    """The regular verbs of English; the others are written out in the list."""
    assert list(inflections(verb)) == forms.split()


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("union", "unions"),
        ("party", "parties"),
        ("attorney", "attorneys"),
        ("witness", "witnesses"),
        ("church", "churches"),
        ("policeman", "policemen"),
        ("woman", "women"),
        ("human", "humans"),
        ("german", "germans"),
        ("midwife", "midwives"),
        ("schoolchild", "schoolchildren"),
        ("spokesperson", "spokespeople"),
    ],
)
def test_plurals(noun: str, expected: str) -> None:
    """Roles and demonyms are listed in the singular."""
    assert expected in list(plurals(noun))


# The lexicon


@pytest.mark.parametrize(
    ("form", "cue"),
    [
        ("said", Cue("say", "speech")),
        ("claims", Cue("claim", "claim")),
        ("accused", Cue("accuse", "act")),
        ("denying", Cue("deny", "deny")),
        ("wrote", Cue("write", "write")),
    ],
)
def test_cues(lexicon: Lexicon, form: str, cue: Cue) -> None:
    """Every form leads to its base form and class."""
    assert lexicon.cues[form] == cue


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Kazakhstan's", Place("KZ", "name")),
        ("U.A.E.", Place("AE", "name")),
        ("Andorran", Place("AD", "demonym")),
        ("Albanians", Place("AL", "demonym")),
        ("Germans", Place("DE", "demonym")),
        ("Buenos Aires", Place("AR", "capital")),
        ("Mazar-i-Sharif", Place("AF", "city")),
    ],
)
def test_places(lexicon: Lexicon, text: str, place: Place) -> None:
    """A place is found as news writes it, possessive and plural included."""
    folded = tokenize(text).folded
    assert lexicon.places.match(folded, 0) == (len(folded), place)


def test_roles_and_phrases(lexicon: Lexicon) -> None:
    """Phrases of several words and plurals are found."""
    assert lexicon.phrases.match(["according", "to", "him"], 0) == (2, CuePhrase("after", "source"))
    assert lexicon.roles.match(["anthropology", "lecturers"], 0) == (2, Role("academic", ""))
    assert "anthropology" in lexicon.role_words
    assert "gen" in lexicon.titles
    assert "a.m" in lexicon.abbreviations
    assert lexicon.kinds["the"] == "determiner"


@pytest.mark.parametrize(
    ("plural", "is_found"),
    [
        ("heads of state", True),
        ("head of states", False),
        ("sources close to the government", True),
        ("chamber of commerce officials", True),
        ("ministers of health", True),
    ],
)
def test_plurals_of_phrases(lexicon: Lexicon, plural: str, is_found: bool) -> None:
    """The head of a phrase takes the plural, wherever it stands."""
    words = plural.split()
    found = lexicon.roles.match(words, 0)
    assert (found is not None and found[0] == len(words)) is is_found


def test_a_lexicon_is_read_once(lexicon: Lexicon) -> None:
    """Reading takes a tenth of a second; every caller shares the tables."""
    assert load_lexicon() is lexicon


# Faults


DAMAGE = [
    pytest.param("cues.tsv", "speech say", r"expected 2 columns divided by tabs, found 1", id="cues without a tab"),
    pytest.param(
        "cues.tsv", "speech\tsay(said", r"expected verb or verb\(form,form\), found 'say\(said'", id="open bracket"
    ),
    pytest.param("cues.tsv", "speech\tSay", r"expected verb or verb\(form,form\), found 'Say'", id="capital"),
    pytest.param(
        "cue-phrases.tsv", "as per\tbehind\tsource", "expected after, before or none, found 'behind'", id="side"
    ),
    pytest.param(
        "cue-phrases.tsv", "as per\tafter", "expected 3 columns divided by tabs, found 2", id="phrase columns"
    ),
    pytest.param("cue-phrases.tsv", "\tafter\tsource", "expected a phrase, found ''", id="phrase empty"),
    pytest.param("roles.tsv", "baker\tofficial", "expected 3 columns divided by tabs, found 2", id="role columns"),
    pytest.param("roles.tsv", " \tofficial\t", "expected a phrase, found ' '", id="role empty"),
    pytest.param("roles.tsv", "baker\tofficial\tKazakhstan", "expected an ISO 3166-1 alpha-2 code", id="role country"),
    pytest.param("cues.tsv", "speach\tsay", "expected act, ask, .* or write, found 'speach'", id="cue class"),
    pytest.param("cue-phrases.tsv", "as per\tafter\tsauce", "expected passive, .*, found 'sauce'", id="phrase class"),
    pytest.param("roles.tsv", "baker\twitnes\t", "expected academic, .* or witness, found 'witnes'", id="role class"),
    pytest.param("function-words.tsv", "adverbs\tnot", "expected adverb, .*, found 'adverbs'", id="kind"),
    pytest.param("states.tsv", "XXX\tX\t\t\t\t", "expected an ISO 3166-1 alpha-2 code, found 'XXX'", id="code"),
    pytest.param("states.tsv", "XX\tX\t\t\t", "expected 6 columns divided by tabs, found 5", id="state columns"),
    pytest.param("function-words.tsv", "adverb not", "expected 2 columns divided by tabs, found 1", id="kind columns"),
    pytest.param("verbs.tsv", "verb\tgive", "expected noun or plain, found 'verb'", id="verb kind"),
    pytest.param("verbs.tsv", "plain\tgive(", r"expected verb or verb\(form,form\), found 'give\('", id="verb forms"),
    pytest.param("senses.tsv", "order\tx\tcurfew", "expected a, n or v, found 'x'", id="sense part"),
    pytest.param("senses.tsv", "orders\tn\tcurfew", "expected administration, .*, found 'orders'", id="sense class"),
]


@pytest.mark.parametrize(("name", "line", "message"), DAMAGE)
def test_fault_names_file_and_line(word_lists: Path, name: str, line: str, message: str) -> None:
    """An editor who made a slip is told where."""
    path = word_lists / name
    before = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")
    number = before.count("\n") + 2
    with pytest.raises(WordListError, match=f"{re.escape(str(path))}:{number}: {message}"):
        load_lexicon(word_lists)


NAMES = [
    "abbreviations.txt",
    "titles.txt",
    "cues.tsv",
    "cue-phrases.tsv",
    "roles.tsv",
    "states.tsv",
    "function-words.tsv",
    "verbs.tsv",
    "senses.tsv",
]


@pytest.mark.parametrize("name", NAMES)
def test_missing_list(word_lists: Path, name: str) -> None:
    """No list is optional: a model would read without it and be worse for it, in silence."""
    (word_lists / name).unlink()
    with pytest.raises(WordListError, match=f"{re.escape(name)}: expected a word list: No such file"):
        load_lexicon(word_lists)


@pytest.mark.parametrize("name", NAMES)
def test_list_in_another_encoding(word_lists: Path, name: str) -> None:
    """Saved by an old editor, a list is a fault in a named file, not a traceback."""
    path = word_lists / name
    path.write_bytes(path.read_bytes() + "# é\n".encode("latin-1"))
    with pytest.raises(WordListError, match=re.escape(name)):
        load_lexicon(word_lists)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", ["crlf", "byte-order mark", "comment and blank lines"])
def test_layout_does_not_matter(word_lists: Path, lexicon: Lexicon, name: str, damage: str) -> None:
    """What an editor on another system does to a list changes nothing."""
    path = word_lists / name
    data = path.read_bytes()
    if damage == "crlf":
        data = data.replace(b"\n", b"\r\n")
    elif damage == "byte-order mark":
        data = b"\xef\xbb\xbf" + data
    else:
        data = data + b"\n\n# a remark\n"
    path.write_bytes(data)
    again = load_lexicon(word_lists)
    for table in ("cues", "kinds", "titles", "abbreviations", "role_words", "verbs", "senses"):
        assert getattr(again, table) == getattr(lexicon, table), table
    assert [vars(table) for table in (again.phrases, again.roles, again.places)] == [
        vars(table) for table in (lexicon.phrases, lexicon.roles, lexicon.places)
    ]


# The lists as data


@pytest.mark.parametrize("name", NAMES)
def test_lists_are_clean_text(name: str) -> None:
    """UTF-8 without a byte-order mark, `\\n` line ends, no white space at a cell's edges."""
    content = (FOLDER / name).read_bytes().decode()
    assert content.endswith("\n")
    assert not set(content) & {"\r", "\ufeff", "\xa0"}
    assert [cell for row in rows(name) for cell in row if cell != cell.strip() or "  " in cell] == []


@pytest.mark.parametrize("name", ["abbreviations.txt", "titles.txt"])
def test_abbreviations(name: str) -> None:
    """Lower case, without the last full stop, once each: Punkt looks them up so."""
    assert twice(lines(name)) == []
    assert [line for line in lines(name) if line != line.lower() or line.endswith(".") or " " in line] == []


def test_titles_are_no_abbreviations() -> None:
    """A word stands in one of the two lists: a title never ends a sentence, an abbreviation may."""
    assert set(lines("titles.txt")) & set(lines("abbreviations.txt")) == set()


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        pytest.param("gave", "past", id="past and participle differ"),
        pytest.param("given", "participle", id="participle"),
        pytest.param("held", "participle", id="past that may be a participle"),
        pytest.param("sat", "past", id="past of a verb without object"),
        pytest.param("gives", "present", id="present"),
        pytest.param("protests", "noun", id="present that may be a plural"),
        pytest.param("giving", None, id="never finite"),
    ],
)
def test_forms_of_verbs(lexicon: Lexicon, form: str, kind: str | None) -> None:
    """What a form can be decides whether a noun phrase may end before it."""
    assert lexicon.verbs.get(form) == kind


def test_verbs_stand_once_in_a_kind() -> None:
    for kind, verbs_of_kind in rows("verbs.tsv"):
        bases = [entry.partition("(")[0] for entry in verbs_of_kind.split()]
        assert twice(bases) == [], kind


@pytest.mark.parametrize(
    ("form", "sense"),
    [
        pytest.param("looters", "disorder", id="plural"),
        pytest.param("mourned", "grief", id="verb form"),
        pytest.param("shameful", "blame", id="as written"),
        pytest.param("table", None, id="says nothing"),
    ],
)
def test_senses(lexicon: Lexicon, form: str, sense: str | None) -> None:
    """Forms by rule and as written lead to the class of their word."""
    assert lexicon.senses.get(form) == sense


def test_senses_stand_once_and_every_class_has_words() -> None:
    """Of two classes of a word only the first would count."""
    entries = [(kind, entry.partition("(")[0]) for kind, _, words in rows("senses.tsv") for entry in words.split()]
    assert twice([entry for _, entry in entries]) == []
    assert {kind for kind, _ in entries} == SENSE_CLASSES


def test_cue_classes() -> None:
    """One line a class, every class known."""
    classes = [kind for kind, _ in rows("cues.tsv")]
    assert twice(classes) == []
    assert set(classes) == CUE_CLASSES


def verbs() -> Iterator[tuple[str, str, list[str]]]:
    """Class, base form and written forms of every verb."""
    for kind, entries in rows("cues.tsv"):
        for entry in entries.split():
            verb, _, forms = entry.rstrip(")").partition("(")
            yield kind, verb, forms.split(",") if forms else []


def test_cues_stand_once() -> None:
    """Of two entries of a verb only the first would count."""
    assert twice([verb for _, verb, _ in verbs()]) == []


def test_cue_forms_are_of_one_verb() -> None:
    """Of two verbs with a form in common ("found", "saw") only the first would have it."""
    forms = [(form, verb) for _, verb, written in verbs() for form in {verb, *(written or inflections(verb))}]
    assert twice([form for form, _ in set(forms)]) == []


def test_verbs_that_the_rules_would_misspell_are_written_out() -> None:
    """A rule knows no doubled consonant ("planned") and no "lying"."""
    pattern = re.compile(r"[^aeiou]*(?:[aeiou]|qu[aeiou])[bdgklmnprt]$|.*ie$|.*c$")
    assert [verb for _, verb, forms in verbs() if pattern.fullmatch(verb) and not forms] == []


def test_cue_phrases() -> None:
    """Each phrase once, with a known side and class, and sides that fit."""
    assert twice([phrase for phrase, _, _ in rows("cue-phrases.tsv")]) == []
    assert {side for _, side, _ in rows("cue-phrases.tsv")} <= {"after", "before", "none"}
    assert {kind for _, _, kind in rows("cue-phrases.tsv")} == PHRASE_CLASSES


def test_function_words() -> None:
    """One line a kind, and each word once in its line."""
    kinds = [kind for kind, _ in rows("function-words.tsv")]
    assert twice(kinds) == []
    assert set(kinds) == WORD_KINDS
    assert {kind: twice(words.split()) for kind, words in rows("function-words.tsv") if twice(words.split())} == {}


def test_function_words_are_of_one_kind() -> None:
    """Of two kinds only the first would count, and the list would say what is not so."""
    assert twice([word for _, words in rows("function-words.tsv") for word in words.split()]) == []


def test_function_words_can_be_found() -> None:
    """A word that the tokenizer never gives would be dead in the list."""
    words = [word for _, words in rows("function-words.tsv") for word in words.split()]
    assert [word for word in words if tokenize(word).folded != [word]] == []


def test_roles_are_sorted_and_unique() -> None:
    """As the list's head claims: by class, then phrase."""
    keys = [(kind, phrase) for phrase, kind, _ in rows("roles.tsv")]
    assert twice([phrase for _, phrase in keys]) == []
    assert keys == sorted(keys)


def test_roles_are_not_folded_together() -> None:
    """Two spellings that are the same words to the tokenizer are one entry, and one of them is dead."""
    assert twice([" ".join(tokenize(phrase).folded) for phrase, _, _ in rows("roles.tsv")]) == []


def test_role_classes_and_countries() -> None:
    """Known classes, and codes of states that the table of states has."""
    assert {kind for _, kind, _ in rows("roles.tsv")} == ROLE_CLASSES
    codes = {row[0] for row in rows("states.tsv")}
    assert {country for _, _, country in rows("roles.tsv")} - {""} <= codes


def test_roles_are_as_the_head_says() -> None:
    """Lower case and straight apostrophes, as words are folded."""
    assert [
        phrase for phrase, _, _ in rows("roles.tsv") if phrase != phrase.lower() or re.search("[’‘“”]", phrase)
    ] == []


def test_irregular_plurals_of_roles_are_found(lexicon: Lexicon) -> None:
    """The rules know no "wives" and "children": where a role ends so, its plural is an entry of its own."""
    irregular = {"wife": "wives", "child": "children", "housewife": "housewives", "midwife": "midwives"}
    irregular |= {"grandchild": "grandchildren", "thief": "thieves", "alumnus": "alumni", "foreman": "foremen"}
    missing = []
    for phrase, kind, _ in rows("roles.tsv"):
        words = tokenize(phrase).folded
        if words[-1] in irregular and kind not in ("former", "person"):
            plural = [*words[:-1], irregular[words[-1]]]
            found = lexicon.roles.match(plural, 0)
            if found is None or found[0] < len(plural):
                missing.append(" ".join(plural))
    assert missing == []


def test_states_are_sorted_and_unique() -> None:
    """One row a state, by code, under one header."""
    header, *codes = (row[0] for row in rows("states.tsv"))
    assert header == "code"
    assert twice(codes) == []
    assert codes == sorted(codes)
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)


def test_every_state_has_its_name() -> None:
    """And what else there is, is divided by `; ` without empty parts."""
    cells = [cell for row in rows("states.tsv")[1:] for cell in row[1:]]
    assert [row[0] for row in rows("states.tsv")[1:] if not row[1]] == []
    assert [cell for cell in cells if cell and any(part != part.strip() or not part for part in cell.split("; "))] == []


def test_a_place_has_one_state() -> None:
    """As the table's head claims: a place is given to the state that news means by it most."""
    states: dict[str, set[str]] = {}
    for code, *cells in rows("states.tsv")[1:]:
        for part in filter(None, "; ".join(cells).split("; ")):
            states.setdefault(" ".join(tokenize(part).folded), set()).add(code)
    assert {place: codes for place, codes in states.items() if len(codes) > 1} == {}


def test_a_place_stands_once_in_its_row() -> None:
    """Twice in a row is once too often, but a city-state is its own capital."""
    found = {}
    for code, name, aliases, demonyms, _, cities in rows("states.tsv")[1:]:
        parts = [part for cell in (name, aliases, demonyms, cities) for part in cell.split("; ") if part]
        if again := twice([tuple(tokenize(part).folded) for part in parts]):
            found[code] = again
    assert found == {}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("the", "determiner"),
        ("The", "determiner"),
        ("may", "auxiliary"),
        ("Monday", "time"),
        ("march", "word"),
        ("March", "time"),
        ("African", "word"),
        ("1,000", "number"),
        ("_", "word"),
        ("—", "mark"),
        ("’", "mark"),
        ("Ärzte", "name"),
        ("bread", "word"),
    ],
)
def test_kind_at_sight(lexicon: Lexicon, word: str, kind: str) -> None:
    """What a written word is, looked up twice: found, then remembered."""
    assert (lexicon.word_kinds[word], lexicon.word_kinds[word]) == (kind, kind)


def test_kinds_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless stream of new words and a word without end do not fill the memory."""
    monkeypatch.setattr("standpoint.features.lexicon._REMEMBERED", 3)
    kinds = WordKinds({})
    assert [kinds[f"w{number}"] for number in range(10)] == ["word"] * 10
    assert kinds["w" * 1000] == "word"
    assert len(kinds) <= 3
