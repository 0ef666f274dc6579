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

    from scrapy.statscollectors import StatsCollector
    from sqlite_utils import Database

    from crawler.discovery.links import FoundLink
    from newsdb.articles.discovered import Link, Listing
    from newsdb.records import Outlet


class RunLinks:
    """Saves what listings contain, and counts it for the run's history.

    :param run_id: the run, whose marks tell what it was reading when it died
    :param path: where ``db`` is, for the message when it can't be written any more
    :param stats: where the whole run sees that the database can't be written any more
    :param count: adds a number to one of the run's counters
    :param room: how many links this run may add; None for as many as there are
    """

    def __init__(
        self,
        db: Database,
        *,
        run_id: int | None,
        path: str,
        stats: StatsCollector,
        count: Callable[[str, int], None],
        logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
        room: int | None = None,
    ) -> None:
        self.db = db
        self.run_id = run_id
        self.path = path
        self.stats = stats
        self.count = count
        self.logger = logger
        self.room = room

    def due(self, names: Iterable[str]) -> list[Link]:
        """Return the stored articles of these outlets that are due to be revisited."""
        due: list[Link] = []
        for name in names:
            with self.writing():
                due += revisits.take_due(self.db, outlet=name, at=now())
        self.count("visits", len(due))
        return due

    def save_outlet(self, outlet: Outlet) -> None:
        """Write an outlet as its spider describes it."""
        with self.writing():
            outlets.save(self.db, outlet)

    def remember_given(self, links: list[Link]) -> None:
        """Save the links that a person gave."""
        with self.writing():
            discovered.remember(self.db, None, links, at=now())

    def note_answer(self, listing: Listing) -> None:
        """Record what a listing answered that named no links."""
        with self.writing():
            discovered.note_answer(self.db, listing, at=now())

    def remember(self, listing: Listing, found: list[FoundLink]) -> list[Link]:
        """Save the links of a listing; return those that are new or have changed."""
        for outlet in {each.outlet.name: each.outlet for each in found}.values():
            if outlet.name != listing.outlet:
                self.save_outlet(outlet)
        with self.writing():
            links = [each.link for each in found]
            remembered = discovered.remember(self.db, listing, links, at=now(), most_new=self.room)
        if self.room is not None:
            self.room -= len(remembered.new)
        if remembered.left_out:
            self.count("links_left_out", remembered.left_out)
            self.logger.warning(
                "%s: %d new links are left for later runs: the limit of this one is reached"
                " (site_limit in hanil.toml, or -a limit=)",
                listing.url,
                remembered.left_out,
            )
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

    def end_reading(self, link: Link) -> None:
        """Take this run's mark away: the article waits for another page."""
        if self.run_id is not None:
            with self.writing():
                attempts.end_own(self.db, outlet=link.outlet, key=link.key, run_id=self.run_id)

    def kills_its_reader(self, listing: Listing) -> bool:
        """Return whether runs have died lately whenever they read a listing."""
        killed = attempts.killed_by_listing(
            self.db, outlet=listing.outlet, url=listing.url, at=now()
        )
        return killed >= attempts.MOST

    @contextmanager
    def reading(self, listing: Listing) -> Iterator[None]:
        """Mark a listing as being read while the block runs, in case that the run dies of it."""
        if self.run_id is None:
            yield  # nothing is stored: scrapy read
            return
        marked = {"outlet": listing.outlet, "key": attempts.listing_key(listing.url)}
        with self.writing():
            attempts.begin(self.db, **marked, run_id=self.run_id, at=now())
        try:
            yield
        finally:
            with self.writing():
                attempts.end(self.db, **marked)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """End the run with a clear message when the database can't be written.

        What it waited for in vain, here or elsewhere in the run, is not waited for once more.
        """
        if self.stats.get_value("hanil/database_unusable"):
            raise CloseSpider("database_unusable")
        try:
            yield
        except DatabaseError as error:
            said = explain(error, self.path)
            self.stats.set_value("hanil/database_unusable", said)
            self.logger.error("%s", said)
            raise CloseSpider("database_unusable") from error
