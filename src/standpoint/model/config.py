"""`model.toml`: fields and heads, parsed once into dataclasses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from standpoint.errors import ConfigError
from standpoint.features.fields import FIELDS
from standpoint.features.tfidf import Field

HEADS = ("attributed", "source", "stance")


@dataclass(frozen=True)
class Head:
    """One logistic regression.

    Attributes
    ----------
    name : str
    fields : tuple of str
        The fields it reads.
    strength : float
        The inverse strength of its regularisation (C).
    contrast : float
        How far n-grams that are commoner in one class count more in fitting, 0 (all alike) to 1.
    """

    name: str
    fields: tuple[str, ...]
    strength: float
    contrast: float = 0.0


@dataclass(frozen=True)
class ModelConfig:
    """Everything that `model.toml` says."""

    name: str
    seed: int
    fields: tuple[Field, ...]
    heads: Mapping[str, Head]


def read_config(path: Path) -> ModelConfig:
    """The configuration in a file.

    Raises
    ------
    ConfigError
        If the file is missing, is not TOML, or names a field or head that does not exist.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: expected a TOML file: {error}") from None
    return parse_config(table, str(path))


def parse_config(table: Mapping[str, Any], where: str) -> ModelConfig:
    """The configuration in a parsed TOML table; `where` is for errors."""
    try:
        fields = tuple(
            Field(name, int(entry["ngrams"]), float(entry["weight"]), int(entry["rarest"]))
            for name, entry in table["fields"].items()
        )
        heads = {
            name: Head(name, tuple(entry["fields"]), float(entry["strength"]), float(entry.get("contrast", 0.0)))
            for name, entry in table["heads"].items()
        }
        config = ModelConfig(str(table["model"]["name"]), int(table["model"]["seed"]), fields, heads)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{where}: expected the tables [model], [fields] and [heads.*]; at fault: {error}") from None
    _check(config, where)
    return config


def _check(config: ModelConfig, where: str) -> None:
    known = {field.name for field in config.fields}
    for name in known - set(FIELDS):
        raise ConfigError(f"{where}: unknown field {name!r}; expected some of {', '.join(FIELDS)}")
    if set(config.heads) != set(HEADS):
        raise ConfigError(f"{where}: expected the heads {', '.join(HEADS)}, found {', '.join(config.heads)}")
    for head in config.heads.values():
        for name in set(head.fields) - known:
            raise ConfigError(f"{where}: head {head.name!r} reads {name!r}, which is no field")
