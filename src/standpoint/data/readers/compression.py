"""Undo gzip and zstd, told by their first bytes, within limits.

The stream that comes out is read as it is made: a bomb costs what its limit allows and no more. Members (gzip) and
frames (zstd) one after another are one stream, as every tool reads them; a stream that ends in the middle of one is
an error, which zlib alone would pass over. A damaged member costs itself alone.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any

from standpoint.data.extras import need
from standpoint.data.readers.limits import Limits, spelled
from standpoint.errors import InputError

CHUNK = 262_144  # bytes read at a time; larger gains nothing
HEAD = 65_536  # bytes in which format and encoding must show
_DEEPEST = 3  # compressions within one another; two happen by accident, more are made to harm
_UNSUSPECTED = 32 * 10**6  # bytes that may come out before the ratio is looked at: a small bomb harms nobody
_ZSTD_CHUNK = 2_048  # zstd has no bound of its own on what comes out: of so many bytes 64 MB at the most
_ZSTD_WINDOW = 2**27  # bytes of memory a frame may ask for; what `zstd --long` makes
_MOST_FAULTS = 100  # damaged places in a file after which the rest of it is given up
_MEMBER = b"\x1f\x8b\x08"  # with the only method there is
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def chunks_of(stream: IO[bytes]) -> Iterator[bytes]:
    """What a stream holds, as it comes."""
    read = getattr(stream, "read1", stream.read)
    while chunk := read(CHUNK):
        yield chunk


def expanded(
    chunks: Iterable[bytes], limits: Limits, faults: list[str] | None = None
) -> tuple[bytes, io.BufferedReader]:
    """The bytes with every compression undone: their head, and a stream from their beginning.

    Parameters
    ----------
    chunks : iterable of bytes
    limits : Limits
    faults : list of str, optional
        Gets what was passed over: damaged gzip members between sound ones, as files of many members (WARC) have them.

    Raises
    ------
    InputError
        While reading, too: if the data is damaged, cut off, or comes to more than the limits allow.
    """
    faults = [] if faults is None else faults
    meter = _Meter(limits)
    stream = meter.read(chunks)
    for _ in range(_DEEPEST + 1):
        head, stream = peeked(stream)
        if head.startswith(_GZIP):
            stream = meter.checked(_gunzip(stream, faults))
        elif head.startswith(_ZSTD):
            need("zstandard", "web", "reading zstd")
            stream = meter.checked(_unzstd(stream))
        else:
            return head, io.BufferedReader(_Chunks(stream), CHUNK)
    raise InputError(f"expected data compressed at most {_DEEPEST} times over, found more; unpack it first")


def peeked(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first `HEAD` bytes (fewer only at the end), and all chunks from the first on.

    Damage in the head is told where it stands, after what is sound before it.
    """
    taken: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            taken.append(chunk)
            size += len(chunk)
            if size >= HEAD:
                break
    except InputError as error:
        chunks = _raising(error)
    return b"".join(taken)[:HEAD], chain(taken, chunks)


def _raising(error: InputError) -> Iterator[bytes]:
    raise error
    yield b""


class _Meter:
    """Counts what goes in at the outermost layer, and holds every layer's output against it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.taken = 0

    def read(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.taken += len(chunk)
            yield chunk

    def checked(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        given = 0
        for chunk in chunks:
            given += len(chunk)
            if given > _UNSUSPECTED and given > self.limits.ratio * self.taken:
                raise InputError(
                    f"expected compressed data to grow at most {self.limits.ratio}-fold, found {spelled(given)} "
                    f"and more in {spelled(self.taken)}; if it is no bomb, raise --max-ratio"
                )
            if given > self.limits.expanded:
                raise InputError(f"expected at most {spelled(self.limits.expanded)} of a compressed file, found more")
            yield chunk


class _Chunks(io.RawIOBase):
    """Chunks as a raw stream, for `io.BufferedReader` to read lines from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _gunzip(chunks: Iterable[bytes], faults: list[str]) -> Iterator[bytes]:
    """Members one after another; after a damaged one it goes on at the next, and the fault is noted."""
    member: Any = None
    position = 0
    is_lost = False
    for chunk in chunks:
        position += len(chunk)
        while chunk:
            if member is None:
                chunk = _member_in(chunk, is_lost)
                member = zlib.decompressobj(31) if chunk else None
                continue
            try:
                yield member.decompress(chunk, CHUNK)
            except zlib.error as error:
                faults.append(f"expected gzip data, found damage near byte {position - len(chunk)}: {error}")
                if len(faults) >= _MOST_FAULTS:
                    raise InputError("expected gzip data, found more damage than data") from None
                chunk, member, is_lost = chunk[1:], None, True
                continue
            chunk = member.unconsumed_tail
            if member.eof:
                chunk, member, is_lost = member.unused_data, None, False
    if member is not None:
        yield from _remainder(member)
        if not member.eof and not is_lost:
            raise InputError(f"expected the end of the gzip data, found it cut off after {position} bytes")


def _member_in(chunk: bytes, is_lost: bool) -> bytes:
    """The chunk from where a member begins; nothing where none does."""
    if not is_lost:
        return chunk.lstrip(b"\0")  # tapes and block devices pad with zeros
    start = chunk.find(_MEMBER)
    return chunk[start:] if start >= 0 else b""


def _remainder(member: Any) -> Iterator[bytes]:
    """What zlib holds back of a chunk that it has taken whole."""
    while piece := member.decompress(b"", CHUNK):
        yield piece


def _unzstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    import zstandard

    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    frame: Any = None
    position = 0
    try:
        for piece in _small(chunks):
            position += len(piece)
            while piece:
                frame = frame or decompressor.decompressobj()
                yield frame.decompress(piece)
                piece, frame = (frame.unused_data, None) if frame.eof else (b"", frame)
    except zstandard.ZstdError as error:
        raise InputError(f"expected zstd data, found damage near byte {position}: {error}") from None
    if frame is not None:
        raise InputError(f"expected the end of the zstd data, found it cut off after {position} bytes")


def _small(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), _ZSTD_CHUNK):
            yield chunk[start : start + _ZSTD_CHUNK]
