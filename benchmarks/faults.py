"""Kills, full disks, clocks that jump, processes that stand still: nothing is lost, no run lies.

``python -m benchmarks.faults [--kills N] [--levels N] ... [--only KIND] [--seed SEED]`` puts
crawl, ingest, migration, desk, scheduler, process guard, backup and restore through faults at
random moments, and looks after each at every article, decision and row of the history. Exit code
1 when anything was lost. At its defaults it takes some twenty minutes of two cores.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.trials import copies, disks, kills, processes, times
from benchmarks.trials.results import Bench, Tally

if TYPE_CHECKING:
    from collections.abc import Callable


class Kind(NamedTuple):
    """A kind of trial, and how many of it there are: a share of an option's number."""

    trial: Callable[[Bench], Tally]
    option: str
    share: float = 1.0


KINDS = {
    "crawl-kills": Kind(kills.crawls, "kills", 0.34),
    "ingest-kills": Kind(kills.ingesting, "kills", 0.16),
    "migration-kills": Kind(kills.migrating, "kills", 0.16),
    "desk-kills": Kind(kills.desk, "kills", 0.14),
    "scheduler-kills": Kind(kills.schedulers, "kills", 0.10),
    "guard-kills": Kind(kills.guards, "kills", 0.10),
    "crawl-disk": Kind(disks.crawls, "levels"),
    "ingest-disk": Kind(disks.ingesting, "levels"),
    "desk-disk": Kind(disks.desk, "levels"),
    "scheduler-disk": Kind(disks.schedulers, "levels"),
    "clock": Kind(times.clocks, "jumps"),
    "standstill": Kind(times.standstill, "pause"),
    "held-log": Kind(times.held_log, "crawls"),
    "two-schedulers": Kind(times.two_schedulers, "copies"),
    "copies": Kind(copies.plain, "copies"),
    "backups": Kind(copies.beside_a_crawl, "copies"),
    "restore-kills": Kind(copies.killed, "restores"),
}


def main() -> int:
    """Try every kind and print what came of it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for option, default, what in (
        ("kills", 100, "kills of crawl, ingest, migration, desk, scheduler and guard, in all"),
        ("levels", 10, "how full a disk is, for each of crawl, ingest, desk and scheduler"),
        ("jumps", 40, "how often the scheduler's clock is set"),
        ("pause", 60, "for how many seconds each process is stopped"),
        ("crawls", 12, "crawls while a reader holds the log: an hour of one every 5 minutes"),
        ("copies", 3, "copies, backups beside a crawl, pairs of schedulers"),
        ("restores", 24, "kills of backup and restore"),
    ):
        parser.add_argument(f"--{option}", type=int, default=default, help=f"{what} (%(default)s)")
    parser.add_argument("--only", choices=KINDS, action="append", help="this kind (repeatable)")
    parser.add_argument(
        "--seed", default=str(random.randrange(10**6)), help="repeats a run's choices"
    )
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what the scheduler says of its clock
    print(f"seed {given.seed}", flush=True)
    tallies: list[tuple[Tally, float]] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        processes.run("version")  # what forks the others is started, so that times are of one kind
        for kind in given.only or KINDS:
            began = time.monotonic()
            tallies.append((_tried(kind, given, Path(name)), time.monotonic() - began))
    print(f"\n{'kind':<28}{'tries':>6}{'lost':>6}{'seconds':>9}  seen")
    for tally, seconds in tallies:
        seen = ", ".join(f"{what}: {number}" for what, number in tally.seen.items() if number)
        print(f"{tally.kind:<28}{tally.tries:>6}{len(tally.losses):>6}{seconds:>9.0f}  {seen}")
    lost = [each for tally, _ in tallies for each in tally.losses]
    print(*lost, sep="\n")
    print(
        f"seed {given.seed}: {sum(tally.tries for tally, _ in tallies)} tries, {len(lost)} losses"
    )
    return 1 if lost else 0


def _tried(kind: str, given: argparse.Namespace, folder: Path) -> Tally:
    trial, option, share = KINDS[kind]
    number = max(1, round(getattr(given, option) * share))
    if trial.__module__ == disks.__name__ and not disks.POSSIBLE:
        return Tally(f"{kind} (no mounts here)")

    def say(what: str) -> None:
        print(f"  {kind}: {what}", flush=True)

    # Each kind has chances of its own, so that --only repeats what the whole run did.
    bench = Bench(folder / kind, number, random.Random(f"{given.seed}-{kind}"), say)
    try:
        return trial(bench)
    except Exception:
        return Tally(kind, 1, [f"{kind} broke off: {traceback.format_exc()}"])


if __name__ == "__main__":
    sys.exit(main())
