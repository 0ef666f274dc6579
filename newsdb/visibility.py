"""How much of an article's text may be shown now: one rule for every page, feed and export.

A text that has expired, or of which the outlet's terms now allow less, is not shown even if no
purge has run yet. Pages, feeds, exports and commands read texts through functions of ``newsdb``
that select ``COLUMNS`` and ``cut`` the rows. Everything else, above all Datasette's tables and
queries, reads through a connection for which ``hide`` makes the columns in ``TEXTS`` NULL: there a
text can't be shown by oversight, because it can't be read.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from newsdb.records import KST

if TYPE_CHECKING:
    import sqlite3  # the same names
    from collections.abc import Iterable, Iterator

    from sqlite_utils import Database
else:
    from newsdb.sqlite_library import sqlite3

Kept = Literal["full", "excerpt", "headline", "nothing"]

#: From most to least; how much of an article is kept only ever decreases, but for a text that was
#: taken to make room and that a newer version brings back.
LEVELS: tuple[Kept, ...] = ("full", "excerpt", "headline", "nothing")

#: The maximum length of an excerpt, in characters: about what a search engine shows of a page.
LONGEST_EXCERPT = 200

#: The columns of an article (``a``) and its outlet (``o``) that ``cut`` needs.
COLUMNS = "a.kept, a.first_seen_at, o.kept AS may_keep, o.kept_days"

#: The same for ``briefing_level``.
BRIEFING_COLUMNS = f"{COLUMNS}, o.licence_until"

#: The columns that hold an article's text, as it is stored or translated.
TEXTS = frozenset(
    {
        ("articles", "subtitle"),
        ("article_bodies", "body"),
        ("article_bodies", "captions"),
        ("revisions", "subtitle"),
        ("revisions", "body"),
        ("changes", "words_before"),
        ("changes", "words_after"),
        ("briefing_texts", "words"),
        ("given_addresses", "found"),
        ("glosses", "gloss"),
        ("gloss_corrections", "gloss"),
        ("crawl_bundles", "body"),
    }
)

#: What tells a session or a password from another: there is no use for it in a query.
_SECRETS = frozenset(
    {
        ("sessions", "token_hash"),
        ("sessions", "password_key"),
        ("desk_accounts", "password_key"),
        ("desk_users", "password_hash"),
        ("desk_users", "file_key"),
        ("assistant_tokens", "token_hash"),
    }
)

_HIDDEN = TEXTS | _SECRETS


def level(
    kept: Kept, may_keep: Kept, kept_days: int | None, first_seen_at: str, *, at: datetime
) -> Kept:
    """Return how much of an article may be shown at ``at``.

    ``kept`` is what is stored of it; ``may_keep`` and ``kept_days`` are its outlet's policy.
    """
    if kept_days is not None:
        expires = datetime.fromisoformat(first_seen_at) + timedelta(days=kept_days)
        if expires < at:
            return "nothing"
    return max(kept, may_keep, key=LEVELS.index)


def is_licensed(until: str | None, *, at: datetime) -> bool:
    """Return whether a licence whose last day is ``until`` (None: there is none) still holds."""
    return until is not None and at.astimezone(KST).date() <= date.fromisoformat(until)


def briefing_level(
    kept: Kept,
    may_keep: Kept,
    kept_days: int | None,
    first_seen_at: str,
    *,
    licence_until: str | None,
    at: datetime,
) -> Kept:
    """Return how much of an article a briefing may show at ``at``.

    A briefing is handed on: it has an excerpt even where the outlet lets us keep all of a text.
    A licence that was bought from the outlet lets it have what is stored.
    """
    if is_licensed(licence_until, at=at):
        return kept
    return max("excerpt", level(kept, may_keep, kept_days, first_seen_at, at=at), key=_rank)


def third_party_level(kept: Kept, *, may_pass_on: bool) -> Kept:
    """Return how much of an article a third party may have, an assistant in a cloud above all.

    ``kept`` is how much may be shown now (``level``). More than an excerpt takes both: terms that
    let us show the whole text, and somebody who says that they let us pass it on.
    """
    return kept if may_pass_on else max("excerpt", kept, key=_rank)


def _rank(kept: Kept) -> int:
    return LEVELS.index(kept)


def excerpt(text: str) -> str:
    """Return the beginning of a text, ending with a whole sentence if at least one fits."""
    first = text.split("\n\n", 1)[0]
    if len(first) <= LONGEST_EXCERPT:
        return first
    short = first[: LONGEST_EXCERPT - 1]
    end = max(short.rfind(mark) for mark in (". ", "다. ", "。", "! ", "? "))
    return first[: end + 1].strip() if end > LONGEST_EXCERPT // 3 else f"{short.rstrip()}…"


def body_of(text: str | None, kept: Kept) -> str:
    """Return as much of a body as the level ``kept`` allows."""
    if kept == "full":
        return text or ""
    return excerpt(text or "") if kept == "excerpt" else ""


def subtitle_of(text: str | None, kept: Kept) -> str | None:
    """Return a subtitle, or None where the level ``kept`` doesn't allow it."""
    return text if kept in {"full", "excerpt"} else None


