"""Why a sentence got its labels: what each field and n-gram added to the winning label, and to the runner-up.

The contributions of a decision and its intercept add up to the label's score (the logit), exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from standpoint.features.analysis import ArticleAnalysis, SentenceAnalysis
from standpoint.features.antecedents import origin_kind
from standpoint.model.classifier import Model, speaker_name, speaker_numbers
from standpoint.model.evidence import Weighing, weighings


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
    """The decisions on a sentence, and how its speaker was found.

    Attributes
    ----------
    speaker : str or None
        As `classify` gives it: None where nothing is attributed, or nobody was found.
    how : str
        How the speaker was found: by which rule or by the model, and from which sentence.
    decisions : tuple of Decision
        `attributed`; then, where it is, `source` and `stance`.
    """

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
    weighed = weighings(model, model.maker.fields(analysis), speaker_numbers(analysis))
    names = model.vectors.names()
    return [_explain(analysis, index, weighed, names) for index in range(len(analysis.sentences))]


def _explain(
    analysis: ArticleAnalysis, index: int, weighed: Sequence[Weighing], names: Sequence[tuple[str, str]]
) -> Explanation:
    sentence = analysis.sentences[index]
    gate = weighed[0]
    made = weighed if gate.head.classes[gate.winner[index]] == "attributed" else [gate]
    return Explanation(
        text=sentence.span.of(analysis.text),
        speaker=speaker_name(analysis, index) if len(made) > 1 else None,
        how=_how(analysis, sentence),
        decisions=tuple(_decision(weighing, index, names) for weighing in made),
    )


# Where the record was come upon that the model of antecedents chose
_LINKS = {
    "own": "taken for itself",
    "before": "taken for the speaker of the sentence before",
    "two before": "taken for the speaker two sentences before",
    "guess before": "taken for whom the sentence before is about",
    "named before": "taken for a name in the sentence before",
    "named here": "taken for a name in this sentence",
    "holder": "taken for whom the article so describes",
    "ahead": "taken for the speaker named behind the quotation",
    "speaker": "taken for one of the last speakers",
}


def _how(analysis: ArticleAnalysis, sentence: SentenceAnalysis) -> str:
    """How the speaker was found; without a record, classification falls back on what stands nearest."""
    if sentence.record is None:
        return "best guess in this sentence" if sentence.guess is not None else "sentence before"
    if not sentence.link:
        return f"rule: a name, {sentence.how}"
    kind = "no phrase of its own" if sentence.speaker_kind == "carried" else f"a {sentence.speaker_kind}"
    link = _LINKS[origin_kind(sentence.link)]
    seen = sentence.record.seen
    nearest = min(seen, key=lambda place: abs(place - sentence.place), default=-1)
    where = "" if nearest < 0 else f" (named in sentence {analysis.body[nearest].index + 1})"
    return f"model: {kind}, {link}{where}"


def _decision(weighing: Weighing, row: int, names: Sequence[tuple[str, str]]) -> Decision:
    head, logits = weighing.head, weighing.logits[row]
    first, second = int(weighing.winner[row]), int(weighing.runner_up[row])
    return Decision(
        question=head.name,
        winner=head.classes[first],
        runner_up=head.classes[second],
        probability=float(head.probabilities(logits[None])[0, first]),
        score=(float(logits[first]), float(logits[second])),
        intercept=(float(head.intercept[first]), float(head.intercept[second])),
        contributions=tuple(_contributions(weighing, row, names)),
    )


def _contributions(weighing: Weighing, row: int, names: Sequence[tuple[str, str]]) -> Iterator[Contribution]:
    places = weighing.strongest(row)
    columns = weighing.rows.indices[places].tolist()
    winner, runner_up = weighing.for_winner[places].tolist(), weighing.for_runner_up[places].tolist()
    for column, for_winner, for_runner_up in zip(columns, winner, runner_up, strict=True):
        field, ngram = names[column]
        yield Contribution(field, ngram, for_winner, for_runner_up)
