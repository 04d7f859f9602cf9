"""A trained model as files: arrays and JSON, never pickled code.

A model is a folder of three files: `model.json` (format, name, fields, heads, hash of what it was trained on),
`arrays.npz` (weights and document frequencies, loaded with `allow_pickle=False`) and `words.json` (n-grams, common
words, sentence-splitter parameters). `model.json` holds the SHA-256 of the other two, so that a truncated or exchanged
file is an error and not a wrong answer. The folder is written beside its place and moved there whole.

The format number goes up when an older program could not read the files rightly; a program reads its own number only,
because retraining takes seconds.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from standpoint.data.labels import ATTRIBUTED, Stance
from standpoint.errors import ConfigError, ModelFileError
from standpoint.features.analysis import Analyser
from standpoint.features.antecedents import Antecedents
from standpoint.features.fields import FieldMaker
from standpoint.features.lexicon import Lexicon, load_lexicon
from standpoint.features.punkt import Punkt, PunktParameters
from standpoint.features.ranking import Ranker
from standpoint.features.signs import SignModel
from standpoint.features.tfidf import FieldVectors
from standpoint.model.classifier import Model, collector_paused
from standpoint.model.config import HEADS, parse_config
from standpoint.model.linear import LinearHead

FORMAT = 2
_CLASSES = {
    "attributed": ("none", "attributed"),
    "source": tuple(str(source) for source in ATTRIBUTED),
    "stance": tuple(str(stance) for stance in Stance),
}
_HEADER, _ARRAYS, _WORDS = "model.json", "arrays.npz", "words.json"
# What reading a file that is no model of ours can raise, though its hash is right
_MISFITS = (KeyError, TypeError, ValueError, AttributeError, EOFError, OSError, RecursionError, ConfigError,
            zipfile.BadZipFile, zlib.error)  # fmt: skip
_LARGEST_HEADER = 1_000_000  # bytes; ours is 3 kB


def save(model: Model, folder: Path, *, trained_on: Mapping[str, Any]) -> None:
    """Write a model; `folder` is replaced as a whole.

    Parameters
    ----------
    model : Model
    folder : Path
    trained_on : mapping
        What the model card says of the training data; kept in the header.
    """
    if folder.exists() and not (folder / _HEADER).is_file() and any(folder.iterdir()):
        raise ModelFileError(
            f"{folder}: expected a model or an empty folder to replace, found other files; choose another"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write(model, beside, trained_on)
        _replace(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def load_folder(folder: Path, lexicon: Lexicon | None = None) -> Model:
    """Read a model.

    Raises
    ------
    ModelFileError
        If the folder is no model, is damaged, or has another format.
    """
    header = _header(folder)
    for name, digest in header["files"].items():
        _check_digest(folder / name, digest)
    try:
        with collector_paused():
            return _build(header, folder, lexicon or load_lexicon())
    except _MISFITS as error:
        raise ModelFileError(f"{folder}: expected a standpoint model, found one that does not fit: {error}") from None


def header_of(folder: Path) -> dict[str, Any]:
    """The header of a stored model (name, format, what it was trained on)."""
    return _header(folder)


def _write(model: Model, folder: Path, trained_on: Mapping[str, Any]) -> None:
    arrays = {"idf": model.vectors.idf}
    for head in model.heads.values():
        arrays[f"{head.name}.weights"] = head.weights.astype(np.float32)
        arrays[f"{head.name}.intercept"] = head.intercept
    with (folder / _ARRAYS).open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)
    words = {
        "vocabularies": model.vectors.vocabularies,
        "common": sorted(model.maker.common),
        "punkt": model.analyser.punkt.parameters.to_dict(),
        "ranker": _signs(model.analyser.ranker),
        "antecedents": _signs(model.analyser.antecedents),
    }
    (folder / _WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    header = {
        "format": FORMAT,
        "name": model.name,
        "config": _config_table(model),
        "heads": {
            head.name: {"classes": list(head.classes), "temperature": head.temperature} for head in model.heads.values()
        },
        "trained_on": dict(trained_on),
        "files": {name: _digest(folder / name) for name in (_ARRAYS, _WORDS)},
    }
    (folder / _HEADER).write_text(json.dumps(header, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _config_table(model: Model) -> dict[str, Any]:
    config = model.config
    return {
        "model": {"name": config.name, "seed": config.seed},
        "fields": {
            field.name: {"ngrams": field.longest, "weight": field.weight, "rarest": field.rarest}
            for field in config.fields
        },
        "heads": {
            name: {key: value for key, value in asdict(head).items() if key != "name"}
            for name, head in config.heads.items()
        },
    }


def _replace(beside: Path, folder: Path) -> None:
    beside.chmod(0o755)
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        beside.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _header(folder: Path) -> dict[str, Any]:
    path = folder / _HEADER
    try:
        if path.stat().st_size > _LARGEST_HEADER:
            raise ModelFileError(f"{path}: expected a model header, found a file of {path.stat().st_size} bytes")
        header = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelFileError(f"{folder}: expected a model folder: {error.strerror}; `make train` builds one") from None
    except (ValueError, RecursionError) as error:
        raise ModelFileError(f"{path}: damaged: {error}") from None
    if not isinstance(header, dict) or not isinstance(header.get("files"), dict):
        raise ModelFileError(f"{path}: expected a standpoint model header")
    if header.get("format") != FORMAT:
        raise ModelFileError(
            f"{path}: expected model format {FORMAT}, found {header.get('format')!r}; "
            "retrain with this version (`standpoint train`) or install the version that wrote it"
        )
    if set(header["files"]) != {_ARRAYS, _WORDS}:
        raise ModelFileError(f"{path}: expected the files {_ARRAYS} and {_WORDS}, found {sorted(header['files'])}")
    return header


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _check_digest(path: Path, expected: object) -> None:
    try:
        found = _digest(path)
    except OSError as error:
        raise ModelFileError(f"{path}: {error.strerror}") from None
    if found != expected:
        raise ModelFileError(f"{path}: damaged: its SHA-256 is not the one in {_HEADER}; retrain or copy it again")


def _build(header: dict[str, Any], folder: Path, lexicon: Lexicon) -> Model:
    config = parse_config(header["config"], str(folder / _HEADER))
    words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
    with (folder / _ARRAYS).open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        arrays = {name: np.asarray(stored[name], dtype=np.float64) for name in stored.files}
    vectors = FieldVectors(config.fields, words["vocabularies"], arrays["idf"])
    heads = {}
    for name in HEADS:
        entry = header["heads"][name]
        heads[name] = LinearHead(
            name, tuple(map(str, entry["classes"])), arrays[f"{name}.weights"], arrays[f"{name}.intercept"],
            float(entry["temperature"]),
        )  # fmt: skip
        _check_shape(heads[name], vectors)
    return Model(
        name=str(header["name"]),
        analyser=Analyser(
            lexicon,
            Punkt(PunktParameters.from_dict(words["punkt"])),
            Ranker(*_sign_weights(words["ranker"])),
            Antecedents(*_sign_weights(words["antecedents"])),
        ),
        maker=FieldMaker(lexicon, frozenset(map(str, words["common"]))),
        vectors=vectors,
        heads=heads,
        config=config,
        folder=folder,
    )


def _signs(model: SignModel) -> dict[str, Any]:
    return {"weights": dict(model.weights), "bias": model.bias}


def _sign_weights(record: Mapping[str, Any]) -> tuple[dict[str, float], float]:
    return {str(sign): float(weight) for sign, weight in record["weights"].items()}, float(record["bias"])


def _check_shape(head: LinearHead, vectors: FieldVectors) -> None:
    if head.weights.ndim != 2 or head.weights.shape[0] % max(1, vectors.width) or not head.weights.shape[0]:
        raise ModelFileError(f"expected weights of {vectors.width} n-grams for {head.name}, found {head.weights.shape}")
    if head.weights.shape[1] != len(head.classes) or len(vectors.idf) != vectors.width:
        raise ModelFileError(f"expected one column a class for {head.name}, found {head.weights.shape}")
    if head.intercept.shape != (len(head.classes),) or head.classes != _CLASSES[head.name]:
        raise ModelFileError(f"expected the classes {', '.join(_CLASSES[head.name])}, found {', '.join(head.classes)}")
    is_finite = (
        np.isfinite(head.weights).all() and np.isfinite(vectors.idf).all() and not np.isnan(head.intercept).any()
    )
    if not is_finite or not 0 < head.temperature < np.inf:
        raise ModelFileError(f"expected finite weights and a positive temperature for {head.name}")
