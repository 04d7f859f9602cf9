"""Linear models over signs: the sums of groups against the signs one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.data.labelled import LabelledArticle
from standpoint.features.antecedents import Candidate
from standpoint.features.signs import SignModel
from standpoint.model.classifier import Model

SIGNS = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=4).map(tuple), max_size=6)
WEIGHTS = st.dictionaries(st.sampled_from(["a", "b", "x|a", "x|b", "y|c"]), st.floats(-5, 5))


@given(WEIGHTS, st.lists(SIGNS, max_size=4), st.sampled_from([("",), ("x|",), ("x|", "y|")]))
def test_groups_as_their_signs(weights: dict[str, float], cases: list[list[tuple[str, ...]]], prefixes: tuple) -> None:
    """With what is remembered of the cases before, every sign counts with every prefix."""
    model = SignModel(weights, bias=0.5)
    for groups in cases:
        signs = [prefix + sign for group in groups for sign in group for prefix in prefixes]
        assert model.score_groups(groups, prefixes) == pytest.approx(model.score(signs), abs=1e-12)


def test_antecedents_of_the_seeds(model: Model, seed_articles: list[LabelledArticle]) -> None:
    """Real candidates: the score of the groups is the score of the signs that the model was fitted on."""
    seen: list[Candidate] = []
    analyser = model.analyser
    for article in seed_articles[:20]:
        analysis = analyser.analyse(article.text).unresolved()
        analyser.resolve(analysis, lambda _, found: seen.extend(found) or analyser.antecedents.best(found))
    assert len(seen) > 200
    for one in seen:
        expected = analyser.antecedents.score(one.signs)
        assert analyser.antecedents.score_groups(one.groups, one.prefixes) == pytest.approx(expected, abs=1e-9)
