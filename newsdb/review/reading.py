"""Which stories a person has read: unread again when another article has come in since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlite_utils import Database

#: A condition on the story ``s``; ``:person`` hasn't read it since its last article came in.
UNREAD = (
    "NOT EXISTS (SELECT 1 FROM story_reads r WHERE r.person = :person AND r.story_id = s.id"
    " AND r.read_at >= s.fed_at)"
)


def mark_read(db: Database, person: str, stories: Iterable[int], *, at: datetime) -> None:
    """Write down that a person has read stories; runs inside the caller's transaction."""
    db.conn.executemany(
        "INSERT INTO story_reads (person, story_id, read_at) SELECT ?, id, ? FROM stories"
        " WHERE id = ? ON CONFLICT (person, story_id) DO UPDATE SET read_at = excluded.read_at",
        [(person, stamp(at), story) for story in stories],
    )


def read_marks(db: Database, person: str, stories: Sequence[int]) -> dict[int, str | None]:
    """Return when a person read each of some stories; None where they never did."""
    marks = ", ".join("?" * len(stories))
    rows = db.conn.execute(
        f"SELECT story_id, read_at FROM story_reads WHERE person = ? AND story_id IN ({marks})",  # noqa: S608
        (person, *stories),
    )
    return {**dict.fromkeys(stories), **dict(rows.fetchall())}


def put_marks_back(db: Database, person: str, marks: Mapping[int, str | None]) -> None:
    """Give stories the marks that ``read_marks`` returned before."""
    for story, read_at in marks.items():
        db.table("story_reads").delete_where("person = ? AND story_id = ?", [person, story])
        if read_at:
            row = {"person": person, "story_id": story, "read_at": read_at}
            db.table("story_reads").insert(row)


def unread(db: Database, person: str, stories: Sequence[int]) -> set[int]:
    """Return those of some stories that a person hasn't read since their last article."""
    marks = ", ".join(f":s{place}" for place in range(len(stories)))
    rows = db.conn.execute(
        f"SELECT s.id FROM stories s WHERE s.id IN ({marks}) AND {UNREAD}",  # noqa: S608
        {"person": person, **{f"s{place}": story for place, story in enumerate(stories)}},
    )
    return {row[0] for row in rows}


def waiting_and_read(db: Database, person: str) -> int:
    """Return how many of the stories that wait for a decision a person has read."""
    (number,) = db.conn.execute(
        "SELECT count(*) FROM story_reads r JOIN stories s ON s.id = r.story_id"
        " WHERE r.person = ? AND s.status IS NULL AND s.decision <> 'other'"
        " AND r.read_at >= s.fed_at",
        (person,),
    ).fetchone()
    return int(number)
