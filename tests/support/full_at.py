"""Runs scrapy with a disk that is full after N more pages: ``full_at.py N ARGUMENTS``."""

from __future__ import annotations

import sys
from typing import Any

from scrapy.cmdline import execute

from newsdb import database

sqlite3: Any = vars(database)["sqlite3"]  # pysqlite3 where it is installed


def main() -> None:
    room = int(sys.argv[1])
    connect = sqlite3.connect

    def small(*args: Any, **kwargs: Any) -> Any:
        connection = connect(*args, **kwargs)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + room}")
        return connection

    sqlite3.connect = small
    execute(["scrapy", *sys.argv[2:]])


if __name__ == "__main__":
    main()
