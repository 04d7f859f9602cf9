"""TF-IDF over the n-grams of fields, for prediction: the same numbers as scikit-learn's, without scikit-learn.

Each field is a block of columns of its own: sublinear term frequency, smoothed inverse document frequency, rows of
length 1 within the block, times the field's weight (as `TfidfVectorizer` within a `FeatureUnion` has them; the
tests compare the two). The blocks of a whole batch are one sparse matrix, multiplied once with the weights of all
models.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Fields = Mapping[str, Sequence[str]]


def ngrams(words: Sequence[str], longest: int) -> Iterator[str]:
    """The n-grams of a field from single words up to `longest` words, joined by a space.

    Examples
    --------
    >>> list(ngrams(["the", "army", "fired"], 2))
    ['the', 'army', 'fired', 'the army', 'army fired']
    """
    yield from words
    for length in range(2, longest + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


@dataclass(frozen=True)
class Field:
    """How one field is read.

    Attributes
    ----------
    name : str
    longest : int
        The longest n-gram, in words.
    weight : float
        What the block's rows are multiplied by.
    rarest : int
        N-grams in fewer training sentences than this are left out.
    """

    name: str
    longest: int = 1
    weight: float = 1.0
    rarest: int = 2


class FieldVectors:
    """Rows of TF-IDF values for sentences' fields.

    Parameters
    ----------
    fields : sequence of Field
        In the order of their blocks.
    vocabularies : mapping of str to list of str
        For each field its n-grams; the column of an n-gram is its place in the blocks laid end to end.
    idf : array of float64, shape (n_features,)
    """

    def __init__(
        self, fields: Sequence[Field], vocabularies: Mapping[str, Sequence[str]], idf: NDArray[np.float64]
    ) -> None:
        self.fields = tuple(fields)
        self.vocabularies = {field.name: list(vocabularies[field.name]) for field in fields}
        self.idf = idf
        self._columns: list[dict[str, int]] = []
        first = 0
        for field in self.fields:
            words = self.vocabularies[field.name]
            self._columns.append({word: first + place for place, word in enumerate(words)})
            first += len(words)
        self.width = first
        self._idf: list[float] = idf.tolist()

    def blocks(self) -> Iterator[tuple[Field, slice]]:
        """Each field with its columns."""
        first = 0
        for field in self.fields:
            last = first + len(self.vocabularies[field.name])
            yield field, slice(first, last)
            first = last

    def names(self) -> list[tuple[str, str]]:
        """Field and n-gram of every column."""
        return [(field.name, word) for field in self.fields for word in self.vocabularies[field.name]]

    def matrix(self, rows: Sequence[Fields]) -> Any:
        """The rows as a sparse matrix.

        Returns
        -------
        scipy.sparse.csr_matrix of float64, shape (n_rows, n_features)
        """
        from scipy.sparse import csr_matrix

        columns: list[int] = []
        values: list[float] = []
        ends = [0]
        for row in rows:
            self._append(row, columns, values)
            ends.append(len(columns))
        shape = (len(rows), self.width)
        return csr_matrix((np.array(values), np.array(columns, dtype=np.int32), np.array(ends)), shape=shape)

    def _append(self, row: Fields, columns: list[int], values: list[float]) -> None:
        for field, known in zip(self.fields, self._columns, strict=True):
            words = row[field.name]
            if not words:
                continue
            counts: dict[int, int] = {}
            for gram in ngrams(words, field.longest) if field.longest > 1 else words:
                column = known.get(gram)
                if column is not None:
                    counts[column] = counts.get(column, 0) + 1
            weighted = [
                self._idf[column] * (1.0 if count == 1 else 1.0 + math.log(count)) for column, count in counts.items()
            ]
            norm = math.sqrt(sum(value * value for value in weighted))
            if norm:
                columns.extend(counts)
                values.extend([value * field.weight / norm for value in weighted])
