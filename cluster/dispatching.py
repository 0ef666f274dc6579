"""Hands due crawls to workers, through the broker, instead of starting processes.

The scheduler stays what it is: rules for missed runs, pauses, history, alarms.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from cluster.broker import PATIENCE, TASK, celery_app, queue_of, without_password
from crawler.extensions.single_run import is_locked
from crawler.outlet_attributes import OutletAttributes
from newsdb import __version__
from newsdb.articles import revisits
from newsdb.crawls import leases, own_list
from newsdb.crawls.messages import LONGEST, VERSION, Order, OrderedCrawl, order_to_json
from newsdb.crawls.own_list import OwnListError
from newsdb.crawls.state import state_of
from newsdb.database import now, open_database, transaction
from newsdb.database_errors import DatabaseError, UnusableDatabaseError, explain
from newsdb.runs import backlog
from newsdb.watch_list import versions
from pipelines import relevance
from scheduling.bundles import Bundles, Member
from scheduling.supervisor import SCRAPY, End
from watchlist import WatchListError
from watchlist.loading import load_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from scrapy import Spider
    from sqlite_utils import Database

    from newsdb.crawls.own_list import OwnList
    from scheduling.history import History
    from scheduling.schedules import Schedule
    from scheduling.supervisor import Supervisor

logger = logging.getLogger("scheduler")

#: How many outlets one worker crawls in one process: their states make a message.
MOST = 10

#: How often it looks which crawls have ended, in seconds.
POLL = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long things may take, in seconds.

    ``expires``: until a worker takes an order; ``clocks``: by how much machines' clocks may
    differ; ``lease``: how long a crawl counts as going on after its worker was heard of.
    """

    expires: float = 600.0
    clocks: float = 300.0
    lease: float = 180.0


class _Judging(NamedTuple):
    """The version of the watch list, and the user's own if it can be handed out."""

    version: str
    own: OwnList | None


def _addresses_of(spider: type[Spider] | None) -> list[str]:
    return spider.addresses() if spider and issubclass(spider, OutletAttributes) else []


