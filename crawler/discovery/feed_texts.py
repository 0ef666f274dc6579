"""The texts of articles that feeds hold, for sources whose ``text`` says that they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discovery.feed_entries import from_entry
from crawler.sources import Feed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.discovery.links import FoundLink
    from crawler.discovery.listings import Entry
    from crawler.reading.page import PageReading
    from crawler.sources import FeedText
    from newsdb.articles.discovered import Link


class FeedTexts:
    """Keeps the entries of a run's feeds until the articles they belong to are read."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], tuple[Entry, FeedText]] = {}

    def keep(self, source: object, found: Iterable[FoundLink]) -> None:
        """Keep the entries of a feed with texts; of an article, the entry found first."""
        if isinstance(source, Feed) and source.text:
            for link, _, entry in found:
                if entry:
                    self._entries.setdefault((link.outlet, link.key), (entry, source.text))

    def read(self, link: Link, *, before_page: bool = False) -> PageReading | None:
        """Return the article out of its feed; None when that has no text of it.

        With ``before_page`` it is that of feeds whose text is taken without asking for the page.
        """
        entry, when = self._entries.get((link.outlet, link.key), (None, None))
        if entry is None or (before_page and when != "first"):
            return None
        return from_entry(link, entry, with_summary=when == "backup")
