"""Runs scrapy with a damaged database: ``harmed.py HARM ARGUMENTS``.

HARM is ``readonly``, ``impatient`` (a lock is waited for two seconds only), or a number of pages
(4 kB) after which the disk is full. SQLite is told to
behave so, because a test can neither fill a disk nor, as root, forbid itself to write.
"""

from __future__ import annotations

import sys
from typing import Any

from scrapy.cmdline import execute

from newsdb import database

sqlite3: Any = vars(database)["sqlite3"]  # pysqlite3 where it is installed


def main() -> None:
    harm = sys.argv[1]
    connect = sqlite3.connect

    def harmed(*args: Any, **kwargs: Any) -> Any:
        connection = connect(*args, **kwargs)
        if harm == "readonly":
            connection.execute("PRAGMA query_only = ON")
        elif harm != "impatient":
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + int(harm)}")
        return connection

    sqlite3.connect = harmed
    if harm == "impatient":
        database.BUSY_TIMEOUT = 2_000
    execute(["scrapy", *sys.argv[2:]])


if __name__ == "__main__":
    main()
