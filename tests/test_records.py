"""Results read back: what was written is what is read, and a fault is named with its place."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standpoint import ArticleResult
from standpoint.errors import InputError
from standpoint.report.records import parse, read_results

SENTENCE = {
    "start": 5, "end": 10, "paragraph": 1, "text": "“No.”", "source": "witness", "source_confidence": 0.9,
    "stance": "against", "stance_confidence": 0.8, "speaker": "Ana Kola", "speaker_country": None, "mention": None,
    "cue": None, "quotes": [[5, 10]],
}  # fmt: skip
RECORD = {"id": "a", "title": None, "country": "KG", "model": "m", "sentences": [SENTENCE]}
LINE = json.dumps(RECORD).encode()


def with_sentence(**changes: Any) -> dict[str, Any]:
    return {**RECORD, "sentences": [{**SENTENCE, **changes}]}


def test_the_samples_come_back(sample_results: list[ArticleResult]) -> None:
    """Evidence and metadata too; confidences are written with four digits, so the records are compared."""
    records = [one.to_dict() for one in sample_results]
    assert any("evidence" in sentence for record in records for sentence in record["sentences"])
    assert [parse(json.loads(json.dumps(record))).to_dict() for record in records] == records


def test_undecided_labels_come_back(sample_results: list[ArticleResult]) -> None:
    records = [one.at_least(0.9).to_dict() for one in sample_results]
    assert any(sentence["source"] is None for record in records for sentence in record["sentences"])
    assert [parse(record).to_dict() for record in records] == records


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("in.jsonl", LINE + b"\n\n" + LINE + b"\n", id="plain, with a blank line"),
        pytest.param("in.jsonl.gz", gzip.compress(LINE + b"\n" + LINE), id="gzip"),
    ],
)
def test_files(write_file: Callable[[str, bytes], Path], name: str, content: bytes) -> None:
    assert [one.id for one in read_results([write_file(name, content)])] == ["a", "a"]


def test_a_folder_of_parts_in_order(write_file: Callable[[str, bytes], Path]) -> None:
    """A run's output folder: its parts, not its manifest nor what was refused."""
    for name in ("part-00002", "part-00001"):
        path = write_file(f"run/{name}.jsonl", json.dumps({**RECORD, "id": name}).encode())
    write_file("run/manifest.json", b"{}")
    write_file("run/all.refused.jsonl", b'{"id": "x", "reason": "y"}')
    assert [one.id for one in read_results([path.parent])] == ["part-00001", "part-00002"]


def test_a_table_of_sentences(sample_results: list[ArticleResult], tmp_path: Path) -> None:
    """Parquet: the rows of an article stand together, spans are lists, metadata is JSON."""
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    records = [one.to_dict() for one in sample_results]
    rows = []
    for record in records:
        head = {name: record[name] for name in ("id", "title", "country", "model")}
        metadata = json.dumps(record["metadata"]) if "metadata" in record else None
        for sentence in record["sentences"]:
            sentence.pop("evidence")  # tables hold none
            rows.append({**head, **sentence, "metadata": metadata})
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "all.parquet")
    assert [one.to_dict() for one in read_results([tmp_path / "all.parquet"])] == records
    parquet.write_table(pyarrow.Table.from_pylist([{"id": "a", "words": 7}]), tmp_path / "articles.parquet")
    with pytest.raises(InputError, match="expected a row for each sentence, found no column source, text"):
        list(read_results([tmp_path / "articles.parquet"]))
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="expected Parquet: "):
        list(read_results([tmp_path / "broken.parquet"]))


def test_zstandard(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
    (tmp_path / "in.jsonl.zst").write_bytes(zstandard.compress(LINE + b"\n") + zstandard.compress(LINE))
    assert [one.id for one in read_results([tmp_path / "in.jsonl.zst"])] == ["a", "a"]


def test_standard_input() -> None:
    assert [one.id for one in read_results([Path("-")], stdin=io.BytesIO(LINE))] == ["a"]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ([5, 10], (5, 10)),
        ([4, 10], None),
        ([5, 11], None),
        ([7, 7], None),
        ([8, 6], None),
        (["5", 6], None),
        ("x", None),
    ],
)
def test_spans_outside_their_sentence_are_dropped(span: Any, expected: tuple[int, int] | None) -> None:
    [sentence] = parse(with_sentence(mention=span)).sentences
    assert sentence.mention == expected


@pytest.mark.parametrize(
    ("record", "message"),
    [
        pytest.param([], "expected an object, found list", id="no object"),
        pytest.param({}, "expected list in `sentences`, found NoneType", id="empty"),
        pytest.param({**RECORD, "id": 7}, "expected str in `id`, found int", id="id"),
        pytest.param({**RECORD, "sentences": [7]}, "sentence 1: expected an object, found int", id="sentence"),
        pytest.param(with_sentence(text=None), "sentence 1: expected str in `text`, found NoneType", id="text"),
        pytest.param(with_sentence(source="king"), "sentence 1: 'king' is not a valid Source", id="source"),
        pytest.param(with_sentence(stance="red"), "sentence 1: 'red' is not a valid Stance", id="stance"),
        pytest.param(with_sentence(start=True), "sentence 1: expected int in `start`, found bool", id="bool"),
    ],
)
def test_faulty_records(record: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse(record)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("in.jsonl", LINE + b"\n{", r"in\.jsonl:2: expected a record of results: ", id="broken line"),
        pytest.param("in.jsonl", b"\xff\n", r"in\.jsonl:1: expected a record of results: ", id="not UTF-8"),
        pytest.param("in.txt", b"News.", r"make them with: standpoint classify ", id="an article"),
        pytest.param("run/x.txt", b"News.", r"expected results in it \(.*\), found none", id="empty folder"),
    ],
)
def test_faulty_files(write_file: Callable[[str, bytes], Path], name: str, content: bytes, message: str) -> None:
    path = write_file(name, content)
    with pytest.raises(InputError, match=message):
        list(read_results([path.parent if path.parent.name == "run" else path]))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a file of results or a folder of them; there is none"):
        list(read_results([tmp_path / "no.jsonl"]))
