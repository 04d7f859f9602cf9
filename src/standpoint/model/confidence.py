"""Whether confidences can be believed, and what leaving out the unsure labels buys: pure functions over lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10  # of equal width, as calibration errors are usually given
COVERAGES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True, slots=True)
class Bin:
    """The labels given with about one confidence: how sure they were on average, and how many were right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left when labels below a threshold are left out.

    Attributes
    ----------
    coverage : float
        Share of the labels that are kept.
    threshold : float
        The lowest confidence kept: what to give to `--min-confidence`.
    accuracy : float
        Share of the kept labels that are right.
    """

    coverage: float
    threshold: float
    accuracy: float


def reliability(confidences: Sequence[float], rights: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Bins of equal width that hold any label, by rising confidence.

    Examples
    --------
    >>> reliability([0.75, 0.75, 1.0], [True, False, True], bins=2)
    [Bin(count=3, confidence=0.8333333333333334, accuracy=0.6666666666666666)]
    """
    confidence, right = np.asarray(confidences), np.asarray(rights, dtype=float)
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    groups = [places == place for place in range(bins)]
    return [
        Bin(int(group.sum()), float(confidence[group].mean()), float(right[group].mean()))
        for group in groups
        if group.any()
    ]


def calibration_error(confidences: Sequence[float], rights: Sequence[bool], bins: int = BINS) -> float:
    """Expected calibration error: the mean gap between confidence and accuracy over equal-width bins, by bin size.

    Examples
    --------
    >>> calibration_error([1.0, 1.0], [True, True])
    0.0
    """
    gaps = (abs(one.confidence - one.accuracy) * one.count for one in reliability(confidences, rights, bins))
    return sum(gaps) / len(confidences)


def kept(confidences: Sequence[float], rights: Sequence[bool], coverage: float) -> Kept:
    """What is left when the surest share of the labels is kept; labels as sure as the last one are kept with it.

    Examples
    --------
    >>> kept([0.9, 0.8, 0.7, 0.6], [True, True, False, True], coverage=0.5)
    Kept(coverage=0.5, threshold=0.8, accuracy=1.0)
    """
    confidence, right = np.asarray(confidences), np.asarray(rights, dtype=float)
    last = max(1, round(coverage * len(confidence)))
    threshold = float(np.sort(confidence)[-last])
    stays = confidence >= threshold
    return Kept(float(stays.mean()), threshold, float(right[stays].mean()))
