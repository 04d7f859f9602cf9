"""Fitting is deterministic, and prediction with NumPy gives the probabilities of scikit-learn."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.sparse import csr_matrix, diags

from standpoint import assets
from standpoint.data.labelled import LabelledArticle
from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.features.lexicon import Lexicon
from standpoint.model.classifier import Model
from standpoint.model.config import HEADS, ModelConfig, read_config
from standpoint.model.fit import Example, Preparation, analyse_labelled, contrasts, fit, vectorizer, widened
from standpoint.model.linear import LinearHead, softmax


@pytest.fixture(scope="module")
def config() -> ModelConfig:
    return read_config(assets.model_config())


@pytest.fixture(scope="module")
def examples(tiny_preparation: Preparation, tiny_model: Model) -> list[Example]:
    everything = range(len(tiny_preparation.articles))
    return tiny_preparation.examples(everything, tiny_model.maker.common, tiny_model.analyser)


def columns_read(model: Model, head: str) -> np.ndarray:
    """The columns of the fields that a head reads."""
    wanted = model.config.heads[head].fields
    return np.concatenate(
        [np.arange(place.start, place.stop) for field, place in model.vectors.blocks() if field.name in wanted]
    )


def test_the_tiny_corpus_has_every_label_in_every_country(tiny_articles: list[LabelledArticle]) -> None:
    """What the other tests of this file rest on."""
    for article in tiny_articles:
        assert {sentence.source for sentence in article.sentences} == set(Source)
        assert {sentence.stance for sentence in article.sentences} == {None, *Stance}
    assert len({article.country for article in tiny_articles}) == len(tiny_articles) == 4


def test_fitting_twice_gives_the_same_arrays(
    tiny_articles: list[LabelledArticle], lexicon: Lexicon, config: ModelConfig, tiny_model: Model
) -> None:
    again = fit(Preparation(tiny_articles, lexicon), config)
    assert again.vectors.vocabularies == tiny_model.vectors.vocabularies
    np.testing.assert_array_equal(again.vectors.idf, tiny_model.vectors.idf)
    assert again.maker.common == tiny_model.maker.common
    for name in HEADS:
        first, second = tiny_model.heads[name], again.heads[name]
        np.testing.assert_array_equal(first.weights, second.weights)
        np.testing.assert_array_equal(first.intercept, second.intercept)
        assert (first.classes, first.temperature) == (second.classes, second.temperature)


def test_the_numbers_of_the_rows_are_scikit_learns(tiny_model: Model, examples: list[Example]) -> None:
    rows = [example.fields for example in examples]
    expected = vectorizer(tiny_model.config.fields).fit_transform(rows)
    found = tiny_model.vectors.matrix(rows)
    assert found.shape == expected.shape
    assert abs(found - expected).max() < 1e-12


@pytest.mark.parametrize("name", ["attributed", "source"])
def test_probabilities_are_scikit_learns(name: str, tiny_model: Model, examples: list[Example]) -> None:
    """FeatureUnion, columns scaled by contrast, LogisticRegression: scikit-learn's, before the temperature."""
    from sklearn.linear_model import LogisticRegression

    chosen = [one for one in examples if name == "attributed" or one.source is not Source.NONE]
    labels = [
        ("none" if one.source is Source.NONE else "attributed") if name == "attributed" else str(one.source)
        for one in chosen
    ]
    head = tiny_model.heads[name]
    union = vectorizer(tiny_model.config.fields).fit([example.fields for example in examples])
    rows = union.transform([one.fields for one in chosen]).tocsr()[:, columns_read(tiny_model, name)]
    rows = rows @ diags(contrasts(rows, np.array(labels), tiny_model.config.heads[name].contrast))
    reference = LogisticRegression(C=tiny_model.config.heads[name].strength, max_iter=200, solver="newton-cg")
    expected = reference.fit(rows, labels).predict_proba(rows)
    order = [list(reference.classes_).index(label) for label in head.classes]

    found = softmax(head.logits(tiny_model.vectors.matrix([one.fields for one in chosen])))
    np.testing.assert_allclose(found, expected[:, order], atol=1e-6)


def test_contrasts_are_larger_for_columns_of_one_class() -> None:
    """The first column is one class's alone, the second is spread evenly, the third occurs nowhere."""
    rows = csr_matrix(np.array([[2.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 0.0]]))
    labels = np.array(["a", "a", "b", "b"])
    told, even, unseen = contrasts(rows, labels, 1.0)
    # Counts with one more of each: 3, 2, 1 of 6 in class a; 1, 2, 1 of 4 in class b
    ratios = np.abs(np.log([3 / 6 / (1 / 4), 2 / 6 / (2 / 4), 1 / 6 / (1 / 4)]))
    np.testing.assert_allclose([told, even, unseen], ratios / ratios[:2].mean())
    assert told > even
    np.testing.assert_allclose(contrasts(rows, labels, 0.25), 0.75 + 0.25 * contrasts(rows, labels, 1.0))


