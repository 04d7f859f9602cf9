"""Who is speaking in the news, and where do they stand.

Examples
--------
>>> import standpoint
>>> model = standpoint.load()
>>> result = model.classify("Bread is dear. “We will march again,” said Aliya Bek, an opposition leader.")
>>> [str(sentence.source) for sentence in result.sentences]
['none', 'protester']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from standpoint.data.article import Article, Span
from standpoint.data.labels import Source, Stance
from standpoint.data.results import ArticleResult, Evidence, Reason, SentenceResult
from standpoint.errors import (
    ConfigError,
    InputError,
    LabelledDataError,
    ModelFileError,
    StandpointError,
    WordListError,
)

if TYPE_CHECKING:
    from standpoint.model.classifier import Model
    from standpoint.model.explain import Explanation

__version__ = "0.1.0"

__all__ = [
    "Article",
    "ArticleResult",
    "ConfigError",
    "Evidence",
    "InputError",
    "LabelledDataError",
    "ModelFileError",
    "Reason",
    "SentenceResult",
    "Source",
    "Span",
    "Stance",
    "StandpointError",
    "WordListError",
    "classify",
    "classify_many",
    "explain",
    "load",
]


def load(folder: str | Path | None = None) -> Model:
    """A model, ready to classify.

    Parameters
    ----------
    folder : path, optional
        A folder that `standpoint train` wrote. Without it, the model of this installation; an installed copy that has
        none yet trains one from its seeds (some ten seconds, once) and keeps it in the user's cache.

    Raises
    ------
    ModelFileError
        If the folder holds no model, or one that is damaged or of another format.
    """
    return _load(None if folder is None else Path(folder))


def classify(
    text: str | Article, *, country: str | None = None, min_confidence: float = 0.0, evidence: bool = False
) -> ArticleResult:
    """`load().classify(…)`: the labels of one article under the default model."""
    return load().classify(text, country=country, min_confidence=min_confidence, evidence=evidence)


def classify_many(
    texts: Iterable[str | Article],
    *,
    country: str | None = None,
    n_jobs: int = 1,
    min_confidence: float = 0.0,
    evidence: bool = False,
) -> Iterator[ArticleResult]:
    """`load().classify_many(…)`: many articles, in order, in `n_jobs` processes."""
    return load().classify_many(texts, country=country, n_jobs=n_jobs, min_confidence=min_confidence, evidence=evidence)


def explain(text: str, *, country: str | None = None) -> list[Explanation]:
    """Why each sentence of an article got its labels (see `standpoint.model.explain`)."""
    from standpoint.model.explain import explain_article

    return explain_article(load(), text, country=country)


@lru_cache(maxsize=4)
def _load(folder: Path | None) -> Model:
    from standpoint.model.store import load_folder

    return load_folder(_default_model() if folder is None else folder)


def _default_model() -> Path:
    """The folder of this installation's model, trained now if an installed copy has none."""
    import warnings

    from standpoint import assets

    folder = assets.trained_model()
    if not folder.exists() and not assets.is_checkout():
        from standpoint.model.training import train

        warnings.warn(f"no trained model yet: training one from the seeds into {folder}", stacklevel=4)
        train(assets.seeds(), assets.model_config(), folder, has_metrics=False)
    return folder
