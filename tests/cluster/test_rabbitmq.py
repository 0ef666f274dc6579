"""RabbitMQ carries what Redis does: each message recorded once, whoever is killed meanwhile."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from cluster.broker import DEAD, EVENTS, Sender, connected, queue
from cluster.serving import Store
from cluster.writer import Writer
from tests.cluster.rabbitmq import SERVERS, Node
from tests.support.crawls import value
from tests.support.told_crawls import bundles_of, leased
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(not SERVERS, reason="there is no RabbitMQ")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    node = Node(tmp_path)
    try:
        node.start()
        yield node
    finally:
        node.stop()


def waiting(url: str, name: str) -> int:
    with connected(url) as connection:
        return int(queue(name)(connection.channel()).queue_declare().message_count)


def serve(url: str, database: Path, *, most: int | None = None) -> None:
    """Have a writer store what waits, or stop it after ``most`` messages."""
    writer, stop = Writer(database), threading.Event()

    def end() -> None:
        until(lambda: writer.recorded >= (most or 0))
        stop.set()

    ending = threading.Thread(target=end)
    if most:
        ending.start()
    try:
        Store(writer, database, url, stop).serve(until_empty=most is None)
    finally:
        writer.close()
        if most:
            ending.join()


def test_what_was_told_is_stored_once_over_a_writer_and_a_broker_that_end(
    node: Node, tmp_path: Path
) -> None:
    database = tmp_path / "news.db"
    assert leased(database)
    told = bundles_of()
    with connected(node.url) as connection:
        sender = Sender(connection)
        for body in [*told[:4], b"no message", *told[2:5], *told[4:]]:
            sender.send(EVENTS, body)
    node.kill()
    node.start()
    serve(node.url, database, most=3)  # what it has not confirmed comes again
    serve(node.url, database)
    assert value(database, "SELECT count(*) FROM articles") == 5
    assert value(database, "SELECT outcome FROM runs") == "success"
    assert (waiting(node.url, EVENTS), waiting(node.url, DEAD)) == (0, 1)
