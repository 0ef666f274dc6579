"""Publishers as the database knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsdb.records import Outlet


def save(db: Database, outlet: Outlet) -> None:
    """Write what the spider says of its outlet; the spider's word is the newest."""
    db.conn.execute(
        """
        INSERT INTO outlets
            (name, title, country, language, home, kept, kept_days, attribution, may_learn)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET
            title = excluded.title, country = excluded.country, language = excluded.language,
            home = excluded.home, kept = excluded.kept, kept_days = excluded.kept_days,
            attribution = excluded.attribution, may_learn = excluded.may_learn
        """,
        (
            outlet.name,
            outlet.title,
            outlet.country,
            outlet.language,
            outlet.home,
            outlet.policy.kept,
            outlet.policy.days,
            outlet.policy.attribution,
            int(outlet.policy.may_learn),
        ),
    )
