"""TF-IDF over the n-grams of fields, for prediction: the same numbers as scikit-learn's, without scikit-learn.

Each field is a block of columns of its own: sublinear term frequency, smoothed inverse document frequency, rows of
length 1 within the block, times the field's weight (as `TfidfVectorizer` within a `FeatureUnion` has them; the
tests compare the two). The blocks of a whole batch are one sparse matrix, multiplied once with the weights of all
models.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Fields = Mapping[str, Sequence[str]]
FEW_ROWS = 64  # up to which NumPy alone multiplies: SciPy is faster on more, but takes time to import
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 by the golden ratio


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
        self.width = sum(map(len, self.vocabularies.values()))
        self._grams = GramTable(self.fields, self.vocabularies)
        self._field_of = np.repeat(
            np.arange(len(self.fields)), [len(self.vocabularies[field.name]) for field in self.fields]
        )
        self._weights = np.array([field.weight for field in self.fields])

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

        found = self.sparse(rows)
        return csr_matrix((found.values, found.columns, found.ends), shape=(len(rows), self.width))

    def sparse(self, rows: Sequence[Fields]) -> SparseRows:
        """The rows as arrays, all of a batch at once: 8 times as fast as `plain`, which says the same row by row."""
        lists = [row[field.name] for row in rows for field in self.fields]
        return self._sparse(lists, np.arange(len(lists)), len(rows))

    def sparse_parts(self, rows: Sequence[Fields], returning: Sequence[str]) -> tuple[SparseRows, Integers]:
        """The rows in parts, whose values are worked out once for all the rows of a batch that share them.

        Parameters
        ----------
        rows : sequence of mapping
        returning : sequence of str
            Fields that are tuples and have few distinct values.

        Returns
        -------
        parts : SparseRows
            First the rows without these fields, then a part for each distinct value of each of them.
        places : array of int64, shape (n_rows, 1 + len(returning))
            The parts whose sum is the row.
        """
        width = len(self.fields)
        alone = [place for place, field in enumerate(self.fields) if field.name not in returning]
        names = [self.fields[place].name for place in alone]
        lists: list[Sequence[str]] = [row[name] for row in rows for name in names]
        blocks = [(np.arange(len(rows))[:, None] * width + alone).ravel()]
        places, n_parts = [np.arange(len(rows))], len(rows)
        for place, field in enumerate(self.fields):
            if field.name not in returning:
                continue
            values = [row[field.name] for row in rows]
            numbers = dict(zip(dict.fromkeys(values), count(n_parts)))
            places.append(np.fromiter(map(numbers.__getitem__, values), np.int64, len(values)))
            blocks.append(np.arange(n_parts, n_parts + len(numbers)) * width + place)
            lists += numbers
            n_parts += len(numbers)
        return self._sparse(lists, np.concatenate(blocks), n_parts), np.stack(places, axis=1)

    def _sparse(self, lists: Sequence[Sequence[str]], blocks: Integers, n_rows: int) -> SparseRows:
        """Rows of the words of their blocks; block `n` is field `n % len(fields)` of row `n // len(fields)`."""
        block, column = self._grams.found(lists, blocks)
        keys, counts = _counted(block // len(self.fields) * self.width + column)
        row, column = np.divmod(keys, max(1, self.width))
        values = self.idf[column]
        repeated = np.flatnonzero(counts > 1)
        values[repeated] *= 1.0 + np.log(counts[repeated])
        block = row * len(self.fields) + self._field_of[column]
        norms = np.sqrt(np.bincount(block, weights=values * values, minlength=n_rows * len(self.fields)))
        scale = np.divide(np.tile(self._weights, n_rows), norms, out=np.zeros_like(norms), where=norms > 0)
        ends = np.zeros(n_rows + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=n_rows), out=ends[1:])
        return SparseRows(values * scale[block], column, ends)

    def plain(self, row: Fields) -> dict[int, float]:
        """The same for one row, column by column: the reference that tests hold `sparse` against."""
        values: dict[int, float] = {}
        for field, columns in self.blocks():
            places = {gram: column for column, gram in enumerate(self.vocabularies[field.name], columns.start)}
            counts = Counter(places[gram] for gram in ngrams(row[field.name], field.longest) if gram in places)
            weighted = {column: float(self.idf[column]) * (1.0 + math.log(count)) for column, count in counts.items()}
            norm = math.sqrt(math.fsum(value * value for value in weighted.values()))
            values |= {column: value * field.weight / norm for column, value in weighted.items() if norm}
        return values


@dataclass(frozen=True, slots=True)
class SparseRows:
    """Rows of values: `values` and `columns` lie row by row, and row `n` is what lies from `ends[n]` to `ends[n + 1]`.

    What SciPy calls compressed sparse rows, so that a few sentences need no SciPy.
    """

    values: NDArray[np.float64]
    columns: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends) - 1

    def times(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The product with a dense matrix, shape (n_rows, n_columns of `weights`)."""
        rows = len(self)
        if rows > FEW_ROWS:
            from scipy.sparse import csr_matrix

            matrix = csr_matrix((self.values, self.columns, self.ends), shape=(rows, len(weights)))
            return np.asarray(matrix @ weights)
        product = np.zeros((rows, weights.shape[1]))
        filled = np.flatnonzero(self.ends[1:] > self.ends[:-1])
        if len(filled):
            terms = weights[self.columns] * self.values[:, None]
            product[filled] = np.add.reduceat(terms, self.ends[filled])
        return product


