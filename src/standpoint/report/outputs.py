"""Reports in their forms: pages, Markdown or a terminal, of one article or of many. The one place that chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from standpoint.data.results import ArticleResult
from standpoint.data.writers import replacing
from standpoint.errors import InputError
from standpoint.report.collection import Collection
from standpoint.report.compare import compare
from standpoint.report.findings import name

if TYPE_CHECKING:
    from rich.console import Console

SUFFIXES = (".html", ".htm", ".md")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is asked for.

    Attributes
    ----------
    title : str
        Of a collection; an article has its own.
    by : str or None
        A column to group by, in the terminal and in Markdown; a page shows all that it can.
    compared : str or None
        A column whose groups are set side by side with intervals.
    """

    title: str
    by: str | None = None
    compared: str | None = None


def is_report(path: Path) -> bool:
    """Whether the suffix of an output asks for a report and not for results."""
    return path.suffix.lower() in SUFFIXES


def check_output(path: Path) -> None:
    """Refuse an output that cannot be written, before any work is done.

    Raises
    ------
    InputError
        If the suffix is no report's, the path is a folder, or its own folder is missing.
    """
    if not is_report(path):
        raise InputError(f"{path}: expected a report ending in .html or .md")
    if path.is_dir():
        raise InputError(f"{path}: expected a file to write, found a folder; name another")
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist; make it first")


def write(articles: Iterable[ArticleResult], path: Path, wanted: Wanted) -> int:
    """Write a report in the form of the path's suffix; how many articles it is of.

    Raises
    ------
    InputError
        If there is no article, or a column that is asked for is in none.
    """
    if path.suffix.lower() == ".md":
        with replacing(path) as stream:
            return write_markdown(articles, stream, wanted)
    from standpoint.report.html.site import write_pages

    return write_pages(articles, path, title=wanted.title, compared=wanted.compared)


def write_markdown(articles: Iterable[ArticleResult], stream: IO[str], wanted: Wanted) -> int:
    """Write Markdown: one article's voices, or a collection's."""
    from standpoint.report.markdown import article_markdown, collection_markdown

    rest = iter(articles)
    first = _begun(rest)
    if len(first) == 1:
        stream.write(article_markdown(first[0], name(first[0])))
        return 1
    collection = collected(chain(first, rest), wanted)
    columns = [wanted.by] if wanted.by else collection.columns()
    stream.write(collection_markdown(collection, wanted.title, columns, wanted.compared))
    return len(collection.entries)


def show(articles: Iterable[ArticleResult], console: Console, wanted: Wanted) -> int:
    """Print a report: one article's voices, or a collection's in brief."""
    from standpoint.report import terminal

    rest = iter(articles)
    first = _begun(rest)
    if len(first) == 1:
        terminal.show(first[0], console)
        return 1
    collection = collected(chain(first, rest), wanted)
    column = wanted.by or wanted.compared or next(iter(collection.columns()), None)
    terminal.show_collection(collection, console, title=wanted.title, column=column)
    if wanted.compared:
        terminal.show_comparison(compare(collection.groups(wanted.compared)), console)
    return len(collection.entries)


def collected(articles: Iterable[ArticleResult], wanted: Wanted) -> Collection:
    """The sums of the articles, with the columns that are asked for in them."""
    collection = Collection()
    for article in articles:
        collection.add(article, name(article))
    for option, column in (("--by", wanted.by), ("--compare", wanted.compared)):
        collection.check_column(option, column)
    return collection


def _begun(articles: Iterator[ArticleResult]) -> list[ArticleResult]:
    """The first two articles: they tell whether there are many."""
    first = list(islice(articles, 2))
    if not first:
        raise InputError("expected results of at least one article, found none")
    return first
