"""Tables of copies, stories, typed changes of texts, and revisits of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m003_copies_and_stories(db: Database) -> None:
    """Create the tables of signatures, links, stories, changes of revisions and revisits."""
    for statement in (
        # Every article belongs to one story, alone if need be. ``origin_by`` tells why
        # ``origin_id`` is held to be the first of it.
        """
        CREATE TABLE stories (
            id INTEGER PRIMARY KEY,
            origin_id INTEGER NOT NULL REFERENCES articles (id),
            origin_by TEXT NOT NULL CHECK (origin_by IN ('agency', 'press release', 'earliest')),
            origin_name TEXT,
            members INTEGER NOT NULL,
            first_at TEXT NOT NULL,
            last_at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX stories_by_time ON stories (last_at)",
        "ALTER TABLE articles ADD COLUMN story_id INTEGER REFERENCES stories (id)",
        "ALTER TABLE articles ADD COLUMN copy_of INTEGER REFERENCES articles (id)",
        "ALTER TABLE articles ADD COLUMN removed_at TEXT",
        # When the listing that named a link said that its article was changed.
        "ALTER TABLE discovered ADD COLUMN modified_at TEXT",
        """
        INSERT INTO stories (id, origin_id, origin_by, members, first_at, last_at)
        SELECT id, id, 'earliest', 1, coalesce(published_at, first_seen_at),
            coalesce(published_at, first_seen_at) FROM articles
        """,
        "UPDATE articles SET story_id = id",
        "CREATE INDEX articles_by_story ON articles (story_id)",
        "CREATE INDEX copies ON articles (copy_of) WHERE copy_of IS NOT NULL",
        # What an article's text is recognised by; hashes only, so that it outlives the text.
        # ``day`` counts days from 1970, 0 is unknown.
        """
        CREATE TABLE signatures (
            article_id INTEGER PRIMARY KEY REFERENCES articles (id),
            version INTEGER NOT NULL,
            day INTEGER NOT NULL,
            skeleton INTEGER NOT NULL,
            shingles INTEGER NOT NULL,
            sample BLOB NOT NULL,
            numbers INTEGER NOT NULL,
            number_sample BLOB NOT NULL,
            agency TEXT,
            press_release INTEGER NOT NULL CHECK (press_release IN (0, 1))
        ) STRICT
        """,
        # Where candidates are looked up: whole texts, sentences, MinHash bands, words of an event.
        """
        CREATE TABLE fingerprints (
            key INTEGER NOT NULL,
            day INTEGER NOT NULL,
            article_id INTEGER NOT NULL,
            PRIMARY KEY (key, day, article_id)
        ) STRICT, WITHOUT ROWID
        """,
        # ``article_id`` is the later one of the two.
        """
        CREATE TABLE links (
            article_id INTEGER NOT NULL REFERENCES articles (id),
            other_id INTEGER NOT NULL REFERENCES articles (id),
            kind TEXT NOT NULL CHECK (kind IN
                ('exact', 'near', 'contains', 'rewrite', 'series', 'same_event')),
            containment REAL,
            jaccard REAL,
            covered REAL,
            numbers REAL,
            score REAL NOT NULL,
            found_at TEXT NOT NULL,
            PRIMARY KEY (article_id, other_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX links_by_other ON links (other_id)",
        # Append-only: which articles a person put together or apart; the newest word on a pair
        # counts, and article_id < other_id.
        """
        CREATE TABLE story_decisions (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('together', 'apart')),
            article_id INTEGER NOT NULL REFERENCES articles (id),
            other_id INTEGER NOT NULL REFERENCES articles (id),
            decided_by TEXT NOT NULL,
            decided_at TEXT NOT NULL,
            CHECK (article_id < other_id)
        ) STRICT
        """,
        "CREATE INDEX story_decisions_by_pair ON story_decisions (article_id, other_id)",
        "CREATE INDEX story_decisions_by_other ON story_decisions (other_id)",
        # Append-only: what a revision changed, each change with its words before and after.
        """
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES articles (id),
            number INTEGER NOT NULL,
            kind TEXT NOT NULL,
            field TEXT NOT NULL,
            before TEXT,
            after TEXT,
            FOREIGN KEY (article_id, number) REFERENCES revisions (article_id, number)
        ) STRICT
        """,
        "CREATE INDEX changes_by_article ON changes (article_id, number)",
        "CREATE INDEX changes_by_kind ON changes (kind)",
        # When a page is looked at again, and the validators for asking whether it changed.
        """
        CREATE TABLE revisits (
            article_id INTEGER PRIMARY KEY REFERENCES articles (id),
            visits INTEGER NOT NULL,
            next_at TEXT,
            etag TEXT,
            last_modified TEXT
        ) STRICT
        """,
        "CREATE INDEX revisits_due ON revisits (next_at) WHERE next_at IS NOT NULL",
        # Who had a story first in each country; the outlet's, else that of the language.
        """
        CREATE VIEW story_countries AS
        SELECT story_id, country, min(at) AS first_at, id AS article_id
        FROM (
            SELECT a.story_id, a.id, coalesce(a.published_at, a.first_seen_at) AS at,
                coalesce(o.country, CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END)
                    AS country
            FROM articles a JOIN outlets o ON o.name = a.outlet
        )
        WHERE country IS NOT NULL GROUP BY story_id, country
        """,
    ):
        db.execute(statement)
