"""Writing results: whole files or none, JSON that is JSON, and CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.data.article import Span
from standpoint.data.labels import Source, Stance
from standpoint.data.results import ArticleResult, Evidence, Reason, SentenceResult
from standpoint.data.writers import (
    CSV_COLUMNS,
    check_output,
    replacing,
    write_csv,
    write_jsonl,
    write_records,
)
from standpoint.errors import InputError

NARRATION = SentenceResult(start=0, end=10, paragraph=1, text="It rained.", source=Source.NONE, source_confidence=0.91)
SPEECH = SentenceResult(
    start=12,
    end=29,
    paragraph=2,
    text='"No," said Nurova',
    source=Source.GOVERNMENT,
    source_confidence=0.123456,
    stance=Stance.AGAINST,
    stance_confidence=2 / 3,
    speaker="Asel Nurova",
    mention=Span(23, 29),
    cue=Span(18, 22),
    quotes=(Span(12, 17),),
    country="KZ",
)
REASONS = (Reason("cue", "say", 1.23456),)
REASONED = replace(SPEECH, evidence=Evidence(REASONS, REASONS, REASONS))
RESULT = ArticleResult("a", "Head", "KZ", "tiny", (NARRATION, SPEECH), {"outlet": "Post"})


def result(**changes: Any) -> dict[str, Any]:
    values = {"id": "a", "title": None, "country": None, "model": "tiny", "sentences": (NARRATION,)}
    return ArticleResult(**{**values, **changes}).to_dict()


def csv_of(*records: dict[str, Any]) -> list[list[str]]:
    stream = io.StringIO(newline="")
    write_csv(records, stream)
    return list(csv.reader(io.StringIO(stream.getvalue(), newline="")))


def test_jsonl_is_one_object_a_line() -> None:
    """The whole of the fixed format: a change here breaks a user's pipeline."""
    stream = io.StringIO()
    write_jsonl([RESULT.to_dict()], stream)
    assert json.loads(stream.getvalue()) == {
        "id": "a",
        "title": "Head",
        "country": "KZ",
        "model": "tiny",
        "sentences": [
            {
                "start": 0,
                "end": 10,
                "paragraph": 1,
                "text": "It rained.",
                "source": "none",
                "source_confidence": 0.91,
                "stance": None,
                "stance_confidence": None,
                "speaker": None,
                "speaker_country": None,
                "mention": None,
                "cue": None,
                "quotes": [],
            },
            {
                "start": 12,
                "end": 29,
                "paragraph": 2,
                "text": '"No," said Nurova',
                "source": "government",
                "source_confidence": 0.1235,
                "stance": "against",
                "stance_confidence": 0.6667,
                "speaker": "Asel Nurova",
                "speaker_country": "KZ",
                "mention": [23, 29],
                "cue": [18, 22],
                "quotes": [[12, 17]],
            },
        ],
        "metadata": {"outlet": "Post"},
    }


def test_labels_left_out_are_null_and_empty() -> None:
    """A source left out takes what hangs on it along; the probability says how unsure it was."""
    record = replace(RESULT, sentences=(SPEECH,)).at_least(0.5).to_dict()["sentences"][0]
    left_out = ("source", "stance", "stance_confidence", "speaker", "speaker_country", "mention", "cue")
    assert [record[name] for name in left_out] == [None] * 7
    assert record["source_confidence"] == 0.1235
    assert record["quotes"] == [[12, 17]]
    sideless = replace(RESULT, sentences=(replace(SPEECH, source_confidence=0.9),)).at_least(0.7).to_dict()
    assert [csv_of(sideless)[1][place] for place in range(8, 13)] == ["government", "0.9", "", "0.6667", "Asel Nurova"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(REASONED, ["attributed", "source", "stance"], id="attributed"),
        pytest.param(replace(REASONED, source_confidence=0.9).at_least(0.7), ["attributed", "source"], id="no stance"),
        pytest.param(REASONED.at_least(0.5), [], id="undecided"),
    ],
)
def test_evidence_of_the_labels_that_are_given(sentence: SentenceResult, expected: list[str]) -> None:
    """Reasons for a label that is not there would be reasons for nothing."""
    record = sentence.to_dict()["evidence"]
    assert list(record) == expected
    assert all(reasons == [["cue", "say", 1.2346]] for reasons in record.values())


def test_without_evidence_there_is_no_key() -> None:
    assert "evidence" not in NARRATION.to_dict()


def test_metadata_is_left_out_where_there_is_none() -> None:
    """An empty key would be noise in every line."""
    assert "metadata" not in result()


def test_attributed_sentences() -> None:
    """Narration is nobody's words."""
    assert RESULT.attributed == (SPEECH,)


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5))
def test_jsonl_round_trip(texts: list[str]) -> None:
    """One line a record whatever the text holds, as UTF-8 and not as escapes."""
    stream = io.StringIO(newline="")
    write_jsonl([{"text": text} for text in texts], stream)
    lines = stream.getvalue().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["text"] for line in lines] == texts


