"""Write results: JSON Lines (one article a line) or CSV (one sentence a row).

A file appears whole or not at all: it is written beside its place and moved there when it is finished.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from standpoint.errors import InputError

OUTPUT_SUFFIXES = (".jsonl", ".csv")
_SENTENCE_COLUMNS = [
    "start",
    "end",
    "paragraph",
    "text",
    "source",
    "source_confidence",
    "stance",
    "stance_confidence",
    "speaker",
    "speaker_country",
    "mention",
    "cue",
    "quotes",
]
CSV_COLUMNS = ("id", "title", "country", "model", *_SENTENCE_COLUMNS)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run as a formula


def check_output(path: Path) -> None:
    """Refuse an output whose format cannot be told, before any work is done.

    Raises
    ------
    InputError
        If the suffix is not one of `OUTPUT_SUFFIXES`, or the folder is missing.
    """
    if path.suffix.lower() not in OUTPUT_SUFFIXES:
        raise InputError(f"{path}: expected an output ending in {' or '.join(OUTPUT_SUFFIXES)}")
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist; make it first")


def write_records(records: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write result records (see `ArticleResult.to_dict`) in the format of the path's suffix."""
    with replacing(path) as stream:
        if path.suffix.lower() == ".csv":
            write_csv(records, stream)
        else:
            write_jsonl(records, stream)


def write_jsonl(records: Iterable[Mapping[str, Any]], stream: IO[str]) -> None:
    """One JSON object a line."""
    for record in records:
        stream.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_csv(records: Iterable[Mapping[str, Any]], stream: IO[str]) -> None:
    """One row a sentence; spans as JSON; a cell that a spreadsheet would run as a formula gets a leading `'`."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for record in records:
        head = [record["id"], record["title"], record["country"], record["model"]]
        for sentence in record["sentences"]:
            writer.writerow([_cell(value) for value in [*head, *(sentence[name] for name in _SENTENCE_COLUMNS)]])


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A text file that takes the place of `path` when the block ends well, and leaves no trace when it does not."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value
