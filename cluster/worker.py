"""A worker: makes the crawls of an order in one process, and sends what they tell.

The process is under the guard that the scheduler uses, so that no crawl outlives its worker. It
is ended when the broker can't be reached for so long that the writer takes its crawls for lost.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from cluster.broker import EVENTS, BrokerError, Sender, connected
from cluster.own_lists import OwnLists, RefusedListError
from crawler.storage import spooled
from newsdb import __version__
from newsdb.crawls.messages import (
    VERSION,
    Bundle,
    Ended,
    MessageError,
    bundle_to_json,
    read_order,
    state_to_json,
)
from scheduling.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsdb.crawls.messages import Order, OrderedCrawl
    from scheduling.supervisor import End

logger = logging.getLogger("worker")

#: How often it looks what crawls have told, and how long that waits for more to go with it.
LOOK = 0.5
QUIET = 2.0

#: A bundle is sent with so many events at once, or bytes.
MOST_EVENTS = 50
MOST_BYTES = 1_000_000

#: Shares of a lease: after how long a worker says that its crawls go on, after how long without
#: the broker it ends them, and for how long these may then go on ending. Together no more than
#: the whole: when the lease is another's, nothing of theirs is left.
ALIVE, GIVE_UP, GRACE = 1 / 6, 2 / 3, 1 / 6

#: How much of why an order is refused is told, in characters.
MOST_SAID = 2000

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


class _Last(NamedTuple):
    """What the last bundle of a crawl says: how its process ended, or why it never began."""

    ended: Ended | None = None
    refused: str | None = None


class Outbox:
    """What one crawl has told and the broker does not have yet.

    A bundle is made once and sent until the broker confirms it: sent twice it is the same.
    """

    def __init__(self, crawl: OrderedCrawl, folder: Path, worker: str) -> None:
        self.lease = crawl.lease
        self.worker = worker
        self.path = spooled.events_file(folder, crawl.spider)
        self.number = 0
        self._place = 0
        self._waiting: list[bytes] = []
        self._since: float | None = None
        self._made: bytes | None = None

    def look(self) -> None:
        """Read what the crawl has written since."""
        if len(self._waiting) >= MOST_EVENTS:
            return
        try:
            with self.path.open("rb") as file:
                file.seek(self._place)
                while len(self._waiting) < MOST_EVENTS and (line := file.readline()):
                    if not line.endswith(b"\n"):
                        break  # it is being written
                    self._place += len(line)
                    self._waiting.append(line[:-1])
        except FileNotFoundError:
            return
        if self._waiting and self._since is None:
            self._since = time.monotonic()

    def is_due(self) -> bool:
        """Tell whether what waits is worth a bundle, or has waited for long enough."""
        return self._made is not None or (
            self._since is not None
            and (
                len(self._waiting) >= MOST_EVENTS
                or sum(map(len, self._waiting)) >= MOST_BYTES
                or time.monotonic() - self._since >= QUIET
            )
        )

    @property
    def is_empty(self) -> bool:
        """Whether the broker has all that was read."""
        return self._made is None and not self._waiting

    def send(self, sender: Sender, last: _Last) -> None:
        """Send what waits, or that the crawl goes on; raises what the sender raises."""
        if self._made is None:
            taken: list[bytes] = []
            size = 0
            while self._waiting and (not taken or size + len(self._waiting[0]) < MOST_BYTES):
                size += len(self._waiting[0])
                taken.append(self._waiting.pop(0))
            self._since = time.monotonic() if self._waiting else None
            head = Bundle(
                version=VERSION,
                lease=self.lease,
                number=self.number,
                worker=self.worker,
                sent_at=datetime.now(UTC),
                events=[],
                ended=last.ended,
                refused=last.refused,
            )
            self._made = bundle_to_json(head, taken)
        sender.send(EVENTS, self._made)
        self._made = None
        self.number += 1


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
        self._stopping = False

    def stop(self) -> None:
        """Ask the running crawls to end, and begin no more."""
        with self._lock:
            self._stopping = True
            for each in self._running:
                each.stop()

    def crawl(self, body: str) -> None:
        """Make the crawls of an order; whatever happens to them, the writer is told."""
        try:
            order = read_order(body)
        except MessageError as error:
            logger.error("An order can't be understood: %s", error)
            return
        names = ", ".join(each.spider for each in order.crawls)
        refused = self._refusal(order)
        watchlist = ""
        if not refused:
            try:
                watchlist = self.watchlists.for_order(order)
            except RefusedListError as error:
                refused = f"{self.name}: {error}"[:MOST_SAID]
        with TemporaryDirectory(prefix="hanil-crawl-") as place, ExitStack() as stack:
            folder = Path(place)
            sending = _Sending(self.url, order, folder, self.name, stack)
            if refused:
                logger.error("Not crawled: %s: %s", names, refused)
                sending.finish(_Last(refused=refused))
                return
            for each in order.crawls:
                state = state_to_json(each.state)
                spooled.state_file(folder, each.spider).write_bytes(state)
            logger.info("Crawling %s", names)
            end = self._run(order, folder, sending, watchlist)
            logger.info("Done with %s: %s after %.0f s", names, end.ending, end.seconds)
            problem = end.problem or (
                f"its process {end.ending.replace('_', ' ')} on {self.name}"
                + (f" (code {end.code})" if end.code else "")
            )
            sending.finish(_Last(Ended(ending=end.ending, problem=problem)))

    def _refusal(self, order: Order) -> str | None:
        """Return why this worker can't make these crawls; None when it can."""
        known = set(self.known())
        if order.program != __version__:
            return f"{self.name} has version {__version__} of the program, not {order.program}"
        if unknown := [each.spider for each in order.crawls if each.spider not in known]:
            return f"{self.name} has no spider {', '.join(unknown)}"
        return None

    def _run(self, order: Order, folder: Path, sending: _Sending, watchlist: str) -> End:
        grace = grace_within(order.lease, self.grace)
        supervisor = Supervisor(root=self.root, logs=self.logs, grace=grace)
        with self._lock:
            self._running.add(supervisor)
            if self._stopping:
                supervisor.stop()
        spiders = [each.spider for each in order.crawls]
        settings = settings_of(order, folder).items()
        command = [sys.executable, "-P", "-m", "scrapy", "crawl", *spiders]
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


