"""One key for all addresses of a page on any site; what a listing held that was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.frozen_addresses import rekeyed
from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: What names sites without a spider.
_SITE = "site:"

#: Tables with rows of pages that may be several with one key.
_SEVERAL = ("rejections", "captures")

#: Tables that name an outlet but no page, with the rest of what must be unique.
_WITHOUT_PAGE = ("feeds", "run_fields", "run_sources", "alarms", "robots")


@migrations()
def m026_page_keys(db: Database) -> None:
    """File pages of sites without a spider under their new keys; count what listings lose.

    Pages of ``m.``, ``amp.`` and ``sp.`` hosts, AMP forms, other orders of parameters and more
    trackers had keys of their own, so that an article would now appear as new.
    """
    for column in ("entries", "unreadable", "unmatched"):
        db.execute(f"ALTER TABLE feeds ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")
    _rekey_articles(db)
    _rekey_discovered(db)
    for table in _SEVERAL:
        for outlet, key, new_outlet, new_key in _changed(db, table):
            db.execute(
                f"UPDATE {table} SET outlet = ?, key = ? WHERE outlet = ? AND key = ?",  # noqa: S608 our own
                (new_outlet, new_key, outlet, key),
            )
    for table in ("forgotten", "reading_attempts"):
        for outlet, key, new_outlet, new_key in _changed(db, table):
            db.execute(
                f"UPDATE OR IGNORE {table} SET outlet = ?, key = ? WHERE outlet = ? AND key = ?",  # noqa: S608 our own
                (new_outlet, new_key, outlet, key),
            )
            db.execute(f"DELETE FROM {table} WHERE outlet = ? AND key = ?", (outlet, key))  # noqa: S608 our own
    _rename_outlets(db)


def _changed(db: Database, table: str) -> list[tuple[str, str, str, str]]:
    """Return outlet and key of a table's rows that get new ones, with these."""
    rows = db.execute(
        f"SELECT DISTINCT outlet, key FROM {table} WHERE outlet GLOB 'site:*' ORDER BY 1, 2"  # noqa: S608 our own
    ).fetchall()
    found = []
    for outlet, key in rows:
        site, new_key = rekeyed(outlet.removeprefix(_SITE), key)
        if (_SITE + site, new_key) != (outlet, key):
            _add_site(db, site)
            found.append((outlet, key, _SITE + site, new_key))
    return found


def _rekey_articles(db: Database) -> None:
    """Give articles their new keys; where several get one, the first that was stored has it."""
    for outlet, key, new_outlet, new_key in _changed(db, "articles"):
        free, number = new_key, 1
        while db.execute(
            "SELECT 1 FROM articles WHERE outlet = ? AND key = ?", (new_outlet, free)
        ).fetchone():
            number += 1
            free = f"{new_key} ({number})"
        db.execute(
            "UPDATE articles SET outlet = ?, key = ? WHERE outlet = ? AND key = ?",
            (new_outlet, free, outlet, key),
        )


def _rekey_discovered(db: Database) -> None:
    """Give links their new keys; of several to one page, one that has been read stays."""
    for outlet, key, new_outlet, new_key in _changed(db, "discovered"):
        moved = db.execute(
            "UPDATE OR IGNORE discovered SET outlet = ?, key = ? WHERE outlet = ? AND key = ?",
            (new_outlet, new_key, outlet, key),
        ).rowcount
        if not moved:
            db.execute(
                "UPDATE discovered SET state = 'done', next_try = NULL"
                " WHERE outlet = ? AND key = ? AND EXISTS (SELECT 1 FROM discovered"
                " WHERE outlet = ? AND key = ? AND state = 'done')",
                (new_outlet, new_key, outlet, key),
            )
            db.execute("DELETE FROM discovered WHERE outlet = ? AND key = ?", (outlet, key))


def _rename_outlets(db: Database) -> None:
    """Move what hosts for small screens have besides pages to their site, and drop them."""
    for (outlet,) in db.execute("SELECT name FROM outlets WHERE name GLOB 'site:*'").fetchall():
        site, _ = rekeyed(outlet.removeprefix(_SITE), "")
        if _SITE + site == outlet:
            continue
        _add_site(db, site)
        for table in _WITHOUT_PAGE:
            db.execute(
                f"UPDATE OR IGNORE {table} SET outlet = ? WHERE outlet = ?",  # noqa: S608 our own
                (_SITE + site, outlet),
            )
        db.execute(
            """
            DELETE FROM outlets WHERE name = :name
                AND NOT EXISTS (SELECT 1 FROM articles WHERE outlet = :name)
                AND NOT EXISTS (SELECT 1 FROM discovered WHERE outlet = :name)
                AND NOT EXISTS (SELECT 1 FROM feeds WHERE outlet = :name)
            """,
            {"name": outlet},
        )


def _add_site(db: Database, site: str) -> None:
    db.execute(
        """
        INSERT OR IGNORE INTO outlets
            (name, title, country, language, home, kept, kept_days, attribution, may_learn)
        VALUES (?, ?, NULL, NULL, ?, 'full', NULL, NULL, 0)
        """,
        (f"site:{site}", site, f"https://{site}/"),
    )
