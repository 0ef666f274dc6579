"""Python for programs under test that start crawls: a crawl is forked, all else is as ever.

``python forking_python.py WORDS`` does what ``python WORDS`` does; ``python -m
tests.support.programs.forking_python FOLDER WORDS`` runs ``scrapy WORDS`` as a program for which
that is the Python (``sys.executable``). The fork server is the one that FORK_SERVER names. A crawl
that is killed with its process group must be a process of its own: trials of that use Python
itself. One that is killed by its own PID ends this process likewise.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from pathlib import Path
from typing import NoReturn


def python(words: list[str]) -> NoReturn:
    """Fork what is a module, once its options are taken off; run anything else."""
    if words[:2] != ["-P", "-m"]:
        os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 as a shell would
    from tests.support import forkserver  # noqa: PLC0415 the process guard needs none of it

    forkserver.use(os.environ["FORK_SERVER"])
    with forkserver.started(
        words[1:], environment=os.environ, directory=Path.cwd(), stdout=1, stderr=2
    ) as process:
        signal.signal(signal.SIGTERM, lambda number, _: process.send(signal.Signals(number)))
        code = process.wait()
    if code == -signal.SIGKILL:
        os.kill(os.getpid(), signal.SIGKILL)
    sys.exit(code)


def written(folder: Path) -> Path:
    """Write a Python that forks crawls into a folder."""
    own = folder / "python"
    own.write_text(f'#!/bin/sh\nexec {sys.executable} {__file__} "$@"\n', encoding="utf-8")
    own.chmod(0o755)
    return own


def program(folder: str, words: list[str]) -> None:
    """Run a command of Scrapy's that starts its crawls by ``python``."""
    sys.executable = str(written(Path(folder)))
    sys.argv = ["scrapy", *words]
    runpy.run_module("scrapy", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    if __spec__ is None:  # as a script
        python(sys.argv[1:])
    program(sys.argv[1], sys.argv[2:])
