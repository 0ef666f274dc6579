"""Addresses that people give: sites to be looked at, pages to be kept, and what came of it.

A row is the whole exchange between the desk and the process that fetches: the desk writes the
address, the process says which step it is at and what it found.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from newsdb.database import stamp
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

Purpose = Literal["site", "page"]
State = Literal["waiting", "running", "done", "failed"]

LONGEST_URL = 2_000
LONGEST_NOTE = 500

#: A person may give so many addresses in an hour: each costs a process, and a site's patience.
MOST_AN_HOUR = 60

#: A process that has said nothing for so long was killed.
SILENT = timedelta(minutes=10)

#: What was read of a site is kept until it is added, and at most so long: nobody has agreed to
#: its terms yet.
FOUND_KEPT = timedelta(days=7)


class AddressError(ValueError):
    """What was given is no address to fetch; ``reason`` is a key of the desk's messages."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An address, who gave it, and how far it has got; ``found`` depends on the purpose."""

    id: int
    purpose: Purpose
    url: str
    person: str
    note: str
    given_at: str
    state: State
    step: str
    changed_at: str
    found: dict[str, Any]
    outlet: str | None
    key: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {"done", "failed"}


_COLUMNS = "id, purpose, url, person, note, given_at, state, step, changed_at, found, outlet, key"


def address_of(text: str) -> str:
    """Return the http(s) address that a person typed; without a scheme it is ``https``.

    Whether it is public is seen when it is fetched, after its name is resolved, by the one rule
    for every request of a crawl. Raises AddressError.
    """
    text = text.strip()
    if not text:
        raise AddressError("address_wrong", "it is empty")
    if "://" not in text:
        text = f"https://{text}"
    if len(text) > LONGEST_URL:
        raise AddressError("address_long", f"it is longer than {LONGEST_URL} characters")
    if without_controls(text) != text or len(text.split()) != 1:
        raise AddressError("address_wrong", "it is not the address of a web page")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise AddressError("address_wrong", "it is not the address of a web page") from None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise AddressError("address_scheme", "it must begin with http:// or https://")
    if parts.username is not None:
        raise AddressError("address_password", "it must not hold a user name or a password")
    return text


def give(
    db: Database, purpose: Purpose, url: str, *, person: str, at: datetime, note: str = ""
) -> int:
    """Note an address that ``address_of`` has checked; return its number. Raises AddressError."""
    (given,) = db.conn.execute(
        "SELECT count(*) FROM given_addresses WHERE person = ? AND given_at > ?",
        (person, stamp(at - timedelta(hours=1))),
    ).fetchone()
    if given >= MOST_AN_HOUR:
        raise AddressError("address_often", f"{MOST_AN_HOUR} addresses an hour are enough")
    row = {
        "purpose": purpose,
        "url": url,
        "person": person,
        "note": without_controls(note).strip()[:LONGEST_NOTE],
        "given_at": stamp(at),
        "changed_at": stamp(at),
    }
    number = db.table("given_addresses").insert(row).last_pk
    assert isinstance(number, int)
    return number


def say(db: Database, number: int, step: str, *, at: datetime) -> None:
    """Say what is being done about an address."""
    db.execute(
        "UPDATE given_addresses SET state = 'running', step = ?, changed_at = ?"
        " WHERE id = ? AND state IN ('waiting', 'running')",
        [step[:200], stamp(at), number],
    )


def end(
    db: Database,
    number: int,
    found: dict[str, Any],
    *,
    well: bool,
    at: datetime,
    outlet: str | None = None,
    key: str | None = None,
) -> None:
    """Say what came of an address; a page's ``outlet`` and ``key`` are its article's."""
    db.execute(
        "UPDATE given_addresses SET state = ?, found = ?, outlet = ?, key = ?, changed_at = ?"
        " WHERE id = ?",
        [
            "done" if well else "failed",
            json.dumps(found, ensure_ascii=False),
            outlet,
            key,
            stamp(at),
            number,
        ],
    )


def numbered(db: Database, number: int) -> Given | None:
    """Return an address; None if there is none of that number."""
    rows = db.query(f"SELECT {_COLUMNS} FROM given_addresses WHERE id = ?", [number])  # noqa: S608 our own
    return next(map(_given, rows), None)


def latest(db: Database, purpose: Purpose, *, most: int = 30) -> list[Given]:
    """Return the addresses of a purpose, the newest first."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM given_addresses WHERE purpose = ? ORDER BY id DESC LIMIT ?",  # noqa: S608 our own
        [purpose, most],
    )
    return [_given(row) for row in rows]


def article_of(db: Database, outlet: str, key: str) -> int | None:
    """Return the number of an article that was kept; None if it is not there (any more)."""
    found = db.conn.execute(
        "SELECT id FROM articles WHERE outlet = ? AND key = ?", (outlet, key)
    ).fetchone()
    return found[0] if found else None


def who_asked(db: Database, article: int) -> list[Given]:
    """Return by whom an article, by its number, was asked for, the first first."""
    rows = db.query(
        f"SELECT {', '.join(f'g.{each}' for each in _COLUMNS.split(', '))}"  # noqa: S608 our own
        " FROM articles a JOIN given_addresses g ON g.outlet = a.outlet AND g.key = a.key"
        " WHERE a.id = ? ORDER BY g.id",
        [article],
    )
    return [_given(row) for row in rows]


def forget(db: Database, outlet: str, key: str, url: str | None) -> None:
    """Delete who asked for an article, and what a look at its site has of it."""
    db.execute("DELETE FROM given_addresses WHERE outlet = ? AND key = ?", [outlet, key])
    if url:
        # One that could not be kept has no key: it was asked for all the same.
        db.execute("DELETE FROM given_addresses WHERE purpose = 'page' AND url = ?", [url])
        db.execute(
            "UPDATE given_addresses SET found = NULL WHERE purpose = 'site' AND instr(found, ?)",
            [url],
        )


def tidy(db: Database, *, at: datetime) -> None:
    """Close what a killed process left open; delete what was read of sites a while ago."""
    db.execute(
        "UPDATE given_addresses SET state = 'failed', found = ?, changed_at = ?"
        " WHERE state IN ('waiting', 'running') AND changed_at < ?",
        [json.dumps({"problem": "broken_off"}), stamp(at), stamp(at - SILENT)],
    )
    db.execute(
        "UPDATE given_addresses SET found = NULL"
        " WHERE purpose = 'site' AND state = 'done' AND found IS NOT NULL AND changed_at < ?",
        [stamp(at - FOUND_KEPT)],
    )


def _given(row: dict[str, Any]) -> Given:
    return Given(**{**row, "found": json.loads(row["found"] or "{}")})
