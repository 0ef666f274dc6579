"""Who is to look at a story. An assignment stands on an article and goes where its story goes.

It waits until somebody decides the story, or whoever has it says that it is done; a decision from
before it settles nothing. When stories are merged, the newest assignment counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

#: Whether the story ``s`` was decided after the assignment ``g``. Times are whole seconds: within
#: one the order of events tells.
_SETTLED = (
    "(s.status IS NOT NULL AND (s.reviewed_at > g.at OR s.reviewed_at = g.at AND EXISTS ("
    "SELECT 1 FROM review_events e WHERE e.subject = 'story' AND e.subject_id = s.id"
    " AND e.id > g.after_event)))"
)
#: A condition on the story ``s``: it waits for ``:assigned``. The first half is for SQLite, which
#: then begins with the few stories that this person has ever been given.
WAITING_FOR = (
    "s.id IN (SELECT a.story_id FROM assignments g JOIN articles a ON a.id = g.article_id"  # noqa: S608 our own
    " WHERE g.is_open AND g.person = :assigned)"
    " AND EXISTS (SELECT 1 FROM articles a JOIN assignments g ON g.article_id = a.id"
    " WHERE a.story_id = s.id AND g.is_open AND g.person = :assigned"
    f" AND NOT {_SETTLED}"
    " AND NOT EXISTS (SELECT 1 FROM articles m JOIN assignments n ON n.article_id = m.id"
    " WHERE m.story_id = s.id AND n.is_open AND n.id > g.id))"
)
_OF_STORY = "article_id IN (SELECT id FROM articles WHERE story_id = ?)"


class Assignment(NamedTuple):
    """Who has a story, from whom, since when; ``settled`` if it was decided since."""

    id: int
    person: str
    by: str
    at: str
    settled: bool


class Changed(NamedTuple):
    """What takes an assignment back: the row that was added, those that it took the place of."""

    id: int
    before: list[int]


def of_stories(db: Database, stories: Sequence[int]) -> dict[int, Assignment]:
    """Return who has each of some stories; stories that nobody has are left out."""
    marks = ", ".join("?" * len(stories))
    rows = db.conn.execute(
        f"SELECT a.story_id, g.id, g.person, g.by, g.at, {_SETTLED}"  # noqa: S608
        " FROM articles a JOIN assignments g ON g.article_id = a.id"
        " JOIN stories s ON s.id = a.story_id"
        f" WHERE g.is_open AND a.story_id IN ({marks}) ORDER BY g.id",
        list(stories),
    )
    newest = {row[0]: row[1:] for row in rows}
    return {
        story: Assignment(key, person, by, at, bool(settled))
        for story, (key, person, by, at, settled) in newest.items()
        if person is not None
    }


def assign(
    db: Database, story: int, person: str | None, *, by: str, at: datetime
) -> Changed | None:
    """Give a story to a person, or with None take it off; in the caller's transaction.

    Returns None where that is so already, and where there is no such story.
    """
    present = of_stories(db, [story]).get(story)
    if (present and present.person) == person and not (present and present.settled):
        return None
    origin = db.conn.execute("SELECT origin_id FROM stories WHERE id = ?", (story,)).fetchone()
    if origin is None:
        return None
    open_ones = db.conn.execute(
        f"SELECT id FROM assignments WHERE is_open AND {_OF_STORY}",  # noqa: S608
        (story,),
    )
    before = [row[0] for row in open_ones]
    _switch(db, before, is_open=False)
    db.conn.execute(
        "INSERT INTO assignments (article_id, person, by, at, after_event)"
        " SELECT ?, ?, ?, ?, coalesce(max(id), 0) FROM review_events",
        (origin[0], person, by, stamp(at)),
    )
    (key,) = db.conn.execute("SELECT last_insert_rowid()").fetchone()
    return Changed(int(key), before)


def take_back(db: Database, key: int, before: Sequence[int]) -> bool:
    """Undo what ``assign`` returned; False, with nothing changed, if it is superseded by now."""
    gone = db.conn.execute("DELETE FROM assignments WHERE id = ? AND is_open", (key,))
    if not gone.rowcount:
        return False
    _switch(db, before, is_open=True)
    return True


def waiting_for(db: Database, person: str) -> int:
    """Return how many stories wait for a person."""
    (number,) = db.conn.execute(
        f"SELECT count(*) FROM stories s WHERE {WAITING_FOR}",  # noqa: S608
        {"assigned": person},
    ).fetchone()
    return int(number)


def history(db: Database, story: int) -> list[dict[str, str | None]]:
    """Return who gave a story to whom and when, the earliest first."""
    return list(
        db.query(
            f"SELECT person, by, at FROM assignments WHERE {_OF_STORY} ORDER BY id",  # noqa: S608
            [story],
        )
    )


def _switch(db: Database, keys: Sequence[int], *, is_open: bool) -> None:
    db.conn.executemany(
        "UPDATE assignments SET is_open = ? WHERE id = ?", [(is_open, key) for key in keys]
    )
