"""Files that appear whole or not at all: written beside their place, and moved there when they are finished."""

from __future__ import annotations

import io
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A text file that takes the place of `path` when the block ends well, and leaves no trace when it does not.

    It has the permissions of the file that it replaces, or else those of any new file.
    """
    with replacing_bytes(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        try:
            yield text
        finally:
            text.detach()  # the bytes are closed by themselves, when they are on the disk


@contextmanager
def replacing_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The same for bytes. They are on the disk before the name is: a power cut leaves the old file or the new one."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    opener = partial(os.open, mode=0o666 if mode is None else mode)  # the system takes the user's umask off
    try:
        with open(temporary, "xb", opener=opener) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
