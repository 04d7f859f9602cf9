"""Every format, plain and compressed, from every kind of place, gives the same articles; and nothing makes it raise."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import fsspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archives import PROSE, WRAPPINGS, gzipped, html, json_lines, parquet, table, warc_record
from standpoint.data import readers
from standpoint.data.article import Article, Refused
from standpoint.data.extras import need
from standpoint.data.readers import Columns, Limits, Meter, Reading, Source, cut_source, read_articles
from standpoint.data.readers.limits import size_of
from standpoint.data.readers.recognition import Format, format_of
from standpoint.errors import InputError

RECORDS = [
    {"id": "a", "title": "Head", "country": "KZ", "text": 'One, "two".\nThree.', "outlet": "Post"},
    {"id": "b", "title": "", "country": "", "text": "Fyra får.", "outlet": "Times"},
]
ARTICLES = [
    Article('One, "two".\nThree.', "a", "Head", "KZ", {"outlet": "Post"}),
    Article("Fyra får.", "b", None, None, {"outlet": "Times"}),
]
PLAIN = [{**record, "text": record["text"].replace("\n", " ")} for record in RECORDS]
PLAIN_ARTICLES = [Article('One, "two". Three.', "a", "Head", "KZ", {"outlet": "Post"}), ARTICLES[1]]
NULLS = [{key: value or None for key, value in record.items()} for record in RECORDS]
PAGES = warc_record(html(PROSE)) + warc_record(b"GET", kind="request") + warc_record(b"Plain.", media="text/plain")


def read(*inputs: object, stdin: bytes | None = None, reading: Reading | None = None) -> list[Article | Refused]:
    stream = None if stdin is None else io.BytesIO(stdin)
    return list(read_articles(map(str, inputs), stdin=stream, reading=reading))


TABLES = [
    pytest.param("a.jsonl", json_lines(NULLS), ARTICLES, id="json lines"),
    pytest.param("a.csv", table(RECORDS), ARTICLES, id="csv"),
    pytest.param("a.csv", table(RECORDS, ";"), ARTICLES, id="csv with semicolons, as in half of Europe"),
    pytest.param("a.csv", table(RECORDS).replace(b"\n", b"\r\n").replace(b'".\r\n', b'".\n'), ARTICLES, id="csv, crlf"),
    pytest.param("a.csv", b"\xef\xbb\xbf" + table(RECORDS), ARTICLES, id="csv with byte-order mark"),
    pytest.param("a.tsv", table(PLAIN, "\t"), PLAIN_ARTICLES, id="tsv as spreadsheets quote it"),
    pytest.param("a.tsv", table(PLAIN, "\t").replace(b'"One, ""two"". Three."', b'One, "two". Three.'), PLAIN_ARTICLES,
                 id="tsv without quoting"),
    pytest.param("a.tsv", table(PLAIN, "\t").decode().encode("utf-16"), PLAIN_ARTICLES, id="tsv in utf-16"),
    pytest.param("a.parquet", parquet(NULLS), ARTICLES, id="parquet"),
]  # fmt: skip


@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=["plain", "gzip", "zstd"])
@pytest.mark.parametrize(("name", "data", "articles"), TABLES)
def test_records(tmp_path: Path, name: str, data: bytes, articles: list[Article], wrapping: str) -> None:
    """The same records, whatever the file: known columns become attributes, every other one metadata."""
    path = tmp_path / (name + wrapping)
    path.write_bytes(WRAPPINGS[wrapping](data))
    assert read(path) == articles


@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=["plain", "gzip", "zstd"])
@pytest.mark.parametrize(("name", "data", "articles"), [one for one in TABLES if ".tsv" not in str(one.values[0])])
def test_records_on_standard_input(name: str, data: bytes, articles: list[Article], wrapping: str) -> None:
    """A pipe has no suffix: the content decides."""
    assert read("-", stdin=WRAPPINGS[wrapping](data)) == articles


@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=["plain", "gzip", "zstd"])
def test_pages(tmp_path: Path, wrapping: str) -> None:
    """Main text, title, author and date of a page; its navigation and footer are not the article's."""
    path = tmp_path / f"a.html{wrapping}"
    path.write_bytes(WRAPPINGS[wrapping](html(PROSE)))
    (found,) = read(path)
    assert isinstance(found, Article)
    assert PROSE in found.text
    assert found.title == "Market shut"
    assert (found.metadata["author"], found.metadata["date"]) == ("Iva Dema", "2024-03-05")
    assert not any(word in found.text for word in ("Sport", "rights reserved"))


