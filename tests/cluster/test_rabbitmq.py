"""RabbitMQ carries what Redis does: each message recorded once, whoever is killed meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cluster.broker import DEAD, EVENTS, BrokerError, Sender, connected, queue
from cluster.serving import Store
from cluster.writer import Writer
from tests.support.crawls import value
from tests.support.machines import free_port
from tests.support.told_crawls import bundles_of, leased
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The server itself: the command of that name in the path changes to a user of its own.
SERVERS = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))

EPMD = shutil.which("epmd") or "epmd"

pytestmark = pytest.mark.skipif(not SERVERS, reason="there is no RabbitMQ")


class Node:
    """A node of RabbitMQ in a folder of its own, with a mapper of ports of its own."""

    def __init__(self, folder: Path) -> None:
        port, mapper = free_port(), str(free_port())
        self.url = f"amqp://guest:guest@127.0.0.1:{port}//"
        (folder / "rabbitmq.conf").write_text("loopback_users.guest = true\n", encoding="utf-8")
        (folder / "plugins").write_text("[].", encoding="utf-8")
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "RABBITMQ_NODENAME": f"hanil{port}@localhost",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "ERL_EPMD_PORT": mapper,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        self.folder = folder
        self.mapper = subprocess.Popen([EPMD, "-port", mapper], env=self.environment)
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "node.log").open("ab") as log:
            self.server = subprocess.Popen(
                [str(SERVERS[-1])],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(self.answers, seconds=60)

    def answers(self) -> bool:
        try:
            with connected(self.url):
                return True
        except BrokerError:
            return False

    def kill(self) -> None:
        if self.server:
            os.killpg(self.server.pid, 9)
            self.server.wait()
            self.server = None


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    node = Node(tmp_path)
    try:
        node.start()
        yield node
    finally:
        node.kill()
        node.mapper.kill()
        node.mapper.wait()


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
