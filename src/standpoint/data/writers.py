"""Write results: JSON Lines (one article a line) or CSV (one sentence a row).

A file appears whole or not at all: it is written beside its place and moved there when it is finished.
"""

from __future__ import annotations

import json
import math
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
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
_NEEDS_QUOTES = re.compile(r'[",\r\n]')  # Python 3.11's csv.writer leaves a lone \r bare, and the row splits there


def check_output(path: Path) -> None:
    """Refuse an output whose format cannot be told, before any work is done.

    Raises
    ------
    InputError
        If the suffix is not one of `OUTPUT_SUFFIXES`, the path is a folder, or its own folder is missing.
    """
    if path.suffix.lower() not in OUTPUT_SUFFIXES:
        raise InputError(f"{path}: expected an output ending in {' or '.join(OUTPUT_SUFFIXES)}")
    if path.is_dir():
        raise InputError(f"{path}: expected a file to write, found a folder; name another")
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
    """One JSON object a line; a number that JSON has no word for (NaN, infinity) is null."""
    for record in records:
        try:
            line = _json(record)
        except ValueError:
            line = _json(_finite(record))
        stream.write(line + "\n")


def write_csv(records: Iterable[Mapping[str, Any]], stream: IO[str]) -> None:
    """One row a sentence; spans as JSON; a cell that a spreadsheet would run as a formula gets a leading `'`."""
    stream.write(_row(CSV_COLUMNS))
    for record in records:
        head = [record["id"], record["title"], record["country"], record["model"]]
        for sentence in record["sentences"]:
            stream.write(_row([*head, *(sentence[name] for name in _SENTENCE_COLUMNS)]))


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A text file that takes the place of `path` when the block ends well, and leaves no trace when it does not.

    It has the permissions of the file that it replaces, or else those of any new file.
    """
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    opener = partial(os.open, mode=0o666 if mode is None else mode)  # the system takes the user's umask off
    try:
        with open(temporary, "x", encoding="utf-8", newline="", opener=opener) as stream:
            yield stream
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _finite(value: Any) -> Any:
    """The same with null for every number that is none."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value


def _row(values: Iterable[Any]) -> str:
    return ",".join(map(_cell, values)) + "\n"


def _cell(value: Any) -> str:
    text = "" if value is None else json.dumps(value) if isinstance(value, list) else str(value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
