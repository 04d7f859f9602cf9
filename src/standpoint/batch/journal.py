"""A run's folder: parts, what is known of each, and what the run was begun with.

::

    out/part-00000-00000.jsonl      results, one file a part
    out/_run.json                   while the run is not finished: what it was begun with, and who works on it now
    out/_journal/…                  while the run is not finished: an entry for each part, and each partition read
    out/_manifest.json              when it is finished: both of the above as one

A part is finished when its entry is there. Both are written beside their place and moved there, the part first, so
that a run can be killed at any moment and loses the parts in work and no more. Names that begin with `_` are passed
over by Spark, Dask and Arrow, so that the folder can be read as a table as it is.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from standpoint.batch.cutting import Name
from standpoint.data.writers import replacing
from standpoint.data.writers.files import replacing_bytes
from standpoint.errors import InputError

FORMAT = 1  # raised when a folder of an older program cannot be resumed
_RUN, _JOURNAL, MANIFEST = "_run.json", "_journal", "_manifest.json"
_STOP = "stop"
_LISTED = ("file", "articles", "sentences", "characters", "refused", "bytes", "sha256")


class Start(Enum):
    """What is done where a run is found that was begun before."""

    NEW = "refuse"
    RESUME = "go on"
    RESTART = "discard"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a part, or a run, came to."""

    articles: int = 0
    sentences: int = 0
    characters: int = 0
    refused: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.articles + other.articles,
            self.sentences + other.sentences,
            self.characters + other.characters,
            self.refused + other.refused,
        )

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Counts:
        """The counts of a part's entry."""
        return cls(entry["articles"], entry["sentences"], entry["characters"], len(entry["refused"]))


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run, as one process (or machine) works on it.

    Attributes
    ----------
    path : Path
    suffix : str
        Of the parts.
    lease : str
        The name of this start of the run. A worker of a start before, which outlived it, has another one and writes
        nothing any more.
    """

    path: Path
    suffix: str
    lease: str

    def file(self, name: Name) -> Path:
        return self.path / f"{name}{self.suffix}"

    def has(self, name: Name) -> bool:
        """Whether the part is finished."""
        return self._entry(name).exists()

    def write(self, name: Name, data: bytes, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Write a part and its entry, which gets the file's name, length and hash.

        Raises
        ------
        InputError
            If another process has taken the run over.
        """
        self.check_lease()
        with replacing_bytes(self.file(name)) as stream:
            stream.write(data)
        full = {
            "file": self.file(name).name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **entry
        }  # fmt: skip
        _write_json(self._entry(name), full)
        return full

    def check_lease(self) -> None:
        """Make sure that the run is still ours.

        Raises
        ------
        InputError
            If it is not, or cannot be seen from here.
        """
        run = _read_json(self.path / _RUN)
        if run is None:
            raise InputError(
                f"{self.path}: expected the run's folder, found none; it must be one that all machines share"
            )
        if run["lease"] != self.lease:
            raise InputError(f"{self.path}: another process has gone on with this run; this one ends")

    def stop(self) -> None:
        """Ask the workers of this start to end after the part in hand, wherever they are."""
        (self.path / _JOURNAL / _STOP).touch()

    @property
    def is_stopped(self) -> bool:
        return (self.path / _JOURNAL / _STOP).exists()

    def end_partition(self, number: int, cuts: int, records: int) -> None:
        """Note that a partition is cut to its end, and into how many parts."""
        _write_json(self._end(number), {"parts": cuts, "records": records})

    def finished_partition(self, number: int) -> int | None:
        """The records of a partition all of whose parts are finished; None if it is not."""
        end = _read_json(self._end(number))
        if end is None or not all(self.has(Name(number, cut)) for cut in range(end["parts"])):
            return None
        return int(end["records"])

    def entries(self) -> Iterator[dict[str, Any]]:
        """What is known of the finished parts, in order."""
        for path in sorted((self.path / _JOURNAL).glob("part-*.json")):
            entry = _read_json(path)
            if entry is not None:
                yield entry

    def finish(self, counts: Counts) -> None:
        """Write the manifest, and take away what only an unfinished run needs."""
        run = _read_json(self.path / _RUN) or {}
        parts = [
            {key: len(entry[key]) if key == "refused" else entry[key] for key in _LISTED} for entry in self.entries()
        ]
        totals = {"articles": counts.articles, "sentences": counts.sentences, "characters": counts.characters,
                  "refused": counts.refused}  # fmt: skip
        _write_json(self.path / MANIFEST, {**run["identity"], **totals, "parts": parts})
        self.clear_journal()

    def clear_journal(self) -> None:
        """Take away what only an unfinished run needs, and what killed workers left."""
        for pattern in (".part-*.????????", "._*.json.????????"):
            for litter in self.path.glob(pattern):
                litter.unlink(missing_ok=True)
        (self.path / _RUN).unlink(missing_ok=True)
        shutil.rmtree(self.path / _JOURNAL, ignore_errors=True)

    def remove(self) -> None:
        """Take the folder away, the manifest last: as long as it is there, the rest is known to be done with."""
        self.clear_journal()
        for part in self.path.glob("part-*"):
            part.unlink(missing_ok=True)
        (self.path / MANIFEST).unlink(missing_ok=True)
        self.path.rmdir()

    def _entry(self, name: Name) -> Path:
        return self.path / _JOURNAL / f"{name}.json"

    def _end(self, number: int) -> Path:
        return self.path / _JOURNAL / f"end-{number:05d}.json"


