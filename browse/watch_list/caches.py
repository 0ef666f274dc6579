"""What the desk remembers of the watch list between requests."""

from __future__ import annotations

from browse import review_page
from browse.briefings import pages
from watchlist import search_names


def forget() -> None:
    """Let the next request read the list anew, since it has changed."""
    search_names.names.cache_clear()
    review_page.concepts.cache_clear()
    pages.concept_names.cache_clear()
