"""Speakers compared, calibration, baselines, cross-validation by country, and evaluation from raw text."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from standpoint import assets
from standpoint.data.labelled import LabelledArticle
from standpoint.model import evaluate
from standpoint.model.classifier import Model
from standpoint.model.config import ModelConfig, read_config
from standpoint.model.evaluate import (
    MISSED,
    Prediction,
    cross_validate,
    evaluate_raw,
    evaluation,
    most_frequent,
    read_predictions,
    write_predictions,
)
from standpoint.model.fit import Preparation
from standpoint.model.metrics import is_same_speaker


def prediction(gold: str, found: str, stance: str | None = None, said: str = MISSED, right: bool = False) -> Prediction:
    return Prediction(gold, found, 0.9, stance, said, None, right)


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        pytest.param("Ana Kola", "Ana Kola", True, id="the same"),
        pytest.param("Ana Kola", "Kola", True, id="the last name"),
        pytest.param("Ana Kola", "Mr Kola", True, id="a title is left out"),
        pytest.param("Ana Kola", "President Ana Kola", True, id="and a post"),
        pytest.param("the police", "police", True, id="the article is left out"),
        pytest.param("José Pérez", "JOSÉ PÉREZ", True, id="capitals"),
        pytest.param("the ministry of water", "water ministry", True, id="half of the words"),
        pytest.param("Ana Kola", "Ana Prendi", False, id="a first name is not enough"),
        pytest.param("police", "army", False, id="different"),
        pytest.param("Ana Kola", None, False, id="none found"),
        pytest.param(None, "Ana Kola", False, id="none in gold"),
        pytest.param(None, None, False, id="none at all"),
        pytest.param("the president", "president", False, id="nothing but ignored words"),
    ],
)
def test_is_same_speaker(gold: str | None, found: str | None, expected: bool) -> None:
    assert is_same_speaker(gold, found) is expected


def test_evaluation_by_hand() -> None:
    """Four sentences: one all right, one with a wrong stance, one attribution missed, one found where there is none."""
    figures = evaluation(
        [
            prediction("government", "government", "favor", "favor", right=True),
            prediction("witness", "witness", "against", "neutral"),
            prediction("analyst", "none", "against"),
            prediction("none", "other"),
        ]
    )
    assert figures.attributed_f1 == pytest.approx(2 / 3)
    assert figures.source.accuracy == 0.5
    assert figures.stance.accuracy == pytest.approx(1 / 3)
    assert figures.speaker_accuracy == pytest.approx(1 / 3)
    assert figures.stance.confusion["against", MISSED] == 1
    assert figures.source_calibration == pytest.approx(0.9 - 0.5)
    assert figures.stance_calibration is None


def test_an_evaluation_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="some of them, found 0 and 0"):
        evaluation([])


def test_the_most_frequent_baseline_always_says_the_same() -> None:
    gold = [prediction("none", "other"), prediction("none", "none"), prediction("witness", "none", "against")]
    found = most_frequent(gold)
    assert {(one.source, one.stance, one.is_speaker_right) for one in found} == {("none", "against", False)}
    assert [one.gold_source for one in found] == ["none", "none", "witness"]


@pytest.fixture(scope="module")
def config() -> ModelConfig:
    return read_config(assets.model_config())


def test_folds_never_share_a_country(
    tiny_preparation: Preparation, config: ModelConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every article is tested once, by a model that has seen none of its country."""
    countries = [article.country for article in tiny_preparation.articles]
    tested: list[int] = []

    def fold(_: Preparation, __: ModelConfig, train: list[int], test: list[int]) -> list[Prediction]:
        assert train
        assert not {countries[index] for index in train} & {countries[index] for index in test}
        tested.extend(test)
        return []

    monkeypatch.setattr(evaluate, "_fold", fold)
    cross_validate(tiny_preparation, config)
    assert sorted(tested) == list(range(len(countries)))


def test_two_articles_of_one_country_are_left_out_together(
    tiny_articles: list[LabelledArticle], config: ModelConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = SimpleNamespace(articles=[*tiny_articles, tiny_articles[0]])  # only what the folds are made of

    groups = []

    def fold(_: Preparation, __: ModelConfig, train: list[int], test: list[int]) -> list[Prediction]:
        groups.append(test)
        return []

    monkeypatch.setattr(evaluate, "_fold", fold)
    cross_validate(stand, config)  # type: ignore[arg-type]
    assert [0, len(tiny_articles)] in groups


def test_cross_validation_gives_a_prediction_for_every_sentence(
    tiny_preparation: Preparation, config: ModelConfig, tiny_articles: list[LabelledArticle]
) -> None:
    found = cross_validate(tiny_preparation, config)
    places = [(article.id, place) for article in tiny_articles for place in range(len(article.sentences))]
    assert sorted((one.article, one.place) for one in found) == sorted(places)
    figures = evaluation(found)
    assert figures.attributed_f1 > evaluation(most_frequent(found)).attributed_f1


def test_predictions_are_stored_whole(tmp_path: Path) -> None:
    """Every figure can be reckoned anew from them."""
    found = {"ours": [prediction("witness", "none", "against"), prediction("none", "none")], "theirs": []}
    write_predictions(found, tmp_path / "predictions.json")
    assert read_predictions(tmp_path / "predictions.json") == found


def test_predictions_of_another_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"columns": ["source"], "ours": [["none"]]}')
    with pytest.raises(ValueError, match=r"old\.json: expected the columns gold_source, .*; train again"):
        read_predictions(tmp_path / "old.json")


def test_one_country_cannot_be_cross_validated(tiny_articles: list[LabelledArticle], config: ModelConfig) -> None:
    stand = SimpleNamespace(articles=tiny_articles[:1])

    with pytest.raises(ValueError, match="expected articles of two countries or more to cross-validate, found 1"):
        cross_validate(stand, config)  # type: ignore[arg-type]


def test_from_raw_text(model: Model, tiny_articles: list[LabelledArticle]) -> None:
    figures = evaluate_raw(model, tiny_articles)
    assert figures.boundary_f1 == pytest.approx(1.0, abs=0.05)
    assert figures.attributed_f1 > 0.8


def test_the_published_text_is_read_where_it_is_there(
    model: Model, tiny_articles: list[LabelledArticle], tmp_path: Path
) -> None:
    """Other white space between the sentences moves the spans and changes nothing else."""
    article = tiny_articles[0]
    text = "\n\n\n".join(sentence.text for sentence in article.sentences)
    (tmp_path / f"{article.id}.txt").write_text(text, encoding="utf-8")
    figures = evaluate_raw(model, [article], tmp_path)
    assert figures.boundary_f1 == 1.0
    assert sum(label.support for label in figures.source.labels) == len(article.sentences)
