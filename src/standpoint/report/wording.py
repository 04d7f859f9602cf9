"""Figures in words: what the terminal, Markdown and HTML reports say, so that all three say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.report.attribution import Attribution
from standpoint.report.collection import SIDES, Sums
from standpoint.report.compare import FEWEST, Estimate, Group
from standpoint.report.findings import LEAD_WORDS, Basis, Findings, Place, Toll
from standpoint.report.naming import Naming

SOURCE_NAMES = {
    Source.GOVERNMENT: "government",
    Source.PROTESTER: "protesters",
    Source.FOREIGN_OFFICIAL: "foreign officials",
    Source.ANALYST: "analysts",
    Source.WITNESS: "witnesses",
    Source.OTHER: "others",
    Source.NONE: "the reporter",
}
SOURCE_NAMES_OF_ONE = {source: source.replace("_", " ") for source in Source} | {Source.NONE: "the reporter"}
SOURCE_MEANING = {
    Source.GOVERNMENT: "the country's authorities",
    Source.PROTESTER: "protesters and opposition",
    Source.FOREIGN_OFFICIAL: "other states and their bodies",
    Source.ANALYST: "outside experts",
    Source.WITNESS: "ordinary people",
    Source.OTHER: "media, groups, documents",
}
STANCE_NAMES = {
    Stance.FAVOR: "for the authorities",
    Stance.AGAINST: "against the authorities",
    Stance.NEUTRAL: "takes no side",
    None: "stance undecided",
}
NAMING_NAMES = {Naming.PERSON: "named people", Naming.BODY: "institutions", Naming.UNNAMED: "unnamed"}
TOLL_NAMES = {Toll.DEAD: "the dead", Toll.HURT: "the injured", Toll.HELD: "the detained"}
_FIELDS = {
    "outside": "said of it",
    "inside": "in the quotation",
    "cue": "reporting word",
    "mention": "named as",
    "profile": "the speaker is",
    "roles": "role",
    "head": "the speaker is",
    "context": "the sentence next to it",
    "around": "words near the speaker",
    "sides": "whose side",
    "senses": "it speaks of",
    "stems": "words that begin with",
    "outline": "in outline",
    "flags": "form",
}
_PLACEHOLDERS = {"ABROAD": "(a foreign place)", "HOME": "(the own country)", "NAME": "(a name)", "NUM": "(a number)"}
_MARKS = (("first:", ""), ("form:", ""), ("kind:", ""), ("@", ", "), (">", " to "), (":", " "))
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six")
_SPEAKERS_NAMED = 3  # in a sentence on figures; a list of more is for the table


def percent(share: float) -> str:
    """A share as a whole percentage; what is there but small is no zero, and what is not all is no hundred.

    Examples
    --------
    >>> percent(0.354), percent(0.004), percent(0.996), percent(0.0), percent(1.0)
    ('35%', '<1%', '>99%', '0%', '100%')
    """
    text = f"{share:.0%}"
    if text == "0%" and share > 0:
        return "<1%"
    return ">99%" if text == "100%" and share < 1 else text


def count(number: int, noun: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> count(1, "sentence"), count(1204, "word")
    ('1 sentence', '1,204 words')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names in a row.

    Examples
    --------
    >>> listed(["police", "residents", "the UN"]), listed(["police"])
    ('police, residents and the UN', 'police')
    """
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def gist(voices: Attribution) -> str:
    """The article's voices in two sentences."""
    totals = {stance: sum(share.stances[stance] for share in voices.sources) for stance in Stance}
    undecided = voices.attributed_sentences - sum(totals.values())
    shares = {share.source: share.share for share in voices.sources if share.sentences}
    return _gist(shares, totals | {None: undecided})


def gist_of_many(found: Sums) -> str:
    """The voices of a collection in two sentences."""
    heard = found.sentences.sum(axis=1)
    shares = {one: float(share) for one, share, here in zip(ATTRIBUTED, found.shares, heard, strict=True) if here}
    return _gist(shares, {side: int(number) for side, number in zip(SIDES, found.sentences.sum(axis=0), strict=True)})


