"""Write pages: one file for one article, or a collection's page with a folder of pages beside it.

Articles are written as they come, so that memory holds sums and not texts. The folder takes its place when it is
finished, and the page after it: whoever opens the page finds everything that it leads to.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from urllib.parse import quote

from standpoint.data.labels import ATTRIBUTED, Source
from standpoint.data.results import ArticleResult, SentenceResult
from standpoint.data.writers import replacing
from standpoint.errors import InputError
from standpoint.report.attribution import word_count
from standpoint.report.collection import Collection, Entry
from standpoint.report.findings import name
from standpoint.report.html.article import Link, article_page
from standpoint.report.html.collection import Pages, collection_page
from standpoint.report.html.render import data, line, render

MOST_ARTICLES = 20_000  # the page's table stays quick; more is work for a data frame, not for a page
_EXCERPT = 400  # characters of a sentence in a list; the article's page has all of it
_SLOT = "%(data)s"  # where a list's data goes: it is longer than memory should hold


def write_pages(articles: Iterable[ArticleResult], path: Path, *, title: str, compared: str | None = None) -> int:
    """Write the page of one article, or of many with a folder ``NAME_files`` beside it; how many there were.

    Raises
    ------
    InputError
        If there is no article, more than `MOST_ARTICLES`, or the column to compare by is in none.
    """
    rest = iter(articles)
    first = list(islice(rest, 2))
    if not first:
        raise InputError("expected results of at least one article, found none")
    if len(first) > 1:
        return _write_collection(chain(first, rest), path, title, compared)
    with replacing(path) as page:
        page.write(article_page(first[0]))
    return 1


def _write_collection(articles: Iterable[ArticleResult], path: Path, title: str, compared: str | None) -> int:
    collection = Collection()
    folder_name = f"{path.stem}_files"
    back = Link(f"../{quote(path.name)}", title)
    with _replacing_folder(path.with_name(folder_name)) as folder:
        lists = {source: _List(folder / f".{source}") for source in ATTRIBUTED}
        for article in articles:
            entry = collection.add(article, name(article))
            if entry.number > MOST_ARTICLES:
                raise InputError(f"expected at most {MOST_ARTICLES:,} articles for pages, found more; report on a part")
            _add(lists, entry, article)
            (folder / f"{entry.number:05}.html").write_text(article_page(article, back), encoding="utf-8")
        collection.check_column("--compare", compared)
        for source, one in lists.items():
            one.write_page(folder / f"{source}.html", source, collection.entries, back)
        page = collection_page(collection, title, Pages(quote(folder_name)), compared)
    with replacing(path) as stream:
        stream.write(page)
    return len(collection.entries)


def _add(lists: Mapping[Source, _List], entry: Entry, article: ArticleResult) -> None:
    for number, sentence in enumerate(article.sentences, 1):
        if sentence.is_attributed and sentence.source:
            lists[sentence.source].add(entry.number, number, sentence)


class _List:
    """The sentences of one source on their way to a page, kept in a file beside it meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._articles: set[int] = set()
        path.write_text("", encoding="utf-8")

    def add(self, article: int, number: int, sentence: SentenceResult) -> None:
        """Take in a sentence of an article."""
        text = sentence.text if len(sentence.text) <= _EXCERPT else sentence.text[: _EXCERPT - 1] + "…"
        row = [
            article,
            number,
            sentence.speaker and line(sentence.speaker),
            sentence.stance,
            word_count(sentence.text),
            text,
        ]
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(("," if self._articles else "") + data(row))
        self._articles.add(article)

    def write_page(self, path: Path, source: Source, entries: Sequence[Entry], back: Link) -> None:
        """Write the page, and let go of the file."""
        rows = [
            [entry.number, line(entry.title), {key: line(value) for key, value in entry.columns.items()}]
            for entry in entries
            if entry.number in self._articles
        ]
        page = render("sentences.html.j2", "sentences.js", {"source": source, "collection": back, "slot": _SLOT})
        head, tail = page.split(_SLOT)
        with path.open("w", encoding="utf-8") as stream:
            stream.write(f'{head}{{"articles":{data(rows)},"sentences":[')
            with self._path.open(encoding="utf-8") as sentences:
                shutil.copyfileobj(sentences, stream)
            stream.write("]}" + tail)
        self._path.unlink()


@contextmanager
def _replacing_folder(path: Path) -> Iterator[Path]:
    """A folder that takes the place of `path` when the block ends well, and leaves no trace when it does not."""
    if path.exists() and not _is_ours(path):
        raise InputError(f"{path}: expected a folder of pages to replace, found something else; move it away")
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    temporary.mkdir()
    try:
        yield temporary
        if path.exists():
            shutil.rmtree(path)
        temporary.replace(path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _is_ours(path: Path) -> bool:
    """Whether a folder holds nothing but pages: then it may be replaced."""
    return path.is_dir() and all(file.suffix == ".html" and file.is_file() for file in path.iterdir())
