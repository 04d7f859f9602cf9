"""Fitted linear heads, applied with NumPy: logits from a sparse-times-dense product, probabilities from logits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LinearHead:
    """A fitted logistic regression over the columns of all fields.

    Attributes
    ----------
    name : str
    classes : tuple of str
    weights : array of float64, shape (n_features, n_classes)
        Zero in the columns of fields that the head does not read.
    intercept : array of float64, shape (n_classes,)
    temperature : float
        Logits are divided by it: fitted on held-out folds, so that a probability can be believed.
    """

    name: str
    classes: tuple[str, ...]
    weights: Array
    intercept: Array
    temperature: float = 1.0

    def logits(self, rows: Any) -> Array:
        """Scores of sparse rows, shape (n_rows, n_classes), before the temperature."""
        return np.asarray(rows @ self.weights + self.intercept)

    def probabilities(self, logits: Array) -> Array:
        """Softmax of the tempered logits, shape (n_rows, n_classes)."""
        return softmax(logits / self.temperature)


def softmax(logits: Array) -> Array:
    """Rows of probabilities.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