class QueuedBundles(Bundles):
    """Makes the runs of outlets on other machines; other jobs here, as ever."""

    def __init__(
        self,
        supervisor: Supervisor,
        history: History,
        *,
        parallel: int,
        timeout: float,
        url: str,
        watchlist: Path | None,
        archive: bool = False,
        regions: Mapping[str, str] | None = None,
        spiders: Mapping[str, type[Spider]] | None = None,
        terms: Terms | None = None,
    ) -> None:
        super().__init__(
            supervisor,
            history,
            parallel=parallel,
            timeout=timeout,
            # What is no outlet's crawl runs here.
            command=SCRAPY,
        )
        self.database = history.database
        self.url = url
        self.watchlist = watchlist
        self.archive = archive
        self.regions = dict(regions or {})
        self.spiders = spiders or {}
        self.terms = terms or Terms()
        self.app = celery_app(url)
        self._sending = threading.Lock()
        self._watched: dict[str, Future[leases.End]] = {}
        self._watching = threading.Lock()

    def takes(self, schedule: Schedule) -> bool:
        """Return whether a schedule's runs are handed to other machines."""
        return schedule.is_outlet

    def run(self, schedule: Schedule, begin: Callable[[], object], *, alone: bool = False) -> End:
        """Make a run and return how it ended; ``begin`` is called when it is handed out."""
        member = Member(schedule, begin)
        if not self.takes(schedule):
            return self._run_alone(member)
        if alone:
            self._crawl([member])
        else:
            self._join(member)
        end = member.end.result()
        return end or End("not_started", None, 0.0, "it could not be handed to a worker")

    def _crawl(self, members: list[Member]) -> None:
        """Hand crawls out, by region, and wait for their ends; each member gets one."""
        try:
            self._wait_for_the_writer()
            parts: dict[str | None, list[Member]] = {}
            for member in members:
                member.start()
                parts.setdefault(self.regions.get(member.name), []).append(member)
            handed: list[tuple[Member, Future[leases.End]]] = []
            for region, part in parts.items():
                for first in range(0, len(part), MOST):
                    handed += self._handed(part[first : first + MOST], region)
            for member, lease in handed:
                lease.add_done_callback(partial(self._settle_one, member))
            # Not for their leases: whoever waits for these goes on before a member has its end.
            wait([member.end for member, _ in handed])
        except (DatabaseError, UnusableDatabaseError) as error:
            self._fail(members, self._explained(error))
        except Exception:
            logger.exception("%d crawls could not be handed out", len(members))
        finally:
            for member in members:
                member.start()
                if not member.end.done():
                    member.end.set_result(None)

    def _handed(
        self, members: Sequence[Member], region: str | None
    ) -> list[tuple[Member, Future[leases.End]]]:
        """Send an order; returns the crawls that are under way, without those that can't be.

        What goes wrong costs these crawls only: those of another order may be under way.
        """
        try:
            return self._hand_out(members, region)
        except (DatabaseError, UnusableDatabaseError, WatchListError) as error:
            self._fail(members, self._explained(error))
        except Exception as error:
            logger.exception("%d crawls could not be handed out", len(members))
            self._fail(members, f"it could not be handed to a worker: {error!r}")
        return []

    def _explained(self, error: Exception) -> str:
        return explain(error, self.database) if isinstance(error, DatabaseError) else str(error)

    def _fail(self, members: Sequence[Member], why: str) -> None:
        for member in members:
            if not member.end.done():
                member.end.set_result(End("not_started", None, member.seconds(), why))

    def _wait_for_the_writer(self) -> None:
        """Wait while the writer is behind: what it can't store yet need not be crawled yet."""
        has_said = False
        while not self.supervisor.stopping.is_set():
            db = open_database(self.database)
            try:
                state = backlog.read(db)
            finally:
                db.close()
            why = state.problem(now()) if state else "no writer (store) has been heard of"
            if why is None:
                return
            if not has_said:
                logger.warning("No crawls are handed out: %s", why)
                has_said = True
            self.supervisor.stopping.wait(POLL)

    def _hand_out(
        self, members: Sequence[Member], region: str | None
    ) -> list[tuple[Member, Future[leases.End]]]:
        """Send an order for crawls; returns those that are under way."""
        ids = {each.name: uuid4().hex for each in members}
        crawls: list[OrderedCrawl] = []
        taken: list[Member] = []
        db = open_database(self.database)
        try:
            if self.watchlist:
                versions.notice_if_edited(db, self.watchlist, at=now())
            # Before anything is leased: a list that can't be read ends it here.
            judging = self._judging()
            for member in members:
                if self.supervisor.stopping.is_set():
                    member.end.set_result(End("stopped", None, member.seconds()))
                elif crawl := self._lease(db, ids[member.name], member.name, region):
                    crawls.append(crawl)
                    taken.append(member)
                else:
                    self._fail([member], "another crawl of it is under way")
            if not crawls:
                return []
            futures = [self._watch(each.lease) for each in crawls]
            for part, why in self._send(crawls, region, judging):
                leases.withdraw(db, [each.lease for each in part], at=now(), problem=why)
            return list(zip(taken, futures, strict=True))
        except Exception:
            with suppress(DatabaseError):  # it may be what went wrong
                why = "it could not be handed to a worker"
                leases.withdraw(db, ids.values(), at=now(), problem=why)
            raise
        finally:
            db.close()

    def _lease(
        self, db: Database, lease_id: str, name: str, region: str | None
    ) -> OrderedCrawl | None:
        """Return a crawl with its lease and state; None while another holds its lock."""
        at = now()
        with transaction(db):
            has_it = leases.take(
                db,
                lease_id,
                spider=name,
                lock_name=name,
                region=region,
                at=at,
                until=at + timedelta(seconds=self.terms.expires + self.terms.clocks),
                seconds=round(self.terms.lease),
            )
            if not has_it:
                return None
            due = revisits.take_due(db, outlet=name, at=at)
            leases.note_due(db, lease_id, [(each.outlet, each.key) for each in due])
            addresses = _addresses_of(self.spiders.get(name))
            state = state_of(db, name, due=due, at=at, addresses=addresses)
        # In this order on both sides: whoever comes second sees the other.
        if is_locked(self.database.parent, name):
            leases.withdraw(db, [lease_id], at=at, problem="it is crawled on this machine")
            return None
        return OrderedCrawl(lease=lease_id, spider=name, state=state)

    def _judging(self) -> _Judging:
        """Return the watch list as it is now; raises WatchListError."""
        if self.watchlist is None:
            return _Judging(relevance.configured(None).version, None)
        try:
            content = self.watchlist.read_bytes()
            own = own_list.pack(self.watchlist.name, content)
            text = content.decode()
        except (OSError, UnicodeDecodeError, OwnListError):  # reading it says what is wrong
            return _Judging(relevance.configured(str(self.watchlist)).version, None)
        return _Judging(load_text(text, self.watchlist).version, own)

    def _send(
        self, crawls: list[OrderedCrawl], region: str | None, judging: _Judging
    ) -> list[tuple[list[OrderedCrawl], str]]:
        """Send an order, in parts if it is too large; returns what was not sent, and why.

        An order of which nobody knows whether the broker has it counts as sent: a worker may
        have it. If none does, its leases run out.
        """
        order = order_to_json(
            Order(
                version=VERSION,
                program=__version__,
                watchlist=judging.version,
                own_list=judging.own,
                archive=self.archive,
                timeout=self.timeout,
                lease=self.terms.lease,
                begin_by=now() + timedelta(seconds=self.terms.expires),
                crawls=crawls,
            )
        )
        if (size := len(order.encode())) > LONGEST:
            if len(crawls) == 1:
                return [(crawls, f"its state has {size} bytes, more than {LONGEST}")]
            half = len(crawls) // 2
            parts = crawls[:half], crawls[half:]
            return [each for part in parts for each in self._send(part, region, judging)]
        where = without_password(self.url)
        try:
            # A connection of its own: one that has waited may be dead, without a word so far.
            with self._sending, self.app.connection_for_write() as connection:
                try:
                    connection.ensure_connection(
                        max_retries=1, interval_start=0.2, timeout=PATIENCE
                    )
                except Exception as error:  # whatever a broker's client raises, as below
                    why = f"the broker {where} can't be reached: {type(error).__name__}"
                    return [(crawls, why)]
                self.app.send_task(
                    TASK,
                    args=[order],
                    connection=connection,
                    queue=queue_of(region),
                    expires=self.terms.expires,
                    retry=False,
                    timeout=PATIENCE,
                    confirm_timeout=PATIENCE,
                )
        except Exception as error:
            names = ", ".join(each.spider for each in crawls)
            logger.warning("%s: the broker %s may have the order or not: %r", names, where, error)
        return []

    # Waiting.

    def _watch(self, lease_id: str) -> Future[leases.End]:
        """Return what will be a lease's end."""
        future: Future[leases.End] = Future()
        with self._watching:
            is_first = not self._watched
            self._watched[lease_id] = future
        if is_first:
            threading.Thread(target=self._look, name="leases", daemon=True).start()
        return future

    def _look(self) -> None:
        """Look for the ends of all leases that somebody waits for, until there is none."""
        while True:
            time.sleep(POLL)
            with self._watching:
                if self.supervisor.stopping.is_set():  # they go on without this scheduler
                    for future in self._watched.values():
                        future.cancel()
                        future.set_running_or_notify_cancel()  # whoever waits for several
                    self._watched.clear()
                if not self._watched:
                    return
                ids = list(self._watched)
            try:
                db = open_database(self.database)
                try:
                    ends = leases.ends(db, ids)
                finally:
                    db.close()
            except (DatabaseError, UnusableDatabaseError) as error:
                logger.warning("%s", error)
                continue
            with self._watching:
                found = [(self._watched.pop(each), end) for each, end in ends.items()]
                is_last = not self._watched  # then the next one begins to look
            for future, end in found:
                future.set_result(end)
            if is_last:
                return

    def _settle_one(self, member: Member, lease: Future[leases.End]) -> None:
        seconds = member.seconds()
        if lease.cancelled():
            member.end.set_result(End("stopped", None, seconds))
            return
        end = lease.result()
        if end.ending == "finished":
            member.end.set_result(End("exited", 0 if end.succeeded else 1, seconds))
        elif end.ending == "lost":
            member.end.set_result(End("killed", -9, seconds, end.problem))
        else:
            member.end.set_result(End("not_started", None, seconds, end.problem))
