"""Minimal pairs: the table is sound, reading it refuses what is not, and the model gets no fewer right than it did."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conftest import WriteFile
from floors import FLOORS, read_floors
from standpoint import LabelledDataError, Stance
from standpoint.data.labelled import LabelledArticle
from standpoint.features.lexicon import Lexicon
from standpoint.model.classifier import Model
from standpoint.model.pairs import CHANGES, COLUMNS, PairRow, PairScore, read_pairs, score_pairs

TABLE = Path(__file__).parent / "tables" / "stance-pairs.tsv"
HEAD = "\t".join(COLUMNS)
ROW = "1\tcue\tAL\tPolice said no.\tneutral"


@pytest.fixture(scope="module")
def rows() -> list[PairRow]:
    return read_pairs(TABLE)


@pytest.fixture(scope="module")
def scores(model: Model, rows: list[PairRow]) -> dict[str, PairScore]:
    return score_pairs(model, rows)


# The table


def test_there_are_enough_of_every_kind(rows: list[PairRow]) -> None:
    """The issue asks for 120 pairs; a kind with a handful would measure nothing."""
    kinds = Counter(row.change for row in rows)
    assert len(rows) >= 2 * 120
    assert all(kinds[change] >= 2 * 20 for change in CHANGES)


def test_the_two_of_a_pair_are_of_one_kind_and_country(rows: list[PairRow]) -> None:
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        assert (one.pair, one.change, one.country) == (other.pair, other.change, other.country)


def test_most_pairs_differ_in_stance_and_some_do_not(rows: list[PairRow]) -> None:
    """A model that always turns the stance round would shine on a table in which it always turns."""
    same = sum(one.stance is other.stance for one, other in zip(rows[::2], rows[1::2], strict=True))
    assert 5 <= same <= len(rows) // 10


def test_every_stance_occurs_often(rows: list[PairRow]) -> None:
    stances = Counter(row.stance for row in rows)
    assert all(stances[stance] >= 60 for stance in Stance)


def test_texts_are_unique_and_countries_known(rows: list[PairRow], lexicon: Lexicon) -> None:
    assert len({row.text for row in rows}) == len(rows)
    assert {row.country for row in rows} <= set(lexicon.countries)


def test_no_pair_is_in_the_seeds(rows: list[PairRow], seed_articles: list[LabelledArticle]) -> None:
    """Then it would measure memory."""
    trained_on = {sentence.text for article in seed_articles for sentence in article.sentences}
    assert not trained_on & {row.text for row in rows}


# Reading and scoring


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "expected the columns pair, change", id="empty"),
        pytest.param("pair\ttext\n", "expected the columns pair, change", id="columns missing"),
        pytest.param(f"{HEAD}\n{ROW}\n1\tcue\tAL\tNo.\n", r":3: expected 5 filled columns, found 4", id="short row"),
        pytest.param(f"# x\n{HEAD}\n{ROW.replace('cue', 'verb')}\n", r":3: expected a change out of", id="change"),
        pytest.param(f"{HEAD}\n{ROW.replace('neutral', 'none')}\n", r":2: 'none' is not a valid Stance", id="stance"),
        pytest.param(f"{HEAD}\n{ROW}\n2{ROW[1:]}\n", "two rows of each pair", id="half a pair"),
    ],
)
def test_a_faulty_table_is_refused(write_file: WriteFile, content: str, message: str) -> None:
    with pytest.raises(LabelledDataError, match=message):
        read_pairs(write_file("pairs.tsv", content))


def test_scores_by_hand(model: Model, rows: list[PairRow], monkeypatch: pytest.MonkeyPatch) -> None:
    """Both right, then one, then none, for a model whose every answer is `favor`."""
    favor = model.classify("Police said that the rioters were terrorists.")
    assert favor.sentences[0].stance is Stance.FAVOR
    monkeypatch.setattr(type(model), "classify_many", lambda _, articles: [favor for _ in articles])
    sides = [Stance.FAVOR, Stance.FAVOR, Stance.FAVOR, Stance.AGAINST, Stance.NEUTRAL, Stance.AGAINST]
    table = [PairRow(1 + place // 2, "cue", "AL", "x", stance) for place, stance in enumerate(sides)]
    found = score_pairs(model, table)
    assert found["all"] == found["cue"] == PairScore(3, 0.5, 1 / 3)
    assert found["loaded"] == PairScore(0, 0.0, 0.0)


# The model


@pytest.mark.parametrize("measure", ["sentences", "both"])
def test_above_the_floor(scores: dict[str, PairScore], measure: str) -> None:
    """Raised by `make floors`."""
    assert getattr(scores["all"], measure) >= read_floors(FLOORS).floors[f"pairs.{measure}"]


def test_the_speaker_turns_the_stance(scores: dict[str, PairScore]) -> None:
    """The same words from a minister and from a protester: by chance a third would be right."""
    assert scores["speaker"].sentences > 0.6