def open_run(path: Path, suffix: str, identity: Mapping[str, Any], start: Start) -> RunFolder | None:
    """The folder of a run that begins, or goes on; None where it was finished before.

    Parameters
    ----------
    path : Path
        Is made if it is not there.
    suffix : str
        Of the parts.
    identity : mapping
        What the run is: inputs, options, model. A run goes on only with the same.
    start : Start

    Raises
    ------
    InputError
        If the folder holds something else, or a run that may not go on.
    """
    identity = {"version": FORMAT, **identity}
    manifest, run = _read_json(path / MANIFEST), _read_json(path / _RUN)
    folder = RunFolder(path, suffix, secrets.token_hex(8))
    if start is Start.RESTART and (manifest or run):
        _discard(folder)
    elif manifest is not None:
        _check_same(path, manifest, identity, start)
        folder.clear_journal()
        return None
    elif run is not None:
        _check_same(path, run["identity"], identity, start)
    elif path.is_dir() and any(path.iterdir()):
        raise InputError(f"{path}: expected an empty folder or one of an earlier run, found other files; name another")
    (path / _JOURNAL).mkdir(parents=True, exist_ok=True)
    (path / _JOURNAL / _STOP).unlink(missing_ok=True)
    _write_json(path / _RUN, {"lease": folder.lease, "identity": identity})
    _forget_damaged(folder)
    return folder


def _check_same(path: Path, old: Mapping[str, Any], new: Mapping[str, Any], start: Start) -> None:
    if start is Start.NEW:
        raise InputError(f"{path}: expected no earlier run, found one; --resume goes on with it, --restart discards it")
    if other := [key for key, value in new.items() if old.get(key) != value]:
        changes = "; ".join(f"{key} {_short(old.get(key))}, now {_short(new[key])}" for key in other)
        raise InputError(
            f"{path}: expected the run that was begun there, found another: {changes}. --restart discards it"
        )


def _forget_damaged(folder: RunFolder) -> None:
    """A part that is not as long as its entry says (a disk that filled up, a file cut short by hand) is made anew."""
    for entry in list(folder.entries()):
        file = folder.path / entry["file"]
        if not file.exists() or file.stat().st_size != entry["bytes"]:
            (folder.path / _JOURNAL / file.name.removesuffix(folder.suffix)).with_suffix(".json").unlink(
                missing_ok=True
            )


def _discard(folder: RunFolder) -> None:
    folder.clear_journal()
    (folder.path / MANIFEST).unlink(missing_ok=True)
    for part in folder.path.glob("part-*-*.*"):
        part.unlink(missing_ok=True)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    with replacing(path) as stream:
        stream.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise InputError(
            f"{path}: expected JSON that a run wrote, found damage: {error}; --restart discards it"
        ) from None
