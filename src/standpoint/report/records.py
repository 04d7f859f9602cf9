"""Results read back: records of the fixed format, from files or from a run's output folder, as `ArticleResult`.

A record may come from another version or from a stranger: what a report needs is checked, and a fault is named with
its place. Spans that lie outside their sentence are dropped, as a page cannot show them.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from standpoint.data.article import Span
from standpoint.data.labels import Source, Stance
from standpoint.data.results import ArticleResult, Evidence, Reason, SentenceResult
from standpoint.errors import InputError

_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.zst")
_SUFFIXES = (*_LINES, ".parquet")
_OF_ARTICLE = ("id", "title", "country", "model", "metadata")  # columns that every row of an article repeats


def read_results(paths: Iterable[Path], stdin: IO[bytes] | None = None) -> Iterator[ArticleResult]:
    """The results in files, in folders (their files by name) and, for ``-``, on standard input.

    Raises
    ------
    InputError
        If a path is missing, a folder holds no results, or a record is not one of ours.
    """
    for path in paths:
        if str(path) == "-" and stdin is not None:
            yield from _parsed("-", stdin)
            continue
        for file in _files(path):
            yield from _read_file(file)


def parse(record: Mapping[str, Any]) -> ArticleResult:
    """One record of the fixed format.

    Raises
    ------
    InputError
        If a key is missing or holds what it cannot.

    Examples
    --------
    >>> parse({"id": "a", "title": None, "country": "KG", "model": "m", "sentences": []}).country
    'KG'
    """
    if not isinstance(record, Mapping):
        raise InputError(f"expected an object, found {type(record).__name__}")
    sentences = _typed(record, "sentences", list)
    return ArticleResult(
        id=_typed(record, "id", str),
        title=_optional(record, "title", str),
        country=_optional(record, "country", str),
        model=_optional(record, "model", str) or "",
        sentences=tuple(_numbered(number, one) for number, one in enumerate(sentences, 1)),
        metadata=_optional(record, "metadata", dict) or {},
    )


def _read_file(path: Path) -> Iterator[ArticleResult]:
    if path.suffix == ".parquet":
        for record in _table_records(path):
            yield _parsed_one(f"{path}: {record['id']}", record)
        return
    with _opened(path) as stream:
        yield from _parsed(str(path), stream)


def _table_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a table of sentences: rows of one article stand together."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise InputError(f"{path}: reading Parquet needs pyarrow; install it with: pip install pyarrow") from None
    try:
        file = pyarrow.parquet.ParquetFile(path)
        if missing := {"id", "text", "source"} - set(file.schema_arrow.names):
            raise InputError(
                f"{path}: expected a row for each sentence, found no column {', '.join(sorted(missing))}; "
                "write results with --level sentence"
            )
        rows = (row for batch in file.iter_batches() for row in batch.to_pylist())
        for _, own in groupby(rows, key=lambda row: row["id"]):
            yield _record(list(own))
    except pyarrow.ArrowInvalid as error:
        raise InputError(f"{path}: expected Parquet: {error}") from None


def _record(rows: list[dict[str, Any]]) -> dict[str, Any]:
    head = {name: rows[0].get(name) for name in _OF_ARTICLE}
    head["metadata"] = json.loads(head["metadata"]) if head["metadata"] else None
    return {**head, "sentences": rows}


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.name.endswith(_SUFFIXES) and ".refused" not in file.name)
        if not found:
            raise InputError(f"{path}: expected results in it ({', '.join(_SUFFIXES)}), found none")
        return found
    if not path.exists():
        raise InputError(f"{path}: expected a file of results or a folder of them; there is none")
    if not path.name.endswith(_SUFFIXES):
        raise InputError(
            f"{path}: expected results ({', '.join(_SUFFIXES)}); make them with: "
            f"standpoint classify {path} -o results.jsonl"
        )
    return [path]


def _opened(path: Path) -> IO[bytes]:
    try:
        if path.name.endswith(".gz"):
            return gzip.open(path)  # type: ignore[return-value]
        if path.name.endswith(".zst"):
            return _zstd(path)
        return path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None


def _zstd(path: Path) -> IO[bytes]:
    try:
        import zstandard
    except ImportError:
        raise InputError(f"{path}: reading .zst needs zstandard; install it with: pip install zstandard") from None
    return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(path.open("rb"), read_across_frames=True))


def _parsed(name: str, stream: IO[bytes]) -> Iterator[ArticleResult]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            raise InputError(f"{name}:{number}: expected a record of results: {error}") from None
        yield _parsed_one(f"{name}:{number}", record)


def _parsed_one(where: str, record: Any) -> ArticleResult:
    try:
        return parse(record)
    except InputError as error:
        raise InputError(f"{where}: expected a record of results: {error}") from None


def _numbered(number: int, sentence: Any) -> SentenceResult:
    try:
        return _sentence(sentence)
    except (InputError, ValueError) as error:
        raise InputError(f"sentence {number}: {error}") from None


def _sentence(record: Any) -> SentenceResult:
    if not isinstance(record, Mapping):
        raise InputError(f"expected an object, found {type(record).__name__}")
    text, start = _typed(record, "text", str), _typed(record, "start", int)
    inside = Span(start, start + len(text))
    source, stance = record.get("source"), record.get("stance")
    return SentenceResult(
        start=start,
        end=inside.end,
        paragraph=_typed(record, "paragraph", int),
        text=text,
        source=None if source is None else Source(source),
        source_confidence=float(_typed(record, "source_confidence", (int, float))),
        stance=None if stance is None else Stance(stance),
        stance_confidence=_optional(record, "stance_confidence", (int, float)),
        speaker=_optional(record, "speaker", str),
        mention=_span(record.get("mention"), inside),
        cue=_span(record.get("cue"), inside),
        quotes=tuple(filter(None, (_span(one, inside) for one in _optional(record, "quotes", list) or ()))),
        country=_optional(record, "speaker_country", str),
        evidence=_evidence(_optional(record, "evidence", dict)),
    )


def _span(value: Any, inside: Span) -> Span | None:
    """A span, where it is one and lies in its sentence."""
    match value:
        case [int(start), int(end)] if inside.start <= start < end <= inside.end:
            return Span(start, end)
    return None


def _evidence(record: Mapping[str, Any] | None) -> Evidence | None:
    if record is None:
        return None
    return Evidence(**{name: _reasons(record[name]) for name in ("attributed", "source", "stance") if name in record})


def _reasons(rows: Any) -> tuple[Reason, ...]:
    return tuple(Reason(str(field), str(ngram), float(weight)) for field, ngram, weight in rows or ())


def _typed(record: Mapping[str, Any], key: str, kind: Any) -> Any:
    value = record.get(key)
    if not isinstance(value, kind) or isinstance(value, bool):
        names = " or ".join(one.__name__ for one in (kind if isinstance(kind, tuple) else (kind,)))
        raise InputError(f"expected {names} in `{key}`, found {type(value).__name__}")
    return value


def _optional(record: Mapping[str, Any], key: str, kind: Any) -> Any:
    return None if record.get(key) is None else _typed(record, key, kind)
