"""The files that inputs stand for: files, folders, globs, standard input, and places that fsspec reaches."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from standpoint.data.article import Refused
from standpoint.data.extras import need
from standpoint.data.readers.recognition import FOLDER_SUFFIXES, suffix_of
from standpoint.errors import InputError

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read.

    Attributes
    ----------
    name : str
        Its path as given (within a folder: joined to it), its address, or `-`.
    size : int or None
        Bytes, where the file system tells.
    """

    name: str
    size: int | None = None

    @property
    def shown(self) -> str:
        """The name as it can be written; a file's name may hold bytes that are no text."""
        return self.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    @property
    def is_remote(self) -> bool:
        return "://" in self.name


def list_sources(inputs: Iterable[str]) -> Iterator[Source | Refused]:
    """The files of all inputs, in order; those of a folder or a glob by name."""
    for name in inputs:
        if name == STDIN:
            yield Source(STDIN)
        elif "://" in name:
            yield from _remote(name)
        else:
            yield from _local(name)


def open_source(source: Source, stdin: IO[bytes] | None, base: str = "") -> IO[bytes]:
    """The bytes of a file; a relative path starts from `base`.

    Raises
    ------
    OSError, InputError
        If it cannot be opened, or is standard input and there is none.
    """
    if source.name == STDIN:
        if stdin is None:
            raise InputError("standard input was named but is not there")
        return stdin
    if not source.is_remote:
        return Path(base, source.name).open("rb")
    filesystem, path = _file_system(source.name)
    return filesystem.open(path, "rb")  # type: ignore[no-any-return]


def reason_of(error: Exception) -> str:
    """What an error says, without the path that stands beside it anyway."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _local(name: str) -> Iterator[Source | Refused]:
    path = Path(name)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:  # a name too long, or a folder that may not be entered
        yield Refused(name, reason_of(error))
        return
    if not name:  # `Path("")` would be the current folder
        yield Refused(name, "no such file or folder")
    elif is_folder:
        yield from _folder(path)
    elif is_there:
        yield Source(name, path.stat().st_size)
    elif glob.has_magic(name):
        yield from _globbed(name)
    else:
        yield Refused(name, "no such file or folder")


def _folder(folder: Path) -> Iterator[Source | Refused]:
    files = sorted(path for path in folder.rglob("*") if suffix_of(path.name) and not path.is_dir())
    if not files:
        yield Refused(str(folder), _nothing_in_it())
    for path in files:
        try:
            yield Source(str(path), path.stat().st_size)
        except OSError as error:  # a link to nowhere
            yield Refused(str(path), reason_of(error))


def _globbed(pattern: str) -> Iterator[Source | Refused]:
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (Path.glob knows no absolute pattern)
    if not names:
        yield Refused(pattern, "no such file or folder, and no file that the pattern matches")
    for name in names:
        yield from _local(name)


def _remote(name: str) -> Iterator[Source | Refused]:
    try:
        filesystem, path = _file_system(name)
        if glob.has_magic(path):
            found = filesystem.glob(path, detail=True)
        elif filesystem.isdir(path):
            found = {file: facts for file, facts in filesystem.find(path, detail=True).items() if suffix_of(file)}
        else:
            found = {path: filesystem.info(path)}
    except (OSError, ValueError, ImportError, InputError) as error:
        yield Refused(name, _why_not(error))
        return
    except Exception as error:  # each store has errors of its own: a wrong key, a closed door
        yield Refused(name, f"cannot be listed: {type(error).__name__}: {error}")
        return
    if not found:
        yield Refused(name, _nothing_in_it())
    for file in sorted(found):
        yield Source(_address(name, filesystem, file), _size(found[file]))


def _why_not(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    return f"{error}; install it with pip" if isinstance(error, ImportError) else reason_of(error)


def _address(name: str, filesystem: Any, file: str) -> str:
    return name if "://" in file or file == name else str(filesystem.unstrip_protocol(file))


def _size(facts: Mapping[str, Any]) -> int | None:
    size = facts.get("size")
    return size if isinstance(size, int) else None


def _file_system(name: str) -> tuple[Any, str]:
    need("fsspec", "web", f"reading {name.partition('://')[0]}://")
    from fsspec.core import url_to_fs

    filesystem, path = url_to_fs(name)
    return filesystem, path


def _nothing_in_it() -> str:
    return f"expected files ending in {', '.join(sorted(FOLDER_SUFFIXES))} in the folder, found none"
