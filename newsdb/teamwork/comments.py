"""What colleagues write about a story, as plain text. Comments stand on an article.

They are for the desk only: no export, feed, message or briefing has them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

LONGEST = 4000  # characters
#: A story with more has become a place for something else.
MOST = 500

_BLANK_LINES = re.compile(r"\n{3,}")


class CommentError(ValueError):
    """A comment can't be kept; ``problem`` is "empty", "long", "many" or "story"."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the comment can't be kept: {problem}")
        self.problem = problem


class Comment(NamedTuple):
    """A comment; ``at`` is ISO 8601 with +09:00."""

    id: int
    person: str
    at: str
    text: str


def of_story(db: Database, story: int) -> list[Comment]:
    """Return the comments on a story, the earliest first."""
    rows = db.conn.execute(
        "SELECT c.id, c.person, c.at, c.text FROM articles a JOIN comments c"
        " ON c.article_id = a.id WHERE a.story_id = ? ORDER BY c.at, c.id",
        (story,),
    )
    return [Comment(*row) for row in rows]


def counts(db: Database, stories: Sequence[int]) -> dict[int, int]:
    """Return the number of comments on each of some stories that have any."""
    marks = ", ".join("?" * len(stories))
    rows = db.conn.execute(
        "SELECT a.story_id, count(*) FROM articles a JOIN comments c ON c.article_id = a.id"  # noqa: S608
        f" WHERE a.story_id IN ({marks}) GROUP BY a.story_id",
        list(stories),
    )
    return dict(rows.fetchall())


def plain(text: str) -> str:
    """Return a comment as it is kept: no control characters, ends of lines as LF, no blank ends.

    Raises CommentError if nothing is left or too much.
    """
    lines = without_controls(text.replace("\r\n", "\n")).split("\n")
    kept = _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()
    if not kept:
        raise CommentError("empty")
    if len(kept) > LONGEST:
        raise CommentError("long")
    return kept


def add(db: Database, story: int, text: str, *, person: str, at: datetime) -> int:
    """Keep a comment on a story and return its number; raises CommentError."""
    kept = plain(text)
    origin = db.conn.execute("SELECT origin_id FROM stories WHERE id = ?", (story,)).fetchone()
    if origin is None:
        raise CommentError("story")
    if counts(db, [story]).get(story, 0) >= MOST:
        raise CommentError("many")
    db.conn.execute(
        "INSERT INTO comments (article_id, person, at, text) VALUES (?, ?, ?, ?)",
        (origin[0], person, stamp(at), kept),
    )
    (key,) = db.conn.execute("SELECT last_insert_rowid()").fetchone()
    return int(key)


def remove(db: Database, key: int, *, person: str) -> dict[str, str | int] | None:
    """Delete one of a person's own comments; return the row, None if they have no such one."""
    found = list(db.query("SELECT * FROM comments WHERE id = ? AND person = ?", [key, person]))
    db.conn.execute("DELETE FROM comments WHERE id = ? AND person = ?", (key, person))
    return found[0] if found else None


def put_back(db: Database, row: dict[str, str | int]) -> None:
    """Store a comment again that ``remove`` returned.

    Raises sqlite3.IntegrityError if its article is gone.
    """
    columns = ("id", "article_id", "person", "at", "text")
    db.conn.execute(
        "INSERT INTO comments (id, article_id, person, at, text) VALUES (?, ?, ?, ?, ?)",
        [row[name] for name in columns],
    )
