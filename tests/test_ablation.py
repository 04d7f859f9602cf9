"""Ablation takes out what it says, and nothing is left out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import ablation
from standpoint import assets
from standpoint.data.labelled import LabelledArticle
from standpoint.features.lexicon import Lexicon
from standpoint.model import classifier
from standpoint.model import fit as fitting
from standpoint.model.config import ModelConfig, read_config
from standpoint.model.fit import Preparation

NOWHERE = Path("/nonexistent")
SOME = 12  # articles


@pytest.fixture(scope="module")
def config() -> ModelConfig:
    return read_config(assets.model_config())


def test_every_field_is_taken_out_once(config: ModelConfig) -> None:
    chosen = list(ablation.configurations(config))
    assert len({one.name for one in chosen}) == len(chosen)
    dropped = [
        {field.name for field in config.fields}.difference(*(head.fields for head in one.config.heads.values()))
        for one in chosen
    ]
    assert [names for names in dropped if names] == [{field.name} for field in config.fields]


def test_every_reading_is_used(config: ModelConfig) -> None:
    assert {one.reading for one in ablation.configurations(config)} == set(ablation.READINGS)


def test_switches_turn_off_and_on_again() -> None:
    before = classifier._POOLING, fitting._FREQUENT
    with ablation.unpooled(), ablation.alike():
        assert classifier._POOLING == 0.0
        assert fitting._FREQUENT > 10**9
    assert before == (classifier._POOLING, fitting._FREQUENT)


@pytest.fixture(scope="module")
def some(seed_articles: list[LabelledArticle], lexicon: Lexicon) -> Preparation:
    """Enough seeds to hold pronouns, descriptions and quotations that go on."""
    return Preparation(seed_articles[:SOME], lexicon)


@pytest.fixture(scope="module")
def whole(some: Preparation) -> ablation.Altered:
    return ablation.Altered(some, ablation.READINGS["whole"])


def test_carried_speakers_are_forgotten(some: Preparation, whole: ablation.Altered) -> None:
    altered = ablation.Altered(some, ablation.READINGS["no carrying"])
    kinds = [
        {
            sentence.speaker_kind
            for index in range(SOME)
            for sentence in one.analysis(index, one.analyser(range(SOME))).sentences
        }
        for one in (whole, altered)
    ]
    assert kinds[0] - kinds[1] == {"carried"}


@pytest.mark.parametrize("reading", sorted(set(ablation.READINGS) - {"whole"}))
def test_every_reading_changes_what_is_read(some: Preparation, whole: ablation.Altered, reading: str) -> None:
    """Else its row would be the noise of a second run of everything."""
    altered = ablation.Altered(some, ablation.READINGS[reading])
    fields = [[example.fields for example in one.read(range(SOME))[2]] for one in (whole, altered)]
    assert fields[0] != fields[1]


def test_every_configuration_can_be_fitted(some: Preparation, config: ModelConfig) -> None:
    """A field that nothing fills any more would end ten minutes of work; and every sentence left out is measured."""
    chosen = list(ablation.configurations(config))
    train, test = list(range(SOME - 2)), [SOME - 2, SOME - 1]
    found = ablation.fold_of(some, chosen, train, test, NOWHERE)
    assert set(found) == {one.name for one in chosen}
    sentences = sum(len(some.articles[index].sentences) for index in test)
    assert all(set(sides) == {"seeds"} and len(sides["seeds"]) == sentences for sides in found.values())


def test_figures_of_the_seeds_are_of_all_folds_and_those_of_real_articles_a_mean() -> None:
    """Each fold has other seeds; the real articles are the same for all."""
    right = ablation.Prediction("none", "none", 1.0, None, "missed", None, False)
    spoken = ablation.Prediction("other", "other", 1.0, "favor", "favor", 1.0, True)
    wrong = ablation.Prediction("other", "none", 1.0, "favor", "missed", None, False)
    runs = [[right, spoken], [right, wrong]]
    assert ablation.figures(runs, "seeds")["attributed_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert ablation.figures(runs, "real")["attributed_f1"] == 0.5
    assert ablation.figures(runs, "real")["speaker"] == 0.5
