"""Whatever comes in: nothing breaks a reader, everything leaves a trace, in little time.

``python -m benchmarks.fuzz [--number N] [--seed S] [--kind KIND] [--only N]`` harms good pages,
feeds, sitemaps, lines for ``scrapy ingest``, watch lists and configurations (100,000 in all), and
reads each from its bytes to the stored row. Each has a seed of its own: what goes wrong is printed
with the words that repeat it. Exit code 1 when anything did.
"""

from __future__ import annotations

import argparse
import logging
import random
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.fuzzing.mutations import harmed
from benchmarks.fuzzing.readers import Readers
from benchmarks.reference import factor

#: Of every hundred inputs so many are of each kind.
SHARES = {
    "page": 45,
    "feed": 15,
    "sitemap": 10,
    "line": 20,
    "watchlist": 5,
    "configuration": 5,
}

#: Seconds of the processor that an input may take, and for each of its bytes, on the machine of
#: ``benchmarks.reference``.
LEAST, PER_BYTE = 1.0, 0.15 / 1_000_000


class Harm(NamedTuple):
    """What one input did."""

    kind: str
    became: str  # stored, read, rejected
    seconds: float
    bytes: int
    error: str | None = None

    def too_slow(self, factor: float) -> bool:
        """Tell whether it took too long for a machine so many times as slow as the limits'."""
        return self.seconds > max(LEAST, self.bytes * PER_BYTE) * factor


def try_one(readers: Readers, kind: str, seed: str) -> Harm:
    """Harm a good input by a seed and read it."""
    chance = random.Random(seed)
    good = chance.choice(readers.inputs[kind])
    body = harmed(good, chance)
    started = time.thread_time()
    error = None
    try:
        became = readers.readers[kind](body, good)
    except Exception:
        became, error = "broken", traceback.format_exc()
    return Harm(kind, became, time.thread_time() - started, len(body), error)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--kind", choices=SHARES)
    parser.add_argument("--only", type=int, help="repeat this one of --kind")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    seen: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    wrong = 0
    slower = factor()
    with TemporaryDirectory() as folder:
        readers = Readers(Path(folder))
        for kind, share in SHARES.items():
            if given.kind and kind != given.kind:
                continue
            numbers = range(given.number * share // 100)
            for number in numbers if given.only is None else [given.only]:
                harm = try_one(readers, kind, f"{given.seed}-{kind}-{number}")
                seen[kind, harm.became] += 1
                slowest[kind] = max(slowest.get(kind, 0), harm.seconds)
                if harm.error or harm.too_slow(slower):
                    wrong += 1
                    again = f"--seed {given.seed} --kind {kind} --only {number}"
                    print(f"{again}: {harm.bytes} bytes, {harm.seconds:.2f} s\n{harm.error or ''}")
        readers.close()
    columns = ("stored", "read", "rejected", "broken")
    print("".join(f"{each:>14}" for each in ("kind", "inputs", *columns, "slowest")))
    for kind, seconds in slowest.items():
        became = [seen[kind, each] for each in columns]
        counted = "".join(f"{each:>14}" for each in (sum(became), *became))
        print(f"{kind:>14}{counted}{seconds:>12.2f} s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"seed {given.seed}; {wrong} broken or too slow for a machine {slower:.1f} times"
        f" as slow as that of the limits; at most {memory:.0f} MB of memory"
    )
    return 1 if wrong or memory > 500 else 0


if __name__ == "__main__":
    sys.exit(main())
