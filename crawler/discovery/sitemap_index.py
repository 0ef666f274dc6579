"""The sitemaps that an index names, within limits: an index may name itself, or half the web."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.discovery.listing_responses import sitemaps_on

if TYPE_CHECKING:
    from datetime import date

    from scrapy.http import Response

    from crawler.discovery.listing_responses import ListingPage
    from crawler.sources import Sitemap

logger = logging.getLogger(__name__)

#: How many indexes may lead to one another; the protocol knows one, some sites have two.
MOST_LEVELS = 3

#: Sitemaps of a run that indexes name; a daily paper has one for each month of its archive.
MOST_SITEMAPS = 300


class SitemapIndexes:
    """Follows the sitemap indexes of a run: each sitemap once, on the index's own site."""

    def __init__(self) -> None:
        self._levels: dict[str, int] = {}  # of each sitemap that an index has named
        self._asked = 0

    def sitemaps_on(
        self, response: Response, page: ListingPage, *, since: date | None = None
    ) -> list[Sitemap]:
        """Return the sitemaps to read that ``page`` names, if it is an index, and log the others.

        Those that say that they have not changed after ``since`` are not needed.

        Raises ListingError when it can't be read.
        """
        if not (named := sitemaps_on(response, page, since=since)):
            return []
        level = self._levels.setdefault(page.url, 0) + 1
        self._levels.setdefault(response.url, level - 1)
        fresh = {each.url: each for each in named if each.url not in self._levels}
        here = [each for each in fresh.values() if _is_of_site(each.url, page.url)]
        if len(here) < len(fresh):
            other = next(url for url in fresh if not _is_of_site(url, page.url))
            logger.warning(
                "%s: %d sitemaps of other sites are not read, such as %s",
                response.url,
                len(fresh) - len(here),
                other,
            )
        if here and level > MOST_LEVELS:
            logger.warning(
                "%s: %d sitemaps are not read: more than %d indexes led to them",
                response.url,
                len(here),
                MOST_LEVELS,
            )
            return []
        read = here[: MOST_SITEMAPS - self._asked]
        if len(read) < len(here):
            logger.warning(
                "%s: %d of its %d sitemaps are not read: a run reads %d (the first named)",
                response.url,
                len(here) - len(read),
                len(here),
                MOST_SITEMAPS,
            )
        self._asked += len(read)
        self._levels |= dict.fromkeys((each.url for each in read), level)
        return read


def _is_of_site(url: str, index: str) -> bool:
    """Return whether ``url`` is on the host of ``index``, or on one below it."""
    host = urlsplit(url).hostname or ""
    site = (urlsplit(index).hostname or "").removeprefix("www.")
    return host == site or host.endswith(f".{site}")
