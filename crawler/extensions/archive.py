"""Archive: every article page is kept as it was sent, so that it can be shown and read again."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.archive import folder, warc
from crawler.archive.capture_file import CaptureFile
from crawler.archive.signals import listing_unreadable
from crawler.items import SoFar
from crawler.storage import storage_of
from newsdb.articles.discovered import Link
from newsdb.crawls.storage import LocalStorage
from newsdb.database import now
from newsdb.database_errors import DatabaseError, explain, is_about_file
from newsdb.health import alarms
from newsdb.health.alarms import Alarm, Recovery

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsdb.articles.captures import Kind
    from newsdb.crawls.storage import CrawlStorage
    from newsdb.records import Outlet

logger = logging.getLogger(__name__)

#: Answers that say something of an article: what it is, or that it is no more.
_STATUSES = frozenset({200, 404, 410})

#: Where what a listing sent is kept until it has been read.
_AS_SENT = "archive_as_sent"


class Archive:
    """Writes a WARC file a run, and where in it each page is into ``captures``.

    Away from the database the pages go with what the crawl tells, to whoever records that.
    Of outlets whose terms let us keep an excerpt or a headline only, nothing is archived: a
    capture is the whole text. Scrapy logs and swallows what a signal's handler raises, so that a
    failure is counted here and becomes an alarm.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.folder = folder.place(settings["DATABASE"], settings["ARCHIVE_FOLDER"])
        self.storage: CrawlStorage | None = None  # until pages can be kept
        self.file: CaptureFile | None = None
        self.failed = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        # What is replayed was archived when it was fetched.
        if not settings.getbool("ARCHIVE_ENABLED") or settings["REPLAY"]:
            raise NotConfigured
        extension = cls(crawler)
        for handler, signal in (
            (extension.spider_opened, signals.spider_opened),
            (extension.response_downloaded, signals.response_downloaded),
            (extension.listing_unreadable, listing_unreadable),
            (extension.spider_closed, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        if self.crawler.stats.get_value("hanil/already_running"):
            return
        self.storage = storage = storage_of(self.crawler)
        if not isinstance(storage, LocalStorage):
            return
        name = getattr(spider, "lock_name", spider.name)
        # The storage's own connection: each that writes beside it empties its page cache.
        self.file = CaptureFile(storage.db, self.folder, name)
        try:
            folder.recover(storage.db, self.folder, name)
        except (OSError, DatabaseError) as error:
            self._fail(f"a file that was left open can't be closed: {error}")

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Keep an answer before anybody decompresses it; what is redirected is kept at its end."""
        if "dataloss" in response.flags:
            return
        link = request.cb_kwargs.get("link")
        if isinstance(link, Link):
            if response.status in _STATUSES:
                # Not now() a second time: an article is seen when its page was.
                moment = request.meta.setdefault("fetched_at", now())
                outlet = self.crawler.spider.outlet_of(link.url)  # type: ignore[union-attr]
                if outlet.policy.kept == "full":
                    about = self.describe(link, outlet)
                    self.keep("page", link.outlet, link.key, _page(response, moment, about))
        elif isinstance(so_far := request.cb_kwargs.get("so_far"), SoFar):
            if response.status in _STATUSES and so_far.article.outlet.policy.kept == "full":
                self.keep_part(so_far, _page(response, now(), {}))
        elif (page := request.cb_kwargs.get("page")) and response.status == 200:
            request.meta[_AS_SENT] = _page(response, now(), {"kind": getattr(page, "kind", None)})

    def keep_part(self, so_far: SoFar, page: warc.Page) -> None:
        """Keep a further page of an article, with what tells whose it is."""
        link, number = so_far.link, so_far.number + 1
        about = {
            "spider": self.crawler.spidercls.name,
            "further": {"outlet": link.outlet, "key": link.key, "number": number},
        }
        page = dataclasses.replace(page, about=about)
        self.keep("page", link.outlet, link.key, page, part=number)

    def listing_unreadable(self, response: Response) -> None:
        """Keep a listing that gave nothing."""
        if page := response.meta.pop(_AS_SENT, None):
            name = self.crawler.spider.name if self.crawler.spider else ""
            self.keep("listing", name, response.url, page)

    def describe(self, link: Link, outlet: Outlet) -> dict[str, Any]:
        """Return what is known of a link, as JSON can hold it: enough to store it once more."""
        known = {name: _plain(value) for name, value in asdict(link).items()}
        return {"spider": self.crawler.spidercls.name, "link": known, "outlet": asdict(outlet)}

    def keep(self, kind: Kind, outlet: str, key: str, page: warc.Page, *, part: int = 1) -> None:
        """Write a page into this run's file and index it, or tell it."""
        if self.storage is None:
            return  # another crawl of the outlet is under way, or there is nowhere to keep it
        unusable = self.crawler.stats.get_value("hanil/database_unusable")
        if unusable or self.storage.is_forgotten(outlet, key):
            return
        try:
            if self.file is not None:
                length = self.file.add(kind, outlet, key, page, part=part).length
            else:
                from crawler.archive.messages import to_message  # noqa: PLC0415 only on a worker

                told = to_message(kind, outlet, key, page, part=part)
                length = len(told.body)
                self.storage.tell(told)
        except (OSError, DatabaseError, ValueError) as error:
            self._fail(f"{page.url}: {error}")
            if is_about_file(error):  # the run need not find that out once more
                said = explain(error, self.crawler.settings["DATABASE"])
                self.crawler.stats.set_value("hanil/database_unusable", said)
        else:
            self.crawler.stats.inc_value("archive/captures")
            self.crawler.stats.inc_value("archive/bytes", length)

    def _fail(self, problem: str) -> None:
        self.failed += 1
        self.problem = problem
        self.crawler.stats.inc_value("archive/failed")
        logger.error("Not archived: %s", problem)

    def spider_closed(self, spider: Spider) -> None:
        if self.file is None:
            return
        try:
            self.file.close()
        except OSError as error:
            self._fail(str(error))
        finding: Alarm | Recovery = Recovery(
            outlet=spider.name, kind="archive", because="pages are archived again"
        )
        if self.failed:
            finding = Alarm(
                outlet=spider.name,
                kind="archive",
                since=now(),
                diagnosis=f"{self.failed} pages were not archived; the last: {self.problem}",
            )
        try:
            if self.crawler.stats.get_value("hanil/database_unusable"):
                pass  # neither waited for nor written to once more
            elif self.failed or self.file.file:
                alarms.keep(self.file.db, [finding], at=now())
        except DatabaseError as error:
            logger.error("The archive's alarm can't be kept: %s", error)


def _page(response: Response, at: datetime, about: dict[str, Any]) -> warc.Page:
    return warc.Page(
        url=response.url,
        status=response.status,
        headers=tuple(
            (_text(name), _text(value))
            for name, values in response.headers.items()
            for value in values
        ),
        body=response.body,
        fetched_at=at,
        about=about,
    )


def _text(header: bytes) -> str:
    try:
        return header.decode()
    except UnicodeDecodeError:
        return header.decode("latin-1")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
