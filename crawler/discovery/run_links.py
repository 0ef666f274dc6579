"""The links and listings that a spider's run saves, and those it gets from the database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy.exceptions import CloseSpider

from newsdb.articles import attempts, discovered, outlets, revisits
from newsdb.database import DatabaseError, explain, now

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from sqlite_utils import Database

    from crawler.discovery.links import FoundLink
    from newsdb.articles.discovered import Link, Listing


class RunLinks:
    """Saves what listings contain, and counts it for the run's history.

    :param run_id: the run, whose marks tell what it was reading when it died
    :param path: where ``db`` is, for the message when it can't be written any more
    :param count: adds a number to one of the run's counters
    """

    def __init__(
        self,
        db: Database,
        *,
        run_id: int | None,
        path: str,
        count: Callable[[str, int], None],
        logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
    ) -> None:
        self.db = db
        self.run_id = run_id
        self.path = path
        self.count = count
        self.logger = logger

    def due(self, names: Iterable[str]) -> list[Link]:
        """Return the stored articles of these outlets that are due to be revisited."""
        due = [
            link for name in names for link in revisits.take_due(self.db, outlet=name, at=now())
        ]
        self.count("visits", len(due))
        return due

    def remember(self, listing: Listing, found: list[FoundLink]) -> list[Link]:
        """Save the links of a listing; return those that are new or have changed."""
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
        """Record that an article's page has not changed since it was read."""
        self.count("visits_unchanged", 1)
        with self.writing():
            revisits.note_unchanged(self.db, outlet=link.outlet, key=link.key, at=at)

    def begin_reading(self, link: Link) -> None:
        """Mark that an article is read from now on, in case that this is the run's last deed."""
        if self.run_id is None:
            return  # nothing is stored: scrapy read
        with self.writing():
            attempts.begin(self.db, outlet=link.outlet, key=link.key, run_id=self.run_id, at=now())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """End the run with a clear message when the database can't be written."""
        try:
            yield
        except DatabaseError as error:
            self.logger.error("%s", explain(error, self.path))
            raise CloseSpider("database_unusable") from error
