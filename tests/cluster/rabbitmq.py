"""A RabbitMQ of one's own, where the server is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from cluster.broker import BrokerError, connected
from tests.cluster.machines import free_port
from tests.support.waiting import until

#: The server itself: the command of that name in the path changes to a user of its own.
SERVERS = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))

EPMD = shutil.which("epmd") or "epmd"


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

    def stop(self) -> None:
        """End the node, and the mapper that it leaves behind."""
        self.kill()
        self.mapper.kill()
        self.mapper.wait()
