"""Decisions in one product: against the heads one by one, and pooling against its matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.data.labelled import LabelledArticle
from standpoint.features.tfidf import FEW_ROWS
from standpoint.model.classifier import Model, pooled, pooling
from standpoint.model.fit import widened


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(-1, 3)), max_size=90), st.integers(0, 99))
def test_pooled_as_its_matrix(sentences: list[tuple[float, int]], seed: int) -> None:
    """Speakers with one sentence, with many, with more than are shared, and nobody."""
    attributed = np.array([probability for probability, _ in sentences])
    speakers = [speaker for _, speaker in sentences]
    logits = np.random.default_rng(seed).normal(size=(len(sentences), 6))
    expected = pooling(attributed, speakers) @ logits
    np.testing.assert_allclose(pooled(logits, attributed, speakers), expected, atol=1e-12)


@pytest.mark.parametrize("count", [1, FEW_ROWS, 200], ids=["one", "a few", "many"])
def test_one_product_as_head_by_head(model: Model, seed_articles: list[LabelledArticle], count: int) -> None:
    """Few sentences take only the columns that they need, many all of them; the probabilities are the same."""
    texts = "\n\n".join(article.text for article in seed_articles[:30])
    fields = model.maker.fields(model.analyser.analyse(texts))[:count]
    assert len(fields) == count
    found, rows = model.decide(fields), model.vectors.matrix(fields)
    gate, who, side = (model.heads[name] for name in ("attributed", "source", "stance"))
    source = who.probabilities(who.logits(rows))
    np.testing.assert_allclose(found.attributed, gate.probabilities(gate.logits(rows))[:, 1], atol=1e-12)
    np.testing.assert_allclose(found.source, source, atol=1e-12)
    stance = side.probabilities(side.logits(widened(rows, source)))
    np.testing.assert_allclose(found.stance, stance, atol=1e-12)
