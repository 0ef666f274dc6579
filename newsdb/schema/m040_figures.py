"""Relevant stories by day, outlet and concept, for figures; what was learnt from decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


def _relevant(story: str) -> str:
    return (
        f"({story}.status = 'relevant'"
        f" OR {story}.decision = 'relevant' AND {story}.status IS NOT 'not_relevant')"
    )


_COUNTRY = "coalesce(o.country, CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END, '')"

_ARTICLES = f"""
    FROM stories s CROSS JOIN articles a ON a.story_id = s.id JOIN outlets o ON o.name = a.outlet
    WHERE {_relevant("s")}"""


def _note(story: str) -> str:
    """Return the statement that notes a story to be counted again, if it counts at all."""
    return (
        f"INSERT OR IGNORE INTO uncounted_stories (story_id) SELECT s.id FROM stories s"  # noqa: S608
        f" WHERE s.id = {story} AND {_relevant('s')};"
    )


@migrations()
def m040_figures(db: Database) -> None:
    """Create and fill the tables of figures, and create those of learning."""
    for statement in (
        # The days on which a relevant story had articles, and how many, by outlet.
        """
        CREATE TABLE story_days (
            day TEXT NOT NULL,
            story_id INTEGER NOT NULL,
            outlet TEXT NOT NULL,
            language TEXT NOT NULL,
            country TEXT NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (day, story_id, outlet, language)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX story_days_by_story ON story_days (story_id)",
        # The days on which an article of a relevant story named a concept, by country.
        """
        CREATE TABLE story_concepts (
            concept TEXT NOT NULL,
            day TEXT NOT NULL,
            country TEXT NOT NULL,
            story_id INTEGER NOT NULL,
            PRIMARY KEY (concept, day, country, story_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX story_concepts_by_day ON story_concepts (day)",
        "CREATE INDEX story_concepts_by_story ON story_concepts (story_id)",
        # When each country first had a relevant story; NULL: it has not had it so far.
        """
        CREATE TABLE story_firsts (
            story_id INTEGER PRIMARY KEY,
            day TEXT NOT NULL,
            korea_at TEXT,
            japan_at TEXT
        ) STRICT
        """,
        "CREATE INDEX story_firsts_by_day ON story_firsts (day)",
        # Stories whose rows in the three tables are those of an earlier state, or missing.
        "CREATE TABLE uncounted_stories (story_id INTEGER PRIMARY KEY) STRICT",
        f"""
        INSERT INTO story_days (day, story_id, outlet, language, country, articles)
        SELECT substr(a.appeared_at, 1, 10), s.id, a.outlet, a.language, {_COUNTRY}, count(*)
        {_ARTICLES} GROUP BY 1, 2, 3, 4
        """,
        f"""
        INSERT INTO story_concepts (concept, day, country, story_id)
        SELECT DISTINCT r.concept, substr(a.appeared_at, 1, 10), {_COUNTRY}, s.id
        FROM (SELECT id FROM stories s WHERE {_relevant("s")}) s
        CROSS JOIN articles a ON a.story_id = s.id JOIN outlets o ON o.name = a.outlet
        JOIN reasons r ON r.article_id = a.id
        """,  # noqa: S608
        f"""
        INSERT INTO story_firsts (story_id, day, korea_at, japan_at)
        SELECT story_id, day, max(CASE country WHEN 'KR' THEN at END),
            max(CASE country WHEN 'JP' THEN at END)
        FROM (SELECT s.id AS story_id, substr(s.first_at, 1, 10) AS day, {_COUNTRY} AS country,
            a.appeared_at AS at, min(a.appeared_by) {_ARTICLES} GROUP BY 1, 3)
        GROUP BY 1
        """,  # noqa: S608
        f"""
        CREATE TRIGGER figures_follow_new_articles AFTER INSERT ON articles
        WHEN new.story_id IS NOT NULL BEGIN {_note("new.story_id")} END
        """,
        # A verdict sets the version of the watch list whenever it replaces the reasons.
        f"""
        CREATE TRIGGER figures_follow_articles
        AFTER UPDATE OF story_id, outlet, published_at, watchlist ON articles
        BEGIN {_note("new.story_id")} {_note("old.story_id")} END
        """,
        f"""
        CREATE TRIGGER figures_follow_gone_articles AFTER DELETE ON articles
        BEGIN {_note("old.story_id")} END
        """,
        f"""
        CREATE TRIGGER figures_follow_new_stories AFTER INSERT ON stories
        WHEN {_relevant("new")} BEGIN {_note("new.id")} END
        """,
        f"""
        CREATE TRIGGER figures_follow_stories
        AFTER UPDATE OF decision, status, first_at, last_at ON stories
        WHEN {_relevant("new")} IS NOT {_relevant("old")}
            OR {_relevant("new")}
            AND (new.first_at IS NOT old.first_at OR new.last_at IS NOT old.last_at)
        BEGIN INSERT OR IGNORE INTO uncounted_stories (story_id) VALUES (new.id); END
        """,  # noqa: S608
        """
        CREATE TRIGGER figures_follow_gone_stories AFTER DELETE ON stories BEGIN
            DELETE FROM story_days WHERE story_id = old.id;
            DELETE FROM story_concepts WHERE story_id = old.id;
            DELETE FROM story_firsts WHERE story_id = old.id;
            DELETE FROM uncounted_stories WHERE story_id = old.id;
            DELETE FROM learnt_chances WHERE story_id = old.id;
        END
        """,
        f"""
        CREATE TRIGGER figures_follow_outlets AFTER UPDATE OF country ON outlets
        WHEN new.country IS NOT old.country BEGIN
            INSERT OR IGNORE INTO uncounted_stories (story_id)
            SELECT s.id FROM articles a JOIN stories s ON s.id = a.story_id
            WHERE a.outlet = new.name AND {_relevant("s")};
        END
        """,  # noqa: S608
        # The last time that decisions were learnt from: how many there were, what came of it.
        """
        CREATE TABLE learning (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            at TEXT NOT NULL,
            watchlist TEXT NOT NULL,
            relevant INTEGER NOT NULL,
            not_relevant INTEGER NOT NULL,
            forbidden INTEGER NOT NULL,
            stories INTEGER NOT NULL,
            relevant_stories INTEGER NOT NULL,
            by_rules REAL,
            by_learning REAL,
            problem TEXT CHECK (problem IN ('few', 'one_kind', 'no_better'))
        ) STRICT
        """,
        # Terms that would have found what people found relevant, or spared what they did not:
        # as lines of a watch list, with the articles of the archive that these would change.
        """
        CREATE TABLE suggestions (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('find', 'spare')),
            term TEXT NOT NULL CHECK (term <> ''),
            language TEXT NOT NULL CHECK (language IN ('ko', 'ja', 'en')),
            concept TEXT,
            lines TEXT NOT NULL,
            relevant INTEGER NOT NULL,
            not_relevant INTEGER NOT NULL,
            gained TEXT NOT NULL,
            lost TEXT NOT NULL,
            borne_out INTEGER NOT NULL,
            contradicted INTEGER NOT NULL,
            UNIQUE (kind, term, language)
        ) STRICT
        """,
        # Suggestions that a person does not want to see again.
        """
        CREATE TABLE dismissed_suggestions (
            kind TEXT NOT NULL,
            term TEXT NOT NULL,
            language TEXT NOT NULL,
            dismissed_by TEXT NOT NULL,
            dismissed_at TEXT NOT NULL,
            PRIMARY KEY (kind, term, language)
        ) STRICT, WITHOUT ROWID
        """,
        # How likely a waiting story is to be found relevant, and the traits that say so.
        """
        CREATE TABLE learnt_chances (
            story_id INTEGER PRIMARY KEY,
            chance REAL NOT NULL CHECK (chance BETWEEN 0 AND 1),
            reasons TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX learnt_chances_in_order ON learnt_chances (chance)",
    ):
        db.execute(statement)