def _gist(shares: Mapping[Source, float], totals: Mapping[Stance | None, int]) -> str:
    if not shares:
        return "Nobody is quoted or cited."
    ranked = sorted(shares, key=lambda source: -shares[source])
    first, is_one = ranked[0], ranked[0] is Source.GOVERNMENT
    name = "The government" if is_one else SOURCE_NAMES[first].capitalize()
    if len(ranked) == 1:
        return f"{name} {'is' if is_one else 'are'} heard alone. {_sides(totals)}"
    second = "the government" if ranked[1] is Source.GOVERNMENT else SOURCE_NAMES[ranked[1]]
    verb = "has" if is_one else "have"
    room = f"{name} {verb} the most room: {percent(shares[first])} of all attributed words"
    return f"{room}, before {second} with {percent(shares[ranked[1]])}. {_sides(totals)}"


def _sides(totals: Mapping[Stance | None, int]) -> str:
    """How many attributed sentences take which side."""
    parts = [
        f"{totals[Stance.FAVOR]:,} stand for the authorities",
        f"{totals[Stance.AGAINST]:,} against them",
        f"{totals[Stance.NEUTRAL]:,} on neither side",
        *([f"{totals[None]:,} undecided"] if totals[None] else []),
    ]
    return f"Of {count(sum(totals.values()), 'attributed sentence')}, {listed(parts)}."


def spread(voices: Attribution) -> str:
    """Diversity in words."""
    heard = sum(1 for share in voices.sources if share.sentences)
    if voices.diversity is None:
        return "Nobody speaks, so there is nothing to spread."
    if heard == 1:
        return "One kind of source speaks alone."
    evenly = "evenly" if voices.diversity >= 0.8 else "unevenly" if voices.diversity >= 0.5 else "very unevenly"
    return f"{_NUMBERS[heard].capitalize()} of six kinds of source are heard, {evenly}."


def leaning(voices: Attribution) -> str:
    """Balance in words."""
    if voices.balance is None:
        return "No sentence takes a side."
    if voices.balance == 0:
        return "As many sentences for the authorities as against them."
    if abs(voices.balance) == 1:
        return f"Whoever takes a side is {'for' if voices.balance > 0 else 'against'} the authorities."
    much = "Slightly" if abs(voices.balance) < 0.25 else "Clearly" if abs(voices.balance) < 0.75 else "Almost all"
    return f"{much} {'for' if voices.balance > 0 else 'against'} the authorities, among sentences that take a side."


def notes(voices: Attribution, found: Findings) -> list[str]:
    """The observations on an article, one sentence each; those on figures are `basis`."""
    said = (
        first_voice(found),
        lead(found),
        last_voice(found),
        missing(found),
        silence(voices, found),
        spread(voices),
        leaning(voices),
    )
    return [one for one in said if one]


def first_voice(found: Findings) -> str:
    """Who speaks first, and after how many words."""
    if not found.first:
        return "Nobody is quoted or cited."
    after = f"after {count(found.first.words_before, 'word')}" if found.first.words_before else "at once"
    return f"First voice: {_who(found.first)}, {after}."


def last_voice(found: Findings) -> str:
    """Who has the last word."""
    return f"Last word: {_who(found.last)}." if found.last else ""


def lead(found: Findings) -> str:
    """Who has the lead, with the words of each."""
    spoken = {source: words for source, words in found.lead.items() if source not in (Source.NONE, None)}
    if not spoken:
        return f"Nobody is heard in the first {LEAD_WORDS} words."
    total = sum(found.lead.values())
    ranked = sorted(spoken.items(), key=lambda item: -item[1])
    parts = [f"{SOURCE_NAMES[source]} {words}" for source, words in ranked if source]
    narrated = found.lead.get(Source.NONE, 0)
    return f"Of the first {total} words: {', '.join([*parts, f'the reporter {narrated}'])}."


