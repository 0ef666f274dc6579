"""The home page as a fallback for an unverified feed that yields no articles.

A feed that is gone, empty or not a feed is reported as a warning, and once a run the home page
is read instead: as a list of articles, and for the feeds that it names.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from crawler.reading.markup.parsed_page import parse
from crawler.reading.responses import text_of
from crawler.sources import Feed, sources_of
from crawler.urls import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.http import Response

    from crawler.reading.markup.parsed_page import Page
    from crawler.sources import Source
    from newsdb.records import FoundBy

logger = logging.getLogger(__name__)

#: How many feeds are read; a home page may name one for every section.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class HomePage:
    """An outlet's home page, requested instead of a feed."""

    kind: ClassVar[FoundBy] = "list"

    url: str
    instead_of: Feed


class HomePageFallback:
    """Offers the home page ``url`` of ``outlet`` instead of a feed, once a run."""

    def __init__(self, outlet: str, url: str) -> None:
        self.outlet = outlet
        self.url = url
        self.used = False

    def instead_of(self, source: object, asked: str, why: str) -> HomePage | None:
        """Return the page to request, given that ``source`` yielded nothing at the URL ``asked``.

        None unless ``source`` is an unverified feed, and after the first time.
        """
        if self.used or not isinstance(source, Feed) or source.verified:
            return None
        self.used = True
        logger.warning(
            "%s (unverified) yields nothing (%s): searching %s for feeds and articles",
            asked,
            why,
            self.url,
        )
        return HomePage(self.url, source)

    def feeds_on(self, response: Response, page: HomePage, known: Iterable[Source]) -> list[Feed]:
        """Return the first feeds that the page names and ``known`` lacks, and log them all.

        They are read like the feed that they replace.
        """
        of_spider = {feed.url for feed in sources_of(Feed, known)}
        named = feeds_named(parse(text_of(response)), response.url)
        if new := [url for url in named if url not in of_spider]:
            logger.warning(
                "%s names feeds that crawler/spiders/%s.py does not know (edit sources): %s",
                response.url,
                self.outlet,
                ", ".join(new),
            )
        return [replace(page.instead_of, url=url) for url in new[:MOST_NAMED]]


def feeds_named(page: Page, base: str) -> list[str]:
    """Return the URLs of the feeds that a page's head names, in its order."""
    links = page.select(
        "link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom],"
        " link[rel~=alternate][type*=rdf], link[rel~=alternate][type*='feed+json']"
    )
    found = (joined(base, each.get("href", "")) for each in links)
    return list(dict.fromkeys(filter(None, found)))
