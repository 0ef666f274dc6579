"""What a worker sends the writer: what its crawls tell, that they go on, and how they ended."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from cluster.broker import EVENTS, BrokerError, Sender, connected
from newsdb.crawls.messages import VERSION, Bundle, bundle_to_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsdb.crawls.messages import Ended

logger = logging.getLogger("worker")

#: How long what a crawl has told waits for more to go with it, in seconds.
QUIET = 2.0

#: A bundle is sent with so many events at once, or bytes.
MOST_EVENTS = 50
MOST_BYTES = 1_000_000

#: Shares of a lease: after how long a worker says that its crawls go on, after how long without
#: the broker it ends them, and for how long these may then go on ending. Together no more than
#: the whole: when the lease is another's, nothing of theirs is left.
ALIVE, GIVE_UP, GRACE = 1 / 6, 2 / 3, 1 / 6


class Last(NamedTuple):
    """What the last bundle of a crawl says: how its process ended, or why it never began."""

    ended: Ended | None = None
    refused: str | None = None


class Outbox:
    """What one crawl has told and the broker does not have yet.

    A bundle is made once and sent until the broker confirms it: sent twice it is the same.
    ``path`` is the file into which the crawl writes, once it begins.
    """

    def __init__(self, lease: str, path: Path, worker: str) -> None:
        self.lease = lease
        self.worker = worker
        self.path = path
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

    def send(self, sender: Sender, last: Last) -> None:
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


class Sending:
    """Sends what crawls tell, over a connection that is made again when it fails.

    ``lease`` is how long leases last, in seconds. A context manager, which closes it.
    """

    def __init__(self, url: str, outboxes: Sequence[Outbox], *, lease: float) -> None:
        self.url = url
        self.outboxes = outboxes
        self.lease = lease
        self._open: ExitStack | None = None
        self._sender: Sender | None = None
        self._said = float("-inf")  # when it was last said that the crawls go on
        self._reached = time.monotonic()  # when the broker last confirmed anything
        self._again = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

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

    def _try(self, outboxes: Sequence[Outbox], last: Last | None = None) -> bool:
        try:
            for each in outboxes:
                each.send(self._connected(), last or Last())
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

    def finish(self, said: Last) -> None:
        """Send all that is left, and how it ended; a lease long without the broker at most."""
        self._reached = time.monotonic()
        left = list(self.outboxes)
        while left and time.monotonic() < self._reached + self.lease:
            each = left[0]
            each.look()
            last = each.is_empty
            if not self._try([each], said if last else None):
                time.sleep(min(self.lease * ALIVE / 4, 5.0))
            elif last:
                left.pop(0)
        if left:
            logger.error("What %d crawls told last could not be sent", len(left))
