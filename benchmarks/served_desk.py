"""A desk in a process of its own, as a user starts it, for what works it from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsdb.configuration import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def served_desk(database: Path, configuration: Path | None = None) -> Iterator[str]:
    """Serve a database at a port that the system chooses; yield the address, without a slash.

    Without a configuration it has that of the environment. Raises SystemExit if it doesn't start.
    """
    command = [sys.executable, "-m", "browse", str(database), "--port", "0"]
    named = {"HANIL_CONFIG": str(configuration)} if configuration else {}
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **named}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            if not found:
                raise SystemExit("The desk did not start; its messages are above.")
            yield found[0]
        finally:
            process.terminate()
