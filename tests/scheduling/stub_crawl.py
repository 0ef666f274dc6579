"""A stub of ``scrapy crawl`` for several outlets: ``stub_crawl.py FOLDER crawl NAME ...``.

FOLDER/how.json has for each name how its run goes: a number of seconds after which it ends well,
fail, hang, memory (too little of it, unless it runs alone), kill (the whole process, once those
that end at once have ended), kill-others (the same unless it runs alone), or refuse (exit code 2
before any run). Each run has its row in FOLDER/news.db and its lines ``begin NAME PID`` and
``end NAME PID`` in FOLDER/story.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path

#: What breaks a shared process only.
SPARED = ("memory", "kill-others")


def note(folder: Path, *words: object) -> None:
    with (folder / "story").open("a", encoding="ascii") as story:
        story.write(" ".join(map(str, words)) + "\n")


def ending(how: str, seconds: float, *, alone: bool) -> tuple[str, str] | None:
    """Return outcome and reason of a run that has ended after ``seconds``."""
    if how == "fail":
        return "failure", "finished"
    if how == "memory" and not alone:
        return "failure", "memusage_exceeded"
    done = how.isdecimal() and seconds >= float(how)
    return ("success", "finished") if done or (alone and how in SPARED) else None


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

    def end(name: str, outcome: str, reason: str) -> None:
        note(folder, "end", name, os.getpid())
        database.execute(
            "UPDATE runs SET finished_at = '2026-11-25', outcome = ?, reason = ? WHERE id = ?",
            (outcome, reason, rows.pop(name)),
        )

    while rows:
        for name in list(rows):
            if ended := ending(how[name], time.monotonic() - began, alone=len(names) == 1):
                end(name, *ended)
            elif stopped:
                end(name, "success", "shutdown")
        if {how[name] for name in rows} & {"kill", "kill-others"}:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)
    return int("fail" in how.values())


if __name__ == "__main__":
    sys.exit(main())