@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=["plain", "gzip", "zstd"])
def test_warc(tmp_path: Path, wrapping: str) -> None:
    """Pages and plain texts among the records; requests are passed over; the address is kept."""
    path = tmp_path / f"a.warc{wrapping}"
    path.write_bytes(WRAPPINGS[wrapping](PAGES))
    page, text = read(path)
    assert isinstance(page, Article) and isinstance(text, Article)
    assert PROSE in page.text
    assert page.metadata["url"] == "https://example.org/a"
    assert page.metadata["fetched"] == "2024-03-05T08:00:00Z"
    assert (page.id, text.id, text.text) == (f"{path}:1", f"{path}:3", "Plain.")


@pytest.mark.parametrize(
    ("record", "count"),
    [
        pytest.param(warc_record(html(PROSE), status="404 Not Found"), 0, id="not found"),
        pytest.param(warc_record(b"\x89PNG", media="image/png"), 0, id="picture"),
        pytest.param(warc_record(html(PROSE), media="text/html; charset=utf-8"), 1, id="media type with charset"),
        pytest.param(warc_record(html(PROSE), kind="resource"), 1, id="saved resource"),
        pytest.param(warc_record(b"Text.", kind="conversion", media="text/plain"), 1, id="extracted text"),
        pytest.param(
            warc_record(gzipped(html(PROSE)), extra="Content-Encoding: gzip\r\n"), 1, id="compressed by the server"
        ),
        pytest.param(
            warc_record(b"%x\r\n" % len(html(PROSE)) + html(PROSE) + b"\r\n0\r\n\r\n",
                        extra="Transfer-Encoding: chunked\r\n"), 1, id="in chunks",
        ),
        pytest.param(warc_record(html(PROSE + "\nWARC/1.0\r\nA: b")), 1, id="a page that speaks of WARC"),
    ],
)  # fmt: skip
def test_what_is_a_page(record: bytes, count: int) -> None:
    """Server's answers are judged by status and media type, and their bodies unpacked as a browser would."""
    found = read("-", stdin=record + warc_record(b"Last.", media="text/plain"))
    assert [type(one) for one in found] == [Article] * (count + 1)
    if count:
        assert isinstance(found[0], Article)
        assert "Porters" in found[0].text or found[0].text == "Text."


def test_other_columns(tmp_path: Path) -> None:
    """Whatever the columns are called; the usual names are then metadata like any other."""
    columns = Columns(text="body", id="key", title="head", country="state")
    row = {"key": "x", "head": "H", "state": "KZ", "body": "One.", "text": "teaser"}
    expected = [Article("One.", "x", "H", "KZ", {"text": "teaser"})]
    for name, data in (("a.jsonl", json_lines([row])), ("a.csv", table([row])), ("a.parquet", parquet([row]))):
        (tmp_path / name).write_bytes(data)
        assert read(tmp_path / name, reading=Reading(columns)) == expected


def test_parquet_values_become_json(tmp_path: Path) -> None:
    """Dates, decimals, bytes and what is nested: kept, in a form that a result can be written with."""
    row = {
        "text": "One.", "day": datetime.date(2024, 3, 5), "at": datetime.datetime(2024, 3, 5, 8),
        "price": Decimal("1.50"), "raw": b"ab", "tags": ["x", None], "by": {"name": "I", "age": 40},
        "score": float("nan"),
    }  # fmt: skip
    (tmp_path / "a.parquet").write_bytes(parquet([row]))
    (found,) = read(tmp_path / "a.parquet")
    assert isinstance(found, Article)
    assert json.loads(json.dumps(dict(found.metadata))) == {
        "day": "2024-03-05", "at": "2024-03-05T08:00:00", "price": "1.50", "raw": "ab", "tags": ["x", None],
        "by": {"name": "I", "age": 40}, "score": None,
    }  # fmt: skip


def test_another_encoding_holds_for_the_whole_file(tmp_path: Path) -> None:
    """A CSV from an old system: one encoding, told once from its head, said on every article."""
    rows = [
        {"id": str(number), "text": f"Les élèves ont bloqué la rue à l'aube, dit le préfet {number}."}
        for number in range(40)
    ]
    (tmp_path / "a.csv").write_bytes(table(rows).decode().encode("cp1252"))
    found = read(tmp_path / "a.csv")
    assert [one.text for one in found if isinstance(one, Article)] == [row["text"] for row in rows]
    assert {one.encoding for one in found if isinstance(one, Article)} == {"cp1252"}


# Places


def test_a_folder_with_everything_in_it(tmp_path: Path) -> None:
    """Formats mixed freely, compressed or not; what is no article is passed over."""
    files = {"a.csv.gz": gzipped(table(RECORDS)), "b.html": html(PROSE), "c.parquet": parquet(NULLS), "d.txt": b"Hi.",
             "e.warc": PAGES, "f.png": b"\x89PNG", "_manifest.json": b"{}"}  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    found = read(tmp_path)
    assert all(isinstance(one, Article) for one in found)
    names = [one.id.removeprefix(f"{tmp_path}/") for one in found]
    assert names == ["a", "b", "b.html", "a", "b", "d.txt", "e.warc:1", "e.warc:3"]


