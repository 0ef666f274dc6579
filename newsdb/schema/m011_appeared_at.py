"""One column for when an article appeared, one for similarity; names that need no quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m011_appeared_at(db: Database) -> None:
    """Add ``articles.appeared_at``, drop what repeats ``links.score``, rename SQL keywords."""
    for statement in (
        # As far as is known: when it was published, else when it was first seen. Virtual, since
        # an old table can't be given a stored one without writing all of it anew; without an
        # index, which only scrapy relink would use: it would save that 0.1 s of 100,000 articles
        # and cost every insert a tenth or more.
        """
        ALTER TABLE articles ADD COLUMN appeared_at TEXT
            GENERATED ALWAYS AS (coalesce(published_at, first_seen_at)) VIRTUAL
        """,
        "DROP VIEW story_countries",
        # Who had a story first in each country; the outlet's, else that of the language.
        """
        CREATE VIEW story_countries AS
        SELECT story_id, country, min(appeared_at) AS first_at, id AS article_id
        FROM (
            SELECT a.story_id, a.id, a.appeared_at,
                coalesce(o.country, CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END)
                    AS country
            FROM articles a JOIN outlets o ON o.name = a.outlet
        )
        WHERE country IS NOT NULL GROUP BY story_id, country
        """,
        # ``score``: of copies and series the containment, which share of the shorter text is in
        # the longer one; of one event how alike the two reports are.
        "ALTER TABLE links DROP COLUMN containment",
        # Words of SQL, which a query that hides them (newsdb.visibility) would name in quotes.
        "ALTER TABLE changes RENAME COLUMN before TO words_before",
        "ALTER TABLE changes RENAME COLUMN after TO words_after",
    ):
        db.execute(statement)
