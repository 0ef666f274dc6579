"""KeptRobotsMiddleware: obeys a robots.txt for a day without asking for it in each run.

It stores what it is answered, so that changes are noticed the same day.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from crawler.failures import UnknownRulesError, reason_of
from crawler.storage import storage_if_any
from newsdb.crawls.events import RobotsRead
from newsdb.database import now
from newsdb.database_errors import DatabaseError, UnusableDatabaseError
from newsdb.runs import robots

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

    from newsdb.crawls.storage import CrawlStorage

logger = logging.getLogger(__name__)


class KeptRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, but what it was answered is used for ``ROBOTSTXT_MAX_AGE`` seconds.

    RFC 9309, section 2.4, lets a crawler keep a robots.txt for 24 hours. What kept rules forbid
    is asked about again: the outlet may have opened it since.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.age = timedelta(seconds=crawler.settings.getfloat("ROBOTSTXT_MAX_AGE"))
        self._kept: set[str] = set()
        self._looked_up: set[str] = set()
        self._put_off: dict[str, tuple[str, str]] = {}  # by host, reason and what happened

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

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise IgnoreRequest if the rules forbid the request, or nobody knows them."""
        if why := self._put_off.get(urlparse_cached(request).netloc):
            reason, happened = why
            raise UnknownRulesError(
                reason,
                f"the host's robots.txt {happened}, and what it says is not known: nothing is"
                " asked of it in this run",
            )
        super().process_request_2(rp, request)

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

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        """Store the answer, which is the last of its redirections, decompressed; obey it.

        While a host can't answer, its known rules apply, and none of its pages is asked for where
        none are known (RFC 9309, section 2.3.1.4).
        """
        known = self.record(netloc, response)
        if known is not None:
            response = response.replace(body=known.encode())
        elif robots.is_put_off(response.status):
            self._put_off[netloc] = ("no robots.txt", f"answered {response.status}")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """Treat a network's fault as the server's: known rules apply, else nothing is asked.

        Scrapy would take everything for allowed, but a file that can't be reached forbids all (RFC
        9309, section 2.3.1.4). One that is redirected in circles, or to where nothing may be
        asked, is as good as none (2.3.1.2).
        """
        if isinstance(exc, IgnoreRequest):
            super()._robots_error(exc, netloc)
            return
        known = self._known_rules(netloc)
        if known is None:
            reason, detail = reason_of(Failure(exc))  # type: ignore[no-untyped-call]
            self._put_off[netloc] = (reason, f"could not be fetched ({detail})")
            super()._robots_error(exc, netloc)
            return
        self._stats.inc_value(f"robotstxt/exception_count/{type(exc)}")
        waiting = self._parsers[netloc]
        assert isinstance(waiting, Deferred)
        rules = build_from_crawler(self._parserimpl, self.crawler, known.encode())
        self._parsers[netloc] = rules
        waiting.callback(rules)

    def record(self, host: str, response: Response) -> str | None:
        """Store a host's robots.txt, and warn when it differs from the last one.

        Returns the rules to obey instead of what an error of the server says, if any are known.
        """
        spider = self.crawler.spider or self.crawler.spidercls
        if (storage := self._storage()) is None:
            return None
        try:
            if not robots.is_answer(response.status):
                return storage.robots_rules(host)
            rules = response.body[: robots.MOST_READ].decode("utf-8", "replace")
            change = storage.tell(
                RobotsRead(
                    host=host,
                    outlet=spider.name,
                    status=response.status,
                    rules=rules,
                    at=now(),
                )
            ).change
        except DatabaseError as error:
            logger.warning("robots.txt of %s could not be stored: %s", host, error)
            return None
        if change:
            logger.warning("robots.txt of %s has changed: %s", host, change)
        return None

    def _kept_rules(self, host: str) -> str | None:
        """Return the rules that need not be asked for again."""
        return self._known_rules(host, since=now() - self.age) if self.age else None

    def _known_rules(self, host: str, *, since: datetime | None = None) -> str | None:
        """Return a host's rules as last stored, with ``since`` only if stored after that."""
        if (storage := self._storage()) is None:
            return None
        try:
            return storage.robots_rules(host, since=since)
        except DatabaseError as error:
            logger.warning("The robots.txt of %s that was kept can't be read: %s", host, error)
            return None

    def _storage(self) -> CrawlStorage | None:
        """Return the crawl's storage; None if it can't be used, or if there is none yet."""
        if self._stats.get_value("hanil/database_unusable"):
            return None
        try:
            return storage_if_any(self.crawler)
        except UnusableDatabaseError:
            return None
