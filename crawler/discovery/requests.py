"""The requests for listings and articles: their headers, priority and what Scrapy must know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy

from crawler.discovery.naver import NaverQuery
from crawler.sources import Feed, ListPage, Sitemap

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request

    from crawler.discovery.listing_pages import ListingPage
    from newsdb.articles.discovered import Link
    from newsdb.articles.revisits import Validators

#: Listings before articles, so that a run knows early what there is.
LISTING_PRIORITY = 10


def listing_request(
    page: ListingPage,
    *,
    slot: str,
    validators: Validators,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
) -> Request:
    """Return the request for ``page``; callback and errback get the page too (``page``).

    ``validators`` are those of its last answer: feeds, sitemaps and lists may answer 304.
    """
    headers: dict[str, str] = {}
    meta: dict[str, Any] = {"download_slot": slot}
    match page:
        case Feed() | Sitemap() | ListPage():
            headers = validators.headers
            meta["handle_httpstatus_list"] = [304]
        case NaverQuery():
            headers = dict(page.headers)
            # An API that is called with a key has terms instead of a robots.txt.
            meta = {"dont_obey_robotstxt": True}
    return scrapy.Request(
        page.url,
        callback=callback,
        errback=errback,
        headers=headers,
        priority=LISTING_PRIORITY,
        dont_filter=True,
        meta=meta,
        cb_kwargs={"page": page},
    )


def article_request(
    link: Link,
    *,
    slot: str,
    validators: Validators,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
) -> Request:
    """Return the request for an article's page; callback and errback get the ``link`` too.

    ``validators`` are those of the page as it was read last: it may answer 304.
    """
    return scrapy.Request(
        link.url,
        callback=callback,
        errback=errback,
        dont_filter=True,  # the spider knows what it requested: a redirect loop is no repeat
        headers=validators.headers,
        meta={"handle_httpstatus_list": [304], "download_slot": slot},
        cb_kwargs={"link": link},
    )