class GramTable:
    """Finds the columns of n-grams by arithmetic on the numbers of their words.

    Every word of a vocabulary has a number, 0 is any other word. An n-gram is a state that one reaches from the state
    of all its words but the last, by the last: `(state, word)` is looked up for all words of a batch at once in an
    open-addressing hash table made of arrays. No n-gram is ever made as a string.

    Parameters
    ----------
    fields : sequence of Field
    vocabularies : mapping of str to list of str
        A word of a field that is read as pairs or longer holds no space; no token does.
    """

    def __init__(self, fields: Sequence[Field], vocabularies: Mapping[str, Sequence[str]]) -> None:
        self._longest = np.array([field.longest for field in fields], dtype=np.int64)
        flat, lengths = _split([(field.longest, vocabularies[field.name]) for field in fields])
        self._words = dict(zip(map(sys.intern, dict.fromkeys(flat)), range(1, len(flat) + 1), strict=False))
        numbers = np.fromiter(map(self._words.__getitem__, flat), np.int64, len(flat))
        states, steps = _states(numbers, lengths, len(self._words) + 1)
        self._steps = _StepTable(steps, len(self._words) + 1)
        self._n_states = len(self._words) + 1 + len(steps)
        self._columns = np.full((len(fields), self._n_states), -1, dtype=np.int32)
        fields_of = np.repeat(np.arange(len(fields)), [len(vocabularies[field.name]) for field in fields])
        self._columns[fields_of, states] = np.arange(len(lengths))

    def found(self, lists: Sequence[Sequence[str]], blocks: Integers) -> tuple[Integers, Integers]:
        """Block and column of every n-gram of the lists that is a column, as often as it occurs.

        `blocks` says of what block each list is; block `n` is read as field `n % n_fields`.
        """
        lengths = np.fromiter(map(len, lists), np.int64, len(lists))
        words = map(self._words.get, chain.from_iterable(lists), repeat(0))
        numbers = np.fromiter(words, np.int64, int(lengths.sum()))
        block = np.repeat(blocks, lengths)
        return self._columns_of(np.append(numbers, 0), np.append(block, -1))  # the last word stands for the end

    def _columns_of(self, numbers: Integers, block: Integers) -> tuple[Integers, Integers]:
        starts = np.flatnonzero(numbers)
        states, field = numbers[starts], block[starts] % max(1, len(self._longest))
        blocks, columns = [], []
        for length in range(1, int(self._longest.max(initial=1)) + 1):
            if length > 1:
                is_long = self._longest[field] >= length
                starts, states, field = starts[is_long], states[is_long], field[is_long]
                ends = starts + (length - 1)
                is_gram = (block[ends] == block[starts]) & (numbers[ends] > 0)
                starts, states, field = starts[is_gram], states[is_gram], field[is_gram]
                states = self._steps.look_up(states, numbers[starts + (length - 1)])
                is_state = states > 0
                starts, states, field = starts[is_state], states[is_state], field[is_state]
            found = self._columns.take(field * self._n_states + states)
            is_column = found >= 0
            blocks.append(block[starts[is_column]])
            columns.append(found[is_column])
        return np.concatenate(blocks), np.concatenate(columns)


