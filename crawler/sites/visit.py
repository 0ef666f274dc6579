"""One polite visit to a site that nobody knows: what lists its articles, and how three are read.

At most some twenty requests, one after the other; each obeys robots.txt and the rule of addresses,
as any request of a crawl does. Nothing is stored.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy.http import TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.failures import reason_of
from crawler.reading.responses import text_of
from crawler.sites.listings import (
    Listed,
    best,
    home_signs,
    is_same_site,
    listed,
    sitemaps_of,
    usual_addresses,
)
from crawler.time_limit import time_limit
from crawler.urls import clean, identify
from newsdb.sites.choosing import country_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from scrapy.http import Response

#: How many articles are read, and of how many a page may fail before that.
ARTICLES = 3
MOST_PAGES = 5
#: Addresses that may be listings of which so many are asked for.
MOST_LISTINGS = 8


class SiteVisit(scrapy.Spider):
    """Finds what lists a site's articles and reads the newest; ``found`` is what came of it.

    :param url: the address that a person gave: a home page, a feed, a sitemap, an article
    :param read: returns the record of an article's page as JSON, as it would be stored
    :param say: is told the step, and its address

    ``found`` has ``problem`` (a key of messages, with ``detail``) where nothing can be proposed;
    else ``home``, ``title``, ``language``, ``country``, ``listings`` (the one to propose first),
    ``articles``, ``hosts``, ``terms``.
    """

    name = "site"
    custom_settings = {
        "RETRY_TIMES": 1,
        "DOWNLOAD_TIMEOUT": 20,
        "DOWNLOAD_DELAY": 1,
        "CLOSESPIDER_TIMEOUT": 150,
    }

    def __init__(
        self,
        *args: Any,
        url: str,
        read: Callable[[Response], dict[str, Any]],
        say: Callable[[str, str], None] = lambda step, url: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.given = url
        self.read_article = read
        self.say = say
        self.found: dict[str, Any] = {"problem": "broken_off", "detail": ""}

    async def start(self) -> AsyncIterator[Any]:
        self.found = await self._visit()
        # No request goes through the scheduler: each answer decides the next.
        if False:
            yield

    async def _visit(self) -> dict[str, Any]:
        self.say("step_address", self.given)
        try:
            response = await self._fetch(clean(self.given))
        except Exception as error:  # whatever it is, it is what there is to say
            problem, detail = _problem(error)
            return {"problem": problem, "detail": detail}
        known = [first] if (first := listed(response)) else []
        home = response.url
        if first:
            article = next((each.url for each in first.hints), response.url)
            # A feed may be kept by a service on another host; its articles are on the site's.
            home = urljoin(article, "/")
        found: dict[str, Any] = {"home": home, "title": "", "language": None, "terms": []}
        if first or urlsplit(home).path.strip("/"):
            found["home"] = home = urljoin(home, "/")
            self.say("step_home", home)
            pages = [page] if (page := await self._try(home)) else []
            pages += [] if first else [response]
        else:
            pages = [response]
        signs = [home_signs(each) for each in pages if isinstance(each, TextResponse)]
        for each in signs:
            found["title"] = found["title"] or each.title
            found["language"] = found["language"] or each.language
            found["terms"] = found["terms"] or each.terms
        found["title"] = found["title"] or identify(home)[0]
        found["country"] = country_of(home)
        if first is None:
            known = await self._listings(home, [url for each in signs for url in each.feeds])
        chosen = best(known)
        if chosen is None:
            return {**found, "problem": "no_listing", "detail": home}
        others = [each for each in known if each is not chosen and (each.hints or each.nested)]
        found["listings"] = [each.as_json() for each in (chosen, *others)]
        found["articles"] = await self._articles(chosen)
        read = [each["url"] for each in found["articles"] if "rejected" not in each]
        hosts = {identify(each)[0] for each in read} - {identify(home)[0]}
        found["hosts"] = sorted(hosts)
        return found

    async def _listings(self, home: str, named: Iterable[str]) -> list[Listed]:
        """Return the listings at the addresses that pages name, or else at the usual ones."""
        waiting = deque(dict.fromkeys(named))
        asked = {home}
        found: list[Listed] = []
        stages = ["sitemaps", "usual"]
        while len(asked) <= MOST_LISTINGS:
            if not waiting:
                if best(found) or not stages:
                    break
                is_first = stages.pop(0) == "sitemaps"
                waiting.extend(await self._sitemaps(home) if is_first else usual_addresses(home))
                continue
            url = waiting.popleft()
            if url in asked:
                continue
            asked.add(url)
            self.say("step_listing", url)
            if (response := await self._try(url)) is None:
                continue
            if listing := listed(response):
                found.append(listing)
                if not listing.hints:  # an index: the first of its sitemaps shows what it lists
                    waiting.extendleft(listing.nested[:1])
            elif isinstance(response, TextResponse) and is_same_site(response.url, home):
                # A page about feeds rather than a feed.
                waiting.extend(home_signs(response).feeds)
        return found

    async def _sitemaps(self, home: str) -> list[str]:
        """Return the sitemaps that robots.txt names."""
        url = urljoin(home, "/robots.txt")
        response = await self._try(url, dont_obey_robotstxt=True)
        return sitemaps_of(text_of(response), url)[:2] if response else []

    async def _articles(self, chosen: Listed) -> list[dict[str, Any]]:
        """Return the records of the newest articles, and why others could not be read."""
        records: list[dict[str, Any]] = []
        for hint in chosen.hints[:MOST_PAGES]:
            self.say("step_article", hint.url)
            try:
                response = await self._fetch(clean(hint.url))
                with time_limit():
                    records.append(self.read_article(response))
            except Exception as error:
                problem, detail = _problem(error)
                records.append({"url": hint.url, "rejected": {"reason": problem, "found": detail}})
            if sum("rejected" not in each for each in records) == ARTICLES:
                break
        return records

    async def _try(self, url: str, **meta: Any) -> Response | None:
        """Return the answer of an address that may not be there."""
        try:
            return await self._fetch(url, **meta)
        except Exception as error:
            self.logger.info("%s: %s", url, _problem(error)[1])
            return None

    async def _fetch(self, url: str, **meta: Any) -> Response:
        """Return an answer of status 200; raises what keeps it from coming."""
        assert self.crawler.engine is not None
        response = await self.crawler.engine.download_async(scrapy.Request(url, meta=meta))
        if response.status != 200:
            raise HttpError(response)
        return response


def _problem(error: Exception) -> tuple[str, str]:
    """Return why a page could not be had, as rejections have it, and the detail."""
    if isinstance(error, ValueError):
        return "no address", str(error)
    reason, detail = reason_of(Failure(error))  # type: ignore[no-untyped-call]
    return reason, detail or reason
