"""A worker: makes the crawls of an order in one process, and sends what they tell.

The process is under the guard that the scheduler uses, so that no crawl outlives its worker. It
is ended when the broker can't be reached for so long that the writer takes its crawls for lost.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cluster.outbox import GRACE, Last, Outbox, Sending
from cluster.own_lists import OwnLists, RefusedListError
from crawler.storage import spooled
from newsdb import __version__
from newsdb.crawls.messages import (
    Ended,
    MessageError,
    leases_of_unreadable,
    read_order,
    state_to_json,
)
from scheduling.supervisor import SCRAPY, Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsdb.crawls.messages import Order
    from scheduling.supervisor import End

logger = logging.getLogger("worker")

#: How often it looks what crawls have told, in seconds.
LOOK = 0.5

#: How much of why an order is refused is told, in characters, and for how long it is tried
#: without the broker, in seconds.
MOST_SAID, REFUSING = 2000, 60.0

#: So many leases are remembered: a broker that lost a worker delivers its orders once more.
MOST_BEGUN = 10_000

#: What the process of an order's crawls logs of no outlet.
LOG = "crawls"


def grace_within(lease: float, usual: float) -> float:
    """Return how many seconds crawls may take to end, so that they are over with their lease."""
    return min(usual, lease * GRACE)


def settings_of(order: Order, folder: Path) -> dict[str, object]:
    """Return the settings of an order's crawls whose files are in ``folder``.

    What was handed out is crawled, though this machine's configuration may have it switched off:
    one such outlet would end the crawls of all others in its process.
    """
    return {
        "CRAWL_STORAGE": spooled.SPOOLED,
        spooled.FOLDER: folder,
        "DATABASE": folder / "none.db",  # there is none, but messages name it
        "ARCHIVE_ENABLED": int(order.archive),
        "OUTLETS_ENABLED": json.dumps({each.spider: True for each in order.crawls}),
    }


class Worker:
    """Makes the crawls of orders, each order in a process of its own.

    ``settings`` are further words of the crawl's command line, ``known`` the spiders' names,
    ``watchlist`` this machine's file, for lists that are too large to come with an order.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        root: Path,
        logs: Path | None,
        grace: float,
        watchlist: str | None,
        known: Callable[[], Sequence[str]],
        settings: Sequence[str] = (),
    ) -> None:
        self.url = url
        self.name = name
        self.root = root
        self.logs = logs
        self.grace = grace
        self._lists = TemporaryDirectory(prefix="hanil-lists-")
        self.watchlists = OwnLists(Path(self._lists.name), watchlist)
        self.known = known
        self.settings = settings
        self._lock = threading.Lock()
        self._running: set[Supervisor] = set()
        self._begun: dict[str, None] = {}  # leases, the newest last
        self._stopping = False

    def stop(self) -> None:
        """Ask the running crawls to end, and begin no more."""
        with self._lock:
            self._stopping = True
            for each in self._running:
                each.stop()

    def close(self) -> None:
        """Remove the watch lists that came with orders."""
        self._lists.cleanup()

    def crawl(self, body: object) -> None:
        """Make the crawls of an order; whatever happens to them, the writer is told.

        Nothing is told of an order that came before: its crawls go on.
        """
        try:
            order = read_order(body)
        except MessageError as error:
            logger.error("An order can't be understood: %s", error)
            self._refuse(leases_of_unreadable(body), str(error))
            return
        ids = [each.lease for each in order.crawls]
        names = ", ".join(each.spider for each in order.crawls)
        if not self._is_first(ids):
            logger.warning("Not crawled: %s: the order came before", names)
            return
        try:
            if not (refused := self._refusal(order)):
                self._crawl(order, names, self.watchlists.for_order(order))
                return
        except RefusedListError as error:
            refused = str(error)
        except Exception as error:
            logger.exception("%s", names)
            refused = f"it could not be crawled: {error!r}"
        logger.error("Not crawled: %s: %s", names, refused)
        self._refuse(ids, refused)

    def _is_first(self, ids: Sequence[str]) -> bool:
        """Remember the leases of an order; returns whether none of them came before."""
        with self._lock:
            is_first = self._begun.keys().isdisjoint(ids)
            self._begun.update(dict.fromkeys(ids))
            for each in list(self._begun)[:-MOST_BEGUN]:
                del self._begun[each]
        return is_first

    def _refusal(self, order: Order) -> str | None:
        """Return why this worker can't make these crawls; None when it can."""
        known = set(self.known())
        if (late := (datetime.now(UTC) - order.begin_by).total_seconds()) > 0:
            return f"it was begun {late:.0f} s too late, when another crawl may be under way"
        if order.program != __version__:
            return f"it has version {__version__} of the program, not {order.program}"
        if unknown := [each.spider for each in order.crawls if each.spider not in known]:
            return f"it has no spider {', '.join(unknown)}"
        return None

    def _refuse(self, ids: Sequence[str], why: str) -> None:
        """Tell the writer why crawls are not made."""
        nothing = Path(os.devnull)
        outboxes = [Outbox(each, nothing, self.name) for each in ids]
        with Sending(self.url, outboxes, lease=REFUSING) as sending:
            sending.finish(Last(refused=f"{self.name}: {why}"[:MOST_SAID]))

    def _crawl(self, order: Order, names: str, watchlist: str) -> None:
        with TemporaryDirectory(prefix="hanil-crawl-") as place:
            folder = Path(place)
            for each in order.crawls:
                state = state_to_json(each.state)
                spooled.state_file(folder, each.spider).write_bytes(state)
            outboxes = [
                Outbox(each.lease, spooled.events_file(folder, each.spider), self.name)
                for each in order.crawls
            ]
            with Sending(self.url, outboxes, lease=order.lease) as sending:
                logger.info("Crawling %s", names)
                end = self._run(order, folder, sending, watchlist)
                logger.info("Done with %s: %s after %.0f s", names, end.ending, end.seconds)
                problem = end.problem or (
                    f"its process {end.ending.replace('_', ' ')} on {self.name}"
                    + (f" (code {end.code})" if end.code else "")
                )
                sending.finish(Last(Ended(ending=end.ending, problem=problem[:MOST_SAID])))

    def _run(self, order: Order, folder: Path, sending: Sending, watchlist: str) -> End:
        grace = grace_within(order.lease, self.grace)
        supervisor = Supervisor(root=self.root, logs=self.logs, grace=grace)
        with self._lock:
            self._running.add(supervisor)
            if self._stopping:
                supervisor.stop()
        spiders = [each.spider for each in order.crawls]
        settings = settings_of(order, folder).items()
        command = [sys.executable, *SCRAPY[1:], "crawl", *spiders]
        command += [word for name, value in settings for word in ("-s", f"{name}={value}")]
        command += [*self.settings, "-s", f"WATCHLIST={watchlist}"]
        if self.logs:
            command += ["--logs", str(self.logs.absolute())]
        try:
            with ThreadPoolExecutor(1) as thread:
                process = thread.submit(supervisor.run, LOG, command, timeout=order.timeout)
                while wait([process], timeout=LOOK).not_done:
                    sending.look()
                    if sending.has_lost_its_leases and not supervisor.stopping.is_set():
                        logger.error("The broker can't be reached for too long: crawls are ended")
                        supervisor.stop()
                return process.result()
        finally:
            with self._lock:
                self._running.discard(supervisor)
