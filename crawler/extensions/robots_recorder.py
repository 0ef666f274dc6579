"""RobotsRecorder: stores each host's robots.txt, so that changes are noticed the same day."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import signals

from newsdb.database import DatabaseError, now, open_database
from newsdb.health import robots

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)


class RobotsRecorder:
    """Records the robots.txt responses that Scrapy's own middleware requests."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.response_downloaded, signals.response_downloaded)
        return extension

    def response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        """Store a robots.txt, and warn when it differs from the last one."""
        address = urlsplit(request.url)
        unusable = self.crawler.stats.get_value("hanil/database_unusable")
        if address.path != "/robots.txt" or unusable:
            return
        path = self.crawler.settings["DATABASE"]
        db = open_database(path)
        try:
            change = robots.note(
                db,
                address.netloc,
                outlet=spider.name,
                status=response.status,
                rules=response.body.decode("utf-8", "replace"),
                at=now(),
            )
        except DatabaseError as error:
            logger.warning("robots.txt of %s could not be stored: %s", address.netloc, error)
            return
        finally:
            db.close()
        if change:
            logger.warning("robots.txt of %s has changed: %s", address.netloc, change)
