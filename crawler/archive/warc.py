"""WARC files: records written one gzip member each, read back with their digests checked."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from newsdb.lazy_modules import LazyModule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from warcio import archiveiterator, exceptions, statusandheaders, warcwriter
else:
    archiveiterator = LazyModule("warcio.archiveiterator")
    exceptions = LazyModule("warcio.exceptions")
    statusandheaders = LazyModule("warcio.statusandheaders")
    warcwriter = LazyModule("warcio.warcwriter")

SUFFIX = ".warc.gz"

#: A file that is being written, or was when its process was killed.
OPEN = ".open"

#: What zlib gains beyond this is four per cent, for half as much time again.
_LEVEL = 4
#: Bodies that come compressed, as most do, get no smaller; a frame takes a fortieth of the time.
_AS_IT_IS = 0
_GZIP = b"\x1f\x8b"
_VERSION = "WARC/1.1"  # whose dates may have fractions of a second

_ABOUT = {
    "software": "Hanil News Watch",
    "format": "WARC File Format 1.1",
    "description": (
        "headers as Scrapy read them: transfer coding removed, names normalised, reason phrases"
        " the standard ones; bodies content-coded as sent"
    ),
}


class WarcError(Exception):
    """Records can't be read; the message names the file, the place and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was captured: an answer as sent, or (without a status) what was told of an article.

    ``about`` is what the crawl knew: the link, its listing, the outlet.
    """

    url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its file a page was written, and the digest of its body."""

    start: int
    length: int
    digest: str


