"""The home page, asked where a feed that nobody has verified gives no article.

A feed that is gone, empty or no feed is reported as a warning, and once a run the home page is
read instead: as a list of articles, and for the feeds that it names.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin

from crawler.reading.page import parse
from crawler.reading.responses import text_of
from crawler.sources import Feed, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parsel import Selector
    from scrapy.http import Response

    from crawler.sources import Source
    from newsdb.records import FoundBy

logger = logging.getLogger(__name__)

#: A home page may name a feed for every section.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class HomePage:
    """An outlet's home page in the place of a feed."""

    kind: ClassVar[FoundBy] = "list"

    url: str
    instead_of: Feed


class HomePageFallback:
    """Gives the home page ``url`` of ``outlet`` in the place of a feed, once a run."""

    def __init__(self, outlet: str, url: str) -> None:
        self.outlet = outlet
        self.url = url
        self.used = False

    def instead_of(self, source: object, asked: str, why: str) -> HomePage | None:
        """Return the page to ask for, now that ``source`` gave nothing at the address ``asked``.

        None for all but unverified feeds, and when the home page has been asked already.
        """
        if self.used or not isinstance(source, Feed) or source.verified:
            return None
        self.used = True
        logger.warning(
            "%s (unverified) gives nothing (%s): asking %s for feeds and articles",
            asked,
            why,
            self.url,
        )
        return HomePage(self.url, source)

    def feeds_on(self, response: Response, page: HomePage, known: Iterable[Source]) -> list[Feed]:
        """Return the first feeds that the page names and ``known`` lacks, and report them all.

        They are read as the one that they stand for would have been.
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


def feeds_named(page: Selector, base: str) -> list[str]:
    """Return the feeds that a page names in its head, in its order."""
    links = page.css(
        "link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom],"
        " link[rel~=alternate][type*=rdf]"
    )
    found = (urljoin(base, each.root.get("href", "").strip()) for each in links)
    return list(dict.fromkeys(url for url in found if url.startswith(("http://", "https://"))))
