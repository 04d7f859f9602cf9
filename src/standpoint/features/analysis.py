"""An article as the models see it: its sentences with quotations, cue, speaker and what is known of the speaker.

The steps of the design in order; each is a module of its own. Nothing here is learnt: the models decide from the
fields (`fields.py`) that are made of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from standpoint.data.article import Span
from standpoint.features.antecedents import Antecedents, Candidate
from standpoint.features.lexicon import Lexicon, Place
from standpoint.features.mentions import Attribution, candidates
from standpoint.features.people import People, Record
from standpoint.features.places import Home, find_home
from standpoint.features.punkt import Punkt
from standpoint.features.quotations import Quotation, quotations
from standpoint.features.ranking import SURE, Ranker
from standpoint.features.resolution import Chooser, Resolver
from standpoint.features.sentences import Sentence, is_line, paragraphs, sentences
from standpoint.features.tokens import tokenize
from standpoint.features.views import SentenceView, quoted_flags, view

_LONGEST_LINE = 2  # sentences: a caption with its credit, a number with its subheading


class SpeakerFacts(NamedTuple):
    """What is known of a sentence's speaker: kinds of role, and the state, where the text tells.

    Attributes
    ----------
    roles : tuple of str
        Classes of the role lexicon, the mention's own first.
    country : str or None
        ISO code.
    place : str
        `home`, `abroad` or `unknown`; `talks` where the article has no country of its own.
    """

    roles: tuple[str, ...]
    country: str | None
    place: str


@dataclass(slots=True)
class SentenceAnalysis:
    """One sentence.

    Attributes
    ----------
    span, paragraph
        Its characters and its paragraph, counted from 1.
    index, place
        Its place in the article, counted from 0, with and without lines of furniture (`ArticleAnalysis.body`); a line
        of furniture has the place of the sentence that follows.
    quotes : list of Span
        Its quoted characters.
    is_inside : bool
        Whether it begins inside a quotation that began before it.
    candidates : sequence of Attribution
        Every cue with each phrase that may be its speaker.
    attribution : Attribution or None
        The best of them.
    others : sequence of Attribution
        The two after it.
    record : Record or None
        Who speaks, if anybody does.
    how : str
        How the speaker was found (a rule's name), empty where there is none.
    link : str
        Where the record was come upon that the model chose for a pronoun, a description or a quotation; empty where
        a name tells.
    guess : Record or None
        Who speaks if, against the rules' opinion, somebody does.
    is_first : bool
        Whether it opens its paragraph.
    is_line : bool
        Whether its paragraph is of one or two sentences and does not end as text does (`sentences.is_line`), and
        nothing is quoted in it; what opens the article is its title.
    """

    span: Span
    paragraph: int
    view: SentenceView
    quotes: list[Span]
    is_inside: bool
    places: list[tuple[int, int, Place]]
    candidates: Sequence[Attribution] = ()
    attribution: Attribution | None = None
    others: Sequence[Attribution] = ()
    record: Record | None = None
    speaker_kind: str = "none"
    how: str = ""
    link: str = ""
    guess: Record | None = None
    is_first: bool = False
    is_line: bool = False
    index: int = 0
    place: int = field(default=0, init=False)
    facts: SpeakerFacts | None = field(default=None, init=False)  # set when `FieldMaker.facts` is first asked

    @property
    def quoted_share(self) -> float:
        """The share of its characters that are quoted, 0 to 1."""
        return sum(end - start for start, end in self.quotes) / max(1, self.span.end - self.span.start)

    @property
    def is_sure(self) -> bool:
        """Whether a reporting word is surely the sentence's own."""
        return self.attribution is not None and self.attribution.score > SURE

    @property
    def is_furniture(self) -> bool:
        """Whether it is a line that reports nothing: no neighbour of the sentences around it.

        Of 497 such lines in the seeds 471 are told so, and 470 of them are nobody's words.
        """
        return self.is_line and not self.is_sure


@dataclass(slots=True)
class ArticleAnalysis:
    """All sentences of an article, with its country.

    Attributes
    ----------
    body : list of SentenceAnalysis
        The sentences without lines of furniture; set by `Analyser.resolve`.
    told, profiles
        What `fields.py` has read of each speaker, to read it once.
    """

    text: str
    home: Home
    title: str | None = None
    sentences: list[SentenceAnalysis] = field(default_factory=list)
    body: list[SentenceAnalysis] = field(default_factory=list, init=False)
    told: dict[Record, tuple[list[str], list[str]]] = field(default_factory=dict, init=False)
    profiles: dict[Record, tuple[str, ...]] = field(default_factory=dict, init=False)

    def clear_of_furniture(self) -> None:
        """Set the body, and the place in it of every sentence."""
        self.body = []
        for sentence in self.sentences:
            sentence.place = len(self.body)
            if not sentence.is_furniture:
                self.body.append(sentence)

    def neighbours(self, sentence: SentenceAnalysis) -> tuple[SentenceAnalysis | None, SentenceAnalysis | None]:
        """The sentences of the body before and after one."""
        after = sentence.place if sentence.is_furniture else sentence.place + 1
        return (
            self.body[sentence.place - 1] if sentence.place else None,
            self.body[after] if after < len(self.body) else None,
        )

    def unresolved(self) -> ArticleAnalysis:
        """A copy without what `Analyser.resolve` sets."""
        fresh = {
            "attribution": None,
            "others": (),
            "record": None,
            "speaker_kind": "none",
            "how": "",
            "link": "",
            "guess": None,
        }
        return replace(self, sentences=[replace(sentence, **fresh) for sentence in self.sentences])  # type: ignore[arg-type]


class Analyser:
    """Turns texts into analyses.

    Parameters
    ----------
    lexicon : Lexicon
    punkt : Punkt
    ranker : Ranker
        Which reporting word and phrase are a sentence's own.
    antecedents : Antecedents
        Whom a pronoun, a description or a quotation without a name means.
    """

    def __init__(self, lexicon: Lexicon, punkt: Punkt, ranker: Ranker, antecedents: Antecedents) -> None:
        self.lexicon = lexicon
        self.punkt = punkt
        self.ranker = ranker
        self.antecedents = antecedents

    def analyse(self, text: str, *, title: str | None = None, country: str | None = None) -> ArticleAnalysis:
        """The analysis of a raw text; `country` is found where it is not given."""
        blocks = paragraphs(text)
        quoted = quotations(text, blocks)
        spans = sentences(text, blocks, [quote.span for quote in quoted], self.punkt, self.lexicon.titles)
        analysis = self.read(text, spans, quoted, title=title, country=country)
        self.resolve(analysis)
        return analysis

    def read(
        self,
        text: str,
        spans: Sequence[Sentence],
        quoted: Sequence[Quotation],
        *,
        title: str | None = None,
        country: str | None = None,
    ) -> ArticleAnalysis:
        """All that needs no fitted model, of a text whose sentences are given: candidates for speakers, the country."""
        found = list(self._views(text, spans, quoted))
        _mark_lines(text, found)
        home = Home(country, 1.0) if country else self._home(text, found)
        return ArticleAnalysis(text, home, title, found)

    def resolve(self, analysis: ArticleAnalysis, choose: Chooser | None = None) -> None:
        """Set who speaks in each sentence; `choose` picks among candidates in place of the fitted model."""
        people = People(self.lexicon)
        for sentence in analysis.sentences:
            ranked = self.ranker.rank(sentence.view, sentence.candidates)
            sentence.attribution = ranked[0] if ranked else None
            sentence.others = ranked[1:3]
        analysis.clear_of_furniture()
        for sentence in analysis.body:
            people.note_capitals(sentence.view)
        if analysis.title:
            people.gather(self._plain_view(analysis.title), analysis.title)
        for place, sentence in enumerate(analysis.body):
            people.gather(sentence.view, analysis.text, place)
        Resolver(analysis.text, analysis.body, people, self.lexicon, choose or self._choose).run()

    def _choose(self, _: int, candidates: Sequence[Candidate]) -> Candidate | None:
        return self.antecedents.best(candidates)

    def _views(self, text: str, spans: Sequence[Sentence], quoted: Sequence[Quotation]) -> list[SentenceAnalysis]:
        views: list[SentenceAnalysis] = []
        position = paragraph = 0
        for span, number in spans:
            while position < len(quoted) and quoted[position].span.end <= span.start:
                position += 1
            here, index = [], position
            while index < len(quoted) and quoted[index].span.start < span.end:
                here.append(quoted[index])
                index += 1
            clipped = [Span(max(q.span.start, span.start), min(q.span.end, span.end)) for q in here]
            tokens = tokenize(text, span.start, span.end)
            sight = view(tokens, quoted_flags(tokens, clipped), self.lexicon)
            analysis = SentenceAnalysis(
                span=span,
                paragraph=number,
                view=sight,
                candidates=candidates(sight, self.lexicon),
                quotes=clipped,
                is_inside=bool(here) and (here[0].span.start < span.start or here[0].goes_on),
                places=[match for match in self.lexicon.places.matches(tokens.folded) if tokens.is_capital(match[0])],
                is_first=number != paragraph,
                index=len(views),
            )
            paragraph = number
            views.append(analysis)
        return views

    def _plain_view(self, text: str) -> SentenceView:
        tokens = tokenize(text)
        return view(tokens, [False] * len(tokens), self.lexicon)

    def _home(self, text: str, found: Sequence[SentenceAnalysis]) -> Home:
        return find_home(
            text,
            [sentence.view.tokens for sentence in found],
            [sentence.places for sentence in found],
            [sentence.is_line for sentence in found],
            self.lexicon,
        )


def _mark_lines(text: str, found: Sequence[SentenceAnalysis]) -> None:
    """Set `is_line` of every sentence."""
    for paragraph in [list(group) for _, group in groupby(found, key=attrgetter("paragraph"))][1:]:
        if len(paragraph) <= _LONGEST_LINE and is_line(text, Span(paragraph[0].span.start, paragraph[-1].span.end)):
            for sentence in paragraph:
                sentence.is_line = not sentence.quotes
