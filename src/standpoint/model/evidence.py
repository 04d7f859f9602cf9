"""What carried each decision of a batch: the share of every n-gram in the score of the winner and of the runner-up.

One pass of array operations over the non-zero values of all rows, shared by explanations (all shares of a few
sentences) and the evidence in results (the weightiest of very many).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from standpoint.data.results import Evidence, Reason
from standpoint.features.tfidf import Fields
from standpoint.model.linear import LinearHead

if TYPE_CHECKING:
    from standpoint.model.classifier import Model

Array = NDArray[np.float64]
Places = NDArray[np.int64]
MOST_REASONS = 8  # of each decision: what a reader takes in at a glance; format of results


@dataclass(frozen=True)
class Weighing:
    """The decisions of one head on a batch of rows, taken apart.

    Attributes
    ----------
    head : LinearHead
    rows : csr_matrix, shape (n, n_features)
    logits : array of float64, shape (n, n_classes)
    winner, runner_up : array of int, shape (n,)
        Classes with the highest and the second highest logit.
    for_winner, for_runner_up : array of float64, shape (nnz,)
        What each non-zero value of `rows` adds to the logit of its row's winner and runner-up.
    """

    head: LinearHead
    rows: Any
    logits: Array
    winner: Places
    runner_up: Places
    for_winner: Array
    for_runner_up: Array

    def strongest(self, row: int, most: int | None = None) -> Places:
        """Places (in `rows.indices` and the shares) of a row's values, the largest differences first."""
        first, last = self.rows.indptr[row], self.rows.indptr[row + 1]
        sizes = -np.abs(self.for_winner[first:last] - self.for_runner_up[first:last])
        return np.asarray(first + np.argsort(sizes, kind="stable")[:most], dtype=np.int64)


def weigh(head: LinearHead, rows: Any, mixture: Array) -> Weighing:
    """A head's decisions on sparse rows, with the share of every value.

    Parameters
    ----------
    head : LinearHead
    rows : csr_matrix, shape (n, n_features)
    mixture : array of float64, shape (n, n_copies)
        How much each copy of the features in the head's weights counts for each row; a column of ones for a head
        with one copy.
    """
    copies = head.weights.reshape(-1, rows.shape[1], len(head.classes))
    logits = head.intercept + sum(
        mixture[:, place : place + 1] * np.asarray(rows @ copy) for place, copy in enumerate(copies)
    )
    order = np.argsort(-logits, axis=1, kind="stable")
    owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))

    def added(label: Places) -> Array:
        share = np.zeros(len(owner))
        for place, copy in enumerate(copies):
            share += mixture[owner, place] * copy[rows.indices, label[owner]]
        return np.asarray(share * rows.data)

    first, second = order[:, 0], order[:, 1]
    return Weighing(head, rows, logits, first, second, added(first), added(second))


def weighings(model: Model, fields: Sequence[Fields], speakers: Sequence[int]) -> tuple[Weighing, Weighing, Weighing]:
    """The decisions of the three heads on some sentences: attributed, source, stance (see `Model.decide`)."""
    from standpoint.model.classifier import pooling

    gate, who, side = (model.heads[name] for name in ("attributed", "source", "stance"))
    rows = model.vectors.matrix(fields)
    alone = np.ones((len(fields), 1))
    attributed = weigh(gate, rows, alone)
    pooled = pooling(gate.probabilities(attributed.logits)[:, 1], speakers) @ rows
    source = weigh(who, pooled, alone)
    stance = weigh(side, rows, np.hstack([alone, who.probabilities(source.logits)]))
    return attributed, source, stance


def evidence(model: Model, fields: Sequence[Fields], speakers: Sequence[int]) -> Iterator[Evidence]:
    """The evidence of each sentence, for all three decisions whether they stand or not."""
    weighed = weighings(model, fields, speakers)
    names = model.vectors.names()
    for row in range(len(fields)):
        yield Evidence(*(_reasons(weighing, row, names) for weighing in weighed))


def _reasons(weighing: Weighing, row: int, names: Sequence[tuple[str, str]]) -> tuple[Reason, ...]:
    places = weighing.strongest(row, MOST_REASONS)
    weights = weighing.for_winner[places] - weighing.for_runner_up[places]
    columns = weighing.rows.indices[places].tolist()
    return tuple(
        Reason(field=names[column][0], ngram=names[column][1], weight=weight)
        for column, weight in zip(columns, weights.tolist(), strict=True)
        if weight  # an n-gram that only other decisions read says nothing here
    )