class _Sending:
    """Sends what an order's crawls tell, over a connection that is made again when it fails."""

    def __init__(
        self, url: str, order: Order, folder: Path, worker: str, stack: ExitStack
    ) -> None:
        self.url = url
        self.lease = order.lease
        self.outboxes = [Outbox(each, folder, worker) for each in order.crawls]
        self._stack = stack
        self._open: ExitStack | None = None
        self._sender: Sender | None = None
        self._said = float("-inf")  # when it was last said that the crawls go on
        self._reached = time.monotonic()  # when the broker last confirmed anything
        self._again = 0.0
        stack.callback(self._close)

    @property
    def has_lost_its_leases(self) -> bool:
        """Whether the broker could not be reached for so long that the crawls must end."""
        return time.monotonic() - self._reached > self.lease * GIVE_UP

    def look(self) -> None:
        """Send what is due, and now and then that the crawls go on."""
        for each in self.outboxes:
            each.look()
        alive = time.monotonic() - self._said >= self.lease * ALIVE
        due = [each for each in self.outboxes if alive or each.is_due()]
        if due and time.monotonic() >= self._again and self._try(due) and alive:
            self._said = time.monotonic()

    def _try(self, outboxes: Sequence[Outbox], last: _Last | None = None) -> bool:
        try:
            for each in outboxes:
                each.send(self._connected(), last or _Last())
        except BrokerError as error:
            self._failed(str(error))
            return False
        except Exception as error:  # whatever a broker's client raises
            self._failed(type(error).__name__)
            return False
        self._reached = time.monotonic()
        return True

    def _connected(self) -> Sender:
        if self._sender is None:
            self._open = ExitStack()
            self._sender = Sender(self._open.enter_context(connected(self.url)))
        return self._sender

    def _failed(self, why: str) -> None:
        logger.warning("What crawls tell can't be sent, and is sent again: %s", why)
        self._again = time.monotonic() + self.lease * ALIVE / 4
        self._close()

    def _close(self) -> None:
        opened, self._open, self._sender = self._open, None, None
        if opened:
            opened.close()

    def finish(self, said: _Last) -> None:
        """Send all that is left, and how it ended; for as long as a lease lasts at most."""
        deadline = time.monotonic() + self.lease
        left = list(self.outboxes)
        while left and time.monotonic() < deadline:
            each = left[0]
            each.look()
            last = each.is_empty
            if not self._try([each], said if last else None):
                time.sleep(min(self.lease * ALIVE / 4, 5.0))
            elif last:
                left.pop(0)
        if left:
            logger.error("What %d crawls told last could not be sent", len(left))
