"""How many crawls this machine can run at once."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A crawl waits for answers most of its time: this many keep a core busy.
RUNS_A_CORE = 8
#: What one may need in memory, in bytes, and the share of the machine's that all may have.
MEMORY_A_RUN = 200_000_000
SHARE_OF_MEMORY = 0.5

LEAST, MOST = 2, 32

#: What the container of this process may have (docs.kernel.org/admin-guide/cgroup-v2.html).
_CONTROL_GROUP = Path("/sys/fs/cgroup")


def runs_at_once(cores: float | None = None, memory: int | None = None) -> int:
    """Return how many crawls may run at once on so many cores and bytes; by default, of here."""
    cores = cores or _cores()
    memory = memory or _memory()
    by_memory = int(memory * SHARE_OF_MEMORY / MEMORY_A_RUN) if memory else MOST
    return max(LEAST, min(int(cores * RUNS_A_CORE), by_memory, MOST))


def _cores(group: Path = _CONTROL_GROUP) -> float:
    """Return how many cores' time this process may use: of its container, else of the machine."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    for quota, period in _quotas(group):
        # -1 and "max": as much as there is. No container has less than a hundredth of a core.
        if quota.isdigit() and period.isdigit() and int(period):
            return max(0.01, min(cores, int(quota) / int(period)))
    return cores


def _quotas(group: Path) -> Iterator[tuple[str, str]]:
    """Yield quota and period, in microseconds, as versions 2 and 1 of control groups have them."""
    for names in (("cpu.max",), ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us")):
        with suppress(OSError, ValueError, IndexError):
            words = " ".join((group / name).read_text("ascii") for name in names).split()
            yield words[0], words[1]


def _memory() -> int | None:
    """Return the bytes that this process may use: of its container, else of the machine."""
    limit = _CONTROL_GROUP / "memory.max"
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None
    try:
        return min(machine, int(limit.read_text("ascii")))
    except (OSError, ValueError):  # no container, or "max"
        return machine
