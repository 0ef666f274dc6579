"""The file of a backup: a tar in zstd, so that ``tar --zstd -xf`` opens it without this project.

``manifest.json`` comes first and says what is inside; the database comes last.
"""

from __future__ import annotations

import io
import os
import sys
import tarfile
import zlib
from contextlib import contextmanager
from datetime import datetime  # noqa: TC003 pydantic reads it
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from _typeshed import ReadableBuffer

MANIFEST = "manifest.json"
DATABASE = "news.db"
SUFFIX = ".tar.zst"

#: Not there yet, or never: a backup that was broken off.
PARTIAL = ".partial"

#: Faster than level 1: a database of 10 GB is to take a minute of the processor. Of generated
#: articles level 1 takes half as long again and saves an eighth, level 2 more than twice as long
#: and a fifth.
_OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 1,
    zstd.CompressionParameter.min_match: 6,
    zstd.CompressionParameter.target_length: 8,
    zstd.CompressionParameter.checksum_flag: 1,
}
_CHUNK = 1 << 20

#: After so many bytes the disk is asked to begin with them. Otherwise the system gathers a few
#: hundred megabytes, and whoever else writes then waits until the disk has them.
_WRITE_OUT = 4 * _CHUNK

#: A manifest or a configuration is far smaller; what is larger is no file of ours.
_LARGEST_EXTRA = 10 * _CHUNK


class BackupError(Exception):
    """A backup can't be made, read or restored; the message says why and what to do."""


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True)

    made_at: datetime
    articles: int
    decisions: int  # reviews, saved filters aside
    newest_article: str | None = None
    size: int  # of the database, in bytes
    migrations: tuple[str, ...]
    extras: tuple[str, ...] = ()  # names of configuration files that are inside
    secret: bool = False  # whether the key that signs the desk's cookies is among them


def write(path: Path, manifest: Manifest, extras: Mapping[str, Path], database: Path) -> None:
    """Write a backup to ``path``, have the disk confirm it, and read back what the disk has.

    What is read back is compared by its checksum, not unpacked: unpacking would take a third of
    the processor's time of a backup, and ``verify`` and ``unpack`` find by zstd's own checksum
    what went wrong before. Raises OSError; BackupError when the disk has something else.
    """
    with path.open("w+b", buffering=0) as raw:
        counted = _Counted(raw)
        with (
            zstd.ZstdFile(counted, "wb", options=_OPTIONS) as packed,
            tarfile.open(fileobj=packed, mode="w") as archive,
        ):
            archive.copybufsize = _CHUNK  # type: ignore[attr-defined]  # typeshed has it not
            said = manifest.model_dump_json(indent=1).encode()
            about = tarfile.TarInfo(MANIFEST)
            about.size, about.mtime = len(said), int(manifest.made_at.timestamp())
            archive.addfile(about, io.BytesIO(said))
            for name, file in extras.items():
                archive.add(file, arcname=name, filter=_anonymous)
            archive.add(database, arcname=DATABASE, filter=_anonymous)
        os.fsync(raw.fileno())
        _write_out(raw)  # the pages in memory are those of the disk now, and are let go
        raw.seek(0)
        checksum = 0
        while chunk := raw.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
        if checksum != counted.checksum:
            raise BackupError(f"{path} is not what was written to it: check the disk")


class _Counted(io.RawIOBase):
    """Writes to a file, keeps the checksum of it all, and has the disk begin early."""

    def __init__(self, raw: io.FileIO) -> None:
        self.raw = raw
        self.checksum = 0
        self._waiting = 0

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        view = memoryview(data).cast("B")
        written = 0
        while written < len(view):  # a raw file may take a part
            written += self.raw.write(view[written:])
        self.checksum = zlib.crc32(view, self.checksum)
        self._waiting += written
        if self._waiting >= _WRITE_OUT:
            _write_out(self.raw)
            self._waiting = 0
        return written


def _write_out(raw: io.FileIO) -> None:
    """Have the disk begin with what was written, and memory give up what the disk has."""
    if hasattr(os, "posix_fadvise"):  # macOS has none
        os.posix_fadvise(raw.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return a member without its owner, legible to whoever unpacks it only."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself; raises BackupError when it is none."""
    with _opened(path) as archive:
        return _manifest(path, archive)


def verify(path: Path) -> Manifest:
    """Read a backup to its end, so that every checksum is looked at, and return its manifest.

    Raises BackupError when it is cut off or damaged.
    """
    with _opened(path) as archive:
        manifest = _manifest(path, archive)
        while member := archive.next():
            if member.name == DATABASE:
                stream = archive.extractfile(member)
                assert stream is not None
                length = 0
                while chunk := stream.read(_CHUNK):
                    length += len(chunk)
                if length == manifest.size:
                    return manifest
                raise BackupError(f"{path} is damaged: it holds {length} of {manifest.size} bytes")
    raise BackupError(f"{path} is damaged: there is no {DATABASE} in it")


def unpack(path: Path, database: Path) -> tuple[Manifest, dict[str, bytes]]:
    """Write the database in a backup to ``database``, which must not exist.

    Returns the manifest and the configuration files by name. Raises BackupError and OSError.
    """
    extras: dict[str, bytes] = {}
    with _opened(path) as archive:
        manifest = _manifest(path, archive)
        while member := archive.next():
            stream = archive.extractfile(member)
            if stream is None:
                continue
            if member.name == DATABASE:
                database.touch(mode=0o600, exist_ok=False)
                with database.open("wb") as file:
                    while chunk := stream.read(_CHUNK):
                        file.write(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                if database.stat().st_size == manifest.size:
                    return manifest, extras
                raise BackupError(f"{path} is damaged: its database is cut off")
            if member.size <= _LARGEST_EXTRA:  # a name with a folder in it is none of ours
                extras[PurePosixPath(member.name).name] = stream.read()
    raise BackupError(f"{path} is damaged: there is no {DATABASE} in it")


def _manifest(path: Path, archive: tarfile.TarFile) -> Manifest:
    first = archive.next()
    if first is None or first.name != MANIFEST or first.size > _LARGEST_EXTRA:
        raise BackupError(f"{path} is no backup of this project: it has no {MANIFEST}")
    stream = archive.extractfile(first)
    try:
        return Manifest.model_validate_json(stream.read() if stream else b"")
    except ValidationError as error:
        raise BackupError(f"{path} is no backup of this project: {error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with (
            path.open("rb") as raw,
            zstd.ZstdFile(raw, "rb") as packed,
            tarfile.open(fileobj=packed, mode="r|", bufsize=_CHUNK) as archive,
        ):
            yield archive
    except (tarfile.TarError, zstd.ZstdError, EOFError) as error:
        raise BackupError(f"{path} is no backup, or is damaged: {error}") from error
    except FileNotFoundError:
        raise BackupError(f"There is no backup at {path}") from None


def describe(manifest: Manifest) -> dict[str, Any]:
    """Return a manifest as JSON can hold it."""
    return manifest.model_dump(mode="json")
