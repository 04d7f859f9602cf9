"""Our TF-IDF against scikit-learn's: the same numbers for any rows, seen in training or not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standpoint.features.tfidf import FEW_ROWS, Field, Fields, FieldVectors, ngrams
from standpoint.model.fit import fit_vectors, vectorizer

FIELDS = (
    Field("outside", longest=2, rarest=1),
    Field("cue", weight=1.5, rarest=2),
    Field("head", longest=3, weight=0.25, rarest=1),
)


def row(outside: str, cue: str, head: str) -> Fields:
    return {"outside": outside.split(), "cue": cue.split(), "head": head.split()}


ROWS = (
    row("the mayor said it rained and rained and rained", "say say", "the mayor"),
    row("it rained", "say", ""),
    row("the drivers of the north left", "leave", "a driver of the north"),
    row("", "leave say", ""),
)
UNSEEN = (
    row("the mayor sang and sang", "sing", "the mayor of the north"),
    row("", "", ""),
    row("quartz", "quartz", "quartz"),
)


@pytest.mark.parametrize(
    ("words", "longest", "expected"),
    [
        pytest.param("a b c", 1, ["a", "b", "c"], id="words"),
        pytest.param("a b c", 2, ["a", "b", "c", "a b", "b c"], id="pairs"),
        pytest.param("a b c", 3, ["a", "b", "c", "a b", "b c", "a b c"], id="triples"),
        pytest.param("a", 3, ["a"], id="shorter than the n-gram"),
        pytest.param("", 2, [], id="empty"),
        pytest.param("a a a", 2, ["a", "a", "a", "a a", "a a"], id="repeated"),
    ],
)
def test_ngrams(words: str, longest: int, expected: list[str]) -> None:
    """Single words first, then the longer ones, each from left to right."""
    assert list(ngrams(words.split(), longest)) == expected


@pytest.mark.parametrize("rows", [ROWS, UNSEEN, ROWS[:1], ()], ids=["training", "unseen", "one", "none"])
def test_as_scikit_learn(rows: Sequence[Fields]) -> None:
    """Empty fields, unknown words and repeated words included; no rows give a matrix of no rows."""
    ours = fit_vectors(ROWS, FIELDS).matrix(rows)
    assert ours.dtype == np.float64
    if rows:
        np.testing.assert_allclose(ours.toarray(), vectorizer(FIELDS).fit(ROWS).transform(rows).toarray(), atol=1e-12)
    else:
        assert ours.shape[0] == 0


WORDS = st.lists(st.sampled_from(["the", "mayor", "said", "it", "rained", "north", "—", "5", "é"]), max_size=12)
ANY_ROW = st.fixed_dictionaries({field.name: WORDS for field in FIELDS})


@settings(max_examples=60)
@given(st.lists(ANY_ROW, min_size=1, max_size=6), st.lists(ANY_ROW, min_size=1, max_size=4))
def test_any_rows_as_scikit_learn(training: list[Fields], rows: list[Fields]) -> None:
    """The same for rows drawn at random, fitted on others drawn at random (and on some that leave no field empty)."""
    training = [*ROWS, *training]
    expected = vectorizer(FIELDS).fit(training).transform(rows).toarray()
    np.testing.assert_allclose(fit_vectors(training, FIELDS).matrix(rows).toarray(), expected, atol=1e-12)


@given(st.lists(ANY_ROW, max_size=6))
def test_blocks_have_their_fields_length(rows: list[Fields]) -> None:
    """Within a field a row has the length of the field's weight, or 0 where no word is known."""
    vectors = fit_vectors(ROWS, FIELDS)
    matrix = vectors.matrix(rows).toarray()
    for field, columns in vectors.blocks():
        for length in np.linalg.norm(matrix[:, columns], axis=1):
            assert length == pytest.approx(field.weight) or length == 0


@given(st.lists(ANY_ROW, max_size=6), st.randoms(use_true_random=False))
def test_rows_do_not_touch_each_other(rows: list[Fields], random: object) -> None:
    """A batch gives what its rows give one by one, in any order."""
    vectors = fit_vectors(ROWS, FIELDS)
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    batch = vectors.matrix(rows).toarray()
    np.testing.assert_array_equal(vectors.matrix([rows[index] for index in order]).toarray(), batch[order])


