"""What must never be in a database, whatever was killed while it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

#: What must not be there, as queries that count it.
WRONG = {
    "articles without a story": "SELECT count(*) FROM articles WHERE story_id IS NULL",
    "stories without articles": """
        SELECT count(*) FROM stories WHERE id NOT IN (SELECT story_id FROM articles)""",
    "stories that miscount": """
        SELECT count(*) FROM stories s WHERE members <>
            (SELECT count(*) FROM articles a WHERE a.story_id = s.id)""",
    "articles without a signature": """
        SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM signatures)""",
    "signatures without an article": """
        SELECT count(*) FROM signatures WHERE article_id NOT IN (SELECT id FROM articles)""",
    "keys without an article": """
        SELECT count(*) FROM fingerprints WHERE article_id NOT IN (SELECT id FROM articles)""",
    "copies without a link": """
        SELECT count(*) FROM articles a WHERE copy_of IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM links l WHERE l.article_id = a.id)""",
    "revisions without their changes": """
        SELECT count(*) FROM revisions r WHERE number > 1 AND NOT EXISTS (
            SELECT 1 FROM changes c WHERE c.article_id = r.article_id
            AND c.number = r.number)""",
    "articles without a revision": """
        SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM revisions)""",
    "broken references": "SELECT count(*) FROM pragma_foreign_key_check",
    "damaged pages": "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
}


def faults(db: Database) -> list[str]:
    """Return what is wrong in a database, one line each; empty when all is as it must be."""
    counted = {what: db.execute(sql).fetchone()[0] for what, sql in WRONG.items()}
    return [f"{number} {what}" for what, number in counted.items() if number]
