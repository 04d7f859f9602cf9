"""Precision, recall, F1 and what is made of them: pure functions over lists of labels."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label: precision, recall, F1 (0 where undefined) and how often it is right in the gold labels."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Report:
    """How well labels were predicted.

    Attributes
    ----------
    accuracy, macro_f1 : float
        `macro_f1` is the mean over the labels that occur in the gold labels.
    labels : tuple of LabelScore
    confusion : dict
        (gold, predicted) to count.
    """

    accuracy: float
    macro_f1: float
    labels: tuple[LabelScore, ...]
    confusion: dict[tuple[str, str], int]

    def to_dict(self) -> dict[str, Any]:
        """As JSON types, rounded to four places."""
        return {
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
            "labels": [
                {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(score).items()}
                for score in self.labels
            ],
            "confusion": [[gold, predicted, count] for (gold, predicted), count in sorted(self.confusion.items())],
        }


def score(gold: Sequence[str], predicted: Sequence[str], labels: Iterable[str]) -> Report:
    """The report of predictions against gold labels.

    Raises
    ------
    ValueError
        If the two differ in length or are empty: a score of nothing is no score.

    Examples
    --------
    >>> score(["a", "a", "b"], ["a", "b", "b"], ["a", "b"]).accuracy
    0.6666666666666666
    """
    if len(gold) != len(predicted) or not gold:
        raise ValueError(
            f"expected as many predictions as gold labels and some of them, found {len(predicted)} and {len(gold)}"
        )
    confusion = Counter(zip(gold, predicted, strict=True))
    scores = tuple(_label_score(label, confusion) for label in labels)
    occurring = [one.f1 for one in scores if one.support]
    return Report(
        accuracy=sum(g == p for g, p in zip(gold, predicted, strict=True)) / len(gold),
        macro_f1=sum(occurring) / len(occurring) if occurring else 0.0,
        labels=scores,
        confusion=dict(confusion),
    )


def f1(right: int, predicted: int, gold: int) -> float:
    """F1 of counts: right ones, predicted ones, gold ones.

    Examples
    --------
    >>> f1(3, 4, 4)
    0.75
    """
    return 2 * right / (predicted + gold) if predicted + gold else 0.0


def _label_score(label: str, confusion: Counter[tuple[str, str]]) -> LabelScore:
    right = confusion[label, label]
    predicted = sum(count for (_, one), count in confusion.items() if one == label)
    support = sum(count for (one, _), count in confusion.items() if one == label)
    return LabelScore(
        label, right / predicted if predicted else 0.0, right / support if support else 0.0,
        f1(right, predicted, support), support,
    )  # fmt: skip


_IGNORED = frozenset(("the a an of s mr ms mrs president minister").split())


def is_same_speaker(gold: str | None, found: str | None) -> bool:
    """Whether two names mean one speaker: the same last word, or half of all their words in common.

    Examples
    --------
    >>> is_same_speaker("Kassym-Jomart Tokayev", "President Tokayev"), is_same_speaker("police", "army")
    (True, False)
    """
    first, second = _name_words(gold), _name_words(found)
    if not first or not second:
        return False
    shared = set(first) & set(second)
    return first[-1] == second[-1] or len(shared) / len(set(first) | set(second)) >= 0.5


def _name_words(name: str | None) -> list[str]:
    folded = unicodedata.normalize("NFKD", name or "").casefold()
    return [word for word in re.findall(r"[a-z0-9]+", folded) if word not in _IGNORED]