def test_globs(tmp_path: Path) -> None:
    """As a shell would, in order; a pattern that nothing matches is told."""
    for name in ("b.txt", "a.txt", "c.csv", "deep/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"Hi.")
    assert [Path(one.id).name for one in read(tmp_path / "*.txt")] == ["a.txt", "b.txt"]
    assert [Path(one.id).name for one in read(tmp_path / "**/*.txt")] == ["a.txt", "b.txt", "d.txt"]
    assert read(tmp_path / "*.warc")[0] == Refused(
        str(tmp_path / "*.warc"), "no such file or folder, and no file that the pattern matches"
    )


def test_a_file_whose_name_has_the_signs_of_a_glob(tmp_path: Path) -> None:
    """What is there is meant."""
    (tmp_path / "a[1].txt").write_bytes(b"Hi.")
    assert [type(one) for one in read(tmp_path / "a[1].txt")] == [Article]


@pytest.fixture
def store() -> str:
    """An object store in memory, with an archive in it."""
    files = fsspec.filesystem("memory")
    files.pipe({"/news/a.jsonl.gz": gzipped(json_lines(NULLS)), "/news/b.parquet": parquet(NULLS), "/news/c.png": b"x"})
    yield "memory://news"
    files.rm("/news", recursive=True)


@pytest.mark.parametrize(
    ("pattern", "count"),
    [("", 4), ("/", 4), ("/a.jsonl.gz", 2), ("/*.parquet", 2)],
    ids=["folder", "folder with a stroke", "file", "glob"],
)
def test_an_object_store(store: str, pattern: str, count: int) -> None:
    """Through fsspec, as files, folders and globs; Parquet is read where it lies."""
    found = read(store + pattern)
    assert [one.id for one in found] == ["a", "b"] * (count // 2)
    assert all(isinstance(one, Article) for one in found)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("memory://nowhere/a.txt", "no such file or folder", id="missing"),
        pytest.param("gopher://a/b.txt", "gopher", id="unknown kind of store"),
    ],
)
def test_an_address_that_leads_nowhere(name: str, reason: str) -> None:
    """One bad address among several costs itself alone."""
    (found,) = read(name)
    assert isinstance(found, Refused)
    assert reason in found.reason


