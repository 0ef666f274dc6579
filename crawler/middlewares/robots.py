"""KeptRobotsMiddleware: obeys a robots.txt for a day without asking for it in each run."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from newsdb.database import UnusableDatabaseError, now, open_database
from newsdb.health import robots

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser


class KeptRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, but what ``RobotsRecorder`` stored is used for ``ROBOTSTXT_MAX_AGE`` seconds.

    RFC 9309, section 2.4, lets a crawler keep a robots.txt for 24 hours. What kept rules forbid
    is asked about again: the outlet may have opened it since.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.age = timedelta(seconds=crawler.settings.getfloat("ROBOTSTXT_MAX_AGE"))
        self._kept: set[str] = set()
        self._looked_up: set[str] = set()

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Raise IgnoreRequest if the rules forbid the request."""
        del spider
        host = urlparse_cached(request).netloc
        before = self._parsers.get(host)
        try:
            await super().process_request(request)
        except IgnoreRequest:
            if host in self._kept:
                self._kept.discard(host)
                del self._parsers[host]
            elif self._parsers.get(host) is before:
                raise
            await super().process_request(request)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of a request's host: the kept ones, else those it answers with."""
        host = urlparse_cached(request).netloc
        if host not in self._looked_up:
            self._looked_up.add(host)
            if (rules := self._kept_rules(host)) is not None:
                self._kept.add(host)
                self._parsers[host] = build_from_crawler(
                    self._parserimpl, self.crawler, rules.encode()
                )
        return await super().robot_parser(request)

    def _kept_rules(self, host: str) -> str | None:
        path = Path(self.crawler.settings["DATABASE"])
        if not self.age or self._stats.get_value("hanil/database_unusable") or not path.exists():
            return None
        try:
            db = open_database(path)
        except UnusableDatabaseError:
            return None
        try:
            return robots.kept(db, host, since=now() - self.age, until=now())
        finally:
            db.close()
