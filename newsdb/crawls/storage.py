"""CrawlStorage: all that a crawl asks of the database and tells it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from newsdb.articles import attempts, discovered, revisits
from newsdb.articles.forgotten import is_forgotten
from newsdb.articles.revisits import Validators
from newsdb.checkpoints import Checkpoints
from newsdb.crawls import leases, recording
from newsdb.crawls.events import CrawlEnded
from newsdb.crawls.recording import Run, Verdict, judged
from newsdb.database import now, open_database, wait_at_most
from newsdb.database_errors import DatabaseError, explain
from newsdb.runs import end_file, needed_lists, robots, runs
from newsdb.similarity import signature_index
from newsdb.watch_list import versions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from newsdb.articles.discovered import Link
    from newsdb.crawls.events import CrawlBegan, Told
    from newsdb.crawls.recording import Recorded
    from newsdb.health import Alarm
    from newsdb.runs.end_file import End
    from newsdb.similarity.signatures import Signature

logger = logging.getLogger(__name__)

#: How long a run's end waits for a database that has kept the run waiting, in milliseconds.
LAST_WAIT = 5_000


class Finished(NamedTuple):
    """How a run went, as it stands in the history, and what is known only then."""

    verdict: Verdict
    copies: int = 0
    stories: int = 0
    alarms: Sequence[Alarm] = ()


class CrawlStorage(Protocol):
    """What a crawl asks of the database and tells it; one object a crawl.

    Everything may raise DatabaseError, after which the crawl ends.
    """

    def begin(self, began: CrawlBegan, *, alone: bool) -> int | None:
        """Open the run; with ``alone`` no other holds its lock. Returns its id in the history."""

    def tell(self, event: Told, *, signature: Signature | None = None) -> Recorded:
        """Tell what the crawl did; returns what came of it, as far as it is known here."""

    def is_leased(self, lock_name: str) -> bool:
        """Return whether a crawl on another machine holds a lock."""

    def notice_watch_list(self, path: Path, *, at: datetime) -> None:
        """Keep the text of the user's watch list as a version, if it was edited by hand."""

    def end(self, ended: CrawlEnded) -> Finished:
        """Complete the run; never raises."""

    def close(self) -> None:
        """Let go of what it holds; a second time does nothing."""

    # What steers a crawl.

    def left_over(self, *, outlet: str | None = None, found_in: str | None = None) -> list[Link]:
        """Return the links of an outlet, or of a listing, that are still to be read."""

    def due(self, outlet: str) -> list[Link]:
        """Return an outlet's stored articles that are due for a visit, and plan the next one."""

    def listing_validators(self, url: str) -> Validators:
        """Return the validators of a listing's last response."""

    def page_validators(self, link: Link) -> Validators:
        """Return the validators of a stored article's last response; empty if it isn't stored."""

    def unneeded_lists(
        self, outlet: str, *, feeds: Collection[str], lists: Collection[str]
    ) -> set[str]:
        """Return those of the outlet's ``lists`` (URLs) that need not be read now."""

    def killed_by_listing(self, outlet: str, url: str) -> int:
        """Return how many readings of a listing never ended, lately."""

    def robots_rules(self, host: str, *, since: datetime | None = None) -> str | None:
        """Return a host's rules as last answered; None if they have to be asked for.

        With ``since`` only those that were stored after that.
        """

    def often_printed(self, outlet: str, keys: Sequence[int]) -> Collection[int]:
        """Return those of the sentence keys that an outlet prints with many texts."""

    def is_forgotten(self, outlet: str, key: str) -> bool:
        """Return whether an article was taken out at somebody's request."""


