"""Our Punkt against NLTK's: the same spans under the same parameters, on any text."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tokenize.punkt import PunktParameters as NltkParameters
from nltk.tokenize.punkt import PunktSentenceTokenizer

from standpoint.data.labelled import LabelledArticle
from standpoint.features import punkt as module
from standpoint.features.punkt import Punkt, PunktParameters
from standpoint.features.punkt_training import train

# Every branch of the decision has a word here: seen in lower case only, in upper case only, in both, never
SMALL = PunktParameters(
    abbreviations=frozenset({"mr", "dr", "u.s", "p.m", "co", "st"}),
    starters=frozenset({"the", "he"}),
    collocations=frozenset({("j", "smith"), ("##number##", "people"), ("st", "paul")}),
    contexts={
        "the": 1 << 5 | 1 << 1,
        "he": 1 << 4 | 1 << 1,
        "smith": 1 << 2,
        "they": 1 << 1,
        "people": 1 << 5,
        "a": 1 << 4,
    },
)
PIECES = (
    "a", "The", "the ", "They ", "U.S.", "J. Smith", "st.", "Paul", "people", ". ", ".", "..", "...", ". . .", "…",
    "?", "!", '"', "”", "“", "»", "’", "'", " ", "\n", "\n\n", "\t", "\x0b", "\x0c", "\r", "\xa0", "\u2028", "\x85",
    "(", ")", "]", "Mr.", "5", "3.", "-1,5.", "J.", ",", ";", ":", "-", "--", " He", "p.m.", "é.", "İ.", "@", "*",
    "e-mail.", "Mr.-Dr.", "2.5", "_.", "🙂",
)  # fmt: skip
# The four information separators are left out: NLTK's own regular expressions (`redos`) do not count them as white
# space, Python's do, and no article holds one
ANY_TEXT = st.text(st.characters(exclude_characters="\x1c\x1d\x1e\x1f"))
HEAPS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
PROSE = (
    "",
    " ",
    ".",
    "Dr. No left. He ran.",
    "“Stop!” she said. “Why?” Nobody knew...  Then it rained.",
    "At 9 p.m. The gates closed. At 9 p.m. they opened.",
    'He said: "It is over." (It was not.) She left.',
    "J. Smith and St. Paul met 5. People cheered. 5. people did not.",
    "One. . . . two.\n\nThree? ! Four",
    "Wait ... what. The end .",
)


def nltk(parameters: PunktParameters) -> PunktSentenceTokenizer:
    """NLTK's tokenizer under our parameters."""
    given_over = NltkParameters()
    given_over.abbrev_types = set(parameters.abbreviations)
    given_over.sent_starters = set(parameters.starters)
    given_over.collocations = set(parameters.collocations)
    given_over.ortho_context.update(parameters.contexts)
    return PunktSentenceTokenizer(given_over)


@pytest.fixture(scope="session", params=["none", "small", "trained"])
def parameters(request: pytest.FixtureRequest, trained_punkt: PunktParameters) -> PunktParameters:
    """Nothing learnt, something of everything, and what the build uses."""
    return {"none": PunktParameters(), "small": SMALL, "trained": trained_punkt}[request.param]


@pytest.mark.parametrize("text", PROSE)
def test_prose_as_nltk(parameters: PunktParameters, text: str) -> None:
    """Cases written for one branch each."""
    assert Punkt(parameters).spans(text) == list(nltk(parameters).span_tokenize(text))


def test_seeds_as_nltk(parameters: PunktParameters, seed_articles: list[LabelledArticle]) -> None:
    """Real articles, with one splitter for all, so that remembered decisions are used."""
    ours, theirs = Punkt(parameters), nltk(parameters)
    for article in seed_articles:
        assert ours.spans(article.text) == list(theirs.span_tokenize(article.text)), article.id


def test_fuzz_as_nltk(parameters: PunktParameters) -> None:
    """Thousands of heaps of marks: what no newspaper prints and some scraper delivers."""
    generator = random.Random(20)
    ours, theirs = Punkt(parameters), nltk(parameters)
    for _ in range(4000):
        text = "".join(generator.choices(PIECES, k=generator.randint(1, 30)))
        assert ours.spans(text) == list(theirs.span_tokenize(text)), text


@settings(max_examples=400)
@given(ANY_TEXT | HEAPS)
def test_any_text_as_nltk(text: str) -> None:
    """The same, with the smallest counter-example where there is one."""
    assert Punkt(SMALL).spans(text) == list(nltk(SMALL).span_tokenize(text))


@given(ANY_TEXT | HEAPS)
def test_spans_are_in_order(text: str) -> None:
    """Spans never cross, and only white space stands between them."""
    position = 0
    for start, end in Punkt(SMALL).spans(text):
        assert position <= start <= end <= len(text)
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=6))
def test_memory_changes_nothing(texts: list[str]) -> None:
    """A splitter that has read other texts decides as a fresh one."""
    used = Punkt(SMALL)
    for text in [*texts, *reversed(texts)]:
        assert used.spans(text) == Punkt(SMALL).spans(text)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that runs for months must not keep every context it has met."""
    monkeypatch.setattr(module, "_REMEMBERED", 4)
    splitter = Punkt(SMALL)
    for number in range(50):
        assert splitter.spans(f"Word{number}. Next.") == Punkt(SMALL).spans(f"Word{number}. Next.")
        assert len(splitter._decisions) <= 4


# Parameters


@st.composite
def any_parameters(draw: st.DrawFn) -> PunktParameters:
    words = st.frozensets(st.text(max_size=6), max_size=5)
    return PunktParameters(
        draw(words),
        draw(words),
        draw(st.frozensets(st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=4)),
        draw(st.dictionaries(st.text(max_size=6), st.integers(0, 127), max_size=5)),
    )


@given(any_parameters())
def test_parameters_round_trip(parameters: PunktParameters) -> None:
    """Saved as JSON and read back, they are the same, and equal parameters are equal bytes."""
    dumped = json.dumps(parameters.to_dict())
    again = PunktParameters.from_dict(json.loads(dumped))
    assert again == parameters
    assert json.dumps(again.to_dict()) == dumped


def damaged(**changes: Any) -> dict[str, Any]:
    return {**SMALL.to_dict(), **changes}


@pytest.mark.parametrize(
    ("record", "error", "message"),
    [
        pytest.param({}, KeyError, "abbreviations", id="empty"),
        pytest.param(damaged(contexts={"a": "many"}), ValueError, "invalid literal", id="bits a word"),
        pytest.param(damaged(collocations=[["a"]]), ValueError, "unpack", id="half a pair"),
        pytest.param(damaged(starters=None), TypeError, "not iterable", id="no starters"),
    ],
)
def test_damaged_parameters(record: dict[str, Any], error: type[Exception], message: str) -> None:
    """Damage is loud; the model store, which reads them, says in which file."""
    with pytest.raises(error, match=message):
        PunktParameters.from_dict(record)


def test_training_knows_what_it_is_told() -> None:
    """Given abbreviations hold whatever the texts contain, and the order of runs changes nothing."""
    texts = ["The plan failed. It rained. The mayor left at 5 p.m. on Sunday.", "It rained again. He stayed."]
    first, second = train(texts, ["zz", "p.m"]), train(texts, ["p.m", "zz"])
    assert {"zz", "p.m"} <= first.abbreviations
    assert first == second
    assert first.contexts["rained"]
