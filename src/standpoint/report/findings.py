"""What a careful reader notices about an article's voices: who comes first, how each is quoted, what figures rest on.

Everything here is counted from one result and nothing is guessed: a finding names the sentences that it rests on by
their numbers, counted from 1, as the pages number them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.data.results import ArticleResult, SentenceResult
from standpoint.features.lexicon import load_lexicon, word_set
from standpoint.features.tokens import tokenize
from standpoint.report.attribution import quoted_words, word_count
from standpoint.report.naming import Naming, naming

LEAD_WORDS = 100  # what a reader sees before the first scroll; a convention, not a measurement
UNSURE = 0.6  # probability of a label below which it is shown as uncertain
_NEAR = 5  # words between a number and "killed", "arrested" …: wide enough for "14 people, two of them children, were"
_HEADLINE = 200  # characters; a longer first paragraph is no headline
_YEARS = range(1900, 2101)


class Toll(StrEnum):
    """What a figure counts."""

    DEAD = "dead"
    HURT = "hurt"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Manner:
    """How one source is rendered.

    Attributes
    ----------
    words, quoted_words : int
        All its words, and those inside quotation marks; the others are paraphrased.
    stance_words : dict
        Its words by the stance of their sentence; None where the stance was left out.
    naming : dict
        Its sentences by how the speaker is named.
    said, claimed : int
        Its sentences with a reporting word in them: neutral ones, and those by which the reporter keeps a distance.
    """

    source: Source
    words: int
    quoted_words: int
    stance_words: dict[Stance | None, int]
    naming: dict[Naming, int]
    said: int
    claimed: int

    @property
    def paraphrased_words(self) -> int:
        """Words outside quotation marks."""
        return self.words - self.quoted_words


@dataclass(frozen=True, slots=True)
class Place:
    """Where a voice stands: the number of the sentence, and the words of the article before it."""

    number: int
    words_before: int
    sentence: SentenceResult


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures of one toll rest on: numbers of the sentences that give one, by who gives it.

    Attributes
    ----------
    narrated : tuple of int
        Sentences in which the reporter gives the figure without a source; undecided ones are in neither.
    attributed : tuple of (int, SentenceResult)
    """

    toll: Toll
    narrated: tuple[int, ...]
    attributed: tuple[tuple[int, SentenceResult], ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that give the figure, in the order of the label guide."""
        found = {sentence.source for _, sentence in self.attributed}
        return tuple(source for source in ATTRIBUTED if source in found)

    @property
    def speakers(self) -> tuple[str, ...]:
        """The speakers who give it, in reading order."""
        names = (sentence.speaker for _, sentence in self.attributed if sentence.speaker)
        return tuple({name.casefold(): name for name in names}.values())


@dataclass(frozen=True, slots=True)
class Findings:
    """What is noticed about an article.

    Attributes
    ----------
    manners : tuple of Manner
        All six sources, in the order of the label guide.
    first, last : Place or None
        The first and the last voice.
    lead : dict
        Words by source in the first `LEAD_WORDS` words; `none` is the reporter, None what is undecided.
    missing : tuple of Source
        The sources that are not heard; empty where nobody is.
    bases : tuple of Basis
        What figures of dead, hurt and held rest on, where there are any.
    unsure : int
        Attributed sentences with a label of probability below `UNSURE`.
    """

    manners: tuple[Manner, ...]
    first: Place | None
    last: Place | None
    lead: dict[Source | None, int]
    missing: tuple[Source, ...]
    bases: tuple[Basis, ...]
    unsure: int


def findings(article: ArticleResult) -> Findings:
    """What is noticed about an article's result."""
    places = _places(article.sentences)
    spoken = [place for place in places if place.sentence.is_attributed]
    heard = {place.sentence.source for place in spoken}
    return Findings(
        manners=tuple(manner(source, article.attributed) for source in ATTRIBUTED),
        first=spoken[0] if spoken else None,
        last=spoken[-1] if spoken else None,
        lead=_lead(places),
        missing=tuple(source for source in ATTRIBUTED if source not in heard) if heard else (),
        bases=_bases(article.sentences),
        unsure=sum(is_unsure(place.sentence) for place in spoken),
    )


def manner(source: Source, sentences: Iterable[SentenceResult]) -> Manner:
    """How a source is rendered in some sentences."""
    own = [sentence for sentence in sentences if sentence.source is source]
    words: Counter[Stance | None] = Counter()
    for sentence in own:
        words[sentence.stance] += word_count(sentence.text)
    kinds = Counter(naming(sentence.speaker) for sentence in own)
    distances = Counter(is_distancing(sentence) for sentence in own if sentence.cue)
    return Manner(
        source=source,
        words=words.total(),
        quoted_words=sum(map(quoted_words, own)),
        stance_words={stance: words[stance] for stance in (*Stance, None)},
        naming={kind: kinds[kind] for kind in Naming},
        said=distances[False],
        claimed=distances[True],
    )


def is_distancing(sentence: SentenceResult) -> bool:
    """Whether the reporting word keeps a distance: "claimed", "insisted", not "said".

    Examples
    --------
    >>> from standpoint.data.article import Span
    >>> text = "He claimed it was over."
    >>> claim = SentenceResult(0, 23, 1, text, Source.OTHER, 0.9, cue=Span(3, 10))
    >>> is_distancing(claim)
    True
    """
    if not sentence.cue:
        return False
    start, end = sentence.cue
    cues = load_lexicon().cues
    folded = tokenize(sentence.text[max(0, start - sentence.start) : max(0, end - sentence.start)]).folded
    return any(word in cues and cues[word].lemma in word_set("distancing") for word in folded)


def is_unsure(sentence: SentenceResult) -> bool:
    """Whether a label of an attributed sentence is less probable than `UNSURE`."""
    stance = sentence.stance_confidence
    return sentence.source_confidence < UNSURE or (stance is not None and stance < UNSURE)


def name(article: ArticleResult) -> str:
    """What an article is called: its title, its headline, or its id."""
    if article.title:
        return article.title
    return article.sentences[0].text if has_headline(article) else article.id or "article"


def has_headline(article: ArticleResult) -> bool:
    """Whether the text begins with a headline: there is no title, and the first paragraph is one short sentence."""
    first = article.sentences[:2]
    if article.title or not first or len(first[0].text) > _HEADLINE:
        return False
    return len(first) == 2 and first[1].paragraph != first[0].paragraph


def tolls(text: str) -> frozenset[Toll]:
    """What the numbers of a sentence count, if anything that is counted here.

    Examples
    --------
    >>> sorted(tolls("At least five people were killed and dozens injured in 2023."))
    [<Toll.DEAD: 'dead'>, <Toll.HURT: 'hurt'>]
    >>> tolls("The 34-year-old driver was arrested in March 2021.")
    frozenset()
    """
    folded = [word for word in tokenize(text).folded if word[0].isalnum()]
    numbers = [index for index, word in enumerate(folded) if _is_count(word)]
    return frozenset(toll for toll in Toll if numbers and _is_near(folded, numbers, word_set(f"toll-{toll}")))


def _is_count(word: str) -> bool:
    if word in word_set("number"):
        return True
    digits = word.replace(",", "")
    return digits.isascii() and digits.isdigit() and (len(digits) > 4 or int(digits) not in _YEARS or "," in word)


def _is_near(folded: Sequence[str], numbers: Sequence[int], words: frozenset[str]) -> bool:
    places = [index for index, word in enumerate(folded) if word in words]
    return any(abs(place - number) <= _NEAR for place in places for number in numbers)


def _places(sentences: Iterable[SentenceResult]) -> list[Place]:
    places, words = [], 0
    for number, sentence in enumerate(sentences, 1):
        places.append(Place(number, words, sentence))
        words += word_count(sentence.text)
    return places


def _lead(places: Iterable[Place]) -> dict[Source | None, int]:
    """Words by source of the first `LEAD_WORDS`; a sentence that runs over counts with what is inside."""
    words: Counter[Source | None] = Counter()
    for place in places:
        room = LEAD_WORDS - place.words_before
        words[place.sentence.source] += max(0, min(room, word_count(place.sentence.text)))
    return {source: count for source, count in words.items() if count}


def _bases(sentences: Sequence[SentenceResult]) -> tuple[Basis, ...]:
    """What the figures of each toll rest on; each sentence is read once."""
    counted = [(number, one, tolls(one.text)) for number, one in enumerate(sentences, 1)]
    found = {toll: [(number, one) for number, one, counts in counted if toll in counts] for toll in Toll}
    return tuple(_basis(toll, own) for toll, own in found.items() if own)


def _basis(toll: Toll, found: Sequence[tuple[int, SentenceResult]]) -> Basis:
    return Basis(
        toll=toll,
        narrated=tuple(number for number, one in found if one.source is Source.NONE),
        attributed=tuple((number, one) for number, one in found if one.is_attributed),
    )
