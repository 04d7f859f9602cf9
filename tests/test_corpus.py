"""What a corpus holds and lacks, one row a threshold; repetitions, one row a kind; and `standpoint check` whole."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint import assets, cli
from standpoint.data.labelled import LabelledArticle, LabelledSentence
from standpoint.data.labels import Source, Stance
from standpoint.features.lexicon import Lexicon
from standpoint.model import corpus
from standpoint.model.corpus import Duplicate, Place, Statistics, describe, faults, near_duplicates, statistics

WORDS = "police fired tear gas at the crowd that had gathered near the old town hall on monday night".split()

GOOD = Statistics(
    articles=300,
    sentences=5000,
    states=55,
    speakers=900,
    sources={**dict.fromkeys(map(str, Source), 500), "none": 2000},
    stances=dict.fromkeys(map(str, Stance), 1000),
    genres={"wire story": 300},
    unrest={},
    outcomes={},
    cases=dict.fromkeys(corpus.HARD_CASES, 60),
    distinct=(0.1, 0.5, 0.9),
    cue="say",
    cue_share=0.35,
    duplicates=(),
)
REPEATED = Duplicate(Place("aa-one", 3), Place("bb-two", 7), 0.8, "He said so.")


def spoken(text: str, source: Source = Source.WITNESS, **more: object) -> LabelledSentence:
    return LabelledSentence(text, 1, source, Stance.NEUTRAL, "Ann Lee", **more)  # type: ignore[arg-type]


def told(text: str, paragraph: int = 1) -> LabelledSentence:
    return LabelledSentence(text, paragraph, Source.NONE, None, None)


def article(*sentences: LabelledSentence, name: str = "aa-one", country: str | None = "AL") -> LabelledArticle:
    return LabelledArticle(name, country, sentences, {"genre": "wire story", "unrest": "fuel prices"})


# Faults


def test_a_good_corpus_has_no_faults() -> None:
    """Every threshold is met exactly: the limits themselves are allowed."""
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"articles": 299}, "expected at least 300 articles, found 299", id="articles"),
        pytest.param({"sentences": 4999}, "expected at least 5000 sentences, found 4999", id="sentences"),
        pytest.param({"states": 54}, "expected at least 55 states, found 54", id="states"),
        pytest.param(
            {"sources": {**GOOD.sources, "analyst": 249}},
            "expected at least 250 sentences of source analyst, found 249",
            id="source",
        ),
        pytest.param(
            {"stances": {**GOOD.stances, "favor": 0}},
            "expected at least 500 sentences of stance favor, found 0",
            id="stance",
        ),
        pytest.param(
            {"sources": {**GOOD.sources, "none": 1990}},
            "expected 40% to 60% of the sentences to be none, found 39.8%",
            id="little narration",
        ),
        pytest.param(
            {"sources": {**GOOD.sources, "none": 3100}},
            "expected 40% to 60% of the sentences to be none, found 62.0%",
            id="much narration",
        ),
        pytest.param(
            {"cases": {**GOOD.cases, "relay": 59}},
            "expected at least 60 examples of the hard case relay, found 59",
            id="hard case",
        ),
        pytest.param(
            {"cases": {**GOOD.cases, "realy": 1}},
            "'realy' is no hard case: expected one of those in seeds/README.md",
            id="misspelt hard case",
        ),
        pytest.param(
            {"cue_share": 0.431},
            "expected no cue in over 43% of the attributed sentences, found 'say' in 43.1%",
            id="cue",
        ),
        pytest.param(
            {"duplicates": (REPEATED,)},
            "bb-two, sentence 7 repeats aa-one, sentence 3 (similarity 0.80): He said so.",
            id="repetition",
        ),
    ],
)
def test_each_shortage_is_one_sentence(change: dict[str, object], expected: str) -> None:
    assert faults(replace(GOOD, **change)) == [expected]  # type: ignore[arg-type]


def test_every_hard_case_is_described_in_the_datasheet() -> None:
    readme = (assets.seeds() / "README.md").read_text(encoding="utf-8")
    assert [case for case in corpus.HARD_CASES if f"`{case}`" not in readme] == []


def test_the_datasheet_tells_the_counts_as_they_are(seed_articles: list[LabelledArticle], lexicon: Lexicon) -> None:
    found = statistics(seed_articles, lexicon)
    readme = (assets.seeds() / "README.md").read_text(encoding="utf-8")
    counts = [*found.sources.values(), *found.stances.values(), found.articles, found.sentences, found.states]
    assert [count for count in counts if f"{count:,}" not in readme] == []
    assert f"{found.none_share:.1%}".replace("%", " %") in readme
    assert f"{found.cue_share:.1%}".replace("%", " %") in readme


# Statistics


def test_statistics_count_what_is_there(lexicon: Lexicon) -> None:
    found = statistics(
        [
            article(told("Shops closed."), spoken("She said it was late.", cases=("pronoun", "indirect"))),
            article(spoken("Ann Lee says no.", cases=("pronoun",)), name="xx-two", country=None),
        ],
        lexicon,
    )
    assert (found.articles, found.sentences, found.states, found.speakers) == (2, 3, 1, 2)
    assert found.sources == {**dict.fromkeys(map(str, Source), 0), "witness": 2, "none": 1}
    assert found.stances == {"favor": 0, "against": 0, "neutral": 2}
    assert found.none_share == pytest.approx(1 / 3)
    assert (found.genres, found.unrest, found.outcomes) == ({"wire story": 2}, {"fuel prices": 2}, {})
    assert found.cases == {"pronoun": 2, "indirect": 1}
    assert found.distinct == (1.0, 1.0, 1.0)
    assert (found.cue, found.cue_share) == ("say", 1.0)


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        pytest.param([spoken("She said no."), spoken("He says so.")], ("say", 1.0), id="forms are one verb"),
        pytest.param([spoken("She said that he said so."), spoken("Go!")], ("say", 0.5), id="once a sentence"),
        pytest.param([spoken("“They said so,” she warned.")], ("warn", 1.0), id="not within quotation marks"),
        pytest.param([told("Nobody said a word."), spoken("She warned him.")], ("warn", 1.0), id="not in narration"),
        pytest.param([spoken("She warned. He denied.")], ("deny", 1.0), id="a tie goes by the alphabet"),
        pytest.param([spoken("“No.”")], ("", 0.0), id="no cue"),
        pytest.param([], ("", 0.0), id="nothing"),
    ],
)
def test_the_commonest_cue(sentences: list[LabelledSentence], expected: tuple[str, float], lexicon: Lexicon) -> None:
    found = statistics([article(*sentences)] if sentences else [], lexicon)
    assert (found.cue, found.cue_share) == expected


def test_distinct_ngrams_do_not_run_over_sentences(lexicon: Lexicon) -> None:
    found = statistics([article(told("No bread, no peace."), told("No bread."))], lexicon)
    assert found.distinct == (round(3 / 6, 4), round(3 / 4, 4), 1.0)


def test_a_repetition_is_named_by_its_places(lexicon: Lexicon) -> None:
    """Marks and capitals do not make another sentence of it."""
    first, again = "Police fired tear gas at the crowd.", "POLICE fired tear gas – at the crowd"
    found = statistics([article(told("Shops closed."), told(first)), article(told(again), name="bb-two")], lexicon)
    assert found.duplicates == (Duplicate(Place("aa-one", 2), Place("bb-two", 1), 1.0, again),)


def test_the_table_fits_a_terminal(seed_articles: list[LabelledArticle], lexicon: Lexicon) -> None:
    lines = describe(statistics(seed_articles, lexicon)).splitlines()
    assert lines[0].split() == ["articles", str(len(seed_articles))]
    assert max(map(len, lines)) <= 100


# Near-duplicates


@pytest.mark.parametrize(
    ("second", "is_near"),
    [
        pytest.param(WORDS, True, id="equal"),
        pytest.param([*WORDS, "again"], True, id="a word more"),
        pytest.param(["riot", *WORDS[1:]], True, id="another first word"),
        pytest.param([*WORDS[:8], "then", *WORDS[9:]], False, id="a word changed in the middle: four runs of fourteen"),
        pytest.param(WORDS[:9], False, id="half of it"),
        pytest.param(WORDS[::-1], False, id="the same words turned round"),
        pytest.param("nobody came to the square this time because of rain".split(), False, id="another"),
    ],
)
def test_near_duplicates(second: list[str], is_near: bool) -> None:
    assert [(first, later) for first, later, _ in near_duplicates([WORDS, second])] == [(0, 1)] * is_near


@pytest.mark.parametrize(("length", "count"), [(5, 0), (6, 1)], ids=["five words may come back", "six may not"])
def test_short_sentences_may_come_back(length: int, count: int) -> None:
    assert len(list(near_duplicates([WORDS[:length]] * 2))) == count


def test_many_copies_are_each_named_once_against_the_first() -> None:
    assert [pair[:2] for pair in near_duplicates([WORDS] * 5)] == [(0, 1), (0, 2), (0, 3), (0, 4)]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=6, max_size=12), max_size=12))
def test_the_index_misses_no_pair(texts: list[list[str]]) -> None:
    """The prefix filter finds what comparing all pairs finds."""

    def runs(words: list[str]) -> set[tuple[str, ...]]:
        return {tuple(words[start : start + corpus.RUN]) for start in range(len(words) - corpus.RUN + 1)}

    expected: list[tuple[int, int]] = []
    kept: list[int] = []
    for later, words in enumerate(texts):
        own = runs(words)
        near = [one for one in kept if len(own & runs(texts[one])) / len(own | runs(texts[one])) >= corpus.NEAR]
        if near:
            expected.append((near[0], later))
        else:
            kept.append(later)
    assert [pair[:2] for pair in near_duplicates(texts)] == expected


def test_ten_thousand_sentences_take_no_square_of_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: sentences that share few runs are hardly ever compared."""
    compared = 0
    jaccard = corpus._jaccard

    def counting(first: set[tuple[str, ...]], second: set[tuple[str, ...]]) -> float:
        nonlocal compared
        compared += 1
        return jaccard(first, second)

    monkeypatch.setattr(corpus, "_jaccard", counting)
    draw = random.Random(0)
    texts = [[str(draw.randrange(50)) for _ in range(15)] for _ in range(10_000)]
    assert list(near_duplicates(texts)) == []
    assert compared < 10 * len(texts)


