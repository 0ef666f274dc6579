"""What feeds, sitemaps and list pages say about an article before its page is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.records import KST

if TYPE_CHECKING:
    from datetime import date, datetime

    from newsdb.records import Precision


class Hint(NamedTuple):
    """What a listing says about one article."""

    url: str
    title: str | None
    published_at: datetime | None
    entry: Entry | None = None
    modified_at: datetime | None = None
    published_precision: Precision = "minute"

    def is_before(self, day: date) -> bool:
        """Return whether the article is known to have appeared before ``day`` began in Seoul."""
        latest = self.published_at or self.modified_at
        return bool(latest and latest.astimezone(KST).date() < day)


class Entry(NamedTuple):
    """What a feed says about an article besides its URL; some contain all of it."""

    text: str | None  # content:encoded, or Atom's content: markup
    summary: str | None  # description: markup, a sentence or the whole text
    authors: tuple[str, ...] = ()
    section: str | None = None
    modified: str | None = None
    image: str | None = None


class ListingError(Exception):
    """A response is not the expected listing; the message says what it is instead."""
