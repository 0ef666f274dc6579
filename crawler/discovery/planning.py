"""Which of a spider's sources a run requests first."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.discovery.apis import data_portal, naver
from crawler.discovery.searches import ResultsPage
from crawler.sources import (
    DataPortal,
    Feed,
    ListPage,
    NaverSearch,
    SearchPage,
    Sitemap,
    sources_of,
)
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from crawler.discovery.apis.data_portal import PortalQuery
    from crawler.discovery.apis.naver import NaverQuery
    from crawler.sources import Source

logger = logging.getLogger(__name__)


def listings_of(sources: Iterable[Source]) -> list[Feed | Sitemap | ListPage]:
    """Return the sources that every run requests, in their order."""
    return [
        each
        for each in sources
        if isinstance(each, Feed | ListPage) or (isinstance(each, Sitemap) and not each.archive)
    ]


def api_queries(
    sources: Iterable[Source], since: date | None = None
) -> list[NaverQuery | PortalQuery]:
    """Return the calls to Naver's news search and the data portal; none when no key is set."""
    today = datetime.now(KST).date()
    return [
        *(query for each in sources_of(NaverSearch, sources) for query in naver.queries(each)),
        *(
            query
            for each in sources_of(DataPortal, sources)
            for query in data_portal.queries(each, today, since)
        ),
    ]


def searches_for(sources: Iterable[Source], words: str | None = None) -> list[ResultsPage]:
    """Return the first page of each search, for ``words`` or for each of the search's terms."""
    return [
        ResultsPage(search, term)
        for search in sources_of(SearchPage, sources)
        for term in ((words,) if words else search.terms)
    ]


def listings_back_to(
    since: date, sources: Iterable[Source], *, outlet: str
) -> list[Sitemap | ResultsPage]:
    """Return the sitemaps and searches that go back to ``since``, and log the limits of that."""
    sources = list(sources)
    sitemaps = [each for each in sources_of(Sitemap, sources) if each.archive]
    searches = searches_for(sources)
    ways = [each.url for each in sitemaps]
    if searches:
        ways.append("searching for " + ", ".join(f"“{each.words}”" for each in searches))
    if ways:
        logger.info(
            "Going back to %s by %s; feeds and lists reach as far as they show",
            since,
            " and ".join(ways),
        )
    else:
        logger.warning(
            "%s has no search and no sitemap to go back to %s with: only feeds and lists are read",
            outlet,
            since,
        )
    return [*sitemaps, *searches]