def test_not_a_number_is_not_written_as_json() -> None:
    """`NaN` is no JSON: other readers refuse the line. A record's metadata may hold it, as Python reads it."""
    stream = io.StringIO()
    write_jsonl([result(metadata={"score": float("nan")})], stream)
    assert json.loads(stream.getvalue())["metadata"] == {"score": None}


def test_csv_is_one_row_a_sentence() -> None:
    """Spans are JSON; what is not there is empty."""
    assert csv_of(RESULT.to_dict()) == [
        list(CSV_COLUMNS),
        [
            *("a", "Head", "KZ", "tiny", "0", "10", "1", "It rained.", "none", "0.91"),
            *("", "", "", "", "", "", "[]", '{"outlet":"Post"}'),
        ],
        [
            *("a", "Head", "KZ", "tiny", "12", "29", "2", '"No," said Nurova', "government", "0.1235"),
            *("against", "0.6667", "Asel Nurova", "KZ", "[23, 29]", "[18, 22]", "[[12, 17]]", '{"outlet":"Post"}'),
        ],
    ]


def test_csv_of_nothing_has_its_header() -> None:
    """A table without rows is still a table."""
    assert csv_of() == [list(CSV_COLUMNS)]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_formulas_are_disarmed(value: str) -> None:
    """A headline must not run in the spreadsheet of whoever opens the file."""
    row = csv_of(result(id=value, title=value))[1]
    assert row[:2] == ["'" + value, "'" + value]


@pytest.mark.parametrize("value", ["1 = 1", "it's", "", "'=1", "– dash", "5%"])
def test_other_cells_are_left_alone(value: str) -> None:
    """Only what a spreadsheet would run is changed."""
    assert csv_of(result(title=value))[1][1] == value


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_csv_round_trip(title: str, speaker: str) -> None:
    """Commas, quotation marks and line ends of any kind stay within their cell."""
    sentence = SentenceResult(0, 1, 1, "x", Source.OTHER, 1.0, Stance.NEUTRAL, 1.0, speaker)
    header, row = csv_of(result(title=title, sentences=(sentence,)))
    cells = dict(zip(header, row, strict=True))
    assert cells["title"] in (title, "'" + title)
    assert cells["speaker"] in (speaker, "'" + speaker)
    assert not cells["title"].startswith(("=", "+", "-", "@", "\t", "\r"))


# Files


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "OUT.CSV"])
def test_write_records(tmp_path: Path, name: str) -> None:
    """The suffix decides, and nothing else is left in the folder."""
    path = tmp_path / name
    check_output(path)
    write_records([RESULT.to_dict()], path)
    first = path.read_bytes().decode().split("\n")[0]
    if name.endswith("jsonl"):
        assert json.loads(first)["id"] == "a"
    else:
        assert first == ",".join(CSV_COLUMNS)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["out.txt", "out", "out.json", "out.csv.bz2", ".csv", ".gz"])
def test_unknown_output(tmp_path: Path, name: str) -> None:
    """Refused before an hour of work, with the suffixes that would do."""
    with pytest.raises(InputError, match=r"expected an output ending in \.jsonl or \.csv or \.parquet"):
        check_output(tmp_path / name)


def test_output_that_is_a_folder(tmp_path: Path) -> None:
    """It would fail only when everything is done."""
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(InputError, match="expected a file to write, found a folder"):
        check_output(tmp_path / "out.csv")


def test_output_in_a_missing_folder(tmp_path: Path) -> None:
    """No folder is made behind the user's back."""
    with pytest.raises(InputError, match="does not exist; make it first"):
        check_output(tmp_path / "no" / "out.csv")


def test_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    """A run that fails half-way must not cost the last good result, nor litter."""
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def records() -> Any:
        yield RESULT.to_dict()
        raise KeyboardInterrupt("stopped")

    with pytest.raises(KeyboardInterrupt, match="stopped"):
        write_records(records(), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_text_that_cannot_be_encoded_leaves_no_trace(tmp_path: Path) -> None:
    """Half a character has no UTF-8; the failure is loud and the folder clean."""
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        write_records([result(title="\ud83d")], tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_replacing_writes_line_ends_as_given(tmp_path: Path) -> None:
    """The same bytes on every system."""
    with replacing(tmp_path / "a") as stream:
        stream.write("a\nb\r\n")
    assert (tmp_path / "a").read_bytes() == b"a\nb\r\n"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_replacing_keeps_permissions(tmp_path: Path) -> None:
    """A private file stays private, and a new one is as any new file of the user's."""
    old, new, plain = tmp_path / "old", tmp_path / "new", tmp_path / "plain"
    old.touch(mode=0o600)
    plain.touch()
    for path in (old, new):
        with replacing(path) as stream:
            stream.write("a")
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert new.stat().st_mode == plain.stat().st_mode
