"""Who was first is counted again where the crawl's own time stood for one that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

_NOTE = """
    INSERT OR IGNORE INTO uncounted_stories (story_id) SELECT s.id FROM stories s WHERE s.id = {}
    AND (s.status = 'relevant' OR s.decision = 'relevant' AND s.status IS NOT 'not_relevant');"""


@migrations()
def m056_unknown_firsts(db: Database) -> None:
    """Note the stories of the table of firsts that have an article without a certain time.

    The trigger follows ``layout``, too, which says whether an article's time is certain.
    """
    for statement in (
        """
        INSERT OR IGNORE INTO uncounted_stories (story_id)
        SELECT f.story_id FROM story_firsts f WHERE EXISTS (
            SELECT 1 FROM articles a WHERE a.story_id = f.story_id
            AND (a.published_at IS NULL OR a.unverified))
        """,
        "DROP TRIGGER figures_follow_articles",
        f"""
        CREATE TRIGGER figures_follow_articles
        AFTER UPDATE OF story_id, outlet, published_at, layout, watchlist ON articles
        BEGIN {_NOTE.format("new.story_id")} {_NOTE.format("old.story_id")} END
        """,
    ):
        db.execute(statement)
