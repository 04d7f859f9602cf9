"""Lines of a file, each of bounded length, numbered from 1."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

from standpoint.data.readers.text import UTF16_MARKS


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end; `size` is the length of the whole where only the beginning was kept."""

    number: int
    data: bytes
    size: int

    @property
    def is_whole(self) -> bool:
        return self.size == len(self.data)

    @property
    def is_blank(self) -> bool:
        return self.is_whole and not self.data.removeprefix(codecs.BOM_UTF8).strip()


def lines_of(stream: io.BufferedReader, head: bytes, longest: int) -> Iterator[Line]:
    """The lines of a stream; UTF-16, as spreadsheets export it, becomes UTF-8 on the way."""
    if head.startswith(UTF16_MARKS):
        stream = _as_utf8(stream)
    number = 0
    while data := stream.readline(longest + 1):
        number += 1
        size = len(data)
        if size > longest and not data.endswith(b"\n"):
            size += _skipped(stream)
            data = data[:80]
        yield Line(number, data, size)


def _skipped(stream: io.BufferedReader) -> int:
    """The bytes up to the line's end, read and forgotten."""
    size = 0
    while piece := stream.readline(1 << 20):
        size += len(piece)
        if piece.endswith(b"\n"):
            break
    return size


def _as_utf8(stream: io.BufferedReader) -> io.BufferedReader:
    return io.BufferedReader(_Recoded(stream), 1 << 18)


class _Recoded(io.RawIOBase):
    """UTF-16 as a raw stream of UTF-8; what is no UTF-16 becomes U+FFFD, as half a file of another encoding would."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            chunk = self._stream.read(1 << 16)
            self._rest = self._decoder.decode(chunk, final=not chunk).encode()
            if not chunk and not self._rest:
                return 0
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
