"""What a process takes, by the kernel's own account: CPU time and memory."""

from __future__ import annotations

import os
import subprocess
import tempfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path


class Cost(NamedTuple):
    """CPU seconds of a process, and megabytes of memory at most."""

    seconds: float
    memory: float


def cost_of(
    command: Sequence[str],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    codes: Collection[int] = (0,),
) -> Cost:
    """Run a command in a folder and return its cost.

    Raises SystemExit with the end of what it said when its exit code is none of ``codes``.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode not in codes:
            raise SystemExit(f"{command}: {said.read()[-1500:].decode(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
