"""The writer's loop: bundles from the broker into the database, one writer at a time."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from cluster.broker import (
    DEAD,
    EVENTS,
    BrokerError,
    Sender,
    connected,
    lost_connections,
    queue,
    restore_unconfirmed,
)
from cluster.writer import DeadLetter
from newsdb.database import now
from newsdb.database_errors import (
    DatabaseError,
    UnusableDatabaseError,
    explain,
    is_about_row,
)
from newsdb.runs import backlog
from newsdb.runs.backlog import Backlog

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from kombu import Connection, Message

    from cluster.writer import Writer

logger = logging.getLogger("store")

#: How often the writer's state is written, in seconds.
BEAT = 5.0

#: So many messages are recorded in one transaction, or, when it is more, so many bytes: other
#: writers wait for less than half a second.
MOST_TOGETHER, MOST_BYTES = 20, 250_000

#: How long it is waited for another message that has already come, in seconds.
SOON = 0.002

#: Pauses after which a broker or a database is tried again, in seconds: doubled up to the last.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


@contextmanager
def only_writer(database: Path, stop: threading.Event) -> Iterator[bool]:
    """Hold a database's lock of the one writer; a second one waits for it, False when stopped."""
    path = database.with_name(".store.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        has_waited = False
        while not _locks(descriptor):
            if not has_waited:
                logger.info("Another writer stores into %s: waiting for it to end", database)
            has_waited = True
            if stop.wait(1.0):
                yield False
                return
        yield True
    finally:
        os.close(descriptor)


def _locks(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Store:
    """Takes bundles out of the broker's queue until stopped, and records each."""

    def __init__(self, writer: Writer, database: Path, url: str, stop: threading.Event) -> None:
        self.writer = writer
        self.database = database
        self.url = url
        self.stop = stop
        self._beaten = self._checked = float("-inf")
        self._messages: list[Message] = []
        # When, and how many messages are to be recorded until all from before are.
        self._mark: tuple[datetime, int] | None = None
        self._since_mark = 0

    def serve(self, *, until_empty: bool = False) -> None:
        """Record what comes until ``stop`` is set, or with ``until_empty`` nothing is left.

        A broker that can't be reached is tried again for ever.
        """
        pause = FIRST_PAUSE
        while not self.stop.is_set():
            try:
                with connected(self.url) as connection:
                    logger.info("Storing what crawls tell")
                    pause = FIRST_PAUSE
                    self._consume(connection, until_empty=until_empty)
                    return
            except BrokerError as error:
                logger.warning("%s; trying again in %.0f s", error, pause)
            if self.stop.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE)

    def _consume(self, connection: Connection, *, until_empty: bool) -> None:
        import kombu  # noqa: PLC0415 an extra

        channel = connection.channel()
        events = queue(EVENTS)
        events.maybe_bind(channel)
        events.declare()
        restore_unconfirmed(channel)
        sender = Sender(connection)
        self._messages.clear()
        self._mark = None
        consumer = kombu.Consumer(channel, queues=[events], on_message=self._messages.append)
        consumer.qos(prefetch_count=MOST_TOGETHER)
        with consumer:
            while not self.stop.is_set():
                self._collect(connection)
                if self._messages:
                    messages, self._messages[:] = self._messages[:], []
                    self._record(messages, sender)
                elif not (waiting := _length(channel)):
                    self._expire(self.writer.clock(), sender)
                    if until_empty and not backlog.crawls_under_way(self.writer.db):
                        return
                    self._beat(waiting)
                    continue
                if time.monotonic() - self._beaten > BEAT:
                    self._beat(waiting := _length(channel))
                    self._expire_before_mark(waiting, sender)

    def _collect(self, connection: Connection) -> None:
        """Wait for a message, and take those that have come with it, up to the limits."""
        size = 0
        while len(self._messages) < MOST_TOGETHER and size < MOST_BYTES:
            try:
                connection.drain_events(timeout=SOON if self._messages else 0.5)
            except TimeoutError:
                break
            except Exception as error:  # whatever a broker's client raises
                if not isinstance(error, lost_connections(connection)):
                    self._note_foreign(error)
                elif not self._messages:
                    raise
                break  # what has come may be nowhere else any more; the rest shows at its end
            size = sum(len(each.body) for each in self._messages)
        if not self._messages and time.monotonic() - self._checked > 20:
            connection.heartbeat_check()
            self._checked = time.monotonic()

    def _note_foreign(self, error: Exception) -> None:
        """Tell of something in the queue that the broker's client can't even take out."""
        what = f"{EVENTS} of the broker had something in it that is no message: {error!r}"
        with suppress(DatabaseError):  # it is in the log
            self.writer.set_aside(DeadLetter(what, b""))
        self.stop.wait(SOON)  # there may be more

    def _record(self, messages: list[Message], sender: Sender) -> None:
        """Record messages and confirm them: only once they are in the database, for good."""
        bodies = [_body(each) for each in messages]
        pause = FIRST_PAUSE
        while True:
            try:
                letters = self._handled(bodies)
                break
            except (DatabaseError, OSError) as error:
                logger.error("%s It is tried again in %.0f s", self._explained(error), pause)
            if self.stop.wait(pause):
                return  # not confirmed: they come again
            pause = min(pause * 2, LONGEST_PAUSE)
        for letter in letters:
            sender.send(DEAD, letter.body)
        for message in messages:
            message.ack()
        self._since_mark += len(messages)

    def _handled(self, bodies: Sequence[bytes]) -> list[DeadLetter]:
        """Have messages recorded; one for which there is no other help is set aside alone.

        Raises DatabaseError, UnusableDatabaseError and OSError: what fails then is no message.
        """
        try:
            return self.writer.handle(*bodies)
        except (UnusableDatabaseError, OSError, MemoryError):
            raise
        except Exception as error:
            if not is_about_row(error):
                raise
            if len(bodies) == 1:
                logger.exception("A message can't be recorded")
                return self.writer.set_aside(DeadLetter(repr(error), bodies[0]))
        return [letter for body in bodies for letter in self._handled([body])]

    def _explained(self, error: Exception) -> str:
        is_its = isinstance(error, DatabaseError)
        return explain(error, self.database) if is_its else f"{error}."

    def _expire_before_mark(self, waiting: int, sender: Sender) -> None:
        """End what had run out at a mark behind which all has been recorded; set the next one.

        So leases end too where messages never cease to come.
        """
        if self._mark is None:
            # What has been fetched from the queue is not counted by it.
            self._mark, self._since_mark = (self.writer.clock(), waiting + MOST_TOGETHER), 0
        elif self._since_mark >= self._mark[1]:
            self._expire(self._mark[0], sender)

    def _expire(self, at: datetime, sender: Sender) -> None:
        self._mark = None
        try:
            letters = self.writer.expire(at=at)
        except DatabaseError as error:
            logger.error("%s", explain(error, self.database))
            return
        for letter in letters:
            sender.send(DEAD, letter.body)

    def _beat(self, waiting: int) -> None:
        """Write how much waits, for the scheduler and the health page."""
        if time.monotonic() - self._beaten <= BEAT:
            return
        self._beaten = time.monotonic()
        behind = self.writer.behind_seconds if waiting else 0
        try:
            backlog.note(self.writer.db, Backlog(now(), waiting, behind))
        except DatabaseError as error:
            logger.error("%s", explain(error, self.database))


def _body(message: Message) -> bytes:
    body = message.body
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)


def _length(channel: Any) -> int:
    declared = queue(EVENTS)(channel).queue_declare()  # kombu's Redis knows no empty queue
    return int(declared.message_count)
