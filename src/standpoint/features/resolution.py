"""Who speaks in each sentence: from reporting words and phrases to the persons and bodies of the article.

Goes through the sentences in reading order. A sentence with a reporting word and a phrase that is surely its speaker
is resolved by that phrase; one with quotation marks or a reporting word alone has its speaker from around it; of any
other sentence the likeliest phrase is kept, in case the models find that somebody speaks after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from standpoint.features.antecedents import (
    DESCRIPTION,
    PRONOUN,
    QUOTE,
    Candidate,
    Case,
    candidate,
    description_kind,
    origin_kind,
)
from standpoint.features.naming import Speaker, speaker_of
from standpoint.features.people import People, Record

if TYPE_CHECKING:
    from standpoint.features.analysis import SentenceAnalysis
    from standpoint.features.lexicon import Lexicon

_MOST_NAMED: Final = 3  # names of a sentence that are candidates
_MOST_HOLDERS: Final = 4  # persons described by the same word that are candidates
_FARTHEST_AHEAD: Final = 8  # sentences of a paragraph in which a quotation's speaker is looked for

Chooser = Callable[[int, Sequence[Candidate]], Candidate | None]

# How a speaker was found where no phrase of the sentence names it, by the candidate's first origin
_HOW: Final = {
    "before": "before",
    "ahead": "ahead",
    "guess before": "subject before",
    "named before": "subject before",
    "named here": "named here",
    "two before": "latest",
    "speaker": "latest",
}


class Resolver:
    """Says who speaks in each sentence of one article.

    Parameters
    ----------
    text : str
    found : sequence of SentenceAnalysis
        Those of the body, with their attributions; their speakers are set here.
    people : People
        With the names of the whole article.
    lexicon : Lexicon
    choose : callable
        Picks one of the candidates for the sentence of an index in the article.
    """

    def __init__(
        self, text: str, found: Sequence[SentenceAnalysis], people: People, lexicon: Lexicon, choose: Chooser
    ) -> None:
        self.text, self.found, self.people = text, found, people
        self._lexicon = lexicon
        self._choose = choose
        self._is_answer = False  # whether an interview's answer goes on
        self._interviewed: list[Record | None] = []  # looked for once: the time stays linear
        self._outside: dict[int, list[tuple[Record, int]]] = {}  # what `_named` has answered

    def run(self) -> None:
        """Set the speaker of every sentence."""
        for index, sentence in enumerate(self.found):
            attribution = sentence.attribution
            answering = self._answering(index, sentence)
            if answering is not None and not (sentence.is_sure and self._is_named(sentence)):
                sentence.record, sentence.speaker_kind, sentence.how = answering, "carried", "answer"
            elif attribution and attribution.phrase and sentence.is_sure:
                sentence.record, sentence.speaker_kind = self._meant(index, sentence)
                sentence.how = attribution.how
            elif sentence.quotes or sentence.is_sure:
                self._carry(index, sentence)
            elif attribution and attribution.phrase:
                sentence.guess, _ = self._meant(index, sentence)
            if sentence.record is not None:
                self.people.speaks(sentence.record, index)

    def _answering(self, index: int, sentence: SentenceAnalysis) -> Record | None:
        """Who answers in an interview whose questions and answers begin with "Q:" and "A:"; None where nobody does."""
        label = sentence.view.tokens.words[:2]
        if label in (["Q", ":"], ["A", ":"]):
            self._is_answer = label[0] == "A"
        elif sentence.is_first:
            self._is_answer = False
        if not self._is_answer:
            return None
        if not self._interviewed:
            self._interviewed.append(self.people.most_named(index))
        return self._interviewed[0]

    def _is_named(self, sentence: SentenceAnalysis) -> bool:
        attribution = sentence.attribution
        return attribution is not None and attribution.phrase is not None and self._speaker(sentence).kind == "name"

    def _meant(self, index: int, sentence: SentenceAnalysis) -> tuple[Record | None, str]:
        """The record that the sentence's own phrase means, and how the phrase names it."""
        speaker = self._speaker(sentence)
        record: Record | None
        folded = sentence.view.tokens.folded
        assert sentence.attribution is not None and sentence.attribution.phrase is not None
        phrase = sentence.attribution.phrase
        if speaker.kind == "name":
            record = self.people.record_of(sentence.view, speaker, index)
        else:
            words = tuple(folded[speaker.first : speaker.last])
            if speaker.kind == "pronoun":
                case = Case(PRONOUN, speaker.text, words, frozenset(), index)
            else:
                is_capital = sentence.view.tokens.is_capital(phrase.first)
                kind = description_kind(folded[phrase.first :], is_capital=is_capital)
                if kind == "capital" and not index:
                    kind = "headline"
                case = Case(DESCRIPTION, kind, words, frozenset(self.people.roles_in(words)), index)
            best = self._choose(sentence.index, self._candidates(case, sentence, speaker))
            if best is None:
                return None, speaker.kind
            record = best.record
            sentence.link = best.origins[0]
        self.people.describe(record, folded[phrase.first : phrase.last])
        return record, speaker.kind

    def _carry(self, index: int, sentence: SentenceAnalysis) -> None:
        """The speaker of a sentence whose own words do not surely name one."""
        before = self.found[index - 1] if index else None
        place = "none" if before is None else "same" if before.paragraph == sentence.paragraph else "new"
        kind = "inside" if sentence.is_inside else place if sentence.quotes else f"cue {place}"
        attribution = sentence.attribution
        speaker = self._speaker(sentence) if attribution and attribution.phrase else None
        case = Case(QUOTE, kind, (), frozenset(), index)
        best = self._choose(sentence.index, self._candidates(case, sentence, speaker))
        if best is None:
            return
        sentence.record, sentence.link = best.record, best.origins[0]
        origin = origin_kind(best.origins[0])
        if origin == "own" and attribution is not None and speaker is not None:
            sentence.speaker_kind, sentence.how = speaker.kind, attribution.how
        else:
            is_inside = origin == "before" and sentence.is_inside
            sentence.speaker_kind, sentence.how = "carried", "goes on" if is_inside else _HOW[origin]

    def _speaker(self, sentence: SentenceAnalysis) -> Speaker:
        assert sentence.attribution is not None and sentence.attribution.phrase is not None
        return speaker_of(sentence.view, sentence.attribution.phrase, self.text, self._lexicon)

    def _candidates(self, case: Case, sentence: SentenceAnalysis, own: Speaker | None) -> list[Candidate]:
        """Every record that may be meant, with its signs."""
        origins: dict[Record, list[str]] = {}
        for record, origin in self._origins(case, sentence, own):
            origins.setdefault(record, []).append(origin)
        return [candidate(case, record, found) for record, found in origins.items()]

    def _origins(self, case: Case, sentence: SentenceAnalysis, own: Speaker | None) -> Iterator[tuple[Record, str]]:
        if own is not None and own.kind != "pronoun":
            assert sentence.attribution is not None
            doubt = f"/{max(-5, round(sentence.attribution.score))}/{own.kind}" if case.group == QUOTE else ""
            yield self.people.record_of(sentence.view, own, case.sentence), f"own{doubt}"
        yield from self._before(case.sentence, sentence)
        limit = own.first if own is not None and case.group != QUOTE else len(sentence.view.tokens)
        here = [record for record, first in self._named(case.sentence) if first < limit]
        yield from ((record, f"named here:{min(place, 1)}") for place, record in enumerate(here[:_MOST_NAMED]))
        if here:
            yield here[-1], "named here:last"
        if case.group == DESCRIPTION:
            holders = self.people.holders(case.words[-1], case.sentence)
            yield from ((record, f"holder:{min(place, 1)}") for place, record in enumerate(holders[:_MOST_HOLDERS]))
        if case.group == QUOTE and (ahead := self._ahead(case.sentence)) is not None:
            yield ahead
        yield from ((record, f"speaker:{min(rank, 3)}") for rank, record in enumerate(self.people.recent))

    def _before(self, index: int, sentence: SentenceAnalysis) -> Iterator[tuple[Record, str]]:
        """The speakers and persons of the two sentences before."""
        if not index:
            return
        before = self.found[index - 1]
        paragraph = "same" if before.paragraph == sentence.paragraph else "new"
        if before.record is not None:
            yield before.record, f"before/{paragraph}/{'quoted' if before.quotes else 'plain'}"
        elif before.guess is not None:
            yield before.guess, f"guess before/{paragraph}"
        for place, (record, _) in enumerate(self._named(index - 1)[:_MOST_NAMED]):
            yield record, f"named before:{min(place, 1)}/{paragraph}"
        earlier = self.found[index - 2].record if index > 1 else None
        if earlier is not None:
            yield earlier, "two before"

    def _named(self, index: int) -> list[tuple[Record, int]]:
        """The records named in a sentence outside quotation marks: whoever speaks names others."""
        if index not in self._outside:
            quoted = self.found[index].view.quoted
            named = self.people.named_at(index)
            self._outside[index] = [(record, first) for record, first in named if not quoted[first]]
        return self._outside[index]

    def _ahead(self, index: int) -> tuple[Record, str] | None:
        """The speaker whom a later sentence of the same paragraph, or the next one, names by a cue."""
        sentence, is_same = self.found[index], True
        for distance, ahead in enumerate(self.found[index + 1 : index + 1 + _FARTHEST_AHEAD], 1):
            is_near = ahead.paragraph == sentence.paragraph
            is_same = is_same and ahead.is_inside
            attribution = ahead.attribution
            if attribution and attribution.phrase and ahead.is_sure:
                speaker = self._speaker(ahead)
                if speaker.kind == "pronoun" or not (is_near or distance == 1):
                    return None
                place = "quotation" if is_same else "paragraph" if is_near else "next"
                place += f"/{'quoted' if ahead.quotes else 'plain'}"
                return self.people.record_of(ahead.view, speaker, index + distance), f"ahead/{place}"
            if not is_near or not ahead.quotes:
                return None
        return None
