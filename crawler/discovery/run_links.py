"""The links and listings that a spider's run saves, and those it gets from the database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy.exceptions import CloseSpider

from newsdb.articles import attempts
from newsdb.crawls.events import (
    ListingAnswered,
    ListingRead,
    OutletDescribed,
    PageUnchanged,
    ReadingBegan,
    ReadingEnded,
)
from newsdb.database import now
from newsdb.database_errors import DatabaseError, explain

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from scrapy.statscollectors import StatsCollector

    from crawler.discovery.links import FoundLink
    from newsdb.articles.discovered import Link, Listing
    from newsdb.crawls.events import Told
    from newsdb.crawls.recording import Recorded
    from newsdb.crawls.storage import CrawlStorage
    from newsdb.records import Outlet


class RunLinks:
    """Saves what listings contain, and counts it for the run's history.

    :param path: where the database is, for the message when it can't be written any more
    :param stats: where the whole run sees that the database can't be written any more
    :param count: adds a number to one of the run's counters
    :param room: how many links this run may add; None for as many as there are
    """

    def __init__(
        self,
        storage: CrawlStorage,
        *,
        path: str,
        stats: StatsCollector,
        count: Callable[[str, int], None],
        logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
        room: int | None = None,
    ) -> None:
        self.storage = storage
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
                due += self.storage.due(name)
        self.count("visits", len(due))
        return due

    def tell(self, event: Told) -> Recorded:
        """Record what the run did, and count what came of it."""
        with self.writing():
            recorded = self.storage.tell(event)
        for name, number in recorded.counts.items():
            self.count(name, number)
        return recorded

    def save_outlet(self, outlet: Outlet) -> None:
        """Write an outlet as its spider describes it."""
        self.tell(OutletDescribed(outlet=outlet))

    def remember_given(self, links: list[Link]) -> None:
        """Save the links that a person gave."""
        self.tell(ListingRead(listing=None, links=tuple(links), at=now()))

    def note_answer(self, listing: Listing) -> None:
        """Record what a listing answered that named no links."""
        self.tell(ListingAnswered(listing=listing, at=now()))

    def remember(self, listing: Listing, found: list[FoundLink]) -> list[Link]:
        """Save the links of a listing; return those that are new or have changed."""
        others = {each.outlet.name: each.outlet for each in found}
        others.pop(listing.outlet, None)
        remembered = self.tell(
            ListingRead(
                listing=listing,
                links=tuple(each.link for each in found),
                outlets=tuple(others.values()),
                most_new=self.room,
                at=now(),
            )
        ).remembered
        assert remembered is not None
        if self.room is not None:
            self.room -= len(remembered.new)
        if remembered.left_out:
            self.logger.warning(
                "%s: %d new links are left for later runs: the limit of this one is reached"
                " (site_limit in hanil.toml, or -a limit=)",
                listing.url,
                remembered.left_out,
            )
        self.logger.info(
            "%s %s: %d links, %d new", listing.kind, listing.url, len(found), len(remembered.new)
        )
        if remembered.changed:
            self.logger.info("%s: %d entries changed", listing.url, len(remembered.changed))
        return [*remembered.new, *remembered.changed]

    def note_unchanged(self, link: Link, *, at: datetime) -> None:
        """Record that an article's page has not changed since it was read."""
        self.tell(PageUnchanged(outlet=link.outlet, key=link.key, at=at))

    def begin_reading(self, link: Link) -> None:
        """Mark that an article is read from now on, in case that this is the run's last deed."""
        self.tell(ReadingBegan(outlet=link.outlet, key=link.key, at=now()))

    def end_reading(self, link: Link) -> None:
        """Take this run's mark away: the article waits for another page."""
        self.tell(ReadingEnded(outlet=link.outlet, key=link.key, waits=True))

    def kills_its_reader(self, listing: Listing) -> bool:
        """Return whether runs have died lately whenever they read a listing."""
        return self.storage.killed_by_listing(listing.outlet, listing.url) >= attempts.MOST

    @contextmanager
    def reading(self, listing: Listing) -> Iterator[None]:
        """Mark a listing as being read while the block runs, in case that the run dies of it."""
        key = attempts.listing_key(listing.url)
        self.tell(ReadingBegan(outlet=listing.outlet, key=key, at=now()))
        try:
            yield
        finally:
            self.tell(ReadingEnded(outlet=listing.outlet, key=key))

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

    def note_losses(
        self, listing: str, unreadable: Sequence[str], unmatched: Sequence[str]
    ) -> None:
        """Count the entries of a listing that give no link, and log the first of each kind."""
        for lost, name, words in (
            (unreadable, "entries_unreadable", "can't be read"),
            (unmatched, "links_unmatched", "have addresses of no form that articles have"),
        ):
            if lost:
                self.count(name, len(lost))
                self.logger.warning(
                    "%s: %d entries %s, such as %s", listing, len(lost), words, lost[0]
                )
