"""Pages that workers send for the archive: each crawl's into a file of its own."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler.archive import folder
from crawler.archive.capture_file import CaptureFile
from crawler.archive.messages import from_message
from newsdb.articles.forgotten import is_forgotten
from newsdb.database import now
from newsdb.health import alarms
from newsdb.health.alarms import Alarm, Recovery

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.crawls.events import PageCaptured
    from newsdb.crawls.leases import Lease

logger = logging.getLogger(__name__)

#: So many files are open at once: a process may usually have a thousand.
MOST_OPEN = 200


class Archiving:
    """Writes what is captured into files under ``place``; None: nothing is archived.

    What is written in a transaction that is taken back stays in its file without an index: it is
    the page that the next attempt writes once more.
    """

    def __init__(self, place: Path | None) -> None:
        self.place = place
        self.files: dict[str, CaptureFile] = {}  # by lease
        self.failed: set[str] = set()  # leases of which pages could not be written

    def keep(self, db: Database, lease: Lease, told: PageCaptured) -> None:
        """Write a page and index it, in the caller's transaction; a failure is an alarm.

        Raises DatabaseError, and ValueError for what can be no capture.
        """
        if self.place is None or is_forgotten(db, outlet=told.outlet, key=told.key):
            return
        page = from_message(told)
        try:
            self._file(db, lease).add(told.kind, told.outlet, told.key, page, part=told.part)
        except OSError as error:
            logger.error("Not archived: %s: %s", told.url, error)
            self.failed.add(lease.id)
            alarm = Alarm(
                outlet=lease.spider,
                kind="archive",
                since=now(),
                diagnosis=f"pages were not archived; the first: {told.url}: {error}",
            )
            alarms.keep(db, [alarm], at=now())

    def _file(self, db: Database, lease: Lease) -> CaptureFile:
        assert self.place
        if (file := self.files.pop(lease.id, None)) is None:
            if len(self.files) >= MOST_OPEN:  # that which was written to least lately
                self._close(self.files.pop(next(iter(self.files))))
            folder.recover(db, self.place, lease.lock_name)  # a writer may have been killed
            file = CaptureFile(db, self.place, lease.lock_name)
        self.files[lease.id] = file
        return file

    def end(self, db: Database, lease: Lease) -> None:
        """Close the file of a crawl that has ended, in the caller's transaction."""
        is_whole = lease.id not in self.failed
        self.failed.discard(lease.id)
        file = self.files.pop(lease.id, None)
        if file and self._close(file) and is_whole:
            because = "pages are archived again"
            recovery = Recovery(outlet=lease.spider, kind="archive", because=because)
            alarms.keep(db, [recovery], at=now())

    def close(self) -> None:
        """Close all files; crawls that go on get another one."""
        files, self.files = self.files, {}
        for file in files.values():
            self._close(file)

    def _close(self, file: CaptureFile) -> bool:
        try:
            file.close()
        except OSError as error:
            logger.error("%s: its archive can't be closed: %s", file.name, error)
            return False
        return True
