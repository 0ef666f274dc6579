"""What a run of one spider saves of links and listings, and what the database gives it to read."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy.exceptions import CloseSpider

from newsdb.articles import discovered, outlets, revisits
from newsdb.database import DatabaseError, explain, now

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from sqlite_utils import Database

    from crawler.discovery.links import FoundLink
    from newsdb.articles.discovered import Link, Listing


class RunLinks:
    """Saves what listings name, and counts it for the run's history.

    :param path: where ``db`` is, for the message when it can't be written any more
    :param count: adds a number to one of the run's counters
    """

    def __init__(
        self,
        db: Database,
        *,
        path: str,
        count: Callable[[str, int], None],
        logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
    ) -> None:
        self.db = db
        self.path = path
        self.count = count
        self.logger = logger

    def due(self, names: Iterable[str]) -> list[Link]:
        """Return the stored articles of outlets that matter and are to be looked at again now."""
        due = [
            link for name in names for link in revisits.take_due(self.db, outlet=name, at=now())
        ]
        self.count("visits", len(due))
        return due

    def remember(self, listing: Listing, found: list[FoundLink]) -> list[Link]:
        """Save what a listing named; return what of it is new or has changed."""
        for outlet in {each.outlet.name: each.outlet for each in found}.values():
            if outlet.name != listing.outlet:
                outlets.save(self.db, outlet)
        with self.writing():
            links = [each.link for each in found]
            remembered = discovered.remember(self.db, listing, links, at=now())
        self.count("links_found", len(found))
        self.count("links_new", len(remembered.new))
        self.count("links_known", len(remembered.known))
        self.logger.info(
            "%s %s: %d links, %d new", listing.kind, listing.url, len(found), len(remembered.new)
        )
        if remembered.changed:
            self.count("visits", len(remembered.changed))
            self.logger.info("%s: %d entries changed", listing.url, len(remembered.changed))
        return [*remembered.new, *remembered.changed]

    def note_unchanged(self, link: Link, *, at: datetime) -> None:
        """Note that an article's page has not changed since it was read."""
        self.count("visits_unchanged", 1)
        with self.writing():
            revisits.note_unchanged(self.db, outlet=link.outlet, key=link.key, at=at)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """End the run with a clear word when the database can't be written."""
        try:
            yield
        except DatabaseError as error:
            self.logger.error("%s", explain(error, self.path))
            raise CloseSpider("database_unusable") from error
