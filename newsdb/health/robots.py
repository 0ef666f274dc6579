"""What each host's robots.txt says, and how it changed."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: The most of a robots.txt that is kept, in characters.
MOST = 100_000
MOST_LINES = 8


def note(
    db: Database, host: str, *, outlet: str, status: int, rules: str, at: datetime
) -> str | None:
    """Keep a host's rules and return how they changed, None when they did not or are new.

    Comments and blank lines are no rules. An answer that is no file (404, a server's fault)
    leaves what was known: such a host is asked as before.
    """
    row = db.conn.execute("SELECT status, rules FROM robots WHERE host = ?", (host,)).fetchone()
    rules = _rules(rules) if status == 200 else ""
    if row and status >= 500:
        return None
    change = _change(row[1], rules) if row and row[1] != rules else None
    db.conn.execute(
        "INSERT INTO robots (host, outlet, status, rules, seen_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (host) DO UPDATE SET outlet = excluded.outlet, status = excluded.status,"
        " rules = excluded.rules, seen_at = excluded.seen_at",
        (host, outlet, status, rules, stamp(at)),
    )
    if change:
        db.conn.execute(
            "UPDATE robots SET changed_at = ?, change = ? WHERE host = ?",
            (stamp(at), change, host),
        )
    return change


def _rules(text: str) -> str:
    lines = (line.split("#")[0].strip() for line in text[:MOST].splitlines())
    return "\n".join(line for line in lines if line)


def _change(before: str, now: str) -> str:
    changed = [
        line
        for line in difflib.unified_diff(before.split("\n"), now.split("\n"), lineterm="", n=0)
        if line[:1] in "+-" and not line.startswith(("+++", "---"))
    ]
    more = len(changed) - MOST_LINES
    return "; ".join(changed[:MOST_LINES]) + (f"; and {more} more" if more > 0 else "")
