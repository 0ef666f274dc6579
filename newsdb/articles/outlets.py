"""The table of outlets: the publishers that are crawled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.database import as_json, stamp, transaction
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.records import Outlet


def save(db: Database, outlet: Outlet) -> None:
    """Write an outlet as its spider describes it, replacing the earlier description."""
    known = {
        "title": without_controls(outlet.title),
        "country": outlet.country,
        "language": outlet.language,
        "home": outlet.home,
        "kept": outlet.policy.kept,
        "kept_days": outlet.policy.days,
        "attribution": outlet.policy.attribution,
        "may_learn": int(outlet.policy.may_learn),
        "may_gloss": outlet.policy.may_gloss,
        "press_wire": int(outlet.press_wire),
        "name": outlet.name,
    }
    *columns, name = known
    # Two statements: what a trigger writes OR IGNORE fails within an INSERT .. ON CONFLICT, whose
    # own way with conflicts is taken instead (sqlite.org/lang_createtrigger.html).
    with transaction(db):
        updated = db.conn.execute(
            f"UPDATE outlets SET {', '.join(f'{each} = ?' for each in columns)}"  # noqa: S608 ours
            f" WHERE {name} = ?",
            (*known.values(),),
        ).rowcount
        if not updated:
            db.conn.execute(
                f"INSERT INTO outlets ({', '.join(known)})"  # noqa: S608 our own names
                f" VALUES ({', '.join('?' * len(known))})",
                (*known.values(),),
            )


def names(db: Database) -> list[dict[str, Any]]:
    """Return each outlet's name and title, ordered by title."""
    return list(db.table("outlets").rows_where(select="name, title", order_by="title"))


def of_articles(db: Database, article_ids: Iterable[int]) -> dict[int, str]:
    """Return the name of each article's outlet, by the article's id."""
    rows = db.execute(
        "SELECT id, outlet FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        [as_json(list(article_ids))],
    )
    return dict(rows.fetchall())


def may_gloss(db: Database) -> dict[str, str]:
    """Return what of each outlet may go to a translator: nothing, headline or sentence."""
    return dict(db.execute("SELECT name, may_gloss FROM outlets").fetchall())


class Activity(NamedTuple):
    """An outlet's recent activity."""

    last_success: str | None  # when its last successful run ended
    articles: int  # first seen in the last seven days


def activity(db: Database, *, at: datetime) -> dict[str, Activity]:
    """Return the activity of outlets and spiders by name; those left out had none."""
    successes = dict(
        db.conn.execute(
            "SELECT spider, max(finished_at) FROM runs WHERE outcome = 'success' GROUP BY spider"
        ).fetchall()
    )
    articles = dict(
        db.conn.execute(
            "SELECT outlet, count(*) FROM articles WHERE first_seen_at >= ? GROUP BY outlet",
            (stamp(at - timedelta(days=7)),),
        ).fetchall()
    )
    return {
        name: Activity(successes.get(name), articles.get(name, 0))
        for name in {*successes, *articles}
    }
