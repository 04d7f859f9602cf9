"""WARC, as Common Crawl's news archive comes: the pages among its records.

Answers of servers (`response`) with status 200, saved resources and extracted texts (`conversion`) are articles where
they are HTML or plain text. Everything else that such a file holds (requests, images, redirects, notes of the
crawler) is no article and is passed over.

Records are cut here by their length, so that a damaged one can be told from its neighbours: where the next record
does not begin where it should, reading goes on at the next `WARC/` line. warcio reads the cut record: its headers,
those of HTTP, and a body in chunks or compressed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from standpoint.data.article import Refused
from standpoint.data.extras import need
from standpoint.data.readers.limits import Limits, Reading, spelled
from standpoint.data.readers.records import Kind, Raw
from standpoint.errors import InputError

_KINDS = {"text/html": Kind.HTML, "application/xhtml+xml": Kind.HTML, "text/plain": Kind.TEXT}
_TYPES = frozenset({"response", "resource", "conversion"})
_START = b"WARC/"
_NEXT = re.compile(rb"WARC/[01]\.\d+\r?\n[A-Za-z-]+:")  # where a record begins that should not be there yet
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^warc-type:\s*(\w+)\s*$", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEADER = 65_536  # bytes; real ones have some hundred


def cut_warc(stream: io.BufferedReader, head: bytes, name: str, reading: Reading) -> Iterator[Raw | Refused]:
    """The pages of a WARC file, each named by file and number of record."""
    need("warcio", "web", "reading WARC")
    source = _Source(stream)
    number = 0
    while line := source.first_line():
        number += 1
        id = f"{name}:{number}"
        if not line.startswith(_START):
            found = f"expected a record that begins with WARC/ at byte {source.position - len(line)}"
            yield Refused(id, f"{found}, found {line[:40]!r}; went on at the next one")
            source.skip_to_start()
            continue
        try:
            record = _record(source, line, reading.limits)
            page = None if record is None else _page(record, id, reading.limits)
        except InputError as error:
            yield Refused(id, str(error))
            continue
        if page is not None:
            yield page
    if not number:
        yield Refused(name, "expected WARC records, found an empty file")


class _Source:
    """A stream from which too much can be taken and given back."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._held = b""
        self.position = 0

    def line(self) -> bytes:
        if b"\n" not in self._held:
            self._held += self._stream.readline(_LONGEST_HEADER)
        return self._taken(self._held.find(b"\n") + 1 or len(self._held))

    def read(self, size: int) -> bytes:
        if len(self._held) < size:
            self._held += self._stream.read(size - len(self._held))
        return self._taken(min(size, len(self._held)))

    def give_back(self, data: bytes) -> None:
        self._held = data + self._held
        self.position -= len(data)

    def first_line(self) -> bytes:
        """The next line that is not blank; empty at the end."""
        while (line := self.line()) and not line.strip():
            pass
        return line

    def skip(self, size: int) -> None:
        while size > 0 and (piece := self.read(min(size, 1 << 20))):
            size -= len(piece)

    def skip_to_start(self) -> None:
        while (line := self.line()) and not line.startswith(_START):
            pass
        self.give_back(line)

    def _taken(self, size: int) -> bytes:
        data, self._held = self._held[:size], self._held[size:]
        self.position += size
        return data


def _record(source: _Source, line: bytes, limits: Limits) -> bytes | None:
    """A record with its headers; None where it is no page by its type."""
    header = _header(source, line)
    length, kind = _LENGTH.search(header), _TYPE.search(header)
    if length is None or kind is None:
        source.skip_to_start()
        raise InputError(f"expected WARC-Type and Content-Length before byte {source.position}, found no such header")
    size = int(length[1])
    if kind[1].decode().lower() not in _TYPES:
        source.skip(size)
        return None
    if size > limits.article + _LONGEST_HEADER:
        source.skip(size)
        raise InputError(_too_long(size, limits))
    body = source.read(size)
    _check_whole(source, body, size)
    return header + b"\r\n" + body


def _header(source: _Source, line: bytes) -> bytes:
    lines, size = [line], len(line)
    while (line := source.line()).strip():
        lines.append(line)
        size += len(line)
        if size > _LONGEST_HEADER:
            raise InputError(f"expected a WARC header of at most {_LONGEST_HEADER} bytes, found more")
    return b"".join(one.rstrip(b"\r\n") + b"\r\n" for one in lines)


def _check_whole(source: _Source, body: bytes, size: int) -> None:
    """Refuse a body that is cut off; what it took of the next record is given back."""
    begun = _NEXT.search(body)
    if begun is not None and (len(body) < size or not _is_at_boundary(source)):
        source.give_back(body[begun.start() :])
        raise InputError(f"expected a record of {size} bytes, found the next one after {begun.start()}: it is cut off")
    if len(body) < size:
        raise InputError(f"expected a record of {size} bytes, found the file's end after {len(body)}: it is cut off")


def _is_at_boundary(source: _Source) -> bool:
    """Whether a blank line or the end follows, as after a whole record."""
    ahead = source.read(4)
    source.give_back(ahead)
    return not ahead.strip() or ahead.lstrip().startswith(_START[:2])


def _page(data: bytes, id: str, limits: Limits) -> Raw | Refused | None:
    from warcio.recordloader import ArcWarcRecordLoader

    try:
        record = ArcWarcRecordLoader(verify_http=True).parse_record_stream(io.BytesIO(data), known_format="warc")
        kind = _kind(record)
        if kind is None:
            return None
        content = record.content_stream().read(limits.article + 1)
    except Exception as error:  # warcio meets a stranger's headers: whatever it stumbles over costs this record alone
        raise InputError(f"expected a WARC record, found damage: {type(error).__name__}: {error}") from None
    if len(content) > limits.article:
        raise InputError(_too_long(len(content), limits))
    header = record.rec_headers.get_header
    facts = {"url": header("WARC-Target-URI"), "fetched": header("WARC-Date")}
    metadata = {key: value for key, value in facts.items() if value}
    return Raw(id, kind, content, f"record {id.rpartition(':')[2]}", None, metadata)


def _kind(record: Any) -> Kind | None:
    """What the record holds by its headers; None where it is no page."""
    headers = record.http_headers
    if record.rec_type == "response" and (headers is None or headers.get_statuscode() != "200"):
        return None
    media = (headers or record.rec_headers).get_header("Content-Type") or ""
    return _KINDS.get(media.partition(";")[0].strip().lower())


def _too_long(size: int, limits: Limits) -> str:
    return f"expected a page of at most {spelled(limits.article)}, found {spelled(size)} or more; see --max-article"