class WarcFile:
    """A new file; its name ends in ``.open`` until it is closed, and it is never appended to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.open_path = path.with_name(f"{path.name}{OPEN}")
        # What a buffer keeps of a write that failed would be written later.
        self.file = self.open_path.open("xb", buffering=0)
        self._write(_member("warcinfo", "", json.dumps(_ABOUT).encode(), datetime.now(UTC)))

    def add(self, page: Page) -> Place:
        """Write a page with what is known of it; raises OSError, with the file as it was."""
        digest = digest_of(page.body)
        if page.status is None:
            record = _member("resource", page.url, page.body, page.fetched_at, digest=digest)
        else:
            record = _response(page, digest)
        about = json.dumps(page.about, ensure_ascii=False).encode()
        members = record + _member("metadata", page.url, about, page.fetched_at)
        return Place(self._write(members), len(members), digest)

    def _write(self, content: bytes) -> int:
        start = self.file.tell()
        left = memoryview(content)
        try:
            while left:  # less is written where a disk is nearly full
                left = left[self.file.write(left) :]
        except OSError:
            self.file.truncate(start)
            self.file.seek(start)
            raise
        return start

    def close(self) -> None:
        """Have the disk confirm what was written, and give the file its name."""
        os.fsync(self.file.fileno())
        self.file.close()
        self.open_path.rename(self.path)


def _response(page: Page, digest: str) -> bytes:
    assert page.status is not None
    try:
        reason = HTTPStatus(page.status).phrase
    except ValueError:
        reason = ""
    headers = statusandheaders.StatusAndHeaders(
        f"{page.status} {reason}", list(page.headers), protocol="HTTP/1.1"
    )
    return _member(
        "response",
        page.url,
        page.body,
        page.fetched_at,
        digest=digest,
        level=_AS_IT_IS if page.body.startswith(_GZIP) else _LEVEL,
        http_headers=headers,
    )


def _member(
    kind: str,
    url: str,
    content: bytes,
    at: datetime,
    *,
    digest: str | None = None,
    level: int = _LEVEL,
    **more: Any,
) -> bytes:
    """Return a record as a gzip member of its own, so that it can be read and dropped alone.

    ``digest`` is that of ``content``, where it is known: a page is long enough to hash it once.
    """
    raw = io.BytesIO()
    writer = warcwriter.WARCWriter(raw, gzip=False, warc_version=_VERSION)
    date = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    headers = {"WARC-Date": date}
    if digest:
        headers["WARC-Payload-Digest"] = digest
    if kind in {"metadata", "warcinfo"}:
        headers["Content-Type"] = "application/json"
    record = writer.create_warc_record(
        url or None,
        kind,
        payload=io.BytesIO(content),
        length=len(content),
        warc_content_type=headers.pop("Content-Type", ""),
        warc_headers_dict=headers,
        **more,
    )
    writer.write_record(record)
    return gzip.compress(raw.getvalue(), level, mtime=0)


def digest_of(body: bytes) -> str:
    """Return the digest of a body as WARC files have it."""
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


def read(path: Path, start: int, length: int) -> Page:
    """Return the page at a place in a file; raises WarcError, FileNotFoundError."""
    with path.open("rb") as file:
        file.seek(start)
        content = file.read(length)
    if len(content) < length:
        raise WarcError(f"{path} at {start}: cut off")
    for page in _pages(path, io.BytesIO(content)):
        return page
    raise WarcError(f"{path} at {start}: no page there")


class Position(NamedTuple):
    """Where in its file a page begins, and what it is of."""

    url: str
    fetched_at: datetime
    start: int
    length: int  # to where the next page begins


def places(path: Path) -> Iterator[Position]:
    """Yield where every page of a file is, also of one that other software wrote.

    Raises WarcError at a record that is torn; those before it were given.
    """
    with path.open("rb") as file:
        records = archiveiterator.ArchiveIterator(file)
        last: tuple[Page, int] | None = None
        try:
            for record in records:
                if record.rec_type not in {"response", "resource"}:
                    continue
                page = _page(path, record, _body(record))
                at = records.get_record_offset()
                if last:
                    yield Position(last[0].url, last[0].fetched_at, last[1], at - last[1])
                last = page, at
        except (exceptions.ArchiveLoadFailed, zlib.error, EOFError) as error:
            raise _torn(path, error) from error
        if last:
            size = path.stat().st_size
            yield Position(last[0].url, last[0].fetched_at, last[1], size - last[1])


def read_at(path: Path, start: int) -> Page:
    """Return the page that begins at a place in a file; raises WarcError, OSError."""
    with path.open("rb") as file:
        file.seek(start)
        for page in _pages(path, file):
            return page
    raise WarcError(f"{path} at {start}: no page there")


def pages(path: Path) -> Iterator[Page]:
    """Yield every page of a file, also of one that other software wrote.

    Raises WarcError at a record that is torn; those before it were given.
    """
    with path.open("rb") as file:
        yield from _pages(path, file)


def _pages(path: Path, file: BinaryIO) -> Iterator[Page]:
    waiting: Page | None = None
    try:
        for record in archiveiterator.ArchiveIterator(file):
            kind = record.rec_type
            body = _body(record)
            if kind == "metadata" and waiting is not None:
                yield _with(waiting, body)
                waiting = None
                continue
            if kind not in {"response", "resource"}:
                continue
            if waiting is not None:
                yield waiting
            waiting = _page(path, record, body)
    except (exceptions.ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
        raise _torn(path, error) from error
    if waiting is not None:
        yield waiting


def _body(record: Any) -> bytes:
    """Return all of a record's body: warcio's stream gives less than there is at each read."""
    return b"".join(iter(lambda: record.raw_stream.read(1 << 20), b""))


def _torn(path: Path, error: Exception) -> WarcError:
    """Return what is wrong, without the line of the file that warcio quotes."""
    said = str(error).split(" Line: ", 1)[0].split(", first line: ", 1)[0]
    return WarcError(f"{path}: a record is torn: {said}")


def _page(path: Path, record: Any, body: bytes) -> Page:
    headers = record.rec_headers
    url, date = headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Date")
    if not url or not date:
        # warcio takes one line in ten of a record's inside for an ARC file's, which has neither.
        raise WarcError(f"{path}: a record is torn or no capture: it has no address or no date")
    expected = headers.get_header("WARC-Payload-Digest")
    # warcio gives a torn record without a word: only the digest tells.
    if expected and expected.startswith("sha1:") and expected != digest_of(body):
        raise WarcError(f"{path}: the record of {url} is torn or was changed")
    http = record.http_headers
    return Page(
        url=url,
        status=int(http.get_statuscode()) if http else None,
        headers=tuple(http.headers) if http else (),
        body=body,
        fetched_at=datetime.fromisoformat(date),
        about={},
    )


def _with(page: Page, about: bytes) -> Page:
    try:
        known = json.loads(about)
    except ValueError:  # of other software, whose metadata is of another kind
        known = {}
    return Page(
        url=page.url,
        status=page.status,
        headers=page.headers,
        body=page.body,
        fetched_at=page.fetched_at,
        about=known if isinstance(known, dict) else {},
    )


def recover(path: Path) -> int:
    """Cut a file that was left open back to its last whole record and give it its name.

    Returns its size; a file without any is removed, and the size is 0.
    """
    content = path.read_bytes()
    whole = sum(length for _, length in members(content))
    if not whole:
        path.unlink()
        return 0
    with path.open("rb+") as file:
        file.truncate(whole)
        os.fsync(file.fileno())
    path.rename(path.with_name(path.name.removesuffix(OPEN)))
    return whole


def members(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and length of each whole gzip member of a file."""
    start = 0
    while start < len(content):
        unpacker = zlib.decompressobj(wbits=31)
        at = start
        try:
            while not unpacker.eof and at < len(content):
                unpacker.decompress(content[at : at + 65536])
                at += 65536
        except zlib.error:
            return
        if not unpacker.eof:
            return
        end = min(at, len(content)) - len(unpacker.unused_data)
        yield start, end - start
        start = end


def without(path: Path, target: Path, keep: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Write a file with only the records of ``keep`` (start, length); return their new starts.

    The record that says what the file is comes along.
    """
    starts: dict[int, int] = {}
    with path.open("rb") as old, target.open("xb") as new:
        head = next(members(old.read(1 << 16)), (0, 0))
        for start, length in [head, *keep]:
            old.seek(start)
            starts[start] = new.tell()
            new.write(old.read(length))
        new.flush()
        os.fsync(new.fileno())
    return starts
