"""The columns by which the review queue sorts and filters, and proposals of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: What a story takes from its articles: the best decision (one that was never judged is to be
#: read), the highest score, and when the last of them came in.
_BEST = """
    SELECT CASE WHEN max(decision IS 'relevant') THEN 'relevant'
        WHEN max(decision IS NOT 'other') THEN 'review' ELSE 'other' END,
        coalesce(max(score), 0), max(first_seen_at)
    FROM articles WHERE story_id = """

_FOLLOW = f"""
    UPDATE stories SET (decision, score, fed_at) = ({_BEST} new.story_id)
    WHERE id = new.story_id;"""  # noqa: S608 our own words


@migrations()
def m009_triage(db: Database) -> None:
    """Mirror in stories what their articles and reviews say; create the table of proposals."""
    for statement in (
        # Mirrors, so that a page of the queue is read along an index; triggers keep them.
        "ALTER TABLE stories ADD COLUMN decision TEXT NOT NULL DEFAULT 'review'",
        "ALTER TABLE stories ADD COLUMN score REAL NOT NULL DEFAULT 0",
        "ALTER TABLE stories ADD COLUMN fed_at TEXT",
        "ALTER TABLE stories ADD COLUMN status TEXT",
        "ALTER TABLE stories ADD COLUMN starred INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE stories ADD COLUMN reviewed_at TEXT",
        """
        ALTER TABLE stories ADD COLUMN day TEXT
            GENERATED ALWAYS AS (substr(last_at, 1, 10)) VIRTUAL
        """,
        f"UPDATE stories SET (decision, score, fed_at) = ({_BEST} stories.id)",  # noqa: S608
        """
        UPDATE stories SET status = r.status, starred = r.starred, reviewed_at = r.changed_at
        FROM reviews r WHERE r.subject = 'story' AND r.subject_id = stories.id
        """,
        f"""
        CREATE TRIGGER stories_follow_new_articles AFTER INSERT ON articles
        WHEN new.story_id IS NOT NULL BEGIN {_FOLLOW} END
        """,
        f"""
        CREATE TRIGGER stories_follow_articles
        AFTER UPDATE OF story_id, decision, score ON articles
        WHEN new.story_id IS NOT old.story_id OR new.decision IS NOT old.decision
            OR new.score IS NOT old.score BEGIN
            {_FOLLOW}
            UPDATE stories SET (decision, score, fed_at) = ({_BEST} old.story_id)
            WHERE id = old.story_id AND old.story_id <> new.story_id;
        END
        """,  # noqa: S608
        """
        CREATE TRIGGER stories_follow_reviews AFTER INSERT ON reviews
        WHEN new.subject = 'story' BEGIN
            UPDATE stories SET status = new.status, starred = new.starred,
                reviewed_at = new.changed_at WHERE id = new.subject_id;
        END
        """,
        # Each ends with the id, as every index does: the queue's keyset.
        "CREATE INDEX stories_in_order ON stories (day, score)",
        "CREATE INDEX stories_wanted ON stories (day, score) WHERE decision <> 'other'",
        """
        CREATE INDEX stories_open ON stories (day, score)
            WHERE decision <> 'other' AND status IS NULL
        """,
        # Holds all that counting what waits asks for.
        """
        CREATE INDEX stories_waiting ON stories (fed_at, decision)
            WHERE decision <> 'other' AND status IS NULL
        """,
        "CREATE INDEX stories_decided ON stories (status, day, score) WHERE status IS NOT NULL",
        "CREATE INDEX stories_fed_again ON stories (fed_at) WHERE status IS NOT NULL",
        "CREATE INDEX stories_starred ON stories (day, score) WHERE starred",
        # Words from articles that somebody would have the watch list look for.
        """
        CREATE TABLE watchlist_proposals (
            id INTEGER PRIMARY KEY,
            term TEXT NOT NULL CHECK (term <> ''),
            concept TEXT,
            language TEXT NOT NULL CHECK (language IN ('ko', 'ja', 'en')),
            article_id INTEGER REFERENCES articles (id),
            proposed_by TEXT NOT NULL,
            proposed_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX watchlist_proposals_once
            ON watchlist_proposals (term, ifnull(concept, ''))
        """,
    ):
        db.execute(statement)
