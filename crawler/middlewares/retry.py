"""Retries with growing pauses that honour Retry-After; 403 and 429 slow the outlet down."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import import_module
from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.utils.misc import load_object

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

#: Statuses that mean "slow down", and the counters for them.
UNWELCOME = {403: "refused", 429: "limited"}

#: The longest delay between two requests after slowing down, in seconds.
SLOWEST = 60.0


class BackoffRetryMiddleware:
    """Downloader middleware that replaces Scrapy's RetryMiddleware, which retries immediately.

    RETRY_BACKOFF is the first pause in seconds, and each next one is four times longer. If
    Retry-After exceeds RETRY_LONGEST_WAIT, the page is left for a later run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        # Among RETRY_EXCEPTIONS is one of Scrapy's handler, which only a crawl needs.
        import_module("crawler.middlewares.http11")
        self.codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self.exceptions = tuple(map(load_object, settings.getlist("RETRY_EXCEPTIONS")))
        self.times = settings.getint("RETRY_TIMES") if settings.getbool("RETRY_ENABLED") else 0
        self.backoff = settings.getfloat("RETRY_BACKOFF")
        self.longest = settings.getfloat("RETRY_LONGEST_WAIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        if name := UNWELCOME.get(response.status):
            self.crawler.stats.inc_value(f"hanil/{name}")
            self._slow_down(request, response.status)
        if response.status not in self.codes:
            return response
        asked = retry_after(response)
        if asked is not None and asked > self.longest:
            logger.warning("%s: asked to wait %.0f s, left for later", response.url, asked)
            return response
        return await self._again(request, f"http {response.status}", asked) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if not isinstance(exception, self.exceptions):
            return None
        return await self._again(request, type(exception).__name__, None)

    async def _again(self, request: Request, reason: str, asked: float | None) -> Request | None:
        """Return the request to retry, after a pause; None when it has been tried often enough."""
        spider = self.crawler.spider
        assert spider is not None
        again = get_retry_request(
            request,
            spider=spider,
            reason=reason,
            max_retry_times=self.times,
            give_up_log_level="DEBUG",  # the errback logs it
        )
        if again is None:
            return None
        tried = request.meta.get("retry_times", 0)
        wait = asked if asked is not None else min(self.backoff * 4**tried, self.longest)
        logger.info("%s: %s, retrying in %.1f s", request.url, reason, wait)
        await asyncio.sleep(wait)
        return again

    def _slow_down(self, request: Request, status: int) -> None:
        engine = self.crawler.engine
        assert engine is not None
        slot = engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot and slot.delay < SLOWEST:
            slot.delay = min(max(slot.delay, 0.5) * 2, SLOWEST)
            logger.warning(
                "%s: answered %d, now %.0f s between requests",
                request.url,
                status,
                slot.delay,
            )


def retry_after(response: Response) -> float | None:
    """Return the seconds that Retry-After (a number or a date) asks for, None without one."""
    header = response.headers.get("Retry-After")
    if header is None:
        return None
    text = header.decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
