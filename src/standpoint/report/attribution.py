"""The attribution of an article: how much each source speaks, on which side, and who the speakers are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.data.results import ArticleResult, SentenceResult

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class SourceShare:
    """What one source has in an article.

    Attributes
    ----------
    sentences, words, quoted_words : int
    share : float
        Of the words of all attributed sentences, 0 to 1.
    stances : dict
        Sentences by stance.
    """

    source: Source
    sentences: int
    words: int
    quoted_words: int
    share: float
    stances: dict[Stance, int]

    @property
    def undecided(self) -> int:
        """Sentences whose stance was left out."""
        return self.sentences - sum(self.stances.values())


@dataclass(frozen=True, slots=True)
class SpeakerShare:
    """What one speaker has in an article; `source` is the one most of its sentences have."""

    speaker: str
    source: Source
    sentences: int
    words: int
    share: float
    stances: dict[Stance, int]

    @property
    def undecided(self) -> int:
        """Sentences whose stance was left out."""
        return self.sentences - sum(self.stances.values())


@dataclass(frozen=True, slots=True)
class Attribution:
    """The voices of an article.

    Attributes
    ----------
    sentences, words : int
        Of the whole article, narration included.
    attributed_sentences, attributed_words : int
    undecided_sentences, undecided_words : int
        Those whose source was left out: they are in the first two sums and in no other.
    sources : tuple of SourceShare
        All six, in the order of the label guide.
    speakers : tuple of SpeakerShare
        The most heard first.
    diversity : float or None
        See `diversity`.
    balance : float or None
        See `balance`.
    """

    sentences: int
    words: int
    attributed_sentences: int
    attributed_words: int
    undecided_sentences: int
    undecided_words: int
    sources: tuple[SourceShare, ...]
    speakers: tuple[SpeakerShare, ...]
    diversity: float | None
    balance: float | None

    def to_dict(self) -> dict[str, Any]:
        """The attribution as JSON types, as results carry it."""
        return {
            "sentences": self.sentences,
            "words": self.words,
            "attributed_sentences": self.attributed_sentences,
            "attributed_words": self.attributed_words,
            "undecided_sentences": self.undecided_sentences,
            "undecided_words": self.undecided_words,
            "sources": {str(share.source): _share_dict(share) for share in self.sources},
            "speakers": [
                {"speaker": share.speaker, "source": str(share.source), "sentences": share.sentences,
                 "words": share.words, "share": round(share.share, 4), "stances": _stances(share)}
                for share in self.speakers
            ],
            "diversity": None if self.diversity is None else round(self.diversity, 4),
            "balance": None if self.balance is None else round(self.balance, 4),
        }  # fmt: skip


def attribution(article: ArticleResult) -> Attribution:
    """The sums of an article's result."""
    counted = [(sentence, word_count(sentence.text)) for sentence in article.sentences]
    spoken = [(sentence, words) for sentence, words in counted if sentence.is_attributed]
    undecided = [words for sentence, words in counted if sentence.is_undecided]
    total = sum(words for _, words in spoken)
    sources = tuple(_source_share(source, spoken, total) for source in ATTRIBUTED)
    return Attribution(
        sentences=len(counted),
        words=sum(words for _, words in counted),
        attributed_sentences=len(spoken),
        attributed_words=total,
        undecided_sentences=len(undecided),
        undecided_words=sum(undecided),
        sources=sources,
        speakers=tuple(_speaker_shares(spoken, total)),
        diversity=diversity([share.words for share in sources]),
        balance=balance(Counter(sentence.stance for sentence, _ in spoken)),
    )


def diversity(words: Sequence[int]) -> float | None:
    """How evenly the attributed words are spread over the six sources.

    Normalised Shannon entropy: ``-sum(p * log(p)) / log(6)`` with ``p`` a source's share of the attributed words. 0 is
    one source alone, 1 all six alike; None where nothing is attributed.

    Examples
    --------
    >>> round(diversity([10, 10, 10, 10, 10, 10]), 6), diversity([25, 0, 0, 0, 0, 0])
    (1.0, 0.0)
    """
    total = sum(words)
    if not total:
        return None
    shares = [count / total for count in words if count]
    return max(0.0, -sum(share * math.log(share) for share in shares)) / math.log(len(ATTRIBUTED))


def balance(stances: Counter[Stance | None]) -> float | None:
    """Which side the attributed sentences take.

    ``(favor - against) / (favor + against)`` over sentences: 1 all for the authorities, -1 all against them, 0 as many
    on each side; None where no sentence takes a side.

    Examples
    --------
    >>> balance(Counter({Stance.FAVOR: 1, Stance.AGAINST: 3, Stance.NEUTRAL: 9}))
    -0.5
    """
    favor, against = stances[Stance.FAVOR], stances[Stance.AGAINST]
    return (favor - against) / (favor + against) if favor + against else None


def word_count(text: str) -> int:
    """Words of a text; a hyphenated or apostrophised word is one."""
    return sum(1 for _ in _WORD.finditer(text))


def _source_share(source: Source, spoken: Iterable[tuple[SentenceResult, int]], total: int) -> SourceShare:
    own = [(sentence, words) for sentence, words in spoken if sentence.source is source]
    words = sum(words for _, words in own)
    return SourceShare(
        source=source,
        sentences=len(own),
        words=words,
        quoted_words=sum(quoted_words(sentence) for sentence, _ in own),
        share=words / total if total else 0.0,
        stances=_stance_counts(sentence for sentence, _ in own),
    )


def _speaker_shares(spoken: Iterable[tuple[SentenceResult, int]], total: int) -> list[SpeakerShare]:
    groups: dict[str, list[tuple[SentenceResult, int]]] = {}
    names: dict[str, str] = {}
    for sentence, words in spoken:
        if sentence.speaker:
            key = sentence.speaker.casefold()
            names.setdefault(key, sentence.speaker)
            groups.setdefault(key, []).append((sentence, words))
    shares = [_speaker_share(names[key], own, total) for key, own in groups.items()]
    return sorted(shares, key=lambda share: (-share.words, share.speaker))


def _speaker_share(name: str, own: Sequence[tuple[SentenceResult, int]], total: int) -> SpeakerShare:
    sources = Counter(sentence.source for sentence, _ in own if sentence.source)
    words = sum(words for _, words in own)
    return SpeakerShare(
        speaker=name,
        source=sources.most_common(1)[0][0],
        sentences=len(own),
        words=words,
        share=words / total if total else 0.0,
        stances=_stance_counts(sentence for sentence, _ in own),
    )


def quoted_words(sentence: SentenceResult) -> int:
    """Words of a sentence inside quotation marks."""
    pieces = (sentence.text[start - sentence.start : end - sentence.start] for start, end in sentence.quotes)
    return sum(map(word_count, pieces))


def _stance_counts(sentences: Iterable[SentenceResult]) -> dict[Stance, int]:
    counts = Counter(sentence.stance for sentence in sentences)
    return {stance: counts[stance] for stance in Stance}


def _stances(share: SourceShare | SpeakerShare) -> dict[str, int]:
    return {**{str(stance): count for stance, count in share.stances.items()}, "undecided": share.undecided}


def _share_dict(share: SourceShare) -> dict[str, Any]:
    return {
        "sentences": share.sentences,
        "words": share.words,
        "quoted_words": share.quoted_words,
        "share": round(share.share, 4),
        "stances": _stances(share),
    }