@pytest.mark.parametrize(
    ("labels", "share"),
    [
        pytest.param(["a", "b"], 0.0, id="not asked for"),
        pytest.param(["a", "a"], 1.0, id="nothing to tell"),
    ],
)
def test_contrasts_are_one_where_there_is_none(labels: list[str], share: float) -> None:
    np.testing.assert_array_equal(contrasts(csr_matrix(np.eye(2)), np.array(labels), share), [1.0, 1.0])


def test_the_stance_is_that_of_the_widened_rows(tiny_model: Model, examples: list[Example]) -> None:
    """Prediction never builds the wide matrix that the head was fitted on; it must give its logits all the same."""
    rows = tiny_model.vectors.matrix([one.fields for one in examples])
    who, side = tiny_model.heads["source"], tiny_model.heads["stance"]
    mixture = who.probabilities(who.logits(rows))
    expected = side.probabilities(side.logits(widened(rows, mixture)))
    found = tiny_model.decide([one.fields for one in examples]).stance
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_decisions_are_probabilities(tiny_model: Model, examples: list[Example]) -> None:
    decisions = tiny_model.decide([one.fields for one in examples])
    assert decisions.attributed.shape == (len(examples),)
    assert decisions.source.shape == (len(examples), len(ATTRIBUTED))
    assert decisions.stance.shape == (len(examples), len(Stance))
    assert ((decisions.attributed >= 0) & (decisions.attributed <= 1)).all()
    np.testing.assert_allclose(decisions.source.sum(axis=1), 1)
    np.testing.assert_allclose(decisions.stance.sum(axis=1), 1)


def test_a_model_knows_what_it_was_fitted_on(tiny_model: Model, tiny_articles: list[LabelledArticle]) -> None:
    """On its own training sentences nearly every decision is right: the labels reach the right rows."""
    right = total = 0
    for article in tiny_articles:
        analysis = analyse_labelled(tiny_model.analyser, article)
        found = tiny_model.label(article.article, analysis).sentences
        right += sum(g.source is f.source for g, f in zip(article.sentences, found, strict=True))
        total += len(article.sentences)
    assert right / total > 0.9


def test_a_head_reads_its_own_fields_only(tiny_model: Model) -> None:
    for name, head in tiny_model.heads.items():
        width = tiny_model.vectors.width
        unread = np.setdiff1d(np.arange(width), columns_read(tiny_model, name))
        for part in head.weights.reshape(-1, width, len(head.classes)):
            assert not part[unread].any()
        assert head.weights.any()


def test_common_words_are_those_in_small_letters_twice(
    tiny_preparation: Preparation, tiny_articles: list[LabelledArticle]
) -> None:
    common = tiny_preparation.common_words(range(len(tiny_articles)))
    assert {"bridge", "said", "smoke"} <= common
    assert not common & {"ana", "lima", "kola"}


def test_fitting_on_some_articles_ignores_the_others(
    tiny_preparation: Preparation, config: ModelConfig, tiny_articles: list[LabelledArticle], lexicon: Lexicon
) -> None:
    """A fold must not see the vocabulary of the country that it is tested on."""
    part = fit(tiny_preparation, config, articles=[0, 1, 2])
    words = Counter(word for _, word in part.vectors.names())
    assert words["bridge"]
    assert not words["tariff"]  # of the fourth article alone


def test_softmax_survives_large_and_missing_scores() -> None:
    np.testing.assert_allclose(softmax(np.array([[1000.0, 1000.0], [-np.inf, 0.0]])), [[0.5, 0.5], [0.0, 1.0]])


def test_a_temperature_changes_confidence_and_not_the_winner() -> None:
    logits = np.array([[2.0, 1.0, -1.0]])
    cold, warm = (
        LinearHead("source", ("a", "b", "c"), np.zeros((1, 3)), np.zeros(3), temperature).probabilities(logits)
        for temperature in (0.5, 2.0)
    )
    assert cold.argmax() == warm.argmax() == 0
    assert cold[0, 0] > warm[0, 0]


def test_no_feature_is_the_name_of_a_state(model: Model) -> None:
    """What the models learn of one country holds for another: they read HOME and ABROAD, and no names.

    Grouped cross-validation, which trains without a country and is measured on it, shows that it does. Left are common
    words that are cities elsewhere ("tyre"), the pronoun "us" and what holds up a flag, a "pole". The stems are cut
    from the same words as the other fields and name states by chance: "polish" of "polished", "france" of "Frances" and
    of the agency "France-Presse".
    """
    places = model.maker.lexicon.places
    found = set()
    for field, vocabulary in model.vectors.vocabularies.items():
        for ngram in vocabulary if field != "stems" else ():
            words = ngram.split(" ")
            found |= {words[first] for first, _, place in places.matches(words) if place.kind in ("name", "demonym")}
    assert found <= {"us", "pole"}
