"""Which of a sentence's candidate attributions is the right one: a small linear model over features of the pair.

Rules propose a speaker for every reporting word (`mentions.py`); which word is the sentence's own, and whether the
phrase beside it is a speaker at all, is a matter of many weak signs that no rule settles. They are weighed by a
logistic regression fitted on the seeds, in which a candidate is right if it names the labelled speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from standpoint.features.mentions import Attribution, SentenceView, is_closing, is_embedded
from standpoint.features.signs import SignModel

_LONG_PHRASE, _MIDDLE_PHRASE = 12, 5  # tokens


@dataclass(frozen=True)
class Ranker(SignModel):
    """Weights of a candidate's signs."""

    def rank(self, sentence: SentenceView, candidates: Sequence[Attribution]) -> list[Attribution]:
        """The candidates, best first, each with its score: the log-odds of being right."""
        scored = [replace(one, score=self.score(signs)) for one, signs in signs_of(sentence, candidates)]
        return sorted(scored, key=lambda one: (-one.score, one.cue))


def signs_of(sentence: SentenceView, candidates: Sequence[Attribution]) -> Iterator[tuple[Attribution, list[str]]]:
    """Each candidate with its signs."""
    has_verb = any(one.phrase is not None and one.how in ("before", "after") for one in candidates)
    for rank, candidate in enumerate(sorted(candidates, key=lambda one: (-one.score, one.cue))):
        signs = [f"rank:{min(rank, 3)}", f"prior:{round(candidate.score)}"]
        if has_verb and _is_relay(sentence, candidate):
            signs.append(f"relay/{candidate.how}")
        signs += _cue_signs(sentence, candidate)
        signs += _phrase_signs(sentence, candidate)
        yield candidate, signs


def _is_relay(sentence: SentenceView, candidate: Attribution) -> bool:
    """Whether the phrase is a medium, which may only pass on what another speaker in the sentence says."""
    phrase = candidate.phrase
    return phrase is not None and any(
        sentence.role_at.get(index) in ("media", "statemedia") for index in range(phrase.first, phrase.core)
    )


def _cue_signs(sentence: SentenceView, candidate: Attribution) -> Iterator[str]:
    tokens, kinds = sentence.tokens, sentence.kinds
    first, last = candidate.cue
    form = tokens.folded[last - 1]
    yield f"lemma:{candidate.lemma}"
    yield f"kind:{candidate.kind}"
    yield f"how:{candidate.how}"
    yield f"{candidate.kind}/{candidate.how}"
    yield f"lemma:{candidate.lemma}/{candidate.how}"
    yield "ending:" + (
        "ing" if form.endswith("ing") else "s" if form.endswith("s") else "ed" if form.endswith("ed") else "other"
    )
    yield f"before:{kinds[first - 1] if first else 'start'}"
    if first and tokens.folded[first - 1] in ("to", ",", "who", "that", "and"):
        yield f"before:{tokens.folded[first - 1]}"
    if first and sentence.quoted[first - 1]:
        yield "after quotation"
    after = tokens.folded[last] if last < len(tokens) else "end"
    yield f"after:{kinds[last] if last < len(tokens) else 'end'}"
    if after in ("that", ",", ":", "to", "of", "for", "on", "in", "the", "at", "against", "by"):
        yield f"after:{after}"
    if last < len(tokens) and sentence.quoted[last]:
        yield "before quotation"
    if any(sentence.quoted):
        yield f"has quotation/{candidate.kind}"
    earlier = [position for position, _ in sentence.cues if position < first]
    yield f"cues before:{min(2, len(earlier))}"
    if is_closing(sentence, first, candidate.phrase):
        yield "closing"
        yield f"closing/{candidate.kind}"
    elif is_embedded(sentence, first):
        yield "embedded"


def _phrase_signs(sentence: SentenceView, candidate: Attribution) -> Iterator[str]:
    phrase = candidate.phrase
    if phrase is None:
        yield "nobody"
        return
    tokens, kinds = sentence.tokens, sentence.kinds
    length = phrase.last - phrase.first
    yield "length:" + ("long" if length > _LONG_PHRASE else "middle" if length > _MIDDLE_PHRASE else str(length))
    yield f"begins:{kinds[phrase.first]}"
    if kinds[phrase.first] in ("determiner", "pronoun", "relative"):
        yield f"begins:{tokens.folded[phrase.first]}"
    yield f"core ends:{kinds[phrase.core - 1]}"
    roles = {sentence.role_at[index] for index in range(phrase.first, phrase.last) if index in sentence.role_at}
    yield from (f"role:{role}" for role in sorted(roles))
    if not roles:
        yield f"no role/{'name' if _has_name(sentence, phrase.first, phrase.core) else 'no name'}"
    if phrase.first == 0:
        yield "begins sentence"
    head = tokens.folded[phrase.core - 1]
    yield f"head:{head}" if kinds[phrase.core - 1] == "word" else f"head:{kinds[phrase.core - 1]}"
    if any(kinds[index] == "auxiliary" for index in range(phrase.first, phrase.core)):
        yield "auxiliary inside"
    if any(phrase.first <= position < phrase.core for position, _ in sentence.cues):
        yield "cue inside"
    if phrase.first - 1 in sentence.finite or phrase.first - 1 in sentence.cue_at:
        yield "object of a verb"
    gap = candidate.cue[0] - phrase.last if phrase.last <= candidate.cue[0] else phrase.first - candidate.cue[1]
    yield f"gap:{max(-1, min(6, gap))}"


def _has_name(sentence: SentenceView, first: int, last: int) -> bool:
    return any(sentence.kinds[index] == "name" for index in range(first, last))
