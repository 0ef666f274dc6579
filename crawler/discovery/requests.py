"""The requests for listings and articles: headers, priority and Scrapy's meta keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy

from crawler.discovery.apis.data_portal import PortalQuery
from crawler.discovery.apis.naver import NaverQuery
from crawler.sources import Feed, ListPage, Sitemap

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request

    from crawler.discovery.listing_responses import ListingPage
    from newsdb.articles.discovered import Link
    from newsdb.articles.revisits import Validators

#: Listings come before articles, so that a run knows early what there is to read.
LISTING_PRIORITY = 10


def listing_request(
    page: ListingPage,
    *,
    slot: str,
    validators: Validators,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
) -> Request:
    """Return the request for ``page``; callback and errback also get ``page``.

    ``validators`` are those of its last response: feeds, sitemaps and lists may answer 304.
    """
    headers: dict[str, str] = {}
    meta: dict[str, Any] = {"download_slot": slot}
    match page:
        case Feed() | Sitemap() | ListPage():
            headers = validators.headers
            meta["handle_httpstatus_list"] = [304]
        case NaverQuery():
            headers = dict(page.headers)
            # An API called with a key has terms of use instead of a robots.txt.
            meta = {"dont_obey_robotstxt": True}
        case PortalQuery():
            # A redirect could carry the key elsewhere.
            meta = {"download_slot": slot, "dont_obey_robotstxt": True, "dont_redirect": True}
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
    """Return the request for an article's page; callback and errback also get ``link``.

    ``validators`` are those of the page when it was last read: it may answer 304.
    """
    return scrapy.Request(
        link.url,
        callback=callback,
        errback=errback,
        dont_filter=True,  # the spider avoids repeats; a redirect to itself isn't one
        headers=validators.headers,
        meta={"handle_httpstatus_list": [304], "download_slot": slot},
        cb_kwargs={"link": link},
    )
