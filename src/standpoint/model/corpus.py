"""What a labelled corpus holds, and what it lacks: counts, spread and repetitions.

A model learns whatever its seeds overdo. If one verb carries most attributions, or one sentence frame comes back with
other names in it, the figures of a cross-validation look better than the model is. So the spread is measured, and
each measure has a threshold with its reason. Format, labels and speakers are checked by the reader
(`standpoint.data.labelled`); this module reads what has passed it.

Near-duplicates are sentences that share most of their runs of four words. Pairs are found through an inverted index
of each sentence's rarest runs ("prefix filtering": Bayardo, Ma and Srikant, *Scaling up all pairs similarity search*,
WWW 2007), which misses no pair and is all but linear in the number of sentences: 0.1 s for 6,400.
"""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, NamedTuple

from standpoint.data.labelled import LabelledArticle
from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.features.lexicon import Lexicon
from standpoint.features.quotations import quotations
from standpoint.features.sentences import paragraphs
from standpoint.features.tokens import Tokens, tokenize
from standpoint.features.views import quoted_flags

LEAST_ARTICLES = 300  # fewer leave a held-out fifth too small to tell two models apart
LEAST_SENTENCES = 5_000  # about seventeen an article, the length of a short news story
LEAST_STATES = 55  # folds leave out whole states: eleven to a fold, so that no single one decides a figure
LEAST_PER_SOURCE = 250  # fifty to a fold: one more error moves a label's recall by two points
LEAST_PER_STANCE = 500  # a stance is learnt once for each of six sources
NONE_SHARE = (0.40, 0.60)  # about half of the sentences of real news report nobody's words
LEAST_PER_CASE = 60  # twelve to a fold; a rarer phenomenon is learnt by heart, if at all
MOST_OF_A_CUE = 0.43  # "say" leads in real articles too (43 % of those measured with); a model must not live on it
NEAR = 0.7  # Jaccard similarity from which two sentences are one with a few words changed; a tolerance
RUN = 4  # words of a run: long enough that two sentences share one only if one was made from the other
LEAST_WORDS = 6  # shorter sentences ("Share this story", "No one was hurt.") come back in honest news too

HARD_CASES = (
    "cue-before", "cue-after", "cue-inside", "goes-on", "speaker-before", "colon", "indirect", "half-quote",
    "speech-act", "nominal", "relay", "pronoun", "description", "collective", "unnamed", "banner", "two-sources",
    "own-side", "foreign-for", "foreign-against", "foreign-neutral", "former-analyst", "former-opposition",
    "police-figures", "police-accuse", "witness-blame", "witness-describe", "state-media", "monitor",
    "not-speech", "hearsay", "adjunct", "inferred", "speaker-described", "loaded-background",
)  # fmt: skip
"""The phenomena that every corpus of seeds must have examples of, as `seeds/README.md` describes them."""


class Place(NamedTuple):
    """A sentence of a corpus: its article and its number in it, counted from 1."""

    article: str
    sentence: int

    def __str__(self) -> str:
        return f"{self.article}, sentence {self.sentence}"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A sentence that repeats an earlier one.

    Attributes
    ----------
    similarity : float
        Jaccard similarity of their runs of four words: 1 where only marks, capitals or order of repeats differ.
    """

    first: Place
    second: Place
    similarity: float
    text: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a corpus.

    Attributes
    ----------
    states, speakers : int
        Different countries of articles; different speakers, each counted once an article.
    sources, stances : dict
        Sentences by label, every label listed.
    genres, unrest, outcomes : dict
        Articles by trait, commonest first; articles without that trait are not counted.
    cases : dict
        Sentences by hard case, commonest first.
    distinct : tuple of float, shape (3,)
        Different n-grams by all n-grams, for 1, 2 and 3 words.
    cue, cue_share : str, float
        The commonest reporting verb outside quotation marks, and the share of the attributed sentences that have it.
    duplicates : tuple of Duplicate
        In reading order, each sentence against the first that it resembles.
    """

    articles: int
    sentences: int
    states: int
    speakers: int
    sources: dict[str, int]
    stances: dict[str, int]
    genres: dict[str, int]
    unrest: dict[str, int]
    outcomes: dict[str, int]
    cases: dict[str, int]
    distinct: tuple[float, float, float]
    cue: str
    cue_share: float
    duplicates: tuple[Duplicate, ...]

    @property
    def none_share(self) -> float:
        """The share of sentences that report nobody's words, 0 to 1."""
        return self.sources[Source.NONE] / max(1, self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self) | {"none_share": round(self.none_share, 4)}


