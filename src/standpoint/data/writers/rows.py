"""The rows of tables: what a sentence, or an article, is in CSV and Parquet."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from standpoint.data.labels import ATTRIBUTED, Stance
from standpoint.data.layout import Level

Record = Mapping[str, Any]

_HEAD = {"id": "string", "title": "string", "country": "string", "model": "string"}
_SENTENCE = {
    "start": "int32",
    "end": "int32",
    "paragraph": "int32",
    "text": "string",
    "source": "string",
    "source_confidence": "double",
    "stance": "string",
    "stance_confidence": "double",
    "speaker": "string",
    "speaker_country": "string",
    "mention": "span",
    "cue": "span",
    "quotes": "spans",
}
_SUMS = {
    "sentences": "int32",
    "words": "int32",
    "attributed_sentences": "int32",
    "attributed_words": "int32",
    "undecided_sentences": "int32",
    "undecided_words": "int32",
    "diversity": "double",
    "balance": "double",
}
_STANCES = (*map(str, Stance), "undecided")
_COUNTS = {"sentences": "int32", "words": "int32", "quoted_words": "int32", "share": "double"}
_OF_SOURCE = {**_COUNTS, **dict.fromkeys(_STANCES, "int32")}
_SHARES = {f"{source}_{name}": kind for source in ATTRIBUTED for name, kind in _OF_SOURCE.items()}

COLUMNS: Mapping[Level, Mapping[str, str]] = {
    Level.SENTENCE: {**_HEAD, **_SENTENCE, "metadata": "json"},
    Level.ARTICLE: {**_HEAD, **_SUMS, **_SHARES, "speakers": "json", "metadata": "json"},
}
"""The columns of each level, in order, with their types."""


def rows(record: Record, level: Level) -> Iterator[dict[str, Any]]:
    """The rows of a result record."""
    return iter([_article_row(record)]) if level is Level.ARTICLE else _sentence_rows(record)


def json_text(value: Any) -> str:
    """JSON on one line; a number that JSON has no word for (NaN, infinity) is null."""
    try:
        return _json(value)
    except ValueError:
        return _json(_finite(value))


def _sentence_rows(record: Record) -> Iterator[dict[str, Any]]:
    head = {name: record[name] for name in _HEAD}
    metadata = _metadata(record)
    for sentence in record["sentences"]:
        yield {**head, **{name: sentence[name] for name in _SENTENCE}, "metadata": metadata}


def _article_row(record: Record) -> dict[str, Any]:
    sums = record["attribution"]
    row = {name: record[name] for name in _HEAD} | {name: sums[name] for name in _SUMS}
    for source in ATTRIBUTED:
        share = sums["sources"][source]
        row |= {f"{source}_{name}": share[name] for name in _COUNTS}
        row |= {f"{source}_{stance}": share["stances"][stance] for stance in _STANCES}
    return row | {"speakers": json_text(sums["speakers"]), "metadata": _metadata(record)}


def _metadata(record: Record) -> str | None:
    metadata = record.get("metadata")
    return json_text(metadata) if metadata else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _finite(value: Any) -> Any:
    """The same with null for every number that is none."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value
