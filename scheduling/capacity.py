"""How many crawls this machine can run at once."""

from __future__ import annotations

import os
from pathlib import Path

#: A crawl waits for answers most of its time: this many keep a core busy.
RUNS_A_CORE = 8
#: What one may need in memory, in bytes, and the share of the machine's that all may have.
MEMORY_A_RUN = 200_000_000
SHARE_OF_MEMORY = 0.5

LEAST, MOST = 2, 32


def runs_at_once(cores: int | None = None, memory: int | None = None) -> int:
    """Return how many crawls may run at once on so many cores and bytes; by default, of here."""
    if cores is None and hasattr(os, "sched_getaffinity"):  # not on macOS
        cores = len(os.sched_getaffinity(0))
    cores = cores or os.cpu_count() or 1
    memory = memory or _memory()
    by_memory = int(memory * SHARE_OF_MEMORY / MEMORY_A_RUN) if memory else MOST
    return max(LEAST, min(cores * RUNS_A_CORE, by_memory, MOST))


def _memory() -> int | None:
    """Return the bytes that this process may use: of its container, else of the machine."""
    limit = Path("/sys/fs/cgroup/memory.max")
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None
    try:
        return min(machine, int(limit.read_text("ascii")))
    except (OSError, ValueError):  # no container, or "max"
        return machine
