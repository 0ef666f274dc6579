"""Runs scrapy and kills it (SIGKILL) before its N-th SQL statement: ``kill_at.py N ARGUMENTS``.

With N = 0 nothing is killed; the number of statements is printed at the end.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from scrapy.cmdline import execute

from newsdb import database
from tests.support import new_databases

sqlite3: Any = vars(database)["sqlite3"]  # pysqlite3 where it is installed


class Counter:
    """Counts statements over all connections and kills at the chosen one."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.count = 0

    def __call__(self, statement: str) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    counter = Counter(int(sys.argv[1]))
    connect = sqlite3.connect

    def counted(*args: Any, **kwargs: Any) -> Any:
        connection = connect(*args, **kwargs)
        connection.set_trace_callback(counter)
        return connection

    sqlite3.connect = counted
    try:
        with new_databases.migrated():
            execute(["scrapy", *sys.argv[2:]])
    finally:
        sys.stdout.write(f"{counter.count}\n")


if __name__ == "__main__":
    main()
