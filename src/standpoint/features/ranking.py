"""Which of a sentence's candidate attributions is the right one: a small linear model over features of the pair.

Rules propose a speaker for every reporting word (`mentions.py`); which word is the sentence's own, and whether the
phrase beside it is a speaker at all, is a matter of many weak signs that no rule settles. They are weighed by a
logistic regression fitted on the seeds, in which a candidate is right if it names the labelled speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from standpoint.features.mentions import Attribution, is_closing, is_embedded
from standpoint.features.signs import SignModel, Signs
from standpoint.features.views import SentenceView

_REMEMBERED: Final = 16_384  # groups of signs that are kept: some megabytes
SURE: Final = -1.0  # log-odds above which a candidate is taken for the sentence's speaker; results are flat around it
_SPEAKS: Final = 2.0  # first guess above which somebody beside a medium speaks for sure
_LONG_PHRASE, _MIDDLE_PHRASE = 12, 5  # tokens


@dataclass(frozen=True)
class Ranker(SignModel):
    """Weights of a candidate's signs."""

    def rank(self, sentence: SentenceView, candidates: Sequence[Attribution]) -> list[Attribution]:
        """The candidates, best first, each with its score: the log-odds of being right."""
        scored = [one._replace(score=self.score_groups(groups)) for one, groups in _grouped(sentence, candidates)]
        return sorted(scored, key=lambda one: (-one.score, one.cue))


def signs_of(sentence: SentenceView, candidates: Sequence[Attribution]) -> Iterator[tuple[Attribution, list[str]]]:
    """Each candidate with its signs."""
    for candidate, groups in _grouped(sentence, candidates):
        yield candidate, [sign for group in groups for sign in group]


def _grouped(sentence: SentenceView, candidates: Sequence[Attribution]) -> Iterator[tuple[Attribution, list[Signs]]]:
    """Each candidate with its signs in groups that depend on little, so that most have been made before."""
    has_verb = any(one.phrase is not None and one.how in ("before", "after") for one in candidates)
    has_speech = has_verb and any(
        one.how in ("before", "after", "quoted") and one.score > _SPEAKS for one in candidates
    )
    for rank, candidate in enumerate(sorted(candidates, key=lambda one: (-one.score, one.cue))):
        relay = candidate.how if has_verb and _is_relay(sentence, candidate) else ""
        if relay and has_speech:
            relay += "/speech"
        yield (
            candidate,
            [
                _place_signs(min(rank, 3), round(candidate.score), relay),
                *_cue_signs(sentence, candidate),
                *_phrase_signs(sentence, candidate),
            ],
        )


@lru_cache(_REMEMBERED)
def _place_signs(rank: int, prior: int, relay: str) -> Signs:
    signs = (f"rank:{rank}", f"prior:{prior}")
    return (*signs, f"relay/{relay}") if relay else signs


def _is_relay(sentence: SentenceView, candidate: Attribution) -> bool:
    """Whether the phrase is a medium, which may only pass on what another speaker in the sentence says."""
    phrase = candidate.phrase
    return phrase is not None and any(
        sentence.role_at.get(index) in ("media", "statemedia") for index in range(phrase.first, phrase.core)
    )


def _cue_signs(sentence: SentenceView, candidate: Attribution) -> Iterator[Signs]:
    tokens, kinds = sentence.tokens, sentence.kinds
    folded, quoted = tokens.folded, sentence.quoted
    first, last = candidate.cue
    yield _word_signs(candidate.lemma, candidate.kind, candidate.how, folded[last - 1])
    if first:
        yield _before_signs(kinds[first - 1], folded[first - 1], quoted[first - 1])
    else:
        yield ("before:start",)
    if last < len(folded):
        yield _after_signs(kinds[last], folded[last], quoted[last])
    else:
        yield ("after:end",)
    earlier = sum(position < first for position, _ in sentence.cues)
    place = ""
    if is_closing(sentence, first, candidate.phrase):
        place = "closing"
    elif is_embedded(sentence, first):
        place = "embedded"
    yield _setting_signs(candidate.kind, True in quoted, min(2, earlier), place)


@lru_cache(_REMEMBERED)
def _word_signs(lemma: str, kind: str, how: str, form: str) -> Signs:
    ending = "ing" if form.endswith("ing") else "s" if form.endswith("s") else "ed" if form.endswith("ed") else "other"
    return (
        f"lemma:{lemma}",
        f"kind:{kind}",
        f"how:{how}",
        f"{kind}/{how}",
        f"lemma:{lemma}/{how}",
        f"ending:{ending}",
    )


@lru_cache(_REMEMBERED)
def _before_signs(kind: str, word: str, is_quoted: bool) -> Signs:
    signs = [f"before:{kind}"]
    if word in ("to", ",", "who", "that", "and"):
        signs.append(f"before:{word}")
    if is_quoted:
        signs.append("after quotation")
    return tuple(signs)


@lru_cache(_REMEMBERED)
def _after_signs(kind: str, word: str, is_quoted: bool) -> Signs:
    signs = [f"after:{kind}"]
    if word in ("that", ",", ":", "to", "of", "for", "on", "in", "the", "at", "against", "by"):
        signs.append(f"after:{word}")
    if is_quoted:
        signs.append("before quotation")
    return tuple(signs)


@lru_cache(_REMEMBERED)
def _setting_signs(kind: str, has_quotation: bool, earlier: int, place: str) -> Signs:
    signs = [f"cues before:{earlier}"]
    if has_quotation:
        signs.append(f"has quotation/{kind}")
    if place:
        signs.append(place)
    if place == "closing":
        signs.append(f"closing/{kind}")
    return tuple(signs)


def _phrase_signs(sentence: SentenceView, candidate: Attribution) -> Iterator[Signs]:
    phrase = candidate.phrase
    if phrase is None:
        yield ("nobody",)
        return
    folded, kinds = sentence.tokens.folded, sentence.kinds
    first, core, last = phrase
    is_small = kinds[first] in ("determiner", "pronoun", "relative")
    yield _begin_signs(last - first, kinds[first], folded[first] if is_small else "", first == 0)
    head = folded[core - 1] if kinds[core - 1] == "word" else kinds[core - 1]
    yield (f"core ends:{kinds[core - 1]}", f"head:{head}")
    roles = {sentence.role_at[index] for index in range(first, last) if index in sentence.role_at}
    if roles:
        yield tuple(f"role:{role}" for role in sorted(roles))
    else:
        yield (f"no role/{'name' if _has_name(sentence, first, core) else 'no name'}",)
    if "auxiliary" in kinds[first:core]:
        yield ("auxiliary inside",)
    if any(first <= position < core for position, _ in sentence.cues):
        yield ("cue inside",)
    if first - 1 in sentence.finite or first - 1 in sentence.cue_at:
        yield ("object of a verb",)
    gap = candidate.cue[0] - last if last <= candidate.cue[0] else first - candidate.cue[1]
    yield (f"gap:{max(-1, min(6, gap))}",)


@lru_cache(_REMEMBERED)
def _begin_signs(length: int, kind: str, word: str, begins_sentence: bool) -> Signs:
    size = "long" if length > _LONG_PHRASE else "middle" if length > _MIDDLE_PHRASE else str(length)
    signs = [f"length:{size}", f"begins:{kind}"]
    if word:
        signs.append(f"begins:{word}")
    if begins_sentence:
        signs.append("begins sentence")
    return tuple(signs)


def _has_name(sentence: SentenceView, first: int, last: int) -> bool:
    return "name" in sentence.kinds[first:last]
