"""An article as the models see it: its sentences with quotations, cue, speaker and what is known of the speaker.

The steps of the design in order; each is a module of its own. Nothing here is learnt: the models decide from the
fields (`fields.py`) that are made of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from standpoint.data.article import Span
from standpoint.features.lexicon import Lexicon, Place
from standpoint.features.mentions import (
    Attribution,
    SentenceView,
    candidates,
    quoted_flags,
    view,
)
from standpoint.features.people import People, Record
from standpoint.features.places import Home, find_home
from standpoint.features.punkt import Punkt
from standpoint.features.quotations import Quotation, quotations
from standpoint.features.ranking import Ranker
from standpoint.features.sentences import Sentence, paragraphs, sentences
from standpoint.features.tokens import tokenize

_SURE = -1.0  # log-odds above which a candidate is taken for the sentence's speaker


@dataclass(slots=True)
class SentenceAnalysis:
    """One sentence.

    Attributes
    ----------
    span, paragraph
        Its characters and its paragraph, counted from 1.
    quotes : list of Span
        Its quoted characters.
    is_inside : bool
        Whether it begins inside a quotation that began before it.
    attribution : Attribution or None
        The best cue with its mention.
    record : Record or None
        Who speaks, if anybody does.
    how : str
        How the speaker was found (a rule's name), empty where there is none.
    guess : Record or None
        Who speaks if, against the rules' opinion, somebody does.
    """

    span: Span
    paragraph: int
    view: SentenceView
    quotes: list[Span]
    is_inside: bool
    places: list[tuple[int, int, Place]]
    attribution: Attribution | None = None
    others: Sequence[Attribution] = ()
    record: Record | None = None
    speaker_kind: str = "none"
    how: str = ""
    guess: Record | None = None
    is_first: bool = False

    @property
    def quoted_share(self) -> float:
        """The share of its characters that are quoted, 0 to 1."""
        return sum(end - start for start, end in self.quotes) / max(1, self.span.end - self.span.start)


@dataclass(slots=True)
class ArticleAnalysis:
    """All sentences of an article, with its country."""

    text: str
    home: Home
    sentences: list[SentenceAnalysis] = field(default_factory=list)


class Analyser:
    """Turns texts into analyses.

    Parameters
    ----------
    lexicon : Lexicon
    punkt : Punkt
    ranker : Ranker
    """

    def __init__(self, lexicon: Lexicon, punkt: Punkt, ranker: Ranker) -> None:
        self.lexicon = lexicon
        self.punkt = punkt
        self.ranker = ranker

    def analyse(self, text: str, *, title: str | None = None, country: str | None = None) -> ArticleAnalysis:
        """The analysis of a raw text; `country` is found where it is not given."""
        blocks = paragraphs(text)
        quoted = quotations(text, blocks)
        spans = sentences(text, blocks, [quote.span for quote in quoted], self.punkt, self.lexicon.titles)
        return self.analyse_sentences(text, spans, quoted, title=title, country=country)

    def analyse_sentences(
        self,
        text: str,
        spans: Sequence[Sentence],
        quoted: Sequence[Quotation],
        *,
        title: str | None = None,
        country: str | None = None,
    ) -> ArticleAnalysis:
        """The analysis of a text whose sentences are given (labelled data)."""
        found = list(self._views(text, spans, quoted))
        home = Home(country, 1.0) if country else self._home(text, found)
        people = People(self.lexicon)
        for sentence in found:
            people.note_capitals(sentence.view)
        if title:
            people.gather(self._plain_view(title), title)
        for index, sentence in enumerate(found):
            people.gather(sentence.view, text, index)
        for sentence in found:
            self._find_attribution(sentence)
        _Resolver(text, found, people).run()
        return ArticleAnalysis(text, home, found)

    def _views(self, text: str, spans: Sequence[Sentence], quoted: Sequence[Quotation]) -> list[SentenceAnalysis]:
        views, position, paragraph = [], 0, 0
        for span, number in spans:
            while position < len(quoted) and quoted[position].span.end <= span.start:
                position += 1
            here, index = [], position
            while index < len(quoted) and quoted[index].span.start < span.end:
                here.append(quoted[index])
                index += 1
            clipped = [Span(max(q.span.start, span.start), min(q.span.end, span.end)) for q in here]
            tokens = tokenize(text, span.start, span.end)
            analysis = SentenceAnalysis(
                span=span,
                paragraph=number,
                view=view(tokens, quoted_flags(tokens, clipped), self.lexicon),
                quotes=clipped,
                is_inside=bool(here) and (here[0].span.start < span.start or here[0].goes_on),
                places=[match for match in self.lexicon.places.matches(tokens.folded) if tokens.is_capital(match[0])],
                is_first=number != paragraph,
            )
            paragraph = number
            views.append(analysis)
        return views

    def _find_attribution(self, sentence: SentenceAnalysis) -> None:
        found = self.ranker.rank(sentence.view, candidates(sentence.view, self.lexicon))
        if found:
            sentence.attribution = found[0]
            sentence.others = found[1:3]

    def _plain_view(self, text: str) -> SentenceView:
        tokens = tokenize(text)
        return view(tokens, [False] * len(tokens), self.lexicon)

    def _home(self, text: str, found: Sequence[SentenceAnalysis]) -> Home:
        return find_home(
            text,
            [sentence.view.tokens for sentence in found],
            [sentence.places for sentence in found],
            self.lexicon,
        )


class _Resolver:
    """Goes through the sentences in reading order and says who speaks in each."""

    def __init__(self, text: str, found: Sequence[SentenceAnalysis], people: People) -> None:
        self.text, self.found, self.people = text, found, people

    def run(self) -> None:
        for index, sentence in enumerate(self.found):
            attribution = sentence.attribution
            if attribution and attribution.phrase and attribution.score > _SURE:
                self._resolve(index, sentence, attribution)
            elif sentence.quotes or (attribution and attribution.score > _SURE):
                self._carry(index, sentence)
            else:
                self._guess(index, sentence)

    def _resolve(self, index: int, sentence: SentenceAnalysis, attribution: Attribution) -> None:
        assert attribution.phrase is not None
        near = self._near(index)
        record, speaker = self.people.resolve(sentence.view, attribution.phrase, self.text, index, near)
        sentence.record, sentence.speaker_kind, sentence.how = record, speaker.kind, attribution.how
        if record is not None:
            self.people.speaks(record)

    def _near(self, index: int) -> list[Record]:
        """Who speaks or else is first named in the sentence before, if it is of the same paragraph."""
        before = self.found[index - 1] if index else None
        if before is None or before.paragraph != self.found[index].paragraph:
            return []
        record = before.record or self.people.first_named(before.view)
        return [record] if record is not None else []

    def _guess(self, index: int, sentence: SentenceAnalysis) -> None:
        """The best candidate of a sentence whose attribution is doubtful: who speaks if somebody does."""
        attribution = sentence.attribution
        if attribution and attribution.phrase:
            record, _ = self.people.resolve(sentence.view, attribution.phrase, self.text, index, self._near(index))
            sentence.guess = record

    def _carry(self, index: int, sentence: SentenceAnalysis) -> None:
        """The speaker of a quotation without a cue in this sentence, by paragraph (see the class of rules in `how`)."""
        before = self.found[index - 1] if index else None
        record = before.record if before is not None else None
        if before is not None and record is not None and sentence.is_inside:
            self._take(sentence, record, "goes on")
        elif before is not None and record is not None and before.paragraph == sentence.paragraph:
            self._take(sentence, record, "before")
        elif (ahead := self._ahead(index)) is not None:
            assert ahead.attribution is not None and ahead.attribution.phrase is not None
            spoken, _ = self.people.resolve(ahead.view, ahead.attribution.phrase, self.text, index)
            self._take(sentence, spoken, "ahead")
        elif before is not None and (subject := self._subject(before)):
            self._take(sentence, subject, "subject before")
        elif self.people.latest is not None:
            self._take(sentence, self.people.latest, "latest")

    def _subject(self, sentence: SentenceAnalysis) -> Record | None:
        """The person whom a sentence without a cue introduces before a quotation: the first name in it."""
        if sentence.quotes or sentence.record is not None:
            return None
        return self.people.first_named(sentence.view)

    def _take(self, sentence: SentenceAnalysis, record: Record | None, how: str) -> None:
        """Give a sentence a speaker that another sentence names."""
        sentence.record, sentence.speaker_kind, sentence.how = record, "carried", how
        if record is not None:
            self.people.speaks(record)

    def _ahead(self, index: int) -> SentenceAnalysis | None:
        """The next sentence of the same quotation or paragraph that names its speaker."""
        sentence = self.found[index]
        for ahead in self.found[index + 1 : index + 9]:
            if ahead.paragraph != sentence.paragraph:
                return None
            attribution = ahead.attribution
            if attribution and attribution.phrase and attribution.score > _SURE:
                return ahead if ahead.quotes else None
            if not ahead.quotes:
                return None
        return None
