"""A crawl's file in the archive, with the index of what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.archive import folder, warc
from newsdb.articles import captures
from newsdb.articles.captures import Capture

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

    from crawler.archive.warc import Page, Place
    from newsdb.articles.captures import Kind


class CaptureFile:
    """The file of one crawl, made with its first page; ``name`` is the lock that it holds."""

    def __init__(self, db: Database, place: Path, name: str) -> None:
        self.db = db
        self.folder = place
        self.name = name
        self.file: warc.WarcFile | None = None

    def add(self, kind: Kind, outlet: str, key: str, page: Page, *, part: int = 1) -> Place:
        """Write a page and index it; raises OSError, DatabaseError, ValueError."""
        if self.file is None:
            path = folder.new_file(self.folder, self.name, at=page.fetched_at)
            self.file = warc.WarcFile(path)
        at = self.file.add(page)
        captures.add(
            self.db,
            Capture(
                kind=kind,
                outlet=outlet,
                key=key,
                url=page.url,
                status=page.status,
                fetched_at=page.fetched_at,
                file=self.file.path.relative_to(self.folder).as_posix(),
                start=at.start,
                length=at.length,
                digest=at.digest,
                part=part,
            ),
        )
        return at

    def close(self) -> None:
        """Give the file its name, if there is one; raises OSError."""
        if self.file is not None:
            self.file.close()
