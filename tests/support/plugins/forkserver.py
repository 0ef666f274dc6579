"""One server of ``tests.support.forkserver`` for all workers of a run: a plugin of pytest.

It imports and compiles at the first request, so that a run which asks for nothing pays nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import forkserver

if TYPE_CHECKING:
    from typing import Any


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist, as it is started, where the server is."""
    node.workerinput["forkserver"] = forkserver.address()


def pytest_configure(config: pytest.Config) -> None:
    if given := getattr(config, "workerinput", None):
        forkserver.use(given["forkserver"])
