"""What the models are measured against: TF-IDF of the bare sentence, and rules with word lists.

The rule system is what one would write without any labelled sentence to fit weights on: the project's own rules for
cues, quotations and speakers say whether somebody speaks and who; the class of the speaker's role in the word list
says what source that is; reporting verbs and a few loaded words say on which side. Only the stance that a source takes
most often, where no rule decides, is counted on labelled sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.data.results import SentenceResult
from standpoint.features.analysis import Analyser, ArticleAnalysis, SentenceAnalysis, SpeakerFacts
from standpoint.features.antecedents import Antecedents
from standpoint.features.fields import FieldMaker
from standpoint.features.lexicon import Lexicon
from standpoint.features.mentions import Attribution
from standpoint.features.punkt import Punkt
from standpoint.features.ranking import Ranker
from standpoint.features.views import SentenceView
from standpoint.model.classifier import speaker_name
from standpoint.model.config import ModelConfig

_BARE_FIELDS = ("outside", "inside")  # the words of the bare sentence
_FIRST_GUESS = 1.0  # the hand-set score of a cue above which it is taken for an attribution: served best on the seeds

_HOME_OR_ABROAD = frozenset("official ruling court force statemedia spokesperson".split())
_OF_ROLE = {
    **dict.fromkeys("diplomat igo".split(), Source.FOREIGN_OFFICIAL),
    **dict.fromkeys("protester opposition union".split(), Source.PROTESTER),
    **dict.fromkeys("analyst academic former".split(), Source.ANALYST),
    **dict.fromkeys("witness victim medic person".split(), Source.WITNESS),
    **dict.fromkeys("media ngo company church document source".split(), Source.OTHER),
}
_BLAMES = frozenset(
    "accuse blame criticise criticize condemn denounce deplore decry slam blast rebuke mock demand defy".split()
)
_BACKS = frozenset("hail praise laud applaud commend salute back support endorse justify thank congratulate".split())
_ORDERS = frozenset("order warn vow pledge threaten command instruct".split())
_AGAINST_PEOPLE = frozenset(
    "terrorist terrorists thugs rioters hooligans mob extremists criminals bandits saboteurs mercenaries traitors "
    "provocateurs vandals looters".split()
)
_AGAINST_AUTHORITIES = frozenset(
    "regime brutal brutality dictator dictatorship corrupt corruption resign stolen rigged murderers tyranny junta "
    "repression unacceptable".split()
)


def bare(config: ModelConfig) -> ModelConfig:
    """The same linear models on the words of the bare sentence."""
    heads = {name: replace(head, fields=_BARE_FIELDS) for name, head in config.heads.items()}
    return replace(config, heads=heads)


class FirstGuess(Ranker):
    """The candidates by their hand-set scores alone, without fitted weights."""

    def __init__(self) -> None:
        super().__init__({})

    def rank(self, sentence: SentenceView, candidates: Sequence[Attribution]) -> list[Attribution]:
        """The candidates, best first; the score is above -1, the analysis's threshold, where the guess is."""
        ranked = sorted(candidates, key=lambda one: (-one.score, one.cue))
        return [one._replace(score=one.score - _FIRST_GUESS - 1.0) for one in ranked]


def unfitted_analyser(lexicon: Lexicon, punkt: Punkt) -> Analyser:
    """The rules for speakers by their first guesses: the surest phrase, and the nearest person for a pronoun."""
    return Analyser(lexicon, punkt, FirstGuess(), Antecedents({}))


@dataclass(frozen=True)
class RuleSystem:
    """Labels by rules and word lists.

    Attributes
    ----------
    analyser : Analyser
        `unfitted_analyser`, or the rules would borrow fitted weights.
    maker : FieldMaker
    usual : mapping of Source to Stance
        The stance that each source takes most often.
    """

    analyser: Analyser
    maker: FieldMaker
    usual: Mapping[Source, Stance]

    def label(self, analysis: ArticleAnalysis) -> list[SentenceResult]:
        """The sentences of an analysed article with their labels; the rules are always sure."""
        return [self._sentence(analysis, index) for index in range(len(analysis.sentences))]

    def _sentence(self, analysis: ArticleAnalysis, index: int) -> SentenceResult:
        sentence = analysis.sentences[index]
        start, end = sentence.span
        text = sentence.span.of(analysis.text)
        if sentence.record is None:
            return SentenceResult(start, end, sentence.paragraph, text, Source.NONE, 1.0)
        source = source_by_role(self.maker.facts(analysis, sentence), is_named=sentence.record.is_named)
        stance = stance_by_words(sentence, source) or self.usual[source]
        speaker = speaker_name(analysis, index)
        return SentenceResult(start, end, sentence.paragraph, text, source, 1.0, stance, 1.0, speaker)


def usual_stances(labels: Sequence[tuple[Source, Stance]]) -> dict[Source, Stance]:
    """For each source the stance that it takes most often."""
    counts = Counter(labels)
    return {source: max(Stance, key=lambda stance: counts[source, stance]) for source in ATTRIBUTED}


def source_by_role(facts: SpeakerFacts, *, is_named: bool) -> Source:
    """The source that a speaker's roles stand for: the opposition's before any other, then the first that tells.

    Without a role, a speaker of another state or an unnamed one of this state is that state, a person is taken for a
    protester, and anything else for a body that is cited (served best on the seeds).
    """
    sources = [_source_of_role(role, facts.place) for role in facts.roles]
    if Source.PROTESTER in sources:
        return Source.PROTESTER
    if known := [source for source in sources if source is not None]:
        return known[0]
    if facts.country is not None and (facts.place != "home" or not is_named):
        return _of_state(facts.place)
    return Source.PROTESTER if is_named else Source.OTHER


def _source_of_role(role: str, place: str) -> Source | None:
    return _of_state(place) if role in _HOME_OR_ABROAD else _OF_ROLE.get(role)


def _of_state(place: str) -> Source:
    return Source.FOREIGN_OFFICIAL if place in ("abroad", "talks") else Source.GOVERNMENT


def stance_by_words(sentence: SentenceAnalysis, source: Source) -> Stance | None:
    """The side that the reporting verb or a loaded word takes; None where there is neither."""
    words = frozenset(sentence.view.tokens.folded)
    lemma = sentence.attribution.lemma if sentence.attribution else ""
    if source is Source.GOVERNMENT:
        return Stance.FAVOR if words & _AGAINST_PEOPLE or lemma in _BLAMES | _BACKS | _ORDERS else None
    if words & _AGAINST_PEOPLE and source is not Source.PROTESTER:
        return Stance.FAVOR
    if words & _AGAINST_AUTHORITIES or lemma in _BLAMES:
        return Stance.AGAINST
    return Stance.FAVOR if lemma in _BACKS else None
