"""The storage of a crawl away from the database: a state that came with it, events in a file.

The process that started the crawl sends what stands in the file, so that a crawl waits for no
broker, and what it told before it was killed is not lost with it.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsdb.articles.discovered import Remembered
from newsdb.articles.revisits import Validators
from newsdb.crawls.events import ArticleRead, ListingRead, PageRejected, PageUnchanged
from newsdb.crawls.messages import LONGEST, MessageError, event_to_json, read_state
from newsdb.crawls.recording import Recorded, judged
from newsdb.crawls.state import hash_of, unpack
from newsdb.crawls.storage import Finished
from newsdb.database import now
from newsdb.database_errors import DatabaseError, UnusableDatabaseError
from newsdb.records import OUR_FAULTS
from newsdb.runs import needed_lists

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from scrapy.crawler import Crawler

    from newsdb.articles.discovered import Link
    from newsdb.crawls.events import CrawlBegan, CrawlEnded, Event, Told
    from newsdb.similarity.signatures import Signature

logger = logging.getLogger(__name__)

#: What a crawl may tell, in bytes: tens of thousands of articles.
MOST = 500_000_000

#: The setting that names the folder with the states, and the value of CRAWL_STORAGE.
FOLDER = "CRAWL_SPOOL"
SPOOLED = "crawler.storage.spooled.spooled_storage"


def state_file(folder: Path, spider: str) -> Path:
    """Return the file with the state of a spider's crawl."""
    return folder / f"{spider}.state.json"


def events_file(folder: Path, spider: str) -> Path:
    """Return the file into which a spider's crawl writes, a line an event."""
    return folder / f"{spider}.events.jsonl"


def spooled_storage(crawler: Crawler) -> SpooledStorage:
    """Return the storage of a crawl that a worker started; raises UnusableDatabaseError."""
    return SpooledStorage(Path(crawler.settings[FOLDER]), crawler.spidercls.name)


class SpooledStorage:
    """Answers from a state, and writes events into a file; nothing is counted for good here."""

    def __init__(self, folder: Path, spider: str) -> None:
        try:
            self.state = read_state(state_file(folder, spider).read_bytes())
            self._known = unpack(self.state.known)
            self._forgotten = unpack(self.state.forgotten)
            self._file = events_file(folder, spider).open("ab", buffering=0)
        except (OSError, MessageError, ValueError) as error:
            raise UnusableDatabaseError(
                f"{spider} can't be crawled without its state: {error}"
            ) from error
        self._pages = {(outlet, key): known for outlet, key, known in self.state.pages}
        self._counted: Counter[str] = Counter()
        self._size = 0

    def begin(self, began: CrawlBegan, *, alone: bool) -> int | None:
        del alone
        self.write(began)
        return None

    def notice_watch_list(self, path: Path, *, at: datetime) -> None:
        """Do nothing: the list that judges is the writer's, which a worker's must equal."""

    def tell(self, event: Told, *, signature: Signature | None = None) -> Recorded:
        del signature
        if isinstance(event, ListingRead):
            recorded = self._remember(event)
        else:
            recorded = Recorded(_expected(event))
            self.write(event)
        self._counted.update(recorded.counts)
        return recorded

    def _remember(self, event: ListingRead) -> Recorded:
        """Sort links by what the state knows, as ``discovered.remember`` does by the database."""
        new: list[Link] = []
        known: list[Link] = []
        left_out = 0
        links = [each for each in event.links if not self.is_forgotten(each.outlet, each.key)]
        for link in links:
            hashed = hash_of(link.outlet, link.key)
            if hashed in self._known:
                known.append(link)
            elif event.most_new is not None and len(new) >= event.most_new:
                left_out += 1
            else:
                new.append(link)
        self.write(event)
        self._known.update(hash_of(each.outlet, each.key) for each in new)
        found = Remembered(new, known, [], left_out)
        if event.listing is None:
            return Recorded(remembered=found)
        counts = {
            "links_found": len(event.links),
            "links_new": len(new),
            "links_known": len(known),
        }
        return Recorded({name: number for name, number in counts.items() if number}, found)

    def write(self, event: Event) -> None:
        """Write an event into the file; raises DatabaseError when that can't be."""
        line = event_to_json(event) + b"\n"
        if len(line) > LONGEST // 2:
            logger.error("Not sent, it has %d bytes: %s", len(line), event.type)
            return
        self._size += len(line)
        if self._size > MOST:
            raise DatabaseError(f"this crawl has told more than {MOST} bytes")
        try:
            written = self._file.write(line)
        except OSError as error:
            raise DatabaseError(f"what the crawl tells can't be written: {error}") from error
        if written != len(line):
            raise DatabaseError("what the crawl tells can't be written: the disk is full")

    def is_leased(self, lock_name: str) -> bool:
        del lock_name
        return False  # the lease is this crawl's

    def end(self, ended: CrawlEnded) -> Finished:
        # What was counted by guess is counted again where it is recorded.
        own = Counter(ended.counts)
        own.subtract(self._counted)
        told = replace(
            ended,
            counts={name: number for name, number in own.items() if number},
            faults=tuple(each for each in ended.faults if each.what == "listing"),
        )
        try:
            self.write(told)
        except DatabaseError as error:
            logger.error("The run's end can't be told: %s", error)
        return Finished(judged(ended))

    def close(self) -> None:
        self._file.close()

    def left_over(self, *, outlet: str | None = None, found_in: str | None = None) -> list[Link]:
        return [
            each
            for each in self.state.left_over
            if outlet == each.outlet or (found_in and found_in == each.found_in)
        ]

    def due(self, outlet: str) -> list[Link]:
        return [each for each in self.state.due if each.outlet == outlet]

    def listing_validators(self, url: str) -> Validators:
        for each in self.state.listings:
            if each.url == url:
                return Validators(each.etag, each.last_modified)
        return Validators()

    def page_validators(self, link: Link) -> Validators:
        return self._pages.get((link.outlet, link.key), Validators())

    def unneeded_lists(
        self, outlet: str, *, feeds: Collection[str], lists: Collection[str]
    ) -> set[str]:
        del outlet
        return needed_lists.unneeded_among(
            self.state.listings, self.state.first_run, feeds=feeds, lists=lists, at=now()
        )

    def killed_by_listing(self, outlet: str, url: str) -> int:
        del outlet
        return dict(self.state.killing).get(url, 0)

    def robots_rules(self, host: str, *, since: datetime | None = None) -> str | None:
        for each in self.state.robots:
            if each.host == host and (since is None or since <= each.seen_at <= now()):
                return each.rules
        return None

    def often_printed(self, outlet: str, keys: Sequence[int]) -> Collection[int]:
        del outlet, keys
        return ()

    def is_forgotten(self, outlet: str, key: str) -> bool:
        return hash_of(outlet, key) in self._forgotten


def _expected(event: Told) -> dict[str, int]:
    """Return what an event most likely adds to the run's counters, for the worker's own log."""
    match event:
        case ArticleRead(verdict=verdict):
            counts = {"articles_new": 1}
            if verdict:
                counts[f"decided_{verdict.decision}"] = 1
            return counts
        case PageRejected(rejection=rejection):
            counts = {"rejected": 1, f"rejected/{rejection.reason}": 1}
            if rejection.attempts:
                counts["rejected_again"] = 1
            if rejection.reason in OUR_FAULTS:
                counts["errors"] = 1
            return counts
        case PageUnchanged():
            return {"visits_unchanged": 1}
    return {}
