"""Explanations are exact: intercept and contributions add up to the score, and the labels are those of `classify`."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standpoint import InputError, Source
from standpoint.model.classifier import Model
from standpoint.model.evidence import MOST_REASONS
from standpoint.model.explain import Decision, Explanation, explain_article

ARTICLE = (
    "Porters blocked the fish market in Tirana on Monday.\n\n“They beat us and we will stay here,” said Ana Kola, a "
    "porter who leads the strike. “Nobody asked us.” She said that 40 people were hurt.\n\nThe police said that "
    "order had been restored. The German ambassador condemned the violence. It rained."
)


def weighed(decision: Decision) -> tuple[float, float]:
    return (
        decision.intercept[0] + math.fsum(one.winner for one in decision.contributions),
        decision.intercept[1] + math.fsum(one.runner_up for one in decision.contributions),
    )


@pytest.fixture(scope="module")
def explained(model: Model) -> list[Explanation]:
    return explain_article(model, ARTICLE)


def test_every_sentence_is_explained_in_order(model: Model, explained: list[Explanation]) -> None:
    assert [one.text for one in explained] == [one.text for one in model.classify(ARTICLE).sentences]


def test_contributions_and_intercept_are_the_score(explained: list[Explanation]) -> None:
    decisions = [decision for one in explained for decision in one.decisions]
    assert {decision.question for decision in decisions} == {"attributed", "source", "stance"}
    for decision in decisions:
        assert weighed(decision) == pytest.approx(decision.score, abs=1e-9)


def test_the_labels_are_those_of_classify(model: Model, explained: list[Explanation]) -> None:
    """An explanation of another label than the one in the results would be worse than none."""
    for sentence, explanation in zip(model.classify(ARTICLE).sentences, explained, strict=True):
        winners = {decision.question: decision.winner for decision in explanation.decisions}
        assert winners["attributed"] == ("attributed" if sentence.is_attributed else "none")
        if sentence.is_attributed:
            assert (winners["source"], winners["stance"]) == (sentence.source, sentence.stance)


def test_the_probabilities_are_those_of_classify(model: Model, explained: list[Explanation]) -> None:
    for sentence, explanation in zip(model.classify(ARTICLE).sentences, explained, strict=True):
        chances = {decision.question: decision.probability for decision in explanation.decisions}
        expected = chances["attributed"] * chances.get("source", 1.0)
        assert sentence.source_confidence == pytest.approx(expected)
        if sentence.stance_confidence is not None:
            assert sentence.stance_confidence == pytest.approx(chances["stance"])


def test_a_winner_wins(explained: list[Explanation]) -> None:
    for decision in (decision for one in explained for decision in one.decisions):
        assert decision.winner != decision.runner_up
        assert decision.score[0] >= decision.score[1]
        assert 0 < decision.probability <= 1


def test_the_largest_differences_come_first(explained: list[Explanation]) -> None:
    for decision in (decision for one in explained for decision in one.decisions):
        sizes = [abs(one.difference) for one in decision.contributions]
        assert sizes == sorted(sizes, reverse=True)


def test_narration_has_one_decision_only(model: Model, explained: list[Explanation]) -> None:
    for sentence, explanation in zip(model.classify(ARTICLE).sentences, explained, strict=True):
        assert len(explanation.decisions) == (1 if sentence.source is Source.NONE else 3)


def test_the_speaker_is_that_of_classify_and_the_rule_is_named(model: Model, explained: list[Explanation]) -> None:
    assert [one.speaker for one in explained] == [one.speaker for one in model.classify(ARTICLE).sentences]
    assert {"Ana Kola", "German ambassador"} <= {one.speaker for one in explained}
    assert all(one.how for one in explained if one.speaker)


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_sums_hold_on_any_text(model: Model, text: str) -> None:
    for decision in (decision for one in explain_article(model, text) for decision in one.decisions):
        assert weighed(decision) == pytest.approx(decision.score, abs=1e-9)


# Evidence: the same shares, many sentences at once, carried by the results


def test_evidence_is_what_explain_says(model: Model, explained: list[Explanation]) -> None:
    """The weightiest contributions of each decision, with the difference that they make."""
    for sentence, explanation in zip(model.classify(ARTICLE, evidence=True).sentences, explained, strict=True):
        assert sentence.evidence is not None
        for decision in explanation.decisions:
            found = getattr(sentence.evidence, decision.question)
            strongest = [one for one in decision.contributions if one.difference][:MOST_REASONS]
            assert [(one.field, one.ngram) for one in found] == [(one.field, one.ngram) for one in strongest]
            assert [one.weight for one in found] == pytest.approx([one.difference for one in strongest])


def test_narration_has_evidence_of_one_decision(model: Model) -> None:
    for sentence in model.classify(ARTICLE, evidence=True).sentences:
        assert sentence.evidence is not None
        assert list(sentence.evidence.to_dict()) == (
            ["attributed", "source", "stance"] if sentence.is_attributed else ["attributed"]
        )


def test_evidence_changes_nothing_else(model: Model) -> None:
    with_evidence = model.classify(ARTICLE, evidence=True).sentences
    assert tuple(replace(one, evidence=None) for one in with_evidence) == model.classify(ARTICLE).sentences


def test_evidence_of_an_article_does_not_depend_on_its_batch(model: Model) -> None:
    alone = [model.classify(text, evidence=True) for text in (ARTICLE, "It rained.", "")]
    assert list(model.classify_many([ARTICLE, "It rained.", ""], evidence=True)) == alone


# Labels left out


@pytest.mark.parametrize("confidence", [0.0, 0.5, 0.9, 1.0])
def test_min_confidence_leaves_out_what_is_below_it_and_nothing_else(model: Model, confidence: float) -> None:
    for whole, left in zip(
        model.classify(ARTICLE).sentences, model.classify(ARTICLE, min_confidence=confidence).sentences, strict=True
    ):
        assert left.is_undecided == (whole.source_confidence < confidence)
        assert left.source_confidence == whole.source_confidence
        if not left.is_undecided:
            keeps = whole.stance_confidence is not None and whole.stance_confidence >= confidence
            assert (left.source, left.speaker) == (whole.source, whole.speaker)
            assert left.stance == (whole.stance if keeps else None)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_min_confidence_is_a_probability(model: Model, confidence: float) -> None:
    """Refused at the call and not at the first result: 70 is meant to be 0.7."""
    with pytest.raises(InputError, match=r"min_confidence: expected a probability from 0 to 1, found"):
        model.classify_many([ARTICLE], min_confidence=confidence)
