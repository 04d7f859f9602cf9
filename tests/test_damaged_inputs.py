"""Bad records among good ones, in every format: refused with reason and place, the others unharmed, exit status 1."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from archives import PROSE, gzip_bomb, gzipped, html, json_lines, parquet, table, warc_record, zstd, zstd_bomb
from standpoint import cli
from standpoint.data.article import Article, Refused
from standpoint.data.readers import Limits, Reading, read_articles

GOOD = ({"id": "a", "text": "One bus."}, {"id": "b", "text": "Två bussar."}, {"id": "c", "text": "Three buses."})
LIMITS = Limits(article=100_000, ratio=250, expanded=10**9)


@dataclass(frozen=True)
class Damage:
    """A file, the articles that must come out of it, and what must be said of each refused record.

    Attributes
    ----------
    ids : str
        Of the articles, in order, by a letter each; `*` is one that is called after its file.
    faults : tuple of (place, reason)
        How the id of each refused record ends, and what its reason holds.
    """

    name: str
    content: bytes
    ids: str
    faults: tuple[tuple[str, str], ...]


def lines(*changed: bytes) -> bytes:
    """Good JSON Lines with bad ones between the first and the rest."""
    good = json_lines(GOOD).splitlines(keepends=True)
    return good[0] + b"".join(line + b"\n" for line in changed) + b"".join(good[1:])


def rows(*changed: bytes) -> bytes:
    good = table(GOOD).splitlines(keepends=True)
    return b"".join(good[:2]) + b"".join(line + b"\n" for line in changed) + b"".join(good[2:])


def tabs(*changed: bytes) -> bytes:
    good = table(GOOD, "\t").splitlines(keepends=True)
    return b"".join(good[:2]) + b"".join(line + b"\n" for line in changed) + b"".join(good[2:])


def pages(*changed: bytes) -> bytes:
    good = [warc_record(html(PROSE), url=f"https://example.org/{letter}") for letter in "ab"]
    return good[0] + b"".join(changed) + good[1]


def cut(data: bytes, size: int = 12) -> bytes:
    return data[:-size]


def flipped(data: bytes, place: int) -> bytes:
    """One byte in the middle turned round."""
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def texts(*values: object, group: int = 1) -> bytes:
    """Parquet with the good records and texts of any kind between them."""
    records = [GOOD[0], *({"id": "x", "text": value} for value in values), *GOOD[1:]]
    return parquet(records, group=group)


def broken_group() -> bytes:
    """Parquet of three row groups, of which the second has its pages overwritten."""
    data = bytearray(parquet([{"id": one["id"], "text": one["text"] * 50} for one in GOOD], group=1))
    import io

    import pyarrow.parquet as pq

    column = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(1)
    start = column.dictionary_page_offset or column.data_page_offset
    data[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    return bytes(data)


LONG = "x" * 120_000
PAGE = warc_record(html(PROSE))
NUL = ((":2", "binary data"),)

CASES = [
    # JSON Lines
    Damage("json-cut.jsonl", lines(b'{"id": "x", "te'), "abc", ((":2", "on line 2, found invalid JSON"),)),
    Damage("json-two.jsonl", lines(b"{}", b"nothing"), "abc", ((":2", "no such key"), (":3", "on line 3"))),
    Damage("json-array.jsonl", lines(b'["text"]'), "abc", ((":2", "found list"),)),
    Damage("json-deep.jsonl", lines(b"[" * 50_000), "abc", ((":2", "found invalid JSON"),)),
    Damage("json-no-text.jsonl", lines(b'{"id": "x"}'), "abc", ((":2", "`text` on line 2, found no such key"),)),
    Damage("json-null.jsonl", lines(b'{"text": null}'), "abc", ((":2", "`text` on line 2, found null"),)),
    Damage("json-number.jsonl", lines(b'{"text": 12}'), "abc", ((":2", "`text` on line 2, found int"),)),
    Damage("json-empty.jsonl", lines(b'{"text": " "}'), "abc", ((":2", "some text in `text` on line 2"),)),
    Damage("json-title.jsonl", lines(b'{"text": "A.", "title": 3}'), "abc", ((":2", "`title` on line 2, found int"),)),
    Damage("json-nul.jsonl", lines(b'{"text": "A\0B"}'), "abc", NUL),
    Damage("json-escaped-nul.jsonl", lines(b'{"text": "A\\u0000B"}'), "abc", NUL),
    Damage("json-surrogate.jsonl", lines(b'{"text": "A \\ud800"}'), "abc", ((":2", "half a surrogate pair"),)),
    Damage("json-utf8.jsonl", lines(b'{"text": "A \xff\xfe B"}'), "abc", ((":2", "0xff at byte 13"),)),
    Damage("json-half.jsonl", lines(b'{"text": "A \xc3"}'), "abc", ((":2", "expected utf-8 on line 2"),)),
    Damage("json-long.jsonl", lines(json.dumps({"text": LONG}).encode()), "abc", ((":2", "at most 100 kB on line 2"),)),
    Damage("json-nothing.jsonl", b"", "", (("", "found an empty file"),)),
    Damage("json-cut.jsonl.gz", cut(gzipped(lines()), 8), "abc", (("", "gzip data, found it cut off after"),)),
    Damage("json-cut.jsonl.zst", cut(zstd(lines()), 3), "", (("", "zstd data, found it cut off after"),)),
    Damage("json-crc.jsonl.gz", flipped(gzipped(lines()), -6), "", (("", "an empty file"), ("", "found damage"))),
    Damage("json-damaged.jsonl.zst", flipped(zstd(lines()), 4), "", (("", "found damage near byte"),)),
    Damage("json-tail.jsonl.gz", gzipped(lines()) + b"rubbish", "abc", (("", "found damage near byte"),)),
    Damage("json-not-gzip.jsonl.gz", lines(b"?"), "abc", ((":2", "invalid JSON"),)),
    Damage("json-bomb.jsonl.gz", gzip_bomb(64 << 20), "", (("", "grow at most 250-fold"),)),
    Damage("json-bomb.jsonl.zst", zstd_bomb(64 << 20), "", (("", "grow at most 250-fold"),)),
    Damage("json-bomb-in-bomb.jsonl.gz", gzipped(gzip_bomb(256 << 20)), "", (("", "grow at most 250-fold"),)),
    Damage("json-bomb-in-zstd.jsonl.zst", zstd(gzip_bomb(64 << 20)), "", (("", "grow at most 250-fold"),)),
    Damage("json-five-deep.gz", gzipped(gzipped(gzipped(gzipped(lines())))), "", (("", "at most 3 times over"),)),
    # CSV and TSV
    Damage("csv-few.csv", rows(b"x"), "abc", ((":3", "expected 2 cells on line 3, as in the header, found 1"),)),
    Damage("csv-many.csv", rows(b"x,y,z"), "abc", ((":3", "found 3"),)),
    Damage("csv-empty.csv", rows(b"x,"), "abc", ((":3", "some text in `text` on line 3"),)),
    Damage("csv-quote.csv", rows(b'x,"an open quote', b'y,"next"'), "abc", ((":3", "a row of CSV on line 3"),)),
    Damage("csv-stray.csv", rows(b'x,"a" b'), "abc", ((":3", "a row of CSV on line 3"),)),
    Damage("csv-nul.csv", rows(b"x,A\0B"), "abc", ((":3", "binary data"),)),
    Damage("csv-utf8.csv", rows(b"x,A \xff B"), "abc", ((":3", "expected utf-8 on line 3, found byte 0xff"),)),
    Damage("csv-long.csv", rows(b"x," + LONG.encode()), "abc", ((":3", "at most 100 kB on line 3"),)),
    Damage("csv-no-column.csv", b"id,body\na,One.\n", "", (("", "a column `text` (have: id, body)"),)),
    Damage("csv-nothing.csv", b"", "", (("", "expected a header line"),)),
    Damage("csv-no-rows.csv", b"id,text\n\n", "", (("", "rows below the header, found none"),)),
    Damage("csv-twice.csv", b"id,text,text\na,One.,Two.\n", "", (("", "found twice: text"),)),
    Damage("csv-cut.csv.gz", cut(gzipped(rows()), 8), "abc", (("", "cut off after"),)),
    Damage("csv-cut.csv.zst", cut(zstd(rows()), 3), "ab", (("", "cut off after"),)),
    Damage("csv-bomb.csv.gz", gzipped(b"id,text\na,One bus.\n") + gzip_bomb(64 << 20), "a", (("", "250-fold"),)),
    Damage("tsv-few.tsv", tabs(b"x"), "abc", ((":3", "expected 2 cells"),)),
    Damage("tsv-many.tsv", tabs(b"x\ty\tz"), "abc", ((":3", "found 3"),)),
    Damage("tsv-utf8.tsv", tabs(b"x\t\xc3("), "abc", ((":3", "found byte 0xc3"),)),
    Damage("tsv-nul.tsv", tabs(b"x\tA\0B"), "abc", ((":3", "binary data"),)),
    Damage("tsv-no-column.tsv", b"id\tbody\na\tOne.\n", "", (("", "name it with --text-column"),)),
    # Parquet
    Damage("pq-null.parquet", texts(None), "abc", ((":2", "`text` on row 2, found null"),)),
    Damage("pq-empty.parquet", texts(""), "abc", ((":2", "some text in `text` on row 2"),)),
    Damage("pq-nul.parquet", texts("A\0B"), "abc", ((":2", "binary data"),)),
    Damage("pq-long.parquet", texts(LONG), "abc", ((":2", "at most 100 kB on row 2"),)),
    Damage("pq-two.parquet", texts(None, " ", group=5), "abc", ((":2", "null"), (":3", "some text"))),
    Damage("pq-group.parquet", broken_group(), "ac", ((":2", "cannot read rows 2 to 2"),)),
    Damage("pq-cut.parquet", cut(texts()), "", (("", "expected a Parquet file"),)),
    Damage("pq-magic.parquet", b"PAR1" + b"x" * 40, "", (("", "expected a Parquet file"),)),
    Damage("pq-empty-file.parquet", b"", "", (("", "expected a Parquet file"),)),
    Damage("pq-other.parquet", b"id,text\na,One.\n", "", (("", "expected a Parquet file"),)),
    Damage("pq-no-column.parquet", parquet([{"id": "a", "body": "One."}]), "", (("", "(have: id, body)"),)),
    Damage("pq-no-rows.parquet", parquet([], schema=pa.schema([("text", pa.string())])), "", (("", "expected rows"),)),
    Damage("pq-number.parquet", parquet([{"id": "a", "text": 3}]), "", ((":1", "`text` on row 1, found int"),)),
    Damage("pq-cut.parquet.gz", cut(gzipped(texts())), "", (("", "cut off after"),)),
    # WARC
    Damage("warc-cut.warc", cut(pages(), 300), "1", ((":2", "cut off"),)),
    Damage("warc-cut.warc.gz", gzipped(PAGE) + cut(gzipped(PAGE), 100), "1", ((":2", "cut off after"),)),
    Damage("warc-short.warc", pages(warc_record(html(PROSE), length=5000)), "13", ((":2", "it is cut off"),)),
    Damage(
        "warc-length.warc",
        pages(warc_record(html(PROSE), length=90)),
        "14",
        ((":2", "found none"), (":3", "begins with WARC/")),
    ),
    Damage(
        "warc-gz-member.warc.gz",
        gzipped(PAGE) + flipped(gzipped(PAGE), 99) + gzipped(PAGE),
        "12",
        (("", "found damage near byte"),),
    ),

    Damage("warc-rubbish.warc", pages(b"rubbish\r\nmore\r\n\r\n"), "13", ((":2", "begins with WARC/"),)),
    Damage("warc-header.warc", pages(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n"), "13", ((":2", "Content-Length"),)),
    Damage("warc-long.warc", pages(warc_record(html(LONG))), "13", ((":2", "a page of at most 100 kB"),)),
    Damage("warc-http.warc", pages(warc_record(b"", status="")), "13", ()),
    Damage("warc-no-text.warc", pages(warc_record(b"<html><body></body></html>")), "13", ((":2", "found none"),)),
    Damage(
        "warc-bomb.warc",
        pages(warc_record(gzip_bomb(64 << 20), extra="Content-Encoding: gzip\r\n")),
        "13",
        ((":2", "a page of at most 100 kB"),),
    ),
    Damage(
        "warc-bomb.warc.gz",
        gzipped(pages()) + gzip_bomb(64 << 20),
        "12",
        ((":3", "begins with WARC/"), ("", "250-fold")),
    ),
    Damage("warc-nothing.warc", b"", "", (("", "found an empty file"),)),
    # HTML
    Damage("html-empty.html", b"", "", (("", "expected HTML"),)),
    Damage("html-none.html", b"<html><body><nav></nav></body></html>", "", (("", "found none"),)),
    Damage("html-plain.html", PROSE.encode(), "", (("", "found no tag"),)),
    Damage("html-picture.html", b"\x89PNG\r\n\x1a\n\0\0<\xff" * 40, "", (("", "expected"),)),
    Damage("html-long.html", html(LONG), "", (("", "an article of at most 100 kB"),)),
    Damage("html-cut.html.gz", cut(gzipped(html(PROSE))), "", (("", "cut off after"),)),
    Damage("html-bomb.html.zst", zstd_bomb(64 << 20), "", (("", "250-fold"),)),
    # Text
    Damage("text-empty.txt", b"", "", (("", "nothing but white space"),)),
    Damage("text-nul.txt", b"A" * 20_000 + b"\0", "", (("", "binary data"),)),
    Damage("text-long.txt", LONG.encode(), "", (("", "an article of at most 100 kB"),)),
    Damage("text-cut.txt.gz", cut(gzipped(PROSE.encode()), 20), "", (("", "cut off after"),)),
    Damage("text-crc.txt.gz", flipped(gzipped(PROSE.encode()), -6), "", (("", "found damage"),)),
    Damage("text-bomb.txt.gz", gzip_bomb(64 << 20), "", (("", "at most 100 kB"),)),
    Damage("text-nested-bomb.txt.gz", gzipped(gzipped(gzip_bomb(256 << 20))), "", (("", "at most"),)),
    Damage("text-zip.txt", b"PK\x03\x04" + b"\0" * 30, "", (("", "found a zip archive"),)),
    Damage("text-pdf.txt", b"%PDF-1.7 ...", "", (("", "found a PDF"),)),
]  # fmt: skip


def test_there_are_enough_cases() -> None:
    """Every format with damage of its own, and each case once."""
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def test_all_of_them_in_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the command line: exit status 1, every good article in the results, every other record in the refused file."""
    monkeypatch.chdir(tmp_path)
    for case in CASES:
        Path(case.name).write_bytes(case.content)
    names = [case.name for case in CASES]
    with pytest.raises(SystemExit, match="1"):
        cli.app(["classify", *names, "-o", "out.jsonl", "--max-article", "100kB", "--part-size", "10kB"])
    results = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    refused = [json.loads(line) for line in Path("out.refused.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(results) == sum(len(case.ids) for case in CASES)
    assert len(refused) == sum(len(case.faults) for case in CASES)
    assert f"{len(results)} articles" in capsys.readouterr().err
    assert all(record["reason"] and record["id"] for record in refused)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_damage_costs_its_own_record_alone(case: Damage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The archive of ten million must not stop at the one file that a server cut off."""
    monkeypatch.chdir(tmp_path)
    Path(case.name).write_bytes(case.content)
    found = list(read_articles([case.name], reading=Reading(limits=LIMITS)))
    articles = [one.id.rpartition(":")[2] for one in found if isinstance(one, Article)]
    assert "".join(articles) == case.ids
    refused = [one for one in found if isinstance(one, Refused)]
    assert len(refused) == len(case.faults)
    for one, (place, reason) in zip(refused, case.faults, strict=True):
        assert one.id == case.name + place
        assert reason in one.reason
