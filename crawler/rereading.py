"""Reading a captured page by the rules of today."""

from __future__ import annotations

import logging
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import scrapy
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import Settings
from scrapy.statscollectors import DummyStatsCollector

from crawler.archive.raw_articles import from_json, outlet_from
from crawler.archive.warc import Page, WarcError
from crawler.reading.articles import article_of_pages, fault_of
from crawler.reading.page import NoArticleError
from crawler.registry import spider_for
from crawler.time_limit import time_limit
from newsdb.articles.discovered import Link
from newsdb.articles.rejections import Rejection

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol

    from crawler.items import RawArticle
    from crawler.outlet_spider import OutletSpider
    from newsdb.records import Outlet

logger = logging.getLogger(__name__)


class PageReader:
    """Reads captures as their outlets' spiders read pages now."""

    def __init__(self, settings: BaseSettings, loader: SpiderLoaderProtocol) -> None:
        self.loader = loader
        self.spiders: dict[str, OutletSpider] = {}
        # Scrapy's own, so that what is decoded is what a crawl decodes.
        crawler = Crawler(scrapy.Spider, Settings(settings))
        crawler.stats = DummyStatsCollector(crawler)  # nothing is crawled
        self.decoding = HttpCompressionMiddleware.from_crawler(crawler)

    def read(self, page: Page) -> RawArticle | Rejection:
        """Return the article that a capture holds, or why it holds none.

        What goes wrong in this program, or takes too long, is logged and a rejection as well.
        Raises WarcError when it is no capture of an article.
        """
        try:
            if page.status is None:
                return from_json(page.body)
            link = link_of(page)
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise WarcError(f"the capture of {page.url} can't be understood: {error}") from error
        if page.status != 200:
            return _rejection(link, page, f"http {page.status}")
        try:
            with time_limit():
                response = self.response(page)
                return self.spider(link).read(response, link, seen_at=page.fetched_at)
        except NoArticleError as error:
            return _rejection(link, page, error.reason, error.looked_for, error.found)
        except (IgnoreRequest, ValueError) as error:
            return _rejection(link, page, "unreadable", found=str(error))
        except Exception as error:
            logger.exception("%s can't be read", page.url)
            return fault_of(link, page.url, error, seen_at=page.fetched_at)

    def add(self, article: RawArticle, link: Link, page: Page, *, number: int) -> RawArticle:
        """Return an article with what its page ``number`` adds, as it is if that can't be read."""
        try:
            with time_limit():
                response = self.response(page)
                return article_of_pages(article, response, self.spider(link), number=number)
        except Exception as error:
            logger.warning("%s: page %d can't be read: %r", article.url, number, error)
            return article

    def spider(self, link: Link) -> OutletSpider:
        """Return the spider that reads a link's page, made once an outlet."""
        if link.outlet not in self.spiders:
            self.spiders[link.outlet] = spider_for(link.url, self.loader)
        return self.spiders[link.outlet]

    def response(self, page: Page) -> Response:
        """Return a capture as Scrapy would have handed it to a spider."""
        headers = Headers()
        for name, value in page.headers:
            headers.appendlist(name, value)
        request = Request(page.url)
        cls = responsetypes.from_args(headers=headers, url=page.url, body=page.body)
        response = cls(
            url=page.url,
            status=page.status or 200,
            headers=headers,
            body=page.body,
            request=request,
        )
        decoded = self.decoding.process_response(request, response)
        assert isinstance(decoded, Response)
        return decoded


def link_of(page: Page) -> Link:
    """Return the link that led to a captured page; raises KeyError, TypeError, ValueError."""
    known: dict[str, Any] = dict(page.about["link"])
    names = {each.name for each in fields(Link)}
    for name in ("published_at", "modified_at"):
        if known.get(name):
            known[name] = datetime.fromisoformat(known[name])
    return Link(**{name: value for name, value in known.items() if name in names})


class Further(NamedTuple):
    """Which further page of which article a capture is, by outlet and key of its link."""

    outlet: str
    key: str
    number: int


def further_of(page: Page) -> Further | None:
    """Return which further page a capture is; None if it is none."""
    known = page.about.get("further")
    if not isinstance(known, dict):
        return None
    outlet, key, number = (known.get(name) for name in ("outlet", "key", "number"))
    if isinstance(outlet, str) and isinstance(key, str) and isinstance(number, int):
        return Further(outlet, key, number)
    return None


def outlet_of(page: Page) -> Outlet | None:
    """Return the outlet as it was known when a page was captured."""
    known = page.about.get("outlet")
    return outlet_from(known) if isinstance(known, dict) else None


def _rejection(
    link: Link, page: Page, reason: str, looked_for: str | None = None, found: str | None = None
) -> Rejection:
    return Rejection(
        outlet=link.outlet,
        key=link.key,
        url=page.url,
        reason=reason,
        looked_for=looked_for,
        found=found,
        seen_at=page.fetched_at,
    )
