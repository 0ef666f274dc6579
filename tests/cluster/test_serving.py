"""The writer's loop goes on, whatever is in the queue and however much comes."""

from __future__ import annotations

import itertools
import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from cluster import serving
from cluster.broker import DEAD, EVENTS, Sender, connected, queue
from cluster.serving import Store
from cluster.writer import Writer
from newsdb.database import now
from tests.cluster.machines import machines, redis_server
from tests.support.crawls import rows, value
from tests.support.told_crawls import AT, bundle, bundles_of, leased

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cluster.writer import DeadLetter
    from tests.cluster.machines import Machines

pytestmark = pytest.mark.skipif(not redis_server(), reason="there is no Redis server")

OTHER = "6" * 32


@pytest.fixture
def cluster(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Machines]:
    caplog.set_level(logging.CRITICAL)
    with machines(tmp_path) as cluster:
        yield cluster


def send(url: str, *bodies: bytes) -> None:
    with connected(url) as connection:
        sender = Sender(connection)
        for each in bodies:
            sender.send(EVENTS, each)


def serve(cluster: Machines, writer: Writer) -> None:
    try:
        Store(writer, cluster.database, cluster.url, threading.Event()).serve(until_empty=True)
    finally:
        writer.close()


def dead(url: str) -> int:
    with connected(url) as connection:
        return int(queue(DEAD)(connection.channel()).queue_declare().message_count)


def test_what_others_put_into_the_queue_costs_only_itself(cluster: Machines) -> None:
    assert leased(cluster.database)
    told = bundles_of()
    send(cluster.url, *told[:4])
    foreign = (b"garbage", b"null", b"[]", b"{}", b"\xff", b'{"body": "eA==", "properties": {}}')
    with Redis(port=cluster.port) as client:
        client.rpush(EVENTS, *foreign)  # the next that are taken
    send(cluster.url, *told[4:], b"\xed\xa0\x80")  # half a character
    serve(cluster, Writer(cluster.database, clock=lambda: AT))
    assert value(cluster.database, "SELECT count(*) FROM articles") == 5
    assert value(cluster.database, "SELECT kind FROM alarms") == "messages"
    assert dead(cluster.url) == 1


def test_what_waited_for_a_lost_message_is_read_when_its_lease_runs_out(
    cluster: Machines,
) -> None:
    assert leased(cluster.database)
    told = bundles_of()
    strange = told[4].replace(b'"type":"page_rejected"', b'"type":"page_rejoiced"')
    send(cluster.url, *told[:2], told[3], strange, *told[5:])
    minutes = itertools.count()
    serve(cluster, Writer(cluster.database, clock=lambda: AT + timedelta(minutes=next(minutes))))
    assert rows(cluster.database, "SELECT ending FROM crawl_leases") == [("finished",)]
    assert value(cluster.database, "SELECT count(*) FROM articles") == 5
    assert dead(cluster.url) == 1


def test_a_message_for_which_there_is_no_help_is_set_aside(
    cluster: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of whatever kind: an error of ours would otherwise come again for ever.
    handle = Writer.handle

    def handles(self: Writer, *bodies: bytes) -> list[DeadLetter]:
        if any(b'"number":5,' in each for each in bodies):
            raise RuntimeError("an error of ours")
        return handle(self, *bodies)

    monkeypatch.setattr(Writer, "handle", handles)
    assert leased(cluster.database)
    send(cluster.url, *bundles_of())
    minutes = itertools.count()  # so that the lease runs out
    serve(cluster, Writer(cluster.database, clock=lambda: AT + timedelta(minutes=next(minutes))))
    assert value(cluster.database, "SELECT count(*) FROM articles") == 5
    assert rows(cluster.database, "SELECT ending FROM crawl_leases") == [("finished",)]
    assert dead(cluster.url) == 1


def test_leases_run_out_while_messages_never_cease(
    cluster: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "BEAT", 0.0)
    assert leased(cluster.database)  # in March, and nothing came of it
    assert leased(cluster.database, OTHER, at=now(), name="dusk")
    stop, numbers = threading.Event(), iter(range(400))
    lost = "SELECT count(*) FROM crawl_leases WHERE ending = 'not_taken'"
    handle = Writer.handle

    def handles(self: Writer, *bodies: bytes) -> list[DeadLetter]:
        """As many come as are taken, so that the queue is never empty."""
        for number in (more := [*itertools.islice(numbers, len(bodies))]):
            sender.send(EVENTS, bundle(number, [], lease=OTHER))
        if not more or self.db.execute(lost).fetchone()[0]:
            stop.set()
        return handle(self, *bodies)

    monkeypatch.setattr(Writer, "handle", handles)
    writer = Writer(cluster.database)
    with connected(cluster.url) as connection:
        sender = Sender(connection)
        for number in itertools.islice(numbers, 30):
            sender.send(EVENTS, bundle(number, [], lease=OTHER))
        Store(writer, cluster.database, cluster.url, stop).serve()
    writer.close()
    assert next(numbers, None)  # they had not ceased
