"""The article and the span: what the rest of standpoint works on. Nothing here touches a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Span(NamedTuple):
    """A half-open run of characters (code points) of an article's text.

    Examples
    --------
    >>> Span(6, 11).of("Hello world")
    'world'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    Parameters
    ----------
    text : str
        The article as read; every span in a result counts characters of it.
    id : str
        What the article is called in results; for a file, its path as given.
    title : str, optional
        A headline that stands outside `text`.
    country : str, optional
        ISO 3166-1 alpha-2 code of the country of the main events, where known.
    metadata : mapping
        Any further keys of the record; carried to the result untouched.
    encoding : str, optional
        The encoding the text was read with, where it was not UTF-8.
    """

    text: str
    id: str = ""
    title: str | None = None
    country: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that could not be read: which, where, and why. The records around it are unharmed."""

    id: str
    reason: str
