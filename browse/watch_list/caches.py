"""What the desk remembers of the watch list between requests."""

from __future__ import annotations

from browse import review_page
from browse.briefings import pages
from browse.overview import names as overview_names
from glosses import configured
from newsdb.watch_list.versions import digest
from watchlist import search_names

#: The digest of the text that is remembered; None before the first was seen.
_remembered: str | None = None


def follow(text: str) -> None:
    """Let the next request read the list anew if its text is not the one that was seen last.

    A crawl may have made a version of a hand edit, so that to the versions nothing is new.
    """
    global _remembered  # noqa: PLW0603 the caches are those of this process
    seen = digest(text)
    if _remembered is not None and seen != _remembered:
        forget()
    _remembered = seen


def forget() -> None:
    """Let the next request read the list anew, since it has changed."""
    search_names.names.cache_clear()
    review_page.concepts.cache_clear()
    pages.concept_names.cache_clear()
    overview_names.concepts.cache_clear()
    configured.forget_names()