def cut(row: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Cut the texts of a row with ``COLUMNS`` to what may be shown; return the same row.

    ``subtitle``, ``body`` and ``captions`` (JSON) are cut where the row has them. ``kept`` becomes
    the level shown; the policy's columns are removed, ``first_seen_at`` stays.
    """
    may_keep, days = row.pop("may_keep"), row.pop("kept_days")
    row["kept"] = kept = level(row["kept"], may_keep, days, row["first_seen_at"], at=at)
    if "subtitle" in row:
        row["subtitle"] = subtitle_of(row["subtitle"], kept)
    if "body" in row:
        row["body"] = body_of(row["body"], kept)
    if "captions" in row and kept != "full":
        row["captions"] = "[]"
    return row


def cut_change(row: dict[str, Any], kept: Kept) -> dict[str, Any]:
    """Blank ``before`` and ``after`` of a change if they may not be shown; titles always may."""
    if kept != "full" and row["field"] not in {"title", "article"}:
        row["before"] = row["after"] = None
    return row


def levels(db: Database, article_ids: Iterable[int], *, at: datetime) -> dict[int, Kept]:
    """Return how much of each article may be shown at ``at``."""
    ids = list(article_ids)
    rows = db.query(
        f"SELECT a.id, {COLUMNS} FROM articles a JOIN outlets o ON o.name = a.outlet"  # noqa: S608 our own
        f" WHERE a.id IN ({', '.join('?' * len(ids))})",
        ids,
    )
    return {row["id"]: cut(row, at=at)["kept"] for row in rows}


def hide(connection: sqlite3.Connection) -> None:
    """Let a connection read the columns in ``TEXTS``, and secrets, as NULL in whatever statement.

    Conditions, sorting and functions see NULL too, so that no query can probe a hidden text. A
    column whose name SQL must quote would lose it in the result; ``TEXTS`` has none of these.
    """
    connection.set_authorizer(_hiding)


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """Let functions that ``cut`` what they read see the texts within the block."""
    connection.set_authorizer(_allowing)
    try:
        yield
    finally:
        hide(connection)


def _hiding(
    action: int, table: str | None, column: str | None, _database: str | None, _via: str | None
) -> int:
    """Answer SQLite, which asks when it compiles a statement."""
    if action == sqlite3.SQLITE_READ and (table, column) in _HIDDEN:
        return sqlite3.SQLITE_IGNORE
    return sqlite3.SQLITE_OK


def _allowing(*_: object) -> int:
    """Allow everything; setting an authorizer, unlike removing it, recompiles statements."""
    return sqlite3.SQLITE_OK
