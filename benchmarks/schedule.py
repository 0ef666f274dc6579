"""Fifty outlets for a day: a fake clock, the real scheduler and supervisor, stubs for crawls.

``python -m benchmarks.schedule [--outlets N] [--hours N] [--parallel N]``. The clock jumps from
one due time to the next, so a day takes some minutes. Each due time must be served by exactly one
run, and the scheduler's memory must stay what it was after the first hours.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from newsdb.records import KST
from scheduling.schedules import Schedule
from tests.support.simulated import live

START = datetime(2026, 11, 25, tzinfo=KST)
CRONS = ("*/20 6-23 * * *", "*/30 7-22 * * *", "*/15 6-23 * * *", "0 8-19 * * mon-fri")


def resident() -> float:
    """Return this process's memory in MB: now on Linux, its peak elsewhere."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
        return int(lines["VmRSS"].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.schedule", description=__doc__)
    parser.add_argument("--outlets", type=int, default=50, help="(%(default)s)")
    parser.add_argument("--hours", type=float, default=24, help="(%(default)s)")
    parser.add_argument("--parallel", type=int, default=2, help="runs at once (%(default)s)")
    options = parser.parse_args()
    logging.getLogger("scheduler").setLevel(logging.ERROR)
    crons = itertools.cycle(CRONS)
    outlets = [
        Schedule(name=f"outlet{number:02}", cron=next(crons), arguments=())
        for number in range(options.outlets)
    ]
    memory: list[tuple[datetime, float]] = []

    def each_hour(moment: datetime) -> None:
        memory.append((moment, resident()))
        print(f"{moment:%H:%M}  {memory[-1][1]:.1f} MB", flush=True)

    began, cpu = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        life = live(
            Path(folder),
            outlets,
            start=START,
            end=START + timedelta(hours=options.hours),
            parallel=options.parallel,
            each_hour=each_hour,
        )
    took, cpu = time.monotonic() - began, time.process_time() - cpu
    due, ran = sum(life.expected.values()), sum(life.ran.values())
    once = life.served == life.expected and ran == due
    early = [megabytes for _, megabytes in memory[: max(2, len(memory) // 4)]]
    late = [megabytes for _, megabytes in memory[-3:]]
    print(
        f"{due} due times of {options.outlets} outlets, {ran} runs,"
        f" {life.most_at_once} at once at most: "
        f"{'every due run ran once' if once else 'NOT every due run ran once'}"
    )
    print(
        f"memory {max(early):.1f} MB in the first quarter, {max(late):.1f} MB at the end;"
        f" {took:.0f} s, {1000 * cpu / max(ran, 1):.1f} ms of the scheduler's own CPU a run"
    )
    return 0 if once else 1


if __name__ == "__main__":
    sys.exit(main())
