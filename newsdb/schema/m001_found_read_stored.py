"""Tables of discovered links, the articles read and stored, and the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m001_found_read_stored(db: Database) -> None:
    """Create the tables of outlets, listings, links, articles, rejections and runs."""
    for statement in (
        """
        CREATE TABLE outlets (
            name TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            country TEXT,
            language TEXT,
            home TEXT NOT NULL,
            kept TEXT NOT NULL CHECK (kept IN ('full', 'excerpt', 'headline')),
            kept_days INTEGER,
            attribution TEXT,
            may_learn INTEGER NOT NULL CHECK (may_learn IN (0, 1))
        ) STRICT
        """,
        # A feed, list, search or sitemap and what it answered last.
        """
        CREATE TABLE feeds (
            url TEXT PRIMARY KEY,
            outlet TEXT NOT NULL REFERENCES outlets (name),
            kind TEXT NOT NULL,
            etag TEXT,
            last_modified TEXT,
            status INTEGER NOT NULL,
            links INTEGER NOT NULL,
            read_at TEXT NOT NULL,
            changed_at TEXT
        ) STRICT
        """,
        # One row a link: 'found' is still to be read, 'unreadable' is tried again at next_try,
        # 'given_up' rests.
        """
        CREATE TABLE discovered (
            outlet TEXT NOT NULL REFERENCES outlets (name),
            key TEXT NOT NULL,
            url TEXT NOT NULL,
            title TEXT,
            published_at TEXT,
            found_by TEXT NOT NULL,
            found_in TEXT,
            found_at TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('found', 'done', 'unreadable', 'given_up')),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_try TEXT,
            PRIMARY KEY (outlet, key)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE INDEX discovered_to_do ON discovered (outlet, state, next_try)
            WHERE state IN ('found', 'unreadable')
        """,
        """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            spider TEXT NOT NULL,
            arguments TEXT NOT NULL,
            started_at TEXT NOT NULL,
            finished_at TEXT,
            reason TEXT,
            outcome TEXT CHECK (outcome IN ('success', 'failure', 'not_run')),
            problem TEXT,
            requests INTEGER,
            listings INTEGER,
            listings_unchanged INTEGER,
            links_found INTEGER,
            links_new INTEGER,
            links_known INTEGER,
            articles_new INTEGER,
            articles_same INTEGER,
            articles_revised INTEGER,
            rejected INTEGER,
            errors INTEGER,
            seconds REAL
        ) STRICT
        """,
        "CREATE INDEX runs_by_spider ON runs (spider, started_at)",
        # How many of a run's articles, by page design, had each field.
        """
        CREATE TABLE run_fields (
            run_id INTEGER NOT NULL REFERENCES runs (id),
            outlet TEXT NOT NULL,
            layout TEXT NOT NULL,
            field TEXT NOT NULL,
            filled INTEGER NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (run_id, outlet, layout, field)
        ) STRICT, WITHOUT ROWID
        """,
        # Slim: the text is in article_bodies, so that lists and facets read little.
        """
        CREATE TABLE articles (
            id INTEGER PRIMARY KEY,
            outlet TEXT NOT NULL REFERENCES outlets (name),
            key TEXT NOT NULL,
            url TEXT NOT NULL,
            title TEXT NOT NULL,
            title_tags TEXT NOT NULL,
            subtitle TEXT,
            language TEXT NOT NULL CHECK (language IN ('ko', 'ja', 'en')),
            section TEXT,
            dateline TEXT,
            source TEXT,
            keywords TEXT NOT NULL,
            image_url TEXT,
            published_at TEXT,
            modified_at TEXT,
            date_source TEXT,
            day TEXT GENERATED ALWAYS AS (substr(published_at, 1, 10)) VIRTUAL,
            access TEXT NOT NULL CHECK (access IN ('free', 'partial', 'paywalled')),
            found_by TEXT NOT NULL,
            layout TEXT,
            revision INTEGER NOT NULL,
            first_seen_at TEXT NOT NULL,
            last_seen_at TEXT NOT NULL,
            run_id INTEGER REFERENCES runs (id),
            UNIQUE (outlet, key)
        ) STRICT
        """,
        "CREATE INDEX articles_by_time ON articles (published_at DESC)",
        "CREATE INDEX articles_by_outlet ON articles (outlet, published_at DESC)",
        "CREATE INDEX articles_by_language ON articles (language, published_at DESC)",
        "CREATE INDEX articles_by_section ON articles (section, published_at DESC)",
        "CREATE INDEX articles_by_day ON articles (day)",
        """
        CREATE TABLE article_bodies (
            article_id INTEGER PRIMARY KEY REFERENCES articles (id),
            body TEXT NOT NULL,
            captions TEXT NOT NULL,
            attachments TEXT NOT NULL,
            field_sources TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE authors (
            article_id INTEGER NOT NULL REFERENCES articles (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            role TEXT,
            email TEXT,
            PRIMARY KEY (article_id, position)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX authors_by_name ON authors (name)",
        # Append-only: what the article said each time its words had changed.
        """
        CREATE TABLE revisions (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES articles (id),
            number INTEGER NOT NULL,
            seen_at TEXT NOT NULL,
            title TEXT NOT NULL,
            subtitle TEXT,
            body TEXT NOT NULL,
            modified_at TEXT,
            text_hash TEXT NOT NULL,
            UNIQUE (article_id, number)
        ) STRICT
        """,
        # Every address an article was seen at, and the listing that named it.
        """
        CREATE TABLE sightings (
            article_id INTEGER NOT NULL REFERENCES articles (id),
            url TEXT NOT NULL,
            found_by TEXT NOT NULL,
            found_in TEXT NOT NULL DEFAULT '',
            first_seen_at TEXT NOT NULL,
            PRIMARY KEY (article_id, url, found_in)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE rejections (
            id INTEGER PRIMARY KEY,
            run_id INTEGER REFERENCES runs (id),
            outlet TEXT NOT NULL,
            key TEXT NOT NULL,
            url TEXT NOT NULL,
            reason TEXT NOT NULL,
            looked_for TEXT,
            found TEXT,
            seen_at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX rejections_by_page ON rejections (outlet, key)",
        "CREATE INDEX rejections_by_reason ON rejections (reason)",
    ):
        db.execute(statement)


@migrations()
def m002_unwelcome(db: Database) -> None:
    """Count how often an outlet refused a run (403), limited it (429) or needed a retry."""
    for column in ("refused", "limited", "retried"):
        db.execute(f"ALTER TABLE runs ADD COLUMN {column} INTEGER")
