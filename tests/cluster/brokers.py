"""Processes of a cluster over either broker."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tests.cluster.machines import Machines
from tests.cluster.rabbitmq import Node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def started(folder: Path, kind: str) -> Iterator[tuple[Machines, Node | None]]:
    """Start a broker of ``kind``, redis or rabbitmq; all that is started ends with the block."""
    with ExitStack() as stack:
        cluster = Machines(folder)
        node: Node | None = None
        if kind == "rabbitmq":
            (folder / "node").mkdir()
            node = Node(folder / "node")
            stack.callback(node.stop)
            node.start()
            cluster.url = node.url
        else:
            cluster.start_broker()
        stack.callback(cluster.stop)
        yield cluster, node
