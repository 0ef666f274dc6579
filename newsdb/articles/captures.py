"""The index of the page archive: which bytes of which file are the capture of which article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from newsdb.database import as_json, stamp
from newsdb.row_failures import RowFailures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlite_utils import Database

Kind = Literal["page", "listing", "source"]

#: Captures that are read at once.
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Some records in a file of the archive; ``start`` and ``length`` in bytes.

    ``part`` is which of its article's pages it is: those from 2 on only add to the first.
    """

    kind: Kind
    outlet: str
    key: str
    url: str
    status: int | None
    fetched_at: datetime
    file: str  # relative to the archive's folder
    start: int
    length: int
    digest: str
    article_id: int | None = None
    part: int = 1


_COLUMNS = (
    "kind, outlet, key, url, status, fetched_at, file, start, length, digest, article_id, part"
)


def add(db: Database, capture: Capture) -> None:
    """Note a capture that has just been written."""
    db.conn.execute(
        f"INSERT OR REPLACE INTO captures ({_COLUMNS})"  # noqa: S608 our own names
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            capture.kind,
            capture.outlet,
            capture.key,
            capture.url,
            capture.status,
            stamp(capture.fetched_at),
            capture.file,
            capture.start,
            capture.length,
            capture.digest,
            capture.article_id,
            capture.part,
        ),
    )


def belong_to(db: Database, article_id: int, *, outlet: str, keys: tuple[str, ...]) -> None:
    """Say whose the captures of a page are, once its article is stored; in its transaction."""
    db.conn.executemany(
        "UPDATE captures SET article_id = ? WHERE outlet = ? AND key = ? AND article_id IS NULL",
        [(article_id, outlet, key) for key in dict.fromkeys(keys)],
    )


#: The newest capture of each stored article's first page.
_NEWEST = """
    FROM captures c WHERE article_id IS NOT NULL AND id = (
        SELECT max(id) FROM captures n WHERE n.article_id = c.article_id AND n.part = 1
        AND (n.status IS NULL OR n.status = 200))
    AND (:outlet IS NULL OR outlet = :outlet) AND (:since IS NULL OR fetched_at >= :since)"""


def count(db: Database, *, outlet: str | None = None, since: datetime | None = None) -> int:
    """Return how many captures ``newest`` yields."""
    parameters = {"outlet": outlet, "since": stamp(since)}
    (number,) = db.conn.execute(f"SELECT count(*) {_NEWEST}", parameters).fetchone()
    return int(number)


def newest(
    db: Database,
    *,
    outlet: str | None = None,
    since: datetime | None = None,
    failures: RowFailures | None = None,
) -> Iterator[Capture]:
    """Yield the newest capture of each stored article's first page, by file and place in it.

    One whose row can't be read is left out.
    """
    failures = failures or RowFailures()
    ids = [
        row[0]
        for row in db.conn.execute(
            f"SELECT id {_NEWEST} ORDER BY file, start",
            {"outlet": outlet, "since": stamp(since)},
        )
    ]
    for first in range(0, len(ids), BATCH):
        found: list[Capture] = []

        def read(these: Sequence[int], into: list[Capture] = found) -> None:
            rows = db.conn.execute(
                f"SELECT {_COLUMNS} FROM captures WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
                " ORDER BY file, start",
                (as_json(these),),
            ).fetchall()
            into += [_capture(row) for row in rows]

        failures.together(db, ids[first : first + BATCH], read, named="capture {}".format)
        yield from found


def further_pages(db: Database, first: Capture) -> list[Capture]:
    """Return the captures of an article's further pages that were fetched after its first one.

    In their order, up to where the article was fetched once more.
    """
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM captures c, ("  # noqa: S608
        "  SELECT id AS first FROM captures WHERE file = :file AND start = :start)"
        " WHERE article_id = :article AND part > 1 AND status = 200 AND id > first"
        " AND NOT EXISTS ("
        "  SELECT 1 FROM captures n WHERE n.article_id = c.article_id AND n.part = 1"
        "  AND n.id > first AND n.id < c.id)"
        " ORDER BY part, id",
        {"file": first.file, "start": first.start, "article": first.article_id},
    ).fetchall()
    return [_capture(row) for row in rows]


def _capture(row: tuple[Any, ...]) -> Capture:
    kind, outlet, key, url, status, fetched_at, file, start, length, digest, article_id, part = row
    return Capture(
        kind=kind,
        outlet=outlet,
        key=key,
        url=url,
        status=status,
        fetched_at=datetime.fromisoformat(fetched_at),
        file=file,
        start=start,
        length=length,
        digest=digest,
        article_id=article_id,
        part=part,
    )


def drop_unread(db: Database, *, before: datetime) -> int:
    """Drop captures of pages that never were an article, fetched before a moment."""
    return db.conn.execute(
        "DELETE FROM captures WHERE article_id IS NULL AND fetched_at < ?", (stamp(before),)
    ).rowcount


def drop_beyond(db: Database, file: str, size: int) -> int:
    """Drop the captures that a file, cut back to ``size``, does not hold; return how many."""
    return db.conn.execute(
        "DELETE FROM captures WHERE file = ? AND start + length > ?", (file, size)
    ).rowcount


def to_sweep(db: Database) -> list[str]:
    """Return the files that hold what no capture points to any more."""
    return [row[0] for row in db.conn.execute("SELECT file FROM archive_sweeps ORDER BY file")]


def spans(db: Database, file: str) -> list[tuple[int, int]]:
    """Return (start, length) of every capture in a file, in order."""
    return list(
        db.conn.execute(
            "SELECT start, length FROM captures WHERE file = ? ORDER BY start", (file,)
        ).fetchall()
    )


def names(db: Database, file: str) -> bool:
    """Tell whether any capture is in a file."""
    row = db.conn.execute("SELECT 1 FROM captures WHERE file = ? LIMIT 1", (file,)).fetchone()
    return row is not None


def move(db: Database, file: str, new_file: str, starts: dict[int, int]) -> None:
    """Say where the captures of a file are in the one written in its place.

    The old one is to be swept until ``note_swept``: it still holds what was taken out.
    """
    db.conn.executemany(
        "UPDATE captures SET file = ?, start = ? WHERE file = ? AND start = ?",
        [(new_file, new, file, old) for old, new in starts.items()],
    )


def note_swept(db: Database, file: str) -> None:
    """Note that a file is gone, or that it was written anew under another name."""
    db.conn.execute("DELETE FROM archive_sweeps WHERE file = ?", (file,))
