"""The baselines: the words of the sentence alone, and rules without fitted weights."""

from __future__ import annotations

import pytest

from standpoint import Source, Stance, assets
from standpoint.data.labelled import LabelledArticle
from standpoint.features.analysis import SpeakerFacts
from standpoint.model.baselines import (
    RuleSystem,
    bare,
    source_by_role,
    unfitted_analyser,
    usual_stances,
)
from standpoint.model.classifier import Model
from standpoint.model.config import read_config
from standpoint.model.evaluate import compared, evaluation, most_frequent
from standpoint.model.fit import analyse_labelled


def test_the_bare_baseline_reads_the_words_of_the_sentence_alone() -> None:
    config = read_config(assets.model_config())
    heads = bare(config).heads
    assert {head.fields for head in heads.values()} == {("outside", "inside")}
    assert {name: head.strength for name, head in heads.items()} == {
        name: head.strength for name, head in config.heads.items()
    }


@pytest.fixture(scope="module")
def rules(model: Model) -> RuleSystem:
    analyser = unfitted_analyser(model.analyser.lexicon, model.analyser.punkt)
    usual = dict.fromkeys(Source, Stance.NEUTRAL) | {Source.PROTESTER: Stance.AGAINST}
    return RuleSystem(analyser, model.maker, usual)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It rained all day in Tirana.", ("none", None), id="narration"),
        pytest.param("The Albanian police said roads were open.", ("government", "neutral"), id="the usual stance"),
        pytest.param("The Albanian police said the terrorists had fled.", ("government", "favor"), id="a loaded word"),
        pytest.param("Protesters in Tirana said they would stay.", ("protester", "against"), id="protesters"),
        pytest.param(
            "In Tirana, where police beat Albanian students, the German ambassador condemned the violence.",
            ("foreign_official", "against"),
            id="a verb that takes a side",
        ),
    ],
)
def test_labels_by_rules(rules: RuleSystem, text: str, expected: tuple[str, str | None]) -> None:
    [found] = rules.label(rules.analyser.analyse(text))
    assert (str(found.source), str(found.stance) if found.stance else None) == expected


@pytest.mark.parametrize(
    ("facts", "is_named", "expected"),
    [
        pytest.param(SpeakerFacts(("official",), "AL", "home"), True, Source.GOVERNMENT, id="own official"),
        pytest.param(SpeakerFacts(("official",), "DE", "abroad"), True, Source.FOREIGN_OFFICIAL, id="foreign one"),
        pytest.param(SpeakerFacts(("official",), None, "talks"), True, Source.FOREIGN_OFFICIAL, id="at talks"),
        pytest.param(SpeakerFacts(("former", "opposition"), None, "home"), True, Source.PROTESTER, id="opposition"),
        pytest.param(SpeakerFacts((), "DE", "abroad"), True, Source.FOREIGN_OFFICIAL, id="a name from abroad"),
        pytest.param(SpeakerFacts((), None, "unknown"), True, Source.PROTESTER, id="a name"),
        pytest.param(SpeakerFacts((), None, "unknown"), False, Source.OTHER, id="nothing known"),
    ],
)
def test_source_by_role(facts: SpeakerFacts, is_named: bool, expected: Source) -> None:
    assert source_by_role(facts, is_named=is_named) is expected


def test_usual_stances() -> None:
    labels = [(Source.WITNESS, Stance.AGAINST)] * 2 + [(Source.WITNESS, Stance.FAVOR)]
    assert usual_stances(labels)[Source.WITNESS] is Stance.AGAINST


def test_the_rules_are_no_straw_man(rules: RuleSystem, seed_articles: list[LabelledArticle]) -> None:
    """A baseline that hardly beats the most frequent label would flatter whatever stands beside it."""
    found = [
        prediction
        for article in seed_articles[:60]
        for prediction in compared(article, rules.label(analyse_labelled(rules.analyser, article)))
    ]
    figures, least = evaluation(found), evaluation(most_frequent(found))
    assert figures.attributed_f1 > 0.8
    assert figures.source.macro_f1 > least.source.macro_f1 + 0.3
    assert figures.stance.macro_f1 > least.stance.macro_f1 + 0.15
