"""Labelled sentences: the TSV format of seeds and gold sets, with every fault named by file, line and column.

The format: UTF-8, a header, one sentence a row in reading order, no quoting, and the columns

    article  country  paragraph  source  stance  speaker  text

Lines that begin with `#` are comments. Two comments are read: `# ID: genre=…; unrest=…; outcome=…` says what kind
of article follows, and `#: relay pronoun` names the hard cases that the next row is an example of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from standpoint.data.article import Article, Span
from standpoint.data.labels import Source, Stance
from standpoint.errors import LabelledDataError

COLUMNS = ("article", "country", "paragraph", "source", "stance", "speaker", "text")
_QUOTE_MARKS = str.maketrans("‘’“”", "''\"\"")
_TRAITS = re.compile(r"#\s*(\S+?):(\s*\w+=.*)$")  # the first colon before a `key=` ends the article's name
_PARAGRAPH = re.compile(r"\d{1,6}")  # no article has a million; Python refuses to read 5,000 digits


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One row: a sentence with its labels, and the hard cases it is an example of."""

    text: str
    paragraph: int
    source: Source
    stance: Stance | None
    speaker: str | None
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelledArticle:
    """An article of labelled sentences.

    Attributes
    ----------
    text : str
        Its sentences joined by a space within a paragraph and by a blank line between paragraphs.
    spans : tuple of Span
        Where each sentence stands in `text`.
    """

    id: str
    country: str | None
    sentences: tuple[LabelledSentence, ...]
    traits: dict[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def text(self) -> str:
        return "".join(self._pieces())

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        spans, position = [], 0
        for piece in self._pieces():
            if not piece.isspace():
                spans.append(Span(position, position + len(piece)))
            position += len(piece)
        return tuple(spans)

    @property
    def article(self) -> Article:
        """The same text as a reader would give it, without its labels."""
        return Article(text=self.text, id=self.id, country=self.country)

    def _pieces(self) -> Iterator[str]:
        previous: int | None = None
        for sentence in self.sentences:
            if previous is not None:
                yield " " if sentence.paragraph == previous else "\n\n"
            yield sentence.text
            previous = sentence.paragraph


def read_labelled(paths: Iterable[Path]) -> list[LabelledArticle]:
    """All labelled articles of the TSV files.

    Raises
    ------
    LabelledDataError
        If any row is at fault; all faults are listed, each with file, line and column.
    """
    parser = _Parser()
    for path in paths:
        parser.read(path)
    if parser.faults:
        raise LabelledDataError(parser.faults)
    return parser.articles


def labelled_files(folder: Path) -> list[Path]:
    """The TSV files of a seeds folder, by name.

    Raises
    ------
    LabelledDataError
        If there is none.
    """
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise LabelledDataError([f"{folder}: expected labelled .tsv files, found none"])
    return files


class _Parser:
    """Collects articles and faults over many files, so that one run names every fault."""

    def __init__(self) -> None:
        self.articles: list[LabelledArticle] = []
        self.faults: list[str] = []
        self._homes: dict[str, str] = {}  # article id -> file:line where it began

    def read(self, path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"{path}: expected a readable UTF-8 file: {error}")
            return
        if lines[0].rstrip("\r").split("\t") != list(COLUMNS):
            self._fault(path, 1, "header", f"expected the columns {' '.join(COLUMNS)}, found {lines[0]!r}")
            return
        _FileParser(self, path).read(lines)

    def begin(self, path: Path, number: int, identifier: str) -> None:
        if identifier in self._homes:
            first = self._homes[identifier]
            self._fault(path, number, "article", f"duplicate article {identifier!r}, which began at {first}")
        self._homes[identifier] = f"{path}:{number}"

    def _fault(self, path: Path, number: int, column: str, message: str) -> None:
        self.faults.append(f"{path}:{number}: {column}: {message}")


class _FileParser:
    """One file's rows, gathered into articles."""

    def __init__(self, parent: _Parser, path: Path) -> None:
        self.parent, self.path = parent, path
        self.traits: dict[str, dict[str, str]] = {}
        self.cases: tuple[str, ...] = ()
        self.rows: list[tuple[int, LabelledSentence]] = []
        self.spoilt: list[str] = []  # rows at fault: a speaker who is named in one is not a second fault
        self.id, self.country = "", ""

    def read(self, lines: list[str]) -> None:
        for number, line in enumerate(lines[1:], 2):
            line = line.rstrip("\r")
            if line.startswith("#"):
                self._comment(line)
            elif line:
                self._row(number, line.split("\t"))
        self._finish()

    def fault(self, number: int, column: str, message: str) -> None:
        self.parent._fault(self.path, number, column, message)

    def _comment(self, line: str) -> None:
        if line.startswith("#:"):
            self.cases = tuple(line[2:].split())
        elif match := _TRAITS.match(line):
            pairs = [pair.partition("=") for pair in match[2].split(";") if pair.strip()]
            if all(re.fullmatch(r"\w+", key.strip()) and equals for key, equals, _ in pairs):
                self.traits[match[1]] = {key.strip(): value.strip() for key, _, value in pairs}

    def _row(self, number: int, cells: list[str]) -> None:
        if len(cells) != len(COLUMNS):
            what = f"expected {len(COLUMNS)} columns divided by tabs, found {len(cells)}"
            self.fault(number, "row", f"{what} (a tab is {'missing' if len(cells) < len(COLUMNS) else 'too many'})")
            self.spoilt.append(" ".join(cells))
            return
        if not cells[0].strip():
            self.fault(number, "article", f"expected the article's name, found {cells[0]!r}")
            self.spoilt.append(cells[-1])
            return
        if cells[0] != self.id:
            self._finish()
            self.id, self.country = cells[0], cells[1]
            self.parent.begin(self.path, number, self.id)
        if sentence := self._sentence(number, cells):
            self.rows.append((number, sentence))
        else:
            self.spoilt.append(cells[-1])
        self.cases = ()

    def _sentence(self, number: int, cells: list[str]) -> LabelledSentence | None:
        _, country, paragraph, source, stance, speaker, text = cells
        before = len(self.parent.faults)
        self._check_place(number, country, paragraph)
        self._check_labels(number, source, stance, speaker)
        if not text.strip() or text != text.strip():
            self.fault(number, "text", "expected a sentence without white space around it")
        if len(self.parent.faults) > before:
            return None
        stance_label = Stance(stance) if stance else None
        return LabelledSentence(text, int(paragraph), Source(source), stance_label, speaker or None, self.cases)

    def _check_place(self, number: int, country: str, paragraph: str) -> None:
        if country and not re.fullmatch("[A-Z]{2}", country):
            self.fault(number, "country", f"expected an ISO 3166-1 alpha-2 code or nothing, found {country!r}")
        if country != self.country:
            self.fault(
                number,
                "country",
                f"expected {self.country!r} as in the article's first row, found {country!r}",
            )
        last = self.rows[-1][1].paragraph if self.rows else 0
        if not _PARAGRAPH.fullmatch(paragraph) or int(paragraph) < 1:
            self.fault(number, "paragraph", f"expected a number from 1, found {paragraph[:20]!r}")
        elif int(paragraph) < last:
            self.fault(number, "paragraph", f"goes backwards: {paragraph} after {last}")

    def _check_labels(self, number: int, source: str, stance: str, speaker: str) -> None:
        if source not in list(Source):
            self.fault(number, "source", f"unknown label {source!r}; expected one of {', '.join(Source)}")
        if stance and stance not in list(Stance):
            self.fault(number, "stance", f"unknown label {stance!r}; expected one of {', '.join(Stance)}")
        is_none = source == Source.NONE
        for column, value in (("stance", stance), ("speaker", speaker)):
            if is_none and value:
                self.fault(number, column, f"superfluous where the source is none: {value!r}")
            if not is_none and not value.strip():
                self.fault(number, column, f"missing where the source is {source!r}")

    def _finish(self) -> None:
        if not self.rows:
            return
        sentences = tuple(sentence for _, sentence in self.rows)
        article = LabelledArticle(self.id, self.country or None, sentences, self.traits.get(self.id, {}))
        text = _plain(" ".join([article.text, *self.spoilt]))
        for number, sentence in self.rows:
            if sentence.speaker and not _is_in(sentence.speaker, text):
                self.fault(number, "speaker", f"{sentence.speaker!r} is not in the article's text")
        self.parent.articles.append(article)
        self.rows = []


def _is_in(speaker: str, text: str) -> bool:
    """Whether a speaker, or each of several joined by "and", stands in the article (marks and capitals aside)."""
    return _has_words(text, _plain(speaker)) or all(_has_words(text, _plain(part)) for part in speaker.split(" and "))


def _has_words(text: str, words: str) -> bool:
    """Whether the words stand in the text as words: "Ali" is not in "Somalia", but one "placard" is in "placards"."""
    return re.search(rf"(?<!\w){re.escape(words)}s?(?!\w)", text) is not None


def _plain(text: str) -> str:
    return " ".join(text.translate(_QUOTE_MARKS).casefold().split())
