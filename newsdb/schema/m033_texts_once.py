"""A text is stored once; story ids are never given twice; what was inherited by mistake goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: The column as it was, and as it is: NULL is the text of the article's next version.
_BODY = ("body TEXT NOT NULL", "body TEXT")


@migrations()
def m033_texts_once(db: Database) -> None:
    """Let a version have no text of its own, count story ids on, repair reviews of reused ones.

    Captures may be of an article's further pages. The texts that are stored twice are noted only,
    and ``scrapy refresh`` drops them: a migration is one transaction, and would write half the
    file while crawls and desk wait.
    """
    _let_body_be_null(db)
    db.execute(
        "CREATE TABLE doubled_texts ("
        " first INTEGER NOT NULL,"  # ids of articles, both included
        " last INTEGER NOT NULL) STRICT"
    )
    db.execute("INSERT INTO doubled_texts SELECT min(id), max(id) FROM articles HAVING count(*)")
    db.execute("ALTER TABLE captures ADD COLUMN part INTEGER NOT NULL DEFAULT 1")
    _count_story_ids(db)
    _note_link_keys(db)
    _show_releases(db)
    _close_alarms(db)
    _repair_reviews(db)


def _let_body_be_null(db: Database) -> None:
    """Change the schema's text, which SQLite allows for this (lang_altertable.html, section 8).

    ALTER COLUMN came with SQLite 3.53, and a new table would be a second copy of all texts.
    """
    (version,) = db.execute("PRAGMA schema_version").fetchone()
    db.execute("PRAGMA writable_schema = ON")
    db.execute(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?)"
        " WHERE type = 'table' AND name = 'revisions'",
        _BODY,
    )
    db.execute(f"PRAGMA schema_version = {version + 1}")
    db.execute("PRAGMA writable_schema = RESET")


def _close_alarms(db: Database) -> None:
    """Close alarms of outlets that there are no more: other migrations gave them new names."""
    db.execute(
        """
        UPDATE alarms SET closed_at = seen_at, closed_because = 'the outlet has another name now'
        WHERE closed_at IS NULL AND outlet GLOB 'site:*'
            AND outlet NOT IN (SELECT name FROM outlets)
        """
    )


def _count_story_ids(db: Database) -> None:
    """Keep the highest id that a story ever had: what was said of it stays in several tables."""
    for statement in (
        """
        CREATE TABLE story_ids (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            last INTEGER NOT NULL
        ) STRICT
        """,
        """
        INSERT INTO story_ids SELECT 1, max(
            coalesce((SELECT max(id) FROM stories), 0),
            coalesce((SELECT max(subject_id) FROM reviews WHERE subject = 'story'), 0),
            coalesce((SELECT max(subject_id) FROM review_events WHERE subject = 'story'), 0),
            coalesce((SELECT max(story_id) FROM told_stories), 0))
        """,
        """
        CREATE TRIGGER stories_leave_their_ids AFTER DELETE ON stories BEGIN
            INSERT INTO story_ids (id, last) VALUES (1, old.id)
            ON CONFLICT (id) DO UPDATE SET last = max(last, excluded.last);
        END
        """,
    ):
        db.execute(statement)


def _note_link_keys(db: Database) -> None:
    """Keep under which key the link of an article was found that its page gave another one.

    Of those only that are still visited; the address at which they were read tells.
    """
    db.execute("ALTER TABLE revisits ADD COLUMN link_key TEXT")
    db.execute(
        """
        WITH lost AS MATERIALIZED (
            SELECT r.article_id, a.outlet, s.url
            FROM revisits r JOIN articles a ON a.id = r.article_id
            JOIN sightings s ON s.article_id = a.id
            WHERE r.next_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM discovered d WHERE d.outlet = a.outlet AND d.key = a.key))
        UPDATE revisits SET link_key = found.key FROM (
            SELECT article_id, min(d.key) AS key FROM lost JOIN discovered d
            ON d.outlet = lost.outlet AND d.url = lost.url GROUP BY article_id) AS found
        WHERE found.article_id = revisits.article_id
        """
    )


#: Releases of press wires that are hidden behind a reprint, with that one.
_HIDDEN_RELEASES = """
    SELECT a.id, a.copy_of FROM stories s JOIN articles a ON a.id = s.origin_id
    JOIN outlets o ON o.name = a.outlet
    WHERE o.press_wire AND NOT a.unverified AND a.copy_of IS NOT NULL"""


def _show_releases(db: Database) -> None:
    """Let a release stand for the reprint that stood for it, and for what that one stood for."""
    for release, reprint in db.execute(_HIDDEN_RELEASES).fetchall():
        db.execute("UPDATE articles SET copy_of = NULL WHERE id = ?", (release,))
        same = db.execute(
            "SELECT 1 FROM links WHERE (article_id, other_id) IN (VALUES (:a, :b), (:b, :a))"
            " AND kind IN ('exact', 'near')",
            {"a": release, "b": reprint},
        ).fetchone()
        if same:
            db.execute(
                "UPDATE articles SET copy_of = :a WHERE id = :b OR copy_of = :b",
                {"a": release, "b": reprint},
            )


#: Reviews that can't be of the story that has them: all its articles came after the decision, and
#: what the decision was about is in an older story, into which the one of this id went. Not those
#: that went with an article that a person or a rule parted from the story, and so stay true.
_MISTAKEN = """
    WITH suspects AS MATERIALIZED (
        SELECT r.subject_id AS story, r.version FROM reviews r
        WHERE r.subject = 'story'
        AND EXISTS (SELECT 1 FROM articles a WHERE a.story_id = r.subject_id)
        AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.story_id = r.subject_id
            AND a.first_seen_at <= r.changed_at)
        AND NOT EXISTS (SELECT 1 FROM review_events e WHERE e.kind = 'inherit'
            AND e.subject = 'story' AND e.subject_id = r.subject_id)
        AND NOT EXISTS (SELECT 1 FROM story_decisions d JOIN articles a
            ON a.id IN (d.article_id, d.other_id)
            WHERE d.kind = 'apart' AND a.story_id = r.subject_id)),
    decided AS MATERIALIZED (
        SELECT s.story, b.story_id AS present FROM suspects s
        JOIN review_events e ON e.subject = 'story' AND e.subject_id = s.story
        JOIN articles b ON b.url = e.url),
    heirs AS MATERIALIZED (
        SELECT json_extract(previous, '$.story') AS story FROM review_events
        WHERE kind = 'inherit' AND EXISTS (SELECT 1 FROM suspects))
    SELECT s.story, s.version FROM suspects s WHERE s.story NOT IN (
        SELECT story FROM heirs WHERE story IS NOT NULL)
    AND (SELECT max(present) FROM decided d WHERE d.story = s.story) < s.story"""


def _repair_reviews(db: Database) -> None:
    """Put the stories that took a deleted one's id and with it its review back to be read."""
    for story, version in db.execute(_MISTAKEN).fetchall():
        db.execute(
            """
            INSERT INTO review_events (subject, subject_id, url, kind, value, previous, version,
                actor, at)
            SELECT 'story', subject_id, (SELECT min(url) FROM articles WHERE story_id = ?),
                'inherit', '{"status": null, "reason": null, "starred": false, "note": null,'
                || ' "tags": []}',
                json_object('status', status, 'reason', reason,
                    'starred', json(iif(starred, 'true', 'false')), 'note', note),
                version + 1, 'upgrade', changed_at
            FROM reviews WHERE subject = 'story' AND subject_id = ?
            """,
            (story, story),
        )
        db.execute("DELETE FROM review_tags WHERE subject = 'story' AND subject_id = ?", (story,))
        db.execute(
            """
            INSERT OR REPLACE INTO reviews (subject, subject_id, status, reason, starred, note,
                version, changed_by, changed_at)
            SELECT subject, subject_id, NULL, NULL, 0, NULL, ?, 'upgrade', changed_at
            FROM reviews WHERE subject = 'story' AND subject_id = ?
            """,
            (version + 1, story),
        )
        db.execute("UPDATE articles SET status = NULL, starred = 0 WHERE story_id = ?", (story,))