class LocalStorage:
    """The storage of a crawl beside the database: each event is recorded at once.

    Raises UnusableDatabaseError.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.db = open_database(path)
        self._checkpoints = Checkpoints(Path(path))
        self._checkpoints.relieve(self.db.conn)
        self.run = Run(None)
        self._end_file: Path | None = None  # none where another run holds the lock
        self._is_open = True

    def begin(self, began: CrawlBegan, *, alone: bool) -> int | None:
        if alone:
            self._close_earlier(began.lock_name)
        self.run = recording.begin(self.db, began)
        return self.run.id

    def _close_earlier(self, lock_name: str) -> None:
        """Complete earlier runs that could not do so: as they said, or else as killed."""
        path = end_file.place(Path(self.path), lock_name)
        end = end_file.read(path)
        if end and runs.is_unfinished(
            self.db, end.run_id, lock_name=lock_name, started_at=end.started_at
        ):
            earlier = Run(end.run_id, lock_name, end.started_at)
            recording.write_end(self.db, earlier, _ended(end), Verdict(end.outcome, end.problem))
            logger.warning("An earlier run's end is in the history now: %s", end.problem)
        if killed := runs.close_killed(self.db, lock_name):
            logger.warning("Earlier runs that were killed: %d", killed)
        end_file.reserve(path)
        self._end_file = path

    def tell(self, event: Told, *, signature: Signature | None = None) -> Recorded:
        recorded = recording.record(self.db, self.run, event, signature=signature)
        self._checkpoints.soon()
        return recorded

    def is_leased(self, lock_name: str) -> bool:
        return leases.is_leased(self.db, lock_name, at=now())

    def notice_watch_list(self, path: Path, *, at: datetime) -> None:
        versions.notice_if_edited(self.db, path, at=at)

    def end(self, ended: CrawlEnded) -> Finished:
        verdict = judged(ended)
        if ended.unusable:  # it has been waited for long enough
            wait_at_most(self.db, LAST_WAIT)
        try:
            try:
                recording.write_end(self.db, self.run, ended, verdict)
            except DatabaseError as error:
                verdict = self._keep(ended, verdict, error)
                raise
            found, alarms = recording.look_after(
                self.db, self.run, at=now(), quietly=verdict.outcome == "not_run"
            )
            if verdict.outcome != "not_run":
                from newsdb.figures import counting  # noqa: PLC0415 only at the end

                counting.bring_up_to_date(self.db)
        except DatabaseError as error:
            logger.error("The run's end can't be written: %s", explain(error, self.path))
            return Finished(verdict)
        return Finished(verdict, found["copies"], found["stories"], alarms)

    def _keep(self, ended: CrawlEnded, verdict: Verdict, error: Exception) -> Verdict:
        """Keep an end that could not be written for the next run; return it as it counts now."""
        if verdict.outcome == "not_run":
            return verdict
        said = explain(error, self.path)
        problem = verdict.problem or f"its end could not be written into the history: {said}"
        kept = recording.end_of(self.run, ended, Verdict("failure", problem))
        if self._end_file and end_file.write(self._end_file, kept):
            logger.warning("The next run will enter this run's end into the history")
        return Verdict("failure", problem)

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self.db.close()

    def left_over(self, *, outlet: str | None = None, found_in: str | None = None) -> list[Link]:
        return discovered.to_do(self.db, outlet=outlet, found_in=found_in, at=now())

    def due(self, outlet: str) -> list[Link]:
        return revisits.take_due(self.db, outlet=outlet, at=now())

    def listing_validators(self, url: str) -> Validators:
        return Validators(*discovered.validators(self.db, url))

    def page_validators(self, link: Link) -> Validators:
        return revisits.validators(self.db, outlet=link.outlet, key=link.key)

    def unneeded_lists(
        self, outlet: str, *, feeds: Collection[str], lists: Collection[str]
    ) -> set[str]:
        return needed_lists.unneeded(self.db, outlet, feeds=feeds, lists=lists, at=now())

    def killed_by_listing(self, outlet: str, url: str) -> int:
        return attempts.killed_by_listing(self.db, outlet=outlet, url=url, at=now())

    def robots_rules(self, host: str, *, since: datetime | None = None) -> str | None:
        if since is None:
            return robots.known(self.db, host)
        return robots.kept(self.db, host, since=since, until=now())

    def often_printed(self, outlet: str, keys: Sequence[int]) -> Collection[int]:
        return signature_index.often_printed(self.db, outlet, keys)

    def is_forgotten(self, outlet: str, key: str) -> bool:
        return is_forgotten(self.db, outlet=outlet, key=key)


def _ended(end: End) -> CrawlEnded:
    counts: Mapping[str, int] = end.counts
    return CrawlEnded(at=end.finished_at, reason=end.reason, seconds=end.seconds, counts=counts)
