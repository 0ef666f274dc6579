"""Articles that list and search pages in HTML show: pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discovery.hints import Hint
from crawler.discovery.listing_dates import listing_time
from crawler.reading.text import lines, tidy
from crawler.urls import joined

if TYPE_CHECKING:
    from parsel import Selector

    from crawler.sources import ListPage


def list_hints(page: Selector, listing: ListPage) -> list[Hint]:
    """Return the articles that a list or search page shows, in its order."""
    hints = []
    for item in page.css(listing.items):
        for link in item.css(listing.link)[:1]:
            if absolute := joined(listing.url, link.root.get("href", "")):
                title = tidy(" ".join(lines(link.root))) or None
                dates = item.css(listing.date) if listing.date else []
                shown = (listing_time(tidy(" ".join(lines(each.root)))) for each in dates)
                at, precision = next((each for each in shown if each[0]), (None, "minute"))
                hints.append(Hint(absolute, title, at, published_precision=precision))
    return hints
