"""Datasette's threads that write, one for each database: whether they live, and the end if not.

Datasette starts each once and hands it every write. After its death writes would wait for ever
while pages that only read look well, so the desk says so and ends, for systemd to start it again.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import uvicorn
    from datasette.app import Datasette

#: So long after a thread's death the process is ended whatever still waits, in seconds: longer
#: than requests have to end by themselves.
LONGEST_END = 15.0


def dead(desk: Datasette) -> list[str]:
    """Return the names of the databases whose thread has died."""
    databases = [*desk.databases.values(), desk.get_internal_database()]
    return [
        each.name
        for each in databases
        if each._write_thread is not None and not each._write_thread.is_alive()
    ]


@contextmanager
def ending_with_them(server: uvicorn.Server) -> Iterator[list[str]]:
    """End the server when such a thread dies; yields the list that its name is then added to."""
    died: list[str] = []
    usual = threading.excepthook

    def note(failure: threading.ExceptHookArgs) -> None:
        usual(failure)
        name = failure.thread.name if failure.thread else ""
        if not name.startswith("_execute_writes"):
            return
        died.append(name)
        sys.stderr.write(
            "The desk ends, since its thread that writes has died (above): start it again.\n"
        )
        server.should_exit = True
        last = threading.Timer(LONGEST_END, os._exit, (os.EX_TEMPFAIL,))
        last.daemon = True
        last.start()

    threading.excepthook = note
    try:
        yield died
    finally:
        threading.excepthook = usual