def _split(vocabularies: Iterable[tuple[int, Sequence[str]]]) -> tuple[list[str], Integers]:
    """The words of all n-grams end to end, and of how many each n-gram is; a vocabulary at once: half the time."""
    flat: list[str] = []
    lengths = []
    for longest, grams in vocabularies:
        if longest > 1 and grams:
            flat += " ".join(grams).split(" ")
            lengths.append(np.array([gram.count(" ") + 1 for gram in grams]))
        else:
            flat += grams
            lengths.append(np.ones(len(grams), dtype=np.int64))
    return flat, np.concatenate([*lengths, np.zeros(0, np.int64)]).astype(np.int64)


def _states(numbers: Integers, lengths: Integers, first_free: int) -> tuple[Integers, Integers]:
    """The state of each n-gram, given as the numbers of its words end to end, and the keys of all steps in order.

    The state that the step of key `n` leads to is `first_free + n`.
    """
    starts = np.cumsum(lengths) - lengths
    states = numbers[starts]
    steps: list[Integers] = []
    for place in range(1, int(lengths.max(initial=1))):
        longer = np.flatnonzero(lengths > place)
        keys, reached = np.unique(_key(states[longer], numbers[starts[longer] + place]), return_inverse=True)
        states[longer] = first_free + sum(map(len, steps)) + reached
        steps.append(keys)
    return states, np.concatenate([*steps, np.zeros(0, np.int64)])


class _StepTable:
    """Pairs of numbers to numbers, looked up many at a time: a hash table with open addressing, four times its load.

    Parameters
    ----------
    keys : array of int64
        Of the pairs, each once; see `_key`.
    first : int
        The value of the first; the values of the others follow in order.
    """

    def __init__(self, keys: Integers, first: int) -> None:
        self._keys = np.append(keys, 0)  # the last stands for an empty slot
        self._values = np.append(np.arange(first, first + len(keys)), 0)
        self._bits = max(4, (4 * len(keys)).bit_length())
        self._slots = np.full(1 << self._bits, -1, dtype=np.int64)
        pending = np.arange(len(keys))
        place = self._place(self._keys[:-1])
        while len(pending):
            free = pending[self._slots[place[pending]] < 0]
            self._slots[place[free]] = free  # of several that want one slot, one stays
            pending = pending[self._slots[place[pending]] != pending]
            place[pending] = (place[pending] + 1) & (len(self._slots) - 1)

    def look_up(self, first: Integers, second: Integers) -> Integers:
        """The value of each pair, 0 where there is none."""
        keys = _key(first, second)
        place = self._place(keys)
        slots = self._slots[place]
        pending = np.flatnonzero((slots >= 0) & (self._keys[slots] != keys))
        while len(pending):
            place[pending] = (place[pending] + 1) & (len(self._slots) - 1)
            slots[pending] = self._slots[place[pending]]
            pending = pending[(slots[pending] >= 0) & (self._keys[slots[pending]] != keys[pending])]
        return self._values[slots]

    def _place(self, keys: Integers) -> Integers:
        """The slot at which the search for a key begins: Fibonacci hashing (Knuth, vol. 3, 6.4)."""
        return ((keys.astype(np.uint64) * _GOLDEN) >> np.uint64(64 - self._bits)).astype(np.int64)


def _key(first: Integers, second: Integers) -> Integers:
    return (first << 32) | second


def _counted(keys: Integers) -> tuple[Integers, Integers]:
    """The distinct keys in order, and how often each occurs."""
    is_small = len(keys) > 0 and keys.max() < np.iinfo(np.int32).max
    # Half the time for half the bytes; and 0.6 of that by merging (stable), as the keys come in a few ordered runs
    keys = np.sort(keys.astype(np.int32) if is_small else keys, kind="stable")
    is_first = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    first = np.flatnonzero(is_first)
    return keys[first].astype(np.int64), np.diff(first, append=len(keys))
