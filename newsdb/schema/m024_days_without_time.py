"""A day is no minute: times of which only the day is known are stored without a clock.

``published_at`` is such a day as ``2025-11-25``. What was stored before has 00:00 there, and a
midnight can be one: it is taken for a day only where nearly all times that an outlet's pages gave
at the same place were midnight, so that the place prints days. All other midnights stay; reading
an archived page again (``scrapy reread``) settles those too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Outlets whose pages have never printed a time, so that one row is enough.
_DAYS_ONLY = ("jetro", "jnet21", "smea")

#: A place prints days if that many of its times, and that share of them, are midnight: of those
#: that print minutes one in 1,440 is, or a few in a hundred where releases are for midnight.
_FEWEST, _SHARE = 3, 0.9


@migrations()
def m024_days_without_time(db: Database) -> None:
    """Add how exact a time is and the order by it; take the clock off days; say what disagrees."""
    outlets = ", ".join(f"'{name}'" for name in _DAYS_ONLY)
    for statement in (
        "ALTER TABLE articles ADD COLUMN published_conflict TEXT",
        f"""
        CREATE TEMP TABLE places AS
        SELECT a.outlet, coalesce(json_extract(b.field_sources, '$.published_at'), '') AS place
        FROM articles a LEFT JOIN article_bodies b ON b.article_id = a.id
        WHERE a.published_at IS NOT NULL GROUP BY 1, 2
        HAVING a.outlet IN ({outlets}) OR (
            sum(a.published_at GLOB '*T00:00:00+09:00') >= {_FEWEST}
            AND sum(a.published_at GLOB '*T00:00:00+09:00') >= {_SHARE} * count(*))
        """,  # noqa: S608 our own names
        """
        UPDATE articles SET published_at = substr(published_at, 1, 10)
        WHERE published_at GLOB '*T00:00:00+09:00' AND (outlet, coalesce((
            SELECT json_extract(field_sources, '$.published_at') FROM article_bodies
            WHERE article_id = articles.id), '')) IN (SELECT outlet, place FROM places)
        """,
        "DROP TABLE places",
        "DROP VIEW story_countries",
        "ALTER TABLE articles DROP COLUMN appeared_at",
        """
        ALTER TABLE articles ADD COLUMN published_precision TEXT GENERATED ALWAYS AS (
            CASE WHEN length(published_at) = 10 THEN 'day'
            WHEN published_at IS NOT NULL THEN 'minute' END) VIRTUAL
        """,
        # When it was published, as one of our outlets says, else when we first saw it: a day if
        # only that is known.
        """
        ALTER TABLE articles ADD COLUMN appeared_at TEXT GENERATED ALWAYS AS (
            CASE WHEN unverified THEN first_seen_at
            ELSE coalesce(published_at, first_seen_at) END) VIRTUAL
        """,
        # For the order: a day comes after all times of that day, so that it is first of nothing.
        """
        ALTER TABLE articles ADD COLUMN appeared_by TEXT GENERATED ALWAYS AS (
            CASE length(appeared_at) WHEN 10 THEN appeared_at || 'T23:59:59+09:00'
            ELSE appeared_at END) VIRTUAL
        """,
        """
        CREATE VIEW story_countries AS
        SELECT story_id, country, appeared_at AS first_at, article_id FROM (
            SELECT story_id, country, appeared_at, id AS article_id, min(appeared_by)
            FROM (
                SELECT a.story_id, a.id, a.appeared_at, a.appeared_by,
                    coalesce(
                        o.country, CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END)
                        AS country
                FROM articles a JOIN outlets o ON o.name = a.outlet
            )
            WHERE country IS NOT NULL GROUP BY story_id, country)
        """,
        # Stories that were headed by the midnight of a day on which another article has a time.
        """
        CREATE TEMP TABLE displaced AS
        SELECT s.id AS story, s.origin_id AS old, (
            SELECT id FROM articles WHERE story_id = s.id ORDER BY appeared_by, id LIMIT 1) AS new
        FROM stories s JOIN articles o ON o.id = s.origin_id
        WHERE s.origin_by = 'earliest' AND length(o.published_at) = 10 AND s.members > 1
        """,
        "DELETE FROM displaced WHERE new = old",
        "UPDATE stories SET origin_id = d.new FROM displaced d WHERE d.story = stories.id",
        """
        UPDATE articles SET copy_of = CASE WHEN id <> d.new THEN d.new END
        FROM displaced d
        WHERE d.story = articles.story_id AND (copy_of = d.old OR id IN (d.old, d.new))
        """,
        "DROP TABLE displaced",
        """
        UPDATE stories SET first_at = (
            SELECT appeared_at FROM articles WHERE story_id = stories.id
            ORDER BY appeared_by, id LIMIT 1),
            last_at = (SELECT max(appeared_at) FROM articles WHERE story_id = stories.id)
        WHERE id IN (SELECT story_id FROM articles WHERE length(appeared_at) = 10)
        """,
    ):
        db.execute(statement)
