"""SparedLists: list pages that a run leaves out while the outlet's feeds are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discovery.planning import listings_of
from crawler.sources import Feed, ListPage, Sitemap, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.discovery.listing_responses import ListingPage
    from crawler.sources import Source
    from newsdb.crawls.storage import CrawlStorage


class SparedLists:
    """Leaves out lists that have added nothing to the feeds, until a feed is not enough."""

    def __init__(self) -> None:
        self._lists: list[Feed | Sitemap | ListPage] = []

    def needed(
        self, sources: Iterable[Source], storage: CrawlStorage, outlet: str
    ) -> list[Feed | Sitemap | ListPage]:
        """Return the listings that a run requests, and keep the lists that it leaves out."""
        sources = list(sources)
        unneeded = storage.unneeded_lists(
            outlet,
            feeds=[each.url for each in sources_of(Feed, sources)],
            lists=[each.url for each in sources_of(ListPage, sources)],
        )
        listings = listings_of(sources)
        self._lists = [each for each in listings if each.url in unneeded]
        return [each for each in listings if each.url not in unneeded]

    def instead_of(self, page: ListingPage) -> list[Feed | Sitemap | ListPage]:
        """Return the lists left out, once, if ``page`` is a feed; for one that isn't enough."""
        if not isinstance(page, Feed):
            return []
        lists, self._lists = self._lists, []
        return lists
