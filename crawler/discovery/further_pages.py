"""Requests the further pages of an article before it is handed on, and adds what they say."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

import scrapy

from crawler.failures import reason_of
from crawler.items import SoFar
from crawler.reading.articles import KnowsPages, article_of_pages
from crawler.time_limit import time_limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.discovery.run_links import RunLinks
    from crawler.items import RawArticle
    from newsdb.articles.discovered import Link

#: An article has no more pages: what goes on is a book, or a site that numbers without end.
MOST_PAGES = 20

logger = logging.getLogger(__name__)


class FollowsPages(KnowsPages, Protocol):
    """What following an outlet's pages depends on: its spider."""

    name: str
    links: RunLinks


class FurtherPages:
    """Follows an outlet's articles to their last pages.

    What can't be read leaves the article with the pages before it, and with ``next_page`` set,
    by which it is stored as a part.
    """

    def __init__(self, spider: FollowsPages) -> None:
        self.spider = spider

    def after(self, article: RawArticle, link: Link, number: int = 1) -> RawArticle | Request:
        """Return the request for an article's next page, or the article when it is complete."""
        if article.next_page is None:
            return article
        if link.begun:  # the page that killed a run may be a later one: its first page is safer
            logger.warning("%s: a run died reading it, further pages are left", article.url)
            return article
        if number >= MOST_PAGES:
            logger.warning("%s: has more than %d pages", article.url, MOST_PAGES)
            return article
        self.spider.links.end_reading(link)  # while waiting, nothing is being read
        return scrapy.Request(
            article.next_page,
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
            meta={"download_slot": self.spider.name},
            cb_kwargs={"so_far": SoFar(article, link, number)},
        )

    def parse(self, response: Response, so_far: SoFar) -> Iterator[Any]:
        """Add a page to its article, and go on to the next one."""
        article, link, number = so_far
        self.spider.links.begin_reading(link)
        try:
            with time_limit():
                longer = article_of_pages(article, response, self.spider, number=number + 1)
        except Exception as error:
            logger.warning("%s: page %d can't be read: %r", article.url, number + 1, error)
            yield article
        else:
            yield self.after(longer, link, number + 1)

    def failed(self, failure: Failure) -> Iterator[RawArticle]:
        """Hand an article on whose next page can't be fetched."""
        so_far: SoFar = failure.request.cb_kwargs["so_far"]  # type: ignore[attr-defined]
        reason, detail = reason_of(failure)
        logger.warning("%s: %s", so_far.article.next_page, detail or reason)
        yield so_far.article