def statistics(articles: Sequence[LabelledArticle], lexicon: Lexicon) -> Statistics:
    """The statistics of labelled articles.

    Parameters
    ----------
    articles : sequence of LabelledArticle
    lexicon : Lexicon
        Its reporting verbs are the cues that are counted.
    """
    rows = [sentence for article in articles for sentence in article.sentences]
    tokens = [_tokens(article) for article in articles]
    texts = [_words(one) for one in chain.from_iterable(tokens)]
    places = [Place(article.id, number) for article in articles for number in range(1, len(article.sentences) + 1)]
    cue, cue_share = _commonest_cue(articles, tokens, lexicon)
    return Statistics(
        articles=len(articles),
        sentences=len(rows),
        states=len({article.country for article in articles if article.country}),
        speakers=len({(a.id, s.speaker) for a in articles for s in a.sentences if s.speaker}),
        sources=_counts((row.source for row in rows), Source),
        stances=_counts((row.stance for row in rows if row.stance), Stance),
        genres=_traits(articles, "genre"),
        unrest=_traits(articles, "unrest"),
        outcomes=_traits(articles, "outcome"),
        cases=dict(Counter(case for row in rows for case in row.cases).most_common()),
        distinct=(_distinct(texts, 1), _distinct(texts, 2), _distinct(texts, 3)),
        cue=cue,
        cue_share=round(cue_share, 4),
        duplicates=tuple(
            Duplicate(places[earlier], places[later], round(similarity, 3), rows[later].text)
            for earlier, later, similarity in near_duplicates(texts)
        ),
    )


def faults(found: Statistics) -> list[str]:
    """What a corpus misses, a sentence each; empty where it is good."""
    low, high = NONE_SHARE
    missed = [
        *_short("articles", found.articles, LEAST_ARTICLES),
        *_short("sentences", found.sentences, LEAST_SENTENCES),
        *_short("states", found.states, LEAST_STATES),
    ]
    for source in ATTRIBUTED:
        missed += _short(f"sentences of source {source}", found.sources[source], LEAST_PER_SOURCE)
    for stance in Stance:
        missed += _short(f"sentences of stance {stance}", found.stances[stance], LEAST_PER_STANCE)
    if not low <= found.none_share <= high:
        missed.append(f"expected {low:.0%} to {high:.0%} of the sentences to be none, found {found.none_share:.1%}")
    for case in HARD_CASES:
        missed += _short(f"examples of the hard case {case}", found.cases.get(case, 0), LEAST_PER_CASE)
    missed += [f"{case!r} is no hard case: expected one of those in seeds/README.md" for case in _unknown(found.cases)]
    if found.cue_share > MOST_OF_A_CUE:
        found_cue = f"{found.cue!r} in {found.cue_share:.1%}"
        missed.append(f"expected no cue in over {MOST_OF_A_CUE:.0%} of the attributed sentences, found {found_cue}")
    return missed + [
        f"{one.second} repeats {one.first} (similarity {one.similarity:.2f}): {one.text}" for one in found.duplicates
    ]


def near_duplicates(texts: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, float]]:
    """Texts that repeat an earlier one: index of the earlier and of the later, and their similarity.

    Parameters
    ----------
    texts : sequence of sequence of str
        Folded words; texts of fewer than `LEAST_WORDS` are passed over.

    Examples
    --------
    >>> one = "the police fired tear gas at the crowd near the old town hall".split()
    >>> [(first, second) for first, second, _ in near_duplicates([one, one[::-1], [*one, "again"]])]
    [(0, 2)]
    """
    runs = [set(_ngrams(words, RUN)) if len(words) >= LEAST_WORDS else set() for words in texts]
    frequency = Counter(chain.from_iterable(runs))
    index: dict[tuple[str, ...], list[int]] = {}
    for later, own in enumerate(runs):
        rarest = sorted(own, key=lambda run: (frequency[run], run))
        # two sets as alike as NEAR share one of their first runs in any common order
        prefix = rarest[: len(own) - math.ceil(NEAR * len(own)) + 1] if own else []
        candidates = sorted({earlier for run in prefix for earlier in index.get(run, ())})
        similar = ((earlier, _jaccard(runs[earlier], own)) for earlier in candidates)
        if match := next((pair for pair in similar if pair[1] >= NEAR), None):
            yield match[0], later, match[1]
            continue  # one of each kind stays in the index: many copies cost no more than few
        for run in prefix:
            index.setdefault(run, []).append(later)


