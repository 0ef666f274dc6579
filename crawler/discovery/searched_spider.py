"""Naver's news search, an official API, as discovery for outlets that have no feed.

Off without a key: NAVER_CLIENT_ID and NAVER_CLIENT_SECRET in the environment (of an application
registered at developers.naver.com; 25,000 calls a day). The key goes into the headers only, so it
is in no address, no log and no database.
"""

from __future__ import annotations

import html
import json
import os
import re
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

import scrapy

from crawler.discovery.discovering_spider import LISTING_PRIORITY
from crawler.discovery.fallback_spider import FallbackSpider
from crawler.discovery.listings import Hint, ListingError, listing_date
from crawler.reading.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy import Request
    from scrapy.http import Response

    from newsdb.records import FoundBy

API = "https://openapi.naver.com/v1/search/news.json"

_TAG = re.compile(r"</?b>")


def key(environment: Mapping[str, str] | None = None) -> dict[str, str] | None:
    """Return the headers that a call needs; None where no key is set."""
    environment = os.environ if environment is None else environment
    names = ("NAVER_CLIENT_ID", "NAVER_CLIENT_SECRET")
    identity, secret = (environment.get(name, "").strip() for name in names)
    if not (identity and secret):
        return None
    return {"X-Naver-Client-Id": identity, "X-Naver-Client-Secret": secret}


def address(words: str) -> str:
    """Return the address of a search for ``words``, the newest first."""
    return f"{API}?{urlencode({'query': words, 'display': 100, 'sort': 'date'})}"


def hints(text: str, url: str) -> list[Hint]:
    """Return what a search found, by the outlets' own addresses; raises ListingError."""
    try:
        items = json.loads(text)["items"]
        return [
            Hint(
                item.get("originallink") or item["link"],
                tidy(html.unescape(_TAG.sub("", item.get("title", "")))) or None,
                listing_date(item.get("pubDate")),
            )
            for item in items
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ListingError(f"{url} is no answer of Naver's news search: {error!r}") from error


class SearchedSpider(FallbackSpider):
    """Asks Naver's news search too, where an outlet has no feed and there is a key."""

    naver_queries: ClassVar[tuple[str, ...]] = ("한일 중소기업", "중기중앙회 일본", "코트라 일본")

    def more_listings(self) -> Iterator[Request]:
        headers = None if self.feeds or self.language != "ko" else key()
        for words in self.naver_queries if headers else ():
            yield scrapy.Request(
                address(words),
                callback=self.parse_naver,
                errback=self.listing_failed,
                headers=headers,
                priority=LISTING_PRIORITY,
                dont_filter=True,
                # An API that is called with a key has terms instead of a robots.txt.
                meta={"dont_obey_robotstxt": True},
                cb_kwargs={"kind": "search"},
            )

    def parse_naver(self, response: Response, kind: FoundBy) -> Iterator[Any]:
        """Take what is this outlet's of what a search found."""
        self.count("listings")
        self.count("searches")
        try:
            found = hints(response.text, response.url)
        except ListingError as error:
            self.logger.warning("%s", error)
            self.count("listings_unreadable")
            return
        yield from self._take(self._listing(response, kind), found)
