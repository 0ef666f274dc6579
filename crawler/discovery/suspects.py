"""Pages whose reading an earlier run didn't survive: read last, and one at a time.

While several pages are on their way through a run, each of them is marked as begun. Read alone,
only the page that really kills the run is marked again.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Suspects:
    """Requests that wait until all others have been answered and what they gave was stored."""

    def __init__(self) -> None:
        self.waiting: deque[Request] = deque()

    def follow(self, crawler: Crawler) -> None:
        """Send the next one whenever the crawl has nothing else to do."""

        def send_next() -> None:
            if self.waiting:
                assert crawler.engine is not None
                crawler.engine.crawl(self.waiting.popleft())
                raise DontCloseSpider

        self._send_next = send_next  # signals hold their receivers weakly
        crawler.signals.connect(send_next, signals.spider_idle)