def test_columns_have_their_names() -> None:
    """Blocks lie end to end in the order of the fields, without a gap, and every column has its n-gram."""
    vectors = fit_vectors(ROWS, FIELDS)
    names, position = vectors.names(), 0
    for (field, columns), expected in zip(vectors.blocks(), FIELDS, strict=True):
        assert field == expected
        assert columns.start == position
        assert names[columns] == [(field.name, word) for word in vectors.vocabularies[field.name]]
        position = columns.stop
    assert position == vectors.width == len(names) == len(vectors.idf)
    assert len(set(names)) == len(names)


def test_rare_ngrams_are_left_out() -> None:
    """`rarest` counts rows, not occurrences."""
    vectors = fit_vectors(ROWS, (Field("outside", longest=2, rarest=2),))
    assert vectors.vocabularies == {"outside": ["it", "it rained", "rained", "the"]}


def test_field_without_vocabulary() -> None:
    """A block may have no columns: a stored model of a field that never occurred still reads."""
    vectors = FieldVectors((Field("a"), Field("b")), {"a": [], "b": ["x"]}, np.array([2.0]))
    np.testing.assert_array_equal(vectors.matrix([{"a": ["x"], "b": ["x", "y"]}]).toarray(), [[1.0]])


def test_row_without_a_field() -> None:
    """A missing field is a mistake in the caller, not an empty one."""
    with pytest.raises(KeyError, match="head"):
        fit_vectors(ROWS, FIELDS).matrix([{"outside": [], "cue": []}])


PAIRS = (
    Field("outside", longest=2, rarest=1),
    Field("cue", weight=1.5, rarest=1),
    Field("head", weight=0.25, rarest=1),
)


@pytest.mark.parametrize("fields", [PAIRS, FIELDS, ()], ids=["pairs", "triples", "no fields"])
@settings(max_examples=60)
@given(rows=st.lists(ANY_ROW, max_size=6))
def test_batches_as_rows_by_themselves(fields: Sequence[Field], rows: list[Fields]) -> None:
    """The arithmetic on numbers of words says what counting n-grams as strings says."""
    vectors = fit_vectors(ROWS, fields) if fields else FieldVectors((), {}, np.zeros(0))
    found = vectors.sparse(rows)
    assert len(found) == len(rows)
    for row, first, last in zip(rows, found.ends, found.ends[1:], strict=False):
        expected = vectors.plain(row)
        assert sorted(expected) == found.columns[first:last].tolist()
        np.testing.assert_allclose(found.values[first:last], [expected[one] for one in sorted(expected)], rtol=1e-12)


@pytest.mark.parametrize("count", [0, 1, FEW_ROWS, FEW_ROWS + 1], ids=["none", "one", "a few", "many"])
def test_product_with_weights(count: int) -> None:
    """NumPy for a few rows and SciPy for many give the same product, empty rows included."""
    vectors = fit_vectors(ROWS, FIELDS)
    rows = [(*ROWS, *UNSEEN)[place % (len(ROWS) + len(UNSEEN))] for place in range(count)]
    weights = np.random.default_rng(0).normal(size=(vectors.width, 5))
    expected = vectors.matrix(rows).toarray() @ weights
    np.testing.assert_allclose(vectors.sparse(rows).times(weights), expected, atol=1e-12)


def test_many_ngrams_find_their_columns() -> None:
    """A table of thousands of steps, where many begin their search at the same slot."""
    words = [f"w{number}" for number in range(60)]
    pairs = [f"{first} {second}" for first in words for second in words]
    vectors = FieldVectors((Field("a", longest=2),), {"a": words + pairs}, np.ones(len(words) + len(pairs)))
    found = vectors.sparse([{"a": pair.split()} for pair in pairs])
    last = {columns.max() for columns in np.split(found.columns, found.ends[1:-1])}
    assert last == set(range(len(words), len(words) + len(pairs)))
    assert vectors.sparse([{"a": ["w0", "x", "w1"]}]).columns.tolist() == [0, 1]
