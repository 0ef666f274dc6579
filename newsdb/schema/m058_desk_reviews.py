"""Reviews: none in which nothing is left is brought along; assignments know which came before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: The review of the story that an article leaves, where it holds something and the other has none.
_BROUGHT = """
    subject = 'story' AND subject_id = old.story_id AND NOT EXISTS (
        SELECT 1 FROM reviews WHERE subject = 'story' AND subject_id = new.story_id)
    AND (coalesce(status, reason, note) IS NOT NULL OR starred OR EXISTS (
        SELECT 1 FROM review_tags WHERE subject = 'story' AND subject_id = old.story_id))
"""


@migrations()
def m058_desk_reviews(db: Database) -> None:
    """Add a column, and replace m008's trigger, which noted an empty review as an event.

    What was undone leaves one. The event stood in the way of taking earlier changes back: somebody
    seemed to have changed the story since.
    """
    # The newest event of any review when the story was given: what comes after it settles an
    # assignment, also within the same second. 0: not noted.
    db.execute("ALTER TABLE assignments ADD COLUMN after_event INTEGER NOT NULL DEFAULT 0")
    db.execute("DROP TRIGGER articles_change_story")
    db.execute(
        f"""
        CREATE TRIGGER articles_change_story AFTER UPDATE OF story_id ON articles
        WHEN new.story_id IS NOT old.story_id BEGIN
            INSERT OR IGNORE INTO review_tags (subject, subject_id, tag_id)
            SELECT subject, new.story_id, tag_id FROM review_tags
            WHERE subject = 'story' AND subject_id = old.story_id AND NOT EXISTS (
                SELECT 1 FROM reviews WHERE subject = 'story' AND subject_id = new.story_id);
            INSERT INTO review_events (subject, subject_id, url, kind, value, previous, score,
                version, actor, at)
            SELECT subject, new.story_id, new.url, 'inherit',
                json_object('status', status, 'reason', reason,
                    'starred', json(iif(starred, 'true', 'false')), 'note', note),
                json_object('story', old.story_id), new.score, 1, changed_by, changed_at
            FROM reviews WHERE {_BROUGHT};
            INSERT OR IGNORE INTO reviews (subject, subject_id, status, reason, starred, note,
                version, changed_by, changed_at)
            SELECT subject, new.story_id, status, reason, starred, note, 1, changed_by, changed_at
            FROM reviews WHERE {_BROUGHT};
            UPDATE articles SET (status, starred) = (
                SELECT max(status), coalesce(max(starred), 0) FROM reviews
                WHERE subject = 'story' AND subject_id = new.story_id)
            WHERE story_id = new.story_id;
        END
        """  # noqa: S608 our own words
    )