# The command

HEADER = "article\tcountry\tparagraph\tsource\tstance\tspeaker\ttext\n"
TINY = (
    HEADER + "aa-one\tAL\t1\tnone\t\t\tShops closed.\naa-one\tAL\t1\twitness\tneutral\tAnn Lee\t“No,” said Ann Lee.\n"
)
WRONG = HEADER + "aa-one\tAL\t1\twitnes\tneutral\tAnn Lee\tAnn Lee said no.\naa-one\tAL\t1\tnone\tfavor\t\tNo.\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`standpoint check …`: exit status, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["standpoint", "check", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        output = capsys.readouterr()
        return int(exit_.value.code or 0), output.out, output.err

    return run


def test_the_seeds_are_in_order(run: Run) -> None:
    status, output, errors = run()
    assert (status, errors) == (0, "")
    assert output.startswith("articles ")
    assert run(assets.seeds()) == (status, output, errors)


def test_a_small_corpus_has_faults_of_size_but_not_of_format(run: Run, write_file: Callable[..., Path]) -> None:
    folder = write_file("seeds/al.tsv", TINY).parent
    status, output, errors = run(folder)
    assert status == 1
    assert "articles     1\n" in output
    assert "expected at least 300 articles, found 1\n" in errors
    assert errors.endswith(" faults found\n")
    assert run(folder, "--format-only") == (0, output, "")


def test_faults_of_format_are_named_by_line(run: Run, write_file: Callable[..., Path]) -> None:
    path = write_file("al.tsv", WRONG)
    status, output, errors = run(path, "--format-only")
    assert (status, output) == (1, "")
    first, second, last = errors.splitlines()
    assert first.startswith(f"{path}:2: source: unknown label 'witnes'")
    assert second.startswith(f"{path}:3: stance: superfluous")
    assert last == "standpoint: 2 faults found"


def test_json_holds_the_statistics(run: Run, write_file: Callable[..., Path]) -> None:
    status, output, _ = run(write_file("al.tsv", TINY), "--json", "--format-only")
    found = json.loads(output)
    assert status == 0
    assert (found["articles"], found["sources"]["witness"], found["none_share"]) == (1, 1, 0.5)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("nowhere", "expected labelled TSV files or folders of them; there is no ", id="missing"),
        pytest.param("empty", "expected labelled .tsv files, found none", id="empty folder"),
    ],
)
def test_nothing_to_check(name: str, message: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, output, errors = run(tmp_path / name)
    assert (status, output) == (2, "")
    assert message in errors
