"""People's decisions: the present review of each story or article, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: What a review is of: a story, or an article that belongs to none.
_SUBJECT = """
    subject TEXT NOT NULL CHECK (subject IN ('story', 'article')),
    subject_id INTEGER NOT NULL
"""


@migrations()
def m008_reviews(db: Database) -> None:
    """Create the tables of reviews, their append-only history and tags; articles mirror status."""
    for statement in (
        f"""
        CREATE TABLE reviews (
            {_SUBJECT},
            status TEXT CHECK (status IN ('relevant', 'not_relevant', 'unsure')),
            reason TEXT,
            starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
            note TEXT,
            version INTEGER NOT NULL,
            changed_by TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            PRIMARY KEY (subject, subject_id)
        ) STRICT, WITHOUT ROWID
        """,
        # What is starred or noted but not decided is still in the queue.
        "CREATE INDEX reviews_by_status ON reviews (status, changed_at DESC)",
        "CREATE INDEX reviews_starred ON reviews (changed_at DESC) WHERE starred",
        # value and previous are JSON; score is the article's at that time; undone names the event
        # that an undo took back.
        f"""
        CREATE TABLE review_events (
            id INTEGER PRIMARY KEY,
            {_SUBJECT},
            url TEXT,
            kind TEXT NOT NULL CHECK (kind IN (
                'decide', 'star', 'tag', 'note', 'undo', 'inherit')),
            value TEXT NOT NULL,
            previous TEXT NOT NULL,
            score REAL,
            version INTEGER NOT NULL,
            undone INTEGER REFERENCES review_events (id),
            actor TEXT NOT NULL,
            at TEXT NOT NULL,
            UNIQUE (subject, subject_id, version)
        ) STRICT
        """,
        "CREATE INDEX review_events_by_actor ON review_events (actor, at)",
        "CREATE UNIQUE INDEX review_events_undone ON review_events (undone) WHERE undone NOT NULL",
        """
        CREATE TRIGGER review_events_stay BEFORE UPDATE ON review_events BEGIN
            SELECT raise(ABORT, 'review_events is append-only');
        END
        """,
        """
        CREATE TRIGGER review_events_are_kept BEFORE DELETE ON review_events BEGIN
            SELECT raise(ABORT, 'review_events is append-only');
        END
        """,
        # position: the digit that sets it in the queue, 1 to 9.
        """
        CREATE TABLE tags (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            position INTEGER UNIQUE CHECK (position BETWEEN 1 AND 9)
        ) STRICT
        """,
        f"""
        CREATE TABLE review_tags (
            {_SUBJECT},
            tag_id INTEGER NOT NULL REFERENCES tags (id),
            PRIMARY KEY (subject, subject_id, tag_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX review_tags_by_tag ON review_tags (tag_id)",
        # Mirrors of reviews, for facets and filters; only newsdb.review.reviews writes them.
        "ALTER TABLE articles ADD COLUMN status TEXT",
        "ALTER TABLE articles ADD COLUMN starred INTEGER NOT NULL DEFAULT 0",
        # An article that comes into another story brings its story's review along where the other
        # has none (a story split in two stays decided, two that become one lose no decision), and
        # shows the review of the story that it is in.
        """
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
            FROM reviews WHERE subject = 'story' AND subject_id = old.story_id AND NOT EXISTS (
                SELECT 1 FROM reviews WHERE subject = 'story' AND subject_id = new.story_id);
            INSERT OR IGNORE INTO reviews (subject, subject_id, status, reason, starred, note,
                version, changed_by, changed_at)
            SELECT subject, new.story_id, status, reason, starred, note, 1, changed_by, changed_at
            FROM reviews WHERE subject = 'story' AND subject_id = old.story_id;
            UPDATE articles SET (status, starred) = (
                SELECT max(status), coalesce(max(starred), 0) FROM reviews
                WHERE subject = 'story' AND subject_id = new.story_id)
            WHERE story_id = new.story_id;
        END
        """,
        "CREATE INDEX articles_by_status ON articles (status, published_at DESC)",
        "CREATE INDEX articles_starred ON articles (published_at DESC) WHERE starred",
    ):
        db.execute(statement)
