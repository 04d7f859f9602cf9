"""Label records: the work that is done wherever it is cheapest, in this process, another one, or on another machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standpoint.data.article import Article, Refused
from standpoint.data.readers import Raw, Reading, read_record
from standpoint.data.results import ArticleResult
from standpoint.errors import ModelFileError

if TYPE_CHECKING:
    from standpoint.model.classifier import Model


@dataclass(frozen=True, slots=True)
class Labelling:
    """How articles are labelled, the same in every process.

    Attributes
    ----------
    model : str, optional
        Folder of the model; None is that of the installation.
    fingerprint : str
        Of the model and word lists that are meant (see `fingerprint`); empty where any will do.
    options : dict
        Further keywords of `Model.classify_many`. They reach every worker, and a run is resumed only with the same.
    """

    model: str | None = None
    fingerprint: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Labelled:
    """What became of some records: results in order, and those that were refused."""

    results: tuple[ArticleResult, ...]
    refused: tuple[Refused, ...]
    encodings: dict[str, str]
    characters: int

    @property
    def sentences(self) -> int:
        return sum(len(result.sentences) for result in self.results)


def label(records: Sequence[Raw | Refused], reading: Reading, labelling: Labelling) -> Labelled:
    """Read and label records; an article that the model stumbles over is refused, and the others are not.

    Raises
    ------
    ModelFileError
        If the model cannot be read, or is another than the run was begun with.
    """
    model = _model(labelling)
    articles: list[Article] = []
    refused: list[Refused] = []
    for record in records:
        found = record if isinstance(record, Refused) else read_record(record, reading)
        if isinstance(found, Article):
            articles.append(found)
        else:
            refused.append(found)
    results, failed = _classified(model, articles, labelling.options)
    return Labelled(
        results=tuple(results),
        refused=(*refused, *failed),
        encodings={article.id: article.encoding for article in articles if article.encoding},
        characters=sum(len(article.text) for article in articles),
    )


@lru_cache(maxsize=4)
def fingerprint(model: str | None) -> str:
    """A hash of all that decides a label: the model, the word lists and the version of the program."""
    from standpoint import __version__, assets

    folder = Path(model) if model else assets.trained_model()
    found = hashlib.sha256(__version__.encode())
    files = [folder / "model.json", *sorted(path for path in assets.word_lists().iterdir() if path.is_file())]
    for file in files:
        found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def described(reading: Reading, labelling: Labelling) -> dict[str, Any]:
    """All that decides what a record becomes, as JSON; a resumed run must have the same."""
    limits, columns = asdict(reading.limits), asdict(reading.columns)
    return {
        "model": labelling.fingerprint,
        "country": reading.country,
        "columns": columns,
        "limits": limits,
        **({"labelling": labelling.options} if labelling.options else {}),
    }


def _model(labelling: Labelling) -> Model:
    from standpoint import load

    if labelling.fingerprint and fingerprint(labelling.model) != labelling.fingerprint:
        raise ModelFileError(
            f"expected the model that the run was begun with ({labelling.fingerprint[:12]}), found "
            f"{fingerprint(labelling.model)[:12]}; install the same version and model on every machine"
        )
    return load(labelling.model)


def _classified(
    model: Model, articles: Sequence[Article], options: dict[str, Any]
) -> tuple[list[ArticleResult], list[Refused]]:
    try:
        return list(model.classify_many(articles, **options)), []
    except Exception:  # one of them: each is tried alone, so that the others are not lost
        pass
    results: list[ArticleResult] = []
    failed: list[Refused] = []
    for article in articles:
        try:
            results += model.classify_many([article], **options)
        except Exception as error:
            failed.append(Refused(article.id, f"could not be classified: {type(error).__name__}: {error}"))
    return results, failed
