"""A site's own search: its results pages, and when to stop paging."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from crawler.discovery.hints import ListingError
from crawler.discovery.list_pages import list_hints

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from parsel import Selector

    from crawler.discovery.hints import Hint
    from crawler.sources import ListPage, SearchPage
    from newsdb.records import FoundBy

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The results page ``number`` pages after the first of a search for ``words``."""

    kind: ClassVar[FoundBy] = "search"

    search: SearchPage
    words: str
    number: int = 0

    @property
    def listing(self) -> ListPage:
        """The page as a ListPage."""
        return self.search.page(self.words, self.number)

    @property
    def url(self) -> str:
        """The page's URL."""
        return self.listing.url


def results_hints(document: Selector, page: ResultsPage, url: str) -> list[Hint]:
    """Return the articles on a results page; raises ListingError when it isn't one."""
    hints = list_hints(document, page.listing)
    if not hints and not document.css(page.search.results):
        looked_for = page.search.results
        raise ListingError(f"{url}: no longer a results page; looked for {looked_for}")
    return hints


def next_page(
    page: ResultsPage, hints: Collection[Hint], since: date | None
) -> ResultsPage | None:
    """Return the next page of a search back to ``since``; at its end None, and log why.

    Without ``since`` only the first page is read.
    """
    if since is None:
        return None
    if any(hint.is_before(since) for hint in hints):
        end = f"it went back beyond {since}"
    elif not hints:
        end = "the site shows no older results"
    elif page.number + 1 >= page.search.most_pages:
        end = f"no more than {page.search.most_pages} pages are requested"
    else:
        return ResultsPage(page.search, page.words, page.number + 1)
    logger.info("Search for “%s” ended on page %d: %s", page.words, page.number + 1, end)
    return None
