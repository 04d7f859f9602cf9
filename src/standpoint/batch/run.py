"""Classify a stream of inputs: every readable article becomes a result, every other one is listed with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from standpoint.data.article import Article, Refused
from standpoint.data.results import ArticleResult
from standpoint.model.classifier import Model, Options
from standpoint.report.attribution import attribution

_ALL_LABELS = Options()  # sure or not, and without evidence


@dataclass
class Tally:
    """What a run has done so far."""

    articles: int = 0
    sentences: int = 0
    refused: list[Refused] = field(default_factory=list)
    encodings: dict[str, str] = field(default_factory=dict)


def classify_records(
    model: Model,
    records: Iterable[Article | Refused],
    tally: Tally,
    *,
    options: Options = _ALL_LABELS,
    n_jobs: int = 1,
    on_article: Callable[[ArticleResult], None] = lambda _: None,
) -> Iterator[ArticleResult]:
    """Results of the readable records, in order; the tally counts them and keeps what was refused."""
    for result in model.results(_readable(records, tally), options, n_jobs=n_jobs):
        tally.articles += 1
        tally.sentences += len(result.sentences)
        on_article(result)
        yield result


def as_record(result: ArticleResult) -> dict[str, Any]:
    """A result in the fixed format, with its attribution."""
    return {**result.to_dict(), "attribution": attribution(result).to_dict()}


def _readable(records: Iterable[Article | Refused], tally: Tally) -> Iterator[Article]:
    for record in records:
        if isinstance(record, Refused):
            tally.refused.append(record)
            continue
        if record.encoding:
            tally.encodings[record.id] = record.encoding
        yield record
