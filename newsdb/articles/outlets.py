"""The table of outlets: the publishers that are crawled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.database import as_json, stamp
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.records import Outlet


def save(db: Database, outlet: Outlet) -> None:
    """Write an outlet as its spider describes it, replacing the earlier description."""
    db.conn.execute(
        """
        INSERT INTO outlets
            (name, title, country, language, home, kept, kept_days, attribution, may_learn,
            may_gloss, press_wire)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET
            title = excluded.title, country = excluded.country, language = excluded.language,
            home = excluded.home, kept = excluded.kept, kept_days = excluded.kept_days,
            attribution = excluded.attribution, may_learn = excluded.may_learn,
            may_gloss = excluded.may_gloss, press_wire = excluded.press_wire
        """,
        (
            outlet.name,
            without_controls(outlet.title),
            outlet.country,
            outlet.language,
            outlet.home,
            outlet.policy.kept,
            outlet.policy.days,
            outlet.policy.attribution,
            int(outlet.policy.may_learn),
            outlet.policy.may_gloss,
            int(outlet.press_wire),
        ),
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