def missing(found: Findings) -> str:
    """Who is not heard."""
    if not found.missing:
        return "All six kinds of source are heard." if found.first else ""
    return f"Not heard: {listed([SOURCE_NAMES[source] for source in found.missing], 'or')}."


def silence(voices: Attribution, found: Findings) -> str:
    """What the missing voices mean for the two sides: whose account stands without an answer."""
    missing_sources = set(found.missing)
    people = {Source.PROTESTER, Source.WITNESS}
    if not found.first:
        return ""
    if Source.GOVERNMENT not in missing_sources and people <= missing_sources:
        return "The authorities' account stands without an answer from those on the street."
    against = sum(share.stances[Stance.AGAINST] for share in voices.sources)
    if Source.GOVERNMENT in missing_sources and against:
        return f"The authorities are spoken against in {count(against, 'sentence')} and not heard themselves."
    return ""


def basis(found: Basis) -> str:
    """What figures of one toll rest on."""
    what = f"Figures on {TOLL_NAMES[found.toll]}"
    if not found.attributed:
        return f"{what} are given by the reporter, without a source." if found.narrated else f"{what} are undecided."
    also = "" if not found.narrated else "; the reporter also gives some without a source"
    who = _who_gives(found)
    is_alone = len(found.speakers) == 1 and all(one.speaker for _, one in found.attributed)
    if is_alone or len(found.sources) == 1:
        return f"{what} rest on {who} alone{also}."
    return f"{what} come from {who}{also}."


def verdicts(groups: Sequence[Group]) -> list[str]:
    """What a comparison tells: differences that are more than chance, and what there is too little to tell of."""
    told = [f"{group.name}: {_difference(one)}" for group in groups for one in group.estimates if one.is_different]
    small = [f"{group.name} ({count(group.articles, 'article')})" for group in groups if group.is_small]
    if len(groups) < 2:
        return ["There is one group only, and nothing to compare it with."]
    if len(small) == len(groups):
        return [f"Too little to tell: every group has fewer than {FEWEST} articles."]
    if not told:
        told = ["Too little to tell: no group differs from the others by more than chance would have it."]
    return told + ([f"Too few articles to tell anything of {listed(small)}."] if small else [])


def _difference(one: Estimate) -> str:
    difference = one.difference or 0.0
    if one.measure == "balance":
        more = "more for" if difference > 0 else "more against"
        return f"balance {signed(one.value)}, by {abs(difference):.2f} {more} the authorities than elsewhere"
    points = abs(difference) * 100
    more = "more" if difference > 0 else "less"
    return f"{SOURCE_NAMES[Source(one.measure)]} {percent(one.value or 0.0)}, {points:.0f} points {more} than elsewhere"


def signed(value: float | None) -> str:
    """A balance with its sign, or a dash.

    Examples
    --------
    >>> signed(-0.5), signed(0.25), signed(None)
    ('−0.50', '+0.25', '–')
    """
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")


def reason(field: str, ngram: str) -> str:
    """What an n-gram of a field means, in words; a field of a later model is shown by its own name.

    Examples
    --------
    >>> reason("cue", "say@name"), reason("profile", "ABROAD minister"), reason("new", "odd:thing")
    ('reporting word: say, name', 'the speaker is: (a foreign place) minister', 'new: odd thing')
    """
    words = " ".join(_PLACEHOLDERS.get(word, word) for word in ngram.split(" "))
    for mark, spoken in _MARKS:
        words = words.replace(mark, spoken)
    return f"{_FIELDS.get(field, field)}: {words}"


def _who_gives(found: Basis) -> str:
    if len(found.speakers) <= _SPEAKERS_NAMED and all(one.speaker for _, one in found.attributed):
        return listed(found.speakers)
    return listed([SOURCE_NAMES[source] for source in found.sources])


def _who(place: Place) -> str:
    source = place.sentence.source
    name = SOURCE_NAMES_OF_ONE[source] if source else "somebody"
    return f"{place.sentence.speaker} ({name})" if place.sentence.speaker else name
