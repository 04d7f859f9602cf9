"""A linear model over signs: strings that are there or not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SignModel:
    """Weights of the signs; a sign without a weight counts nothing.

    Attributes
    ----------
    weights : mapping of str to float
    bias : float
    """

    weights: Mapping[str, float]
    bias: float = 0.0

    def score(self, signs: Sequence[str]) -> float:
        """The log-odds of being right."""
        return self.bias + math.fsum(self.weights.get(sign, 0.0) for sign in signs)
