"""SingleRun: only one process at a time crawls an outlet, whoever starts it."""

from __future__ import annotations

import fcntl
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


def lock_file(directory: Path, name: str) -> Path:
    """Return the lock file of the crawls of ``name`` beside a database."""
    return directory / f".{name}.lock"


def is_locked(directory: Path, name: str) -> bool:
    """Tell whether a process on this machine crawls ``name`` beside a database; raises OSError."""
    try:
        descriptor = os.open(lock_file(directory, name), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


class SingleRun:
    """Closes a spider with the reason ``already_running`` when another process holds its lock.

    The lock is a file next to the database, locked by the kernel: it is released as soon as its
    process ends, however that happens. So cron and the scheduler are held to the same rule.
    """

    def __init__(self, directory: Path, crawler: Crawler) -> None:
        self.directory = directory
        self.crawler = crawler
        self.descriptor: int | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        database = crawler.settings["DATABASE"]
        if database == ":memory:":
            raise NotConfigured
        extension = cls(Path(database).parent, crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Take the lock; raises CloseSpider when another process holds it, or it can't be had."""
        name = getattr(spider, "lock_name", spider.name)
        path = lock_file(self.directory, name)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            logger.error("The run can't begin without its lock %s: %s", path, error.strerror)
            # Without the lock nothing may be done that another run may be doing.
            self.crawler.stats.set_value("hanil/already_running", True)
            raise CloseSpider("no_lock") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            logger.info(
                "%s is being crawled by another process (pid %s, lock %s): nothing to do",
                name,
                other,
                path,
            )
            # Closing takes a moment, in which start() could request the first listing.
            self.crawler.stats.set_value("hanil/already_running", True)
            raise CloseSpider("already_running") from None
        with suppress(OSError):  # on a full disk: the number only tells others whose lock it is
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        self.descriptor = descriptor

    def spider_closed(self) -> None:
        """Release the lock."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None