def describe(found: Statistics) -> str:
    """The statistics as a compact table for a terminal."""
    one, two, three = found.distinct
    rows = [
        ("articles", f"{found.articles}"),
        ("sentences", f"{found.sentences}"),
        ("states", f"{found.states}"),
        ("speakers", f"{found.speakers}"),
        ("source", _listed(found.sources)),
        ("", f"none {found.none_share:.1%}"),
        ("stance", _listed(found.stances)),
        ("genres", f"{len(found.genres)}: {_listed(found.genres)}"),
        ("unrest", f"{len(found.unrest)} kinds, in {sum(found.unrest.values())} articles that name theirs"),
        ("outcomes", _listed(found.outcomes)),
        ("hard cases", _listed(found.cases)),
        ("distinct", f"1-grams {one:.3f}, 2-grams {two:.3f}, 3-grams {three:.3f}"),
        ("cue", f"{found.cue or 'none'}, in {found.cue_share:.1%} of the attributed sentences"),
        ("repetitions", f"{len(found.duplicates)}"),
    ]
    return "\n".join(line for name, text in rows for line in _wrapped(name, text))


def _wrapped(name: str, text: str) -> list[str]:
    return textwrap.wrap(f"{name:13}{text}", 100, subsequent_indent=" " * 13, break_on_hyphens=False)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _short(what: str, count: int, least: int) -> list[str]:
    return [] if count >= least else [f"expected at least {least} {what}, found {count}"]


def _unknown(cases: Iterable[str]) -> list[str]:
    return sorted(set(cases).difference(HARD_CASES))


def _counts(labels: Iterable[str], every: Iterable[str]) -> dict[str, int]:
    counts = Counter(map(str, labels))
    return {str(label): counts[str(label)] for label in every}


def _traits(articles: Sequence[LabelledArticle], name: str) -> dict[str, int]:
    return dict(Counter(article.traits[name] for article in articles if article.traits.get(name)).most_common())


def _tokens(article: LabelledArticle) -> list[Tokens]:
    """The tokens of each sentence, with their places in the article's text."""
    return [tokenize(article.text, span.start, span.end) for span in article.spans]


def _words(tokens: Tokens) -> list[str]:
    return [word for word in tokens.folded if word[:1].isalnum()]


def _ngrams(words: Sequence[str], n: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + n]) for start in range(len(words) - n + 1))


def _distinct(texts: Sequence[Sequence[str]], n: int) -> float:
    counts = Counter(gram for words in texts for gram in _ngrams(words, n))
    return round(len(counts) / max(1, counts.total()), 4)


def _jaccard(first: set[tuple[str, ...]], second: set[tuple[str, ...]]) -> float:
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared)


def _commonest_cue(
    articles: Sequence[LabelledArticle], tokens: Sequence[Sequence[Tokens]], lexicon: Lexicon
) -> tuple[str, float]:
    """The verb that most attributed sentences have outside quotation marks, and their share."""
    counts: Counter[str] = Counter()
    attributed = 0
    for article, sentences in zip(articles, tokens, strict=True):
        spans = [quote.span for quote in quotations(article.text, paragraphs(article.text))]
        for sentence, own in zip(article.sentences, sentences, strict=True):
            if sentence.source is not Source.NONE:
                attributed += 1
                counts.update(_cues(own, quoted_flags(own, spans), lexicon))
    if not counts:
        return "", 0.0
    lemma, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return lemma, count / attributed


def _cues(tokens: Tokens, quoted: Sequence[bool], lexicon: Lexicon) -> set[str]:
    pairs = zip(tokens.folded, quoted, strict=True)
    return {lexicon.cues[word].lemma for word, is_quoted in pairs if not is_quoted and word in lexicon.cues}
