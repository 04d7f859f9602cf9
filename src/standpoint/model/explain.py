"""Why a sentence got its labels: what each field and n-gram added to the winning label, and to the runner-up.

The contributions of a decision and its intercept add up to the label's score (the logit), exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from standpoint.features.analysis import ArticleAnalysis
from standpoint.model.classifier import Model, pooling, speaker_numbers
from standpoint.model.linear import LinearHead


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one n-gram of one field added to the score of the winning label and of the runner-up."""

    field: str
    ngram: str
    winner: float
    runner_up: float

    @property
    def difference(self) -> float:
        """How much it speaks for the winner against the runner-up."""
        return self.winner - self.runner_up


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    Attributes
    ----------
    question : str
        `attributed`, `source` or `stance`.
    winner, runner_up : str
        Labels.
    probability : float
        Of the winner.
    score, intercept : (float, float)
        Logit and intercept of winner and runner-up: intercept plus contributions is the score.
    contributions : tuple of Contribution
        The largest differences first.
    """

    question: str
    winner: str
    runner_up: str
    probability: float
    score: tuple[float, float]
    intercept: tuple[float, float]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decisions on a sentence, and how its speaker was found."""

    text: str
    speaker: str | None
    how: str
    decisions: tuple[Decision, ...]


def explain_article(model: Model, text: str, *, country: str | None = None) -> list[Explanation]:
    """The explanation of every sentence of an article.

    Examples
    --------
    >>> import standpoint
    >>> [first] = standpoint.explain("Police said 14 people had been arrested in Bishkek.")
    >>> first.decisions[0].winner
    'attributed'
    """
    analysis = model.analyser.analyse(text, country=country)
    if not analysis.sentences:
        return []
    rows = model.vectors.matrix(model.maker.fields(analysis))
    gate = model.heads["attributed"]
    pooled = pooling(gate.probabilities(gate.logits(rows))[:, 1], speaker_numbers(analysis)) @ rows
    return [_explain(model, analysis, index, rows[index], pooled[index]) for index in range(len(analysis.sentences))]


def _explain(model: Model, analysis: ArticleAnalysis, index: int, row: Any, pooled: Any) -> Explanation:
    """`row` is the sentence's own; `pooled` shares the speaker's other sentences, as the source head reads it."""
    sentence = analysis.sentences[index]
    names = model.vectors.names()
    gate = _decision(model.heads["attributed"], row, np.ones((1, 1)), names)
    source = _decision(model.heads["source"], pooled, np.ones((1, 1)), names)
    mixture = model.heads["source"].probabilities(model.heads["source"].logits(pooled))
    stance = _decision(model.heads["stance"], row, np.hstack([np.ones((1, 1)), mixture]), names)
    decisions = (gate, source, stance) if gate.winner == "attributed" else (gate,)
    speaker = sentence.record.text if sentence.record is not None else None
    return Explanation(sentence.span.of(analysis.text), speaker, sentence.how, decisions)


def _decision(head: LinearHead, row: Any, mixture: Any, names: Sequence[tuple[str, str]]) -> Decision:
    """A head's decision on one sparse row; `mixture` weighs the copies of the row that a wide head reads."""
    width = row.shape[1]
    parts = head.weights.reshape(-1, width, len(head.classes))
    dense = np.tensordot(mixture[0, : len(parts)], parts[:, row.indices], axes=1) * row.data[:, None]
    logits = dense.sum(axis=0) + head.intercept
    order = np.argsort(-logits)
    first, second = int(order[0]), int(order[1])
    probability = float(head.probabilities(logits[None])[0, first])
    found = [
        Contribution(names[column][0], names[column][1], float(values[first]), float(values[second]))
        for column, values in zip(row.indices, dense, strict=True)
    ]
    return Decision(
        question=head.name,
        winner=head.classes[first],
        runner_up=head.classes[second],
        probability=probability,
        score=(float(logits[first]), float(logits[second])),
        intercept=(float(head.intercept[first]), float(head.intercept[second])),
        contributions=tuple(sorted(found, key=lambda one: -abs(one.difference))),
    )
