"""A record that is cut out of its file but not yet read.

Reading is in two steps. Cutting follows the file from its beginning and is cheap; reading a cut record (JSON, the
main text of a web page) is dear and needs nothing but the record, so it is done where the record is classified: in
another process, or on another machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from standpoint.data.article import Article
from standpoint.data.readers.limits import Columns
from standpoint.errors import InputError

# Bytes of a page that count as one byte of text. Pages of the press have 50 to 200 kB for some 3 kB of text, but they
# have to be held and sent to where they are read, and reading them takes longer than labelling them
_MARKUP = 4


class Kind(StrEnum):
    """What a cut record is."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"
    ROW = "row"
    PARQUET_ROW = "parquet row"


@dataclass(frozen=True, slots=True)
class Raw:
    """One record as it stands in its file.

    Attributes
    ----------
    id : str
        The file's name, with the record's number where the file holds several.
    kind : Kind
    content : bytes or mapping
        The bytes, or for a row of a table its cells by column.
    place : str
        Where in the file, for errors: "line 3", "row 7"; empty where the record is the whole file.
    encoding : str, optional
        What the file's text is in, where that was found for the file as a whole.
    metadata : mapping
        What the file says of the record outside of it.
    """

    id: str
    kind: Kind
    content: bytes | Mapping[str, Any]
    place: str = ""
    encoding: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """About how many bytes of text there are to classify."""
        if isinstance(self.content, Mapping):
            return sum(len(value) for value in self.content.values() if isinstance(value, str | bytes))
        return len(self.content) // (_MARKUP if self.kind is Kind.HTML else 1)


def article_of(record: Mapping[str, Any], columns: Columns, *, id: str, place: str) -> Article:
    """A record's columns as an article.

    Parameters
    ----------
    record : mapping
        Of JSON types.
    columns : Columns
    id, place
        What the article is called if no column says, and where it stands, for errors.

    Raises
    ------
    InputError
        If there is no text, or a column holds what it may not.
    """
    text = _string(record, columns.text, place, is_required=True)
    if not text or text.isspace():
        raise InputError(f"expected some text in `{columns.text}` on {place}, found none")
    if "\0" in text:
        raise InputError(f"expected text in `{columns.text}` on {place}, found binary data (NUL)")
    named = record.get(columns.id)
    return Article(
        text=text,
        id=id if named is None or named == "" else str(named),
        title=_string(record, columns.title, place),
        country=_string(record, columns.country, place),
        metadata={key: value for key, value in record.items() if key not in columns.names},
    )


def check_whole(record: Any, place: str) -> None:
    """Refuse half a surrogate pair: no result could be written with it, and all the others would be lost.

    Raises
    ------
    InputError
    """
    try:
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise InputError(f"expected whole characters on {place}, found half a surrogate pair: {half}") from None


def _string(record: Mapping[str, Any], key: str, place: str, *, is_required: bool = False) -> str | None:
    value = record.get(key)
    if value is None and not is_required:
        return None
    if not isinstance(value, str):
        raise InputError(f"expected a string in `{key}` on {place}, found {_kind(record, key)}")
    return value


def _kind(record: Mapping[str, Any], key: str) -> str:
    if key not in record:
        return f"no such key (keys: {', '.join(sorted(map(str, record))) or 'none'})"
    return "null" if record[key] is None else type(record[key]).__name__
