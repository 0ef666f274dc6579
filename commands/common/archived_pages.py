"""Reading captures of the archive by the rules of today, in a process for each core.

Reading is nearly all that a page costs; comparing and storing, which the one writer does, is a
hundredth of it. So processes read, and whoever asks them has the database to itself.
"""

from __future__ import annotations

import logging
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Self

from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from crawler.archive import warc
from crawler.archive.warc import WarcError
from crawler.rereading import PageReader, link_of
from newsdb.articles.rejections import Rejection
from pipelines.normalise import NormalisePipeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from newsdb.articles.captures import Capture
    from newsdb.records import Article

logger = logging.getLogger(__name__)

#: A process takes as long to start as this many pages to read.
FEWEST_PAGES = 100
MOST_PROCESSES = 8
#: Pages that are handed to a process at once.
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class Pages:
    """The capture of an article, and those of its further pages in their order."""

    first: Capture
    further: tuple[Capture, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a capture can't be read, in words."""

    problem: str


class ArchivedPages:
    """Reads captures, in this process or, where there are many, in several.

    Open it before any database: processes are forked, and SQLite's connections must not be.
    """

    def __init__(self, settings: BaseSettings, archive: Path, *, processes: int) -> None:
        about = settings.copy_to_dict(), archive
        self._reader: _Reader | None = None
        self._pool: ProcessPoolExecutor | None = None
        if processes < 2:
            self._reader = _Reader(*about)
            return
        start = "fork" if hasattr(os, "sched_getaffinity") else "spawn"
        self._pool = ProcessPoolExecutor(
            processes, mp_context=get_context(start), initializer=_begin, initargs=about
        )
        self._pool.submit(int).result()  # has all of them started

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def read(self, todo: Sequence[Pages]) -> Iterator[Article | Rejection | Unreadable | None]:
        """Yield what each of some captures holds, in their order.

        When a process dies, as one does that takes all memory, what is left is unreadable.
        """
        if self._reader:
            yield from map(self._reader.read, todo)
            return
        assert self._pool is not None
        done = 0
        try:
            for each in self._pool.map(_read, todo, chunksize=_CHUNK):
                done += 1
                yield each
        except BrokenProcessPool as error:
            for pages in todo[done:]:
                yield Unreadable(f"{pages.first.url}: not read: {error}")


def cores() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def processes_for(pages: int) -> int:
    """Return in how many processes so many pages are read fastest."""
    return max(1, min(cores(), pages // FEWEST_PAGES, MOST_PROCESSES))


class _Reader:
    def __init__(self, settings: dict[str, Any], archive: Path) -> None:
        known = Settings(settings)
        self.archive = archive
        self.pages = PageReader(known, get_spider_loader(known))
        self.normalise = NormalisePipeline()

    def read(self, pages: Pages) -> Article | Rejection | Unreadable | None:
        try:
            return self._read(pages)
        except (WarcError, OSError) as error:
            return Unreadable(str(error))
        except Exception as error:
            logger.exception("%s can't be read", pages.first.url)
            return Unreadable(f"{pages.first.url}: {error!r}")

    def _read(self, pages: Pages) -> Article | Rejection | None:
        page = self._page(pages.first)
        raw = self.pages.read(page)
        if isinstance(raw, Rejection):
            return raw
        number = 2
        for each in pages.further:
            if raw.next_page is None:
                break
            if each.part != number:  # fetched twice, or one is missing before it
                continue
            part = self._page(each)
            so_far, raw = raw, self.pages.add(raw, link_of(page), part, number=number)
            if raw is so_far:
                break
            number += 1
        if raw.next_page is not None:
            return None
        candidate = self.normalise.process_item(raw)
        return candidate if isinstance(candidate, Rejection) else candidate.article

    def _page(self, capture: Capture) -> warc.Page:
        return warc.read(self.archive / capture.file, capture.start, capture.length)


_process: _Reader  # of a process that only reads


def _begin(settings: dict[str, Any], archive: Path) -> None:
    global _process  # noqa: PLW0603 a process has one
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    _process = _Reader(settings, archive)


def _read(pages: Pages) -> Article | Rejection | Unreadable | None:
    return _process.read(pages)
