"""The file of a backup: a tar in zstd, so that ``tar --zstd -xf`` opens it without this project.

``manifest.json`` comes first and says what is inside; the database comes last.
"""

from __future__ import annotations

import io
import os
import sys
import tarfile
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

MANIFEST = "manifest.json"
DATABASE = "news.db"
SUFFIX = ".tar.zst"

#: Not there yet, or never: a backup that was broken off.
PARTIAL = ".partial"

#: Level 3 takes twice the time and saves a hundredth.
LEVEL = 2
_CHUNK = 1 << 20

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
    """Write a backup to ``path`` and have the disk confirm it; raises OSError."""
    with path.open("wb") as raw:
        with (
            zstd.ZstdFile(
                raw,
                "wb",
                options={
                    zstd.CompressionParameter.compression_level: LEVEL,
                    zstd.CompressionParameter.checksum_flag: 1,
                },
            ) as packed,
            tarfile.open(fileobj=packed, mode="w|", bufsize=_CHUNK) as archive,
        ):
            archive.copybufsize = _CHUNK  # type: ignore[attr-defined]  # typeshed has it not
            said = manifest.model_dump_json(indent=1).encode()
            about = tarfile.TarInfo(MANIFEST)
            about.size, about.mtime = len(said), int(manifest.made_at.timestamp())
            archive.addfile(about, io.BytesIO(said))
            for name, file in extras.items():
                archive.add(file, arcname=name, filter=_anonymous)
            archive.add(database, arcname=DATABASE, filter=_anonymous)
        raw.flush()
        os.fsync(raw.fileno())


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
                with database.open("xb") as file:
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
