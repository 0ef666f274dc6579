"""Article texts from feeds and lists, for sources with ``text`` set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discovery.apis.data_portal import PortalQuery
from crawler.discovery.feed_articles import from_entry
from crawler.discovery.searches import ResultsPage
from crawler.sources import Feed, ListPage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.discovery.hints import Entry
    from crawler.discovery.links import FoundLink
    from crawler.reading.page import PageReading
    from crawler.sources import FeedText
    from newsdb.articles.discovered import Link


class FeedTexts:
    """Keeps the entries of a run's feeds until their articles are read."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], tuple[Entry, FeedText]] = {}

    def keep(self, source: object, found: Iterable[FoundLink]) -> None:
        """Keep the entries of a listing with texts; for each article, the first entry found."""
        if isinstance(source, ResultsPage):
            source = source.listing
        if isinstance(source, Feed | ListPage | PortalQuery) and source.text:
            for link, _, entry in found:
                if entry:
                    self._entries.setdefault((link.outlet, link.key), (entry, source.text))

    def longer(self, link: Link) -> PageReading | None:
        """Return an article whose page may have the shorter text; None when its page counts."""
        entry, when = self._entries.get((link.outlet, link.key), (None, None))
        if entry is None or when != "longer":
            return None
        return from_entry(link, entry, with_summary=True, least=1)

    def has(self, link: Link, *, before_page: bool = False) -> bool:
        """Tell whether there may be a text of an article; ``before_page`` as for ``read``."""
        _, when = self._entries.get((link.outlet, link.key), (None, None))
        return when is not None and (not before_page or when == "first")

    def read(self, link: Link, *, before_page: bool = False) -> PageReading | None:
        """Return the article from its feed; None when the feed has no text for it.

        With ``before_page`` only feeds count whose text is taken without requesting the page.
        """
        entry, when = self._entries.get((link.outlet, link.key), (None, None))
        if entry is None or (before_page and when != "first"):
            return None
        return from_entry(link, entry, with_summary=when != "first")
