"""A stub of ``scrapy crawl`` for several outlets: ``stub_crawl.py FOLDER crawl NAME ...``.

FOLDER/how.json has for each name how its run goes: a number of seconds after which it ends well,
fail, hang, kill (the whole process, once those that end at once have ended), kill-others (the same
unless it runs alone), or refuse (exit code 2 before any run). Each run has its row in
FOLDER/news.db and its lines ``begin NAME PID`` and ``end NAME PID`` in FOLDER/story.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path


def note(folder: Path, *words: object) -> None:
    with (folder / "story").open("a", encoding="ascii") as story:
        story.write(" ".join(map(str, words)) + "\n")


def main() -> int:
    folder, names = Path(sys.argv[1]), sys.argv[3:]
    if "--logs" in names:
        names = names[: names.index("--logs")]
    known = json.loads((folder / "how.json").read_text(encoding="ascii"))
    how = {name: known.get(name, "0") for name in names}
    if "refuse" in how.values():
        return 2
    database = sqlite3.connect(folder / "news.db", isolation_level=None, timeout=20)
    stopped: list[int] = []
    if "hang" not in how.values():
        signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
    else:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    rows = {}
    for name in names:
        note(folder, "begin", name, os.getpid())
        rows[name] = database.execute(
            "INSERT INTO runs (spider, arguments, started_at) VALUES (?, '{}', '2026-11-25')",
            (name,),
        ).lastrowid
    began = time.monotonic()

    def end(name: str, outcome: str, reason: str = "finished") -> None:
        note(folder, "end", name, os.getpid())
        database.execute(
            "UPDATE runs SET finished_at = '2026-11-25', outcome = ?, reason = ? WHERE id = ?",
            (outcome, reason, rows.pop(name)),
        )

    while rows:
        for name in list(rows):
            if stopped:
                end(name, "success", "shutdown")
            elif how[name] == "fail":
                end(name, "failure")
            elif how[name].isdecimal() and time.monotonic() - began >= float(how[name]):
                end(name, "success")
        if {how[name] for name in rows} & {"kill", "kill-others"}:
            if "kill" in how.values() or len(names) > 1:
                os.kill(os.getpid(), signal.SIGKILL)
            end(names[0], "success")
        time.sleep(0.01)
    return int("fail" in how.values())


if __name__ == "__main__":
    sys.exit(main())
