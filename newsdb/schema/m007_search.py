"""The search index: pairs of characters in an FTS5 table that stores no text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.frozen_index_form import index_form
from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m007_search(db: Database) -> None:
    """Create the index and fill it from the stored articles; triggers remove deleted texts."""
    for statement in (
        # The tokenizer only splits at spaces: the texts come cut into terms.
        """
        CREATE VIRTUAL TABLE articles_fts USING fts5 (
            title, subtitle, body, more,
            content = '', contentless_delete = 1, tokenize = 'ascii'
        )
        """,
        # A text that is taken away is no longer found, whoever took it; ``search.index`` puts back
        # what is left of the article.
        """
        CREATE TRIGGER articles_fts_text_gone AFTER DELETE ON article_bodies BEGIN
            DELETE FROM articles_fts WHERE rowid = old.article_id;
        END
        """,
        """
        CREATE TRIGGER articles_fts_text_changed AFTER UPDATE OF body, captions ON article_bodies
        WHEN new.body <> old.body OR new.captions <> old.captions BEGIN
            DELETE FROM articles_fts WHERE rowid = old.article_id;
        END
        """,
    ):
        db.execute(statement)
    db.conn.create_function("index_form", 1, lambda text: index_form(text or ""))
    db.execute(
        """
        INSERT INTO articles_fts (rowid, title, subtitle, body, more)
        SELECT a.id, index_form(a.title), index_form(a.subtitle), index_form(b.body),
            index_form(concat_ws(' ', a.dateline, a.keywords, b.captions, (
                SELECT group_concat(name, ' ') FROM authors WHERE article_id = a.id)))
        FROM articles a LEFT JOIN article_bodies b ON b.article_id = a.id
        """
    )