def test_a_store_that_breaks_off(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its errors are of no class that we could know: the file is refused, and the others are read."""

    class BrokenLineError(Exception):
        pass

    inner = readers.open_source

    def fail(source: Source, *more: Any) -> Any:
        if source.name.endswith("a.jsonl.gz"):
            raise BrokenLineError("no answer")
        return inner(source, *more)

    monkeypatch.setattr(readers, "open_source", fail)
    first, *others = read(store)
    assert isinstance(first, Refused)
    assert first.id.endswith("/news/a.jsonl.gz")
    assert first.reason == "cannot be read: BrokenLineError: no answer"
    assert [one.id for one in others] == ["a", "b"]


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    """A name in an old encoding: the file is read, and is called by what of its name can be written."""
    path = bytes(tmp_path) + b"/caf\xe9.txt"
    Path(path.decode("utf-8", "surrogateescape")).write_bytes(b"Hi.")
    (found,) = read(tmp_path)
    assert isinstance(found, Article)
    assert found.id.endswith("caf\ufffd.txt")
    assert found.id.encode()


# Recognition, limits, extras


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        pytest.param("a.txt", b"{}", Format.TEXT, id="a text that begins with a brace"),
        pytest.param("a.TXT.GZ", b"x", Format.TEXT, id="capital suffixes"),
        pytest.param("a.txt", b"PAR1", Format.PARQUET, id="parquet under another name"),
        pytest.param("a.gz", b"WARC/1.0\r\n", Format.WARC, id="warc by its signature"),
        pytest.param("-", b"<!DOCTYPE html><html>", Format.HTML, id="html by its doctype"),
        pytest.param("-", b"\n <html lang=en>", Format.HTML, id="html by its tag"),
        pytest.param("-", b"<b>Police</b> said", Format.TEXT, id="a tag alone is no page"),
        pytest.param("page", b"\xef\xbb\xbf{\"text\"", Format.JSON_LINES, id="json after a byte-order mark"),
        pytest.param("-", b"id,text\n", Format.TABLE, id="a header with the column of texts"),
        pytest.param("-", b"text", Format.TEXT, id="one word is no header"),
        pytest.param("-", b"", Format.TEXT, id="nothing"),
    ],
)  # fmt: skip
def test_recognition(name: str, head: bytes, kind: Format) -> None:
    """Signatures first, then the suffix, then what the text looks like."""
    assert format_of(name, head, Columns()) is kind


@pytest.mark.parametrize("size", ["", "0", "-1", "x", "10 pounds", "1e9", "0.1"])
def test_sizes_that_are_none(size: str) -> None:
    """A wrong size stops the run before it begins."""
    with pytest.raises(InputError, match="--max-article: expected a size such as"):
        size_of(size, "--max-article")


@pytest.mark.parametrize(
    ("name", "data", "command"),
    [
        ("a.html", html(PROSE), "reading HTML needs trafilatura; install it: pip install 'standpoint[html]'"),
        ("a.parquet", parquet(NULLS), "reading Parquet needs pyarrow; install it: pip install 'standpoint[parquet]'"),
        ("a.warc", PAGES, "reading WARC needs warcio; install it: pip install 'standpoint[web]'"),
        ("a.txt", WRAPPINGS[".zst"](b"Hi."), "reading zstd needs zstandard; install it: pip install 'standpoint[web]'"),
    ],
    ids=["html", "parquet", "warc", "zstd"],
)
def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, command: str
) -> None:
    """With the command that installs it, on the file that needs it; other files are read."""
    monkeypatch.setattr("standpoint.data.extras.find_spec", lambda _: None)
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.jsonl").write_bytes(json_lines(NULLS))
    refused, *others = read(tmp_path)
    assert refused == Refused(str(tmp_path / name), command)
    assert others == ARTICLES


def test_what_is_there_is_not_missed() -> None:
    """The check itself lets through what is installed."""
    need("pyarrow", "parquet", "reading Parquet")


def test_the_meter_counts_what_is_taken_from_the_file(tmp_path: Path) -> None:
    """For the time left: bytes as they lie on the disk, not as they come out."""
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzipped(json_lines(NULLS)))
    meter = Meter()
    assert len(list(cut_source(Source(str(path)), Reading(), meter=meter))) == 2
    assert meter.taken == path.stat().st_size


# Fuzzing

SMALL = Reading(limits=Limits(article=20_000, ratio=50, expanded=10**7))
SOUND = {
    "a.txt": PROSE.encode(),
    "a.html": html(PROSE),
    "a.jsonl": json_lines(NULLS),
    "a.csv": table(RECORDS),
    "a.tsv": table(PLAIN, "\t"),
    "a.parquet": parquet(NULLS, group=1),
    "a.warc": PAGES,
}


def mutated(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Pieces of the data taken out and others put in."""
    for where, length, inserted in changes:
        start = int(where * len(data))
        data = data[:start] + inserted + data[start + length :]
    return data


LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=4)


@settings(max_examples=60)
@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=["plain", "gzip", "zstd"])
@pytest.mark.parametrize("name", SOUND)
@given(changes=CHANGES, is_inside=st.booleans())
def test_no_damage_makes_a_reader_raise(
    tmp_path_factory: pytest.TempPathFactory, name: str, wrapping: str, changes: list[tuple[float, int, bytes]],
    is_inside: bool,
) -> None:  # fmt: skip
    """Whatever is in the file, there are articles with text or records refused with a reason."""
    wrap: Callable[[bytes], bytes] = WRAPPINGS[wrapping]
    data = wrap(mutated(SOUND[name], changes)) if is_inside else mutated(wrap(SOUND[name]), changes)
    path = tmp_path_factory.getbasetemp() / f"fuzz-{name}{wrapping}"
    path.write_bytes(data)
    found = read(path, reading=SMALL)
    assert found or "warc" in name  # a WARC whose pages became something else holds no article, and no damage either
    for one in found:
        assert one.id.startswith(str(path)) or isinstance(one, Article)
        assert one.text.strip() if isinstance(one, Article) else one.reason


@settings(max_examples=100)
@given(data=st.binary(max_size=400))
def test_anything_on_standard_input(data: bytes) -> None:
    """No stream of bytes raises or is passed over in silence."""
    found = read("-", stdin=data, reading=SMALL)
    assert found or data.startswith(b"WARC")
    assert all(one.text.strip() if isinstance(one, Article) else one.reason for one in found)


@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(str.strip), min_size=1
    ),
    cuts=st.lists(st.integers(0, 60), max_size=4),
    wrapping=st.sampled_from(list(WRAPPINGS)),
)
def test_members_are_one_stream(texts: list[str], cuts: list[int], wrapping: str) -> None:
    """However a file was cut before it was compressed, in as many members or frames: the same records."""
    data = json_lines({"text": text} for text in texts)
    places = [0, *sorted(cut % len(data) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(places)]
    found = read("-", stdin=b"".join(WRAPPINGS[wrapping](piece) for piece in pieces if piece))
    assert [one.text for one in found if isinstance(one, Article)] == texts
