"""What each host's robots.txt says, and how it changed."""

from __future__ import annotations

import difflib
import re
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

#: How much of a robots.txt is read (RFC 9309 asks for 500 KiB at least), how much is kept
#: without its comments and blank lines, in characters, and how many changed lines are shown.
MOST_READ = 500 * 1024
MOST = 100_000
MOST_LINES = 8

#: Of so many hosts at once rules are looked up.
MOST_HOSTS = 1_000

#: In what was stored before a robots.txt was decompressed: of such rules nothing can be said.
_UNREADABLE = re.compile("[\0-\x08\x0e-\x1f\ufffd]")


def is_answer(status: int) -> bool:
    """Tell whether a status says what a host's rules are: a file, or that there is none.

    A redirection doesn't, since the rules are where it leads; an error of the server (5xx) and
    "too many requests" only put it off (RFC 9309, section 2.3.1).
    """
    return status == 200 or (400 <= status < 500 and status != 429)


def is_put_off(status: int) -> bool:
    """Tell whether a status says that a host can't say its rules now."""
    return status == 429 or status >= 500


def note(
    db: Database, host: str, *, outlet: str, status: int, rules: str, at: datetime
) -> str | None:
    """Store a host's rules and return how they changed; None if they didn't or the host is new.

    Comments and blank lines are ignored. Any status but 200 counts as a file without rules; what
    is no answer (``is_answer``) leaves the known rules unchanged.
    """
    if not is_answer(status):
        return None
    row = db.conn.execute("SELECT status, rules FROM robots WHERE host = ?", (host,)).fetchone()
    rules = _rules(rules) if status == 200 else ""
    change = _change(row[1], rules) if row and _says_rules(*row) and row[1] != rules else None
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


def kept(db: Database, host: str, *, since: datetime, until: datetime) -> str | None:
    """Return a host's rules as they were stored in a time; None if they have to be asked for."""
    (stored,) = db.conn.execute(
        "SELECT count(*) FROM robots WHERE host = ? AND seen_at BETWEEN ? AND ?",
        (host, stamp(since), stamp(until)),
    ).fetchone()
    return known(db, host) if stored else None


def known(db: Database, host: str) -> str | None:
    """Return a host's rules as they were last answered; None if they have to be asked for.

    Rules that were too long to be stored whole have to be, and so have those that earlier versions
    stored compressed, or of a redirection.
    """
    row = db.conn.execute("SELECT status, rules FROM robots WHERE host = ?", (host,)).fetchone()
    return str(row[1]) if row and _says_rules(*row) and len(row[1]) < MOST else None


def of(
    db: Database, outlet: str, *, hosts: Iterable[str] = (), most: int
) -> list[tuple[str, str, datetime]]:
    """Return host, rules and time of what ``hosts`` answered last, where known.

    Then those of the hosts that answered the outlet, the last ones first. Whose rules don't fit
    into what is left of ``most`` bytes, or come after ``MOST_HOSTS``, are left out.
    """
    answered = db.conn.execute(
        "SELECT host FROM robots WHERE outlet = ? ORDER BY seen_at DESC LIMIT ?",
        (outlet, MOST_HOSTS),
    )
    found = []
    names = dict.fromkeys((*hosts, *(host for (host,) in answered)))
    for host in islice(names, MOST_HOSTS):
        row = db.conn.execute(
            "SELECT status, rules, seen_at FROM robots WHERE host = ?", (host,)
        ).fetchone()
        if row is None or not _says_rules(*row[:2]) or len(row[1]) >= MOST:
            continue
        if (size := len(host.encode()) + len(row[1].encode())) <= most:
            most -= size
            found.append((host, row[1], datetime.fromisoformat(row[2])))
    return found


def _says_rules(status: int, rules: str) -> bool:
    return is_answer(status) and not _UNREADABLE.search(rules)


def _rules(text: str) -> str:
    lines = (line.split("#")[0].strip() for line in text[:MOST_READ].splitlines())
    return "\n".join(line for line in lines if line)[:MOST]


def _change(before: str, now: str) -> str:
    changed = [
        line
        for line in difflib.unified_diff(before.split("\n"), now.split("\n"), lineterm="", n=0)
        if line[:1] in "+-" and not line.startswith(("+++", "---"))
    ]
    more = len(changed) - MOST_LINES
    return "; ".join(changed[:MOST_LINES]) + (f"; and {more} more" if more > 0 else "")
