"""CSV and TSV: a header, then one record a row.

CSV is read strictly: a row with a stray quotation mark is refused by name rather than run together with its
neighbours. TSV has no quoting, as most programs write it; a cell that is quoted all the same, as spreadsheets do it,
loses its quotation marks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from standpoint.data.article import Article, Refused
from standpoint.data.readers.limits import Columns, Reading, spelled
from standpoint.data.readers.lines import Line, lines_of
from standpoint.data.readers.records import Kind, Raw, article_of, check_whole
from standpoint.data.readers.text import file_encoding

_DELIMITERS = ",;\t|"
_ESCAPED = re.compile("[\udc80-\udcff]")  # what `surrogateescape` makes of a byte that is not of the encoding


def cut_table(stream: io.BufferedReader, head: bytes, name: str, reading: Reading) -> Iterator[Raw | Refused]:
    """The rows of a table, each with its cells by column."""
    encoding = file_encoding(head) or "utf-8"
    feed = _Feed(lines_of(stream, head, reading.limits.article), encoding)
    first = next(feed, "")
    delimiter, header = _header(first, reading.columns)
    if not first.strip():
        yield Refused(name, "expected a header line with the names of the columns, found nothing")
        return
    if reading.columns.text not in header:
        have = ", ".join(header)
        yield Refused(name, f"expected a column `{reading.columns.text}` (have: {have}); name it with --text-column")
        return
    if len(set(header)) < len(header):
        twice = sorted({column for column in header if header.count(column) > 1})
        yield Refused(name, f"expected every column once in the header, found twice: {', '.join(twice)}")
        return
    number = 0
    for number, row in _rows(feed, delimiter, reading.limits.article):
        yield _record(row, header, f"{name}:{number}", number, encoding)
    if not number:
        yield Refused(name, "expected rows below the header, found none")


def read_row(raw: Raw, columns: Columns) -> Article:
    """The article of a cut row; an empty cell is no value."""
    assert isinstance(raw.content, Mapping)
    check_whole(dict(raw.content), raw.place)
    names = columns.names - {columns.text}
    record = {key: None if key in names and value == "" else value for key, value in raw.content.items()}
    return article_of(record, columns, id=raw.id, place=raw.place)


def is_table(line: str, columns: Columns) -> bool:
    """Whether a first line is the header of a table, the column of the text being one of several."""
    header = _header(line, columns)[1]
    return len(header) > 1 and columns.text in header


class _Feed:
    """A file's lines as `csv` wants them; a line too long goes by as an empty one that is remembered."""

    def __init__(self, lines: Iterable[Line], encoding: str) -> None:
        self._lines = iter(lines)
        self._encoding = encoding
        self.number = 0
        self.too_long = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number = line.number
        if not line.is_whole:
            self.too_long = line.size
            return "\n"
        text = line.data.decode(self._encoding, "surrogateescape")
        return text.removeprefix("\ufeff") if line.number == 1 else text


def _header(line: str, columns: Columns) -> tuple[str, list[str]]:
    """The delimiter that finds the text's column, or else the most columns."""
    found = []
    for delimiter in _DELIMITERS:
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            cells = []
        names = [cell.strip() for cell in cells]
        found.append(((columns.text in names, len(names)), delimiter, names))
    _, delimiter, names = max(found, key=lambda one: one[0])
    return delimiter, names


def _rows(feed: _Feed, delimiter: str, longest: int) -> Iterator[tuple[int, list[str] | str]]:
    """Rows with the line they begin on; in place of a row that cannot be read, what is wrong with it."""
    csv.field_size_limit(longest)
    if delimiter == "\t":
        reader = csv.reader(feed, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        number, feed.too_long = feed.number + 1, 0
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"expected a row of CSV on line {number}, found: {error}"
            continue
        if feed.too_long:
            yield (
                number,
                (
                    f"expected at most {spelled(longest)} on line {feed.number}, found {spelled(feed.too_long)}; "
                    "see --max-article"
                ),
            )
        elif row:
            yield number, [_unquoted(cell) for cell in row] if delimiter == "\t" else row


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if is_quoted else cell


def _record(row: list[str] | str, header: list[str], id: str, number: int, encoding: str) -> Raw | Refused:
    if isinstance(row, str):
        return Refused(id, row)
    place = f"line {number}"
    if len(row) != len(header):
        return Refused(id, f"expected {len(header)} cells on {place}, as in the header, found {len(row)}")
    if bad := _ESCAPED.search("".join(row)):
        found = f"byte 0x{ord(bad[0]) - 0xDC00:02x}"
        return Refused(id, f"expected {encoding} on {place}, found {found}; convert the file")
    said = None if encoding == "utf-8" else encoding
    return Raw(id, Kind.ROW, dict(zip(header, row, strict=True)), place, said)
