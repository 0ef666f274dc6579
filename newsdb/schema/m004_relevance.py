"""The watch list's decision on each article, and the samples that audit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m004_relevance(db: Database) -> None:
    """Add decision, score and reasons of articles, and the weekly samples of those set aside."""
    for statement in (
        # NULL: stored before there was a watch list; `scrapy backtest --apply` fills it.
        """
        ALTER TABLE articles ADD COLUMN decision TEXT
            CHECK (decision IN ('relevant', 'review', 'other'))
        """,
        "ALTER TABLE articles ADD COLUMN score REAL",
        # The version of the watch list that decided, and its reasons in a line.
        "ALTER TABLE articles ADD COLUMN watchlist TEXT",
        "ALTER TABLE articles ADD COLUMN why TEXT",
        "CREATE INDEX articles_by_decision ON articles (decision, published_at DESC)",
        # start and end are offsets in the stored text of the field, for highlighting.
        """
        CREATE TABLE reasons (
            article_id INTEGER NOT NULL REFERENCES articles (id),
            field TEXT NOT NULL CHECK (field IN ('title', 'subtitle', 'body')),
            start INTEGER NOT NULL,
            concept TEXT NOT NULL,
            term TEXT NOT NULL,
            end INTEGER NOT NULL,
            weight REAL NOT NULL,
            PRIMARY KEY (article_id, field, start, concept)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX reasons_by_concept ON reasons (concept)",
        # A random, stratified sample of 'other', a row an article, to be read by a person.
        # population is how many articles its stratum had that week.
        """
        CREATE TABLE audits (
            week TEXT NOT NULL,
            article_id INTEGER NOT NULL REFERENCES articles (id),
            stratum TEXT NOT NULL,
            population INTEGER NOT NULL,
            watchlist TEXT,
            drawn_at TEXT NOT NULL,
            PRIMARY KEY (week, article_id)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.execute(statement)
