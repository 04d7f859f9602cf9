"""Reports as Markdown, for pasting. Text of articles is escaped: it stands as text, whatever it is."""

from __future__ import annotations

import re

from standpoint.data.results import ArticleResult
from standpoint.report import tables, wording
from standpoint.report.attribution import Attribution, attribution
from standpoint.report.collection import Collection
from standpoint.report.compare import compare
from standpoint.report.findings import Findings, findings
from standpoint.report.terminal import plain

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$@&!])")
_STARTS = re.compile(r"^(\s*)(\d+)([.)])|^(\s*)([-+=])")  # a line's start that would make a list or a heading
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|www)([:.])")  # what some renderers make a link of by itself
_SPEAKERS = 10  # listed; the rest are counted


def article_markdown(article: ArticleResult, title: str) -> str:
    """An article's voices."""
    voices, found = attribution(article), findings(article)
    parts = [f"## {escaped(title)}", _meta(article, voices), wording.gist(voices)]
    if voices.attributed_sentences:
        parts += [_table(_sources(voices, found)), _table(_speakers(voices)), _notes(voices, found)]
    return "\n\n".join(parts) + "\n"


def collection_markdown(collection: Collection, title: str, columns: list[str], compared: str | None = None) -> str:
    """A collection's voices: over all, by the columns given, and the speakers most heard."""
    found = collection.sums
    parts = [f"# {escaped(title)}", wording.count(found.articles, "article") + ". " + wording.gist_of_many(found)]
    parts.append(_table(tables.over_all(found)))
    for column in columns:
        parts += [f"## By {escaped(column)}", _table(tables.by_column(collection, column))]
    if compared:
        parts += _comparison(collection, compared)
    parts += ["## Most heard", _table(tables.most_heard(collection.speakers(_SPEAKERS)))]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Text as Markdown that shows it and nothing else, on one line.

    Examples
    --------
    >>> print(escaped("*Bread* | <b> [x](https://example.org)"))
    \\*Bread\\* \\| \\<b\\> \\[x\\](https\\://example.org)
    """
    line = " ".join(plain(text).split())
    line = _LINK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))
    return _STARTS.sub(lambda match: f"{match[2]}\\{match[3]}" if match[2] else f"\\{match[5]}", line)


def _meta(article: ArticleResult, voices: Attribution) -> str:
    values = [article.metadata.get("outlet"), article.metadata.get("date"), article.country, article.id]
    known = [escaped(value) for value in values if isinstance(value, str) and value]
    sizes = [wording.count(voices.sentences, "sentence"), wording.count(voices.words, "word")]
    return " · ".join([*known, *sizes])


def _sources(voices: Attribution, found: Findings) -> tables.Table:
    pairs = sorted(zip(voices.sources, found.manners, strict=True), key=lambda pair: -pair[0].words)
    rows = [
        (
            wording.SOURCE_NAMES[share.source],
            wording.percent(share.share),
            str(share.words),
            str(share.quoted_words),
            *(str(number) for number in share.stances.values()),
            str(manner.claimed),
        )
        for share, manner in pairs
        if share.sentences
    ]
    return tables.Table(("source", "share", "words", "quoted", "favor", "against", "neutral", "claimed"), tuple(rows))


def _speakers(voices: Attribution) -> tables.Table:
    shown = voices.speakers[:_SPEAKERS]
    rows = [(one.speaker, wording.SOURCE_NAMES_OF_ONE[one.source], wording.percent(one.share)) for one in shown]
    more = len(voices.speakers) - len(shown)
    last = [(f"{more} more", "", "")] if more > 0 else []
    return tables.Table(("speaker", "source", "share"), (*rows, *last))


def _notes(voices: Attribution, found: Findings) -> str:
    notes = [*wording.notes(voices, found), *(wording.basis(one) for one in found.bases)]
    return "\n".join(f"- {escaped(note)}" for note in notes)


def _comparison(collection: Collection, column: str) -> list[str]:
    groups = compare(collection.groups(column))
    verdicts = "\n".join(f"- {escaped(verdict)}" for verdict in wording.verdicts(groups))
    note = "Shares of attributed words with 95% intervals (bootstrap over articles); * differs by more than chance."
    return [f"## {escaped(column)} side by side", verdicts, _table(tables.side_by_side(groups)), escaped(note)]


def _table(table: tables.Table) -> str:
    if not table.rows:
        return "Nobody."
    lines = [table.head, ("---", *["---:"] * (len(table.head) - 1)), *table.rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text if set(text) <= set("-:") and text.startswith("---") else escaped(text)
