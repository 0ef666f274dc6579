"""What was glossed: by text, languages, engine and names; people's corrections; failures.

All four are in the key, so that another engine or a mended glossary makes another gloss. The text
itself is not repeated: what is found here belongs to whoever has the text.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import as_json, stamp
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.records import Language

LONGEST = 1000  # characters of a gloss
#: After so long a text that an engine couldn't gloss is tried again, and again.
_PAUSES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7))


class Key(NamedTuple):
    """What a gloss is a gloss of; ``names_hash`` is ``names.hash_of`` the names in the text."""

    text_hash: str
    source: Language
    target: Language
    engine: str
    names_hash: str


class Stored(NamedTuple):
    """A gloss; ``person`` wrote it, or ``engine`` made it."""

    gloss: str
    engine: str
    names_hash: str
    person: str | None = None


def hash_of(text: str) -> str:
    """Return the key of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def are_there(db: Database, keys: Iterable[Key], *, at: datetime) -> set[Key]:
    """Return the keys that need no gloss now: made, corrected, or failed a short while ago."""
    wanted = list(keys)
    marks = as_json([list(each) for each in wanted])
    one = "json_extract(value, '$[{}]')"
    columns = ", ".join(one.format(place) for place in range(len(Key._fields)))
    rows = db.execute(
        f"WITH asked(text_hash, source, target, engine, names_hash) AS (SELECT {columns}"  # noqa: S608 our own
        " FROM json_each(?)) SELECT a.* FROM asked a WHERE EXISTS (SELECT 1 FROM glosses g"
        " WHERE (g.text_hash, g.source, g.target, g.engine, g.names_hash)"
        " = (a.text_hash, a.source, a.target, a.engine, a.names_hash))"
        " OR EXISTS (SELECT 1 FROM gloss_corrections c WHERE (c.text_hash, c.source, c.target)"
        " = (a.text_hash, a.source, a.target))"
        " OR EXISTS (SELECT 1 FROM gloss_failures f WHERE (f.text_hash, f.source, f.target,"
        " f.engine, f.names_hash) = (a.text_hash, a.source, a.target, a.engine, a.names_hash)"
        " AND f.next_at > ?)",
        (marks, stamp(at)),
    )
    return {Key(*row) for row in rows}


def keep(db: Database, key: Key, gloss: str, *, characters: int, at: datetime) -> None:
    """Keep a gloss; ``characters`` are those of its text."""
    db.execute(
        "INSERT OR REPLACE INTO glosses (text_hash, source, target, engine, names_hash, gloss,"
        " characters, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*key, plain(gloss), characters, stamp(at)),
    )
    db.execute(
        "DELETE FROM gloss_failures WHERE (text_hash, source, target, engine, names_hash)"
        " = (?, ?, ?, ?, ?)",
        key,
    )


def fail(db: Database, key: Key, *, at: datetime) -> None:
    """Note that an engine gave nothing for a text; it is tried again after growing pauses."""
    row = db.execute(
        "SELECT failures FROM gloss_failures WHERE (text_hash, source, target, engine, names_hash)"
        " = (?, ?, ?, ?, ?)",
        key,
    ).fetchone()
    failures = row[0] if row else 0
    pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
    db.execute(
        "INSERT OR REPLACE INTO gloss_failures VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*key, failures + 1, stamp(at + pause)),
    )


def correct(
    db: Database,
    text: str,
    *,
    source: Language,
    target: Language,
    gloss: str,
    person: str,
    at: datetime,
) -> None:
    """Keep what a person wrote, which stands before any engine's; an empty one takes it back."""
    key = (hash_of(text), source, target)
    words = plain(gloss)
    if not words:
        db.execute(
            "DELETE FROM gloss_corrections WHERE (text_hash, source, target) = (?, ?, ?)", key
        )
        return
    db.execute(
        "INSERT OR REPLACE INTO gloss_corrections VALUES (?, ?, ?, ?, ?, ?)",
        (*key, words, person, stamp(at)),
    )


def find(db: Database, hashes: Iterable[str], target: Language) -> dict[str, list[Stored]]:
    """Return the glosses of texts by their hashes: a person's first, then the newest."""
    found: dict[str, list[Stored]] = {}
    rows = db.execute(
        "SELECT text_hash, gloss, '' AS engine, '' AS names_hash, person, 1 AS by_person, at"
        " FROM gloss_corrections WHERE target = :target"
        " AND text_hash IN (SELECT value FROM json_each(:hashes))"
        " UNION ALL SELECT text_hash, gloss, engine, names_hash, NULL, 0, made_at FROM glosses"
        " WHERE target = :target AND text_hash IN (SELECT value FROM json_each(:hashes))"
        " ORDER BY by_person DESC, at DESC",
        {"target": target, "hashes": as_json(list(hashes))},
    )
    for text_hash, gloss, engine, names_hash, person, *_ in rows:
        found.setdefault(text_hash, []).append(Stored(gloss, engine, names_hash, person))
    return found


def drop(db: Database, text: str) -> None:
    """Take away the glosses of a text that may no longer be kept."""
    for table in ("glosses", "gloss_corrections", "gloss_failures"):
        db.execute(f"DELETE FROM {table} WHERE text_hash = ?", (hash_of(text),))  # noqa: S608 our own


def plain(gloss: str) -> str:
    """Return a gloss as one line, of a length that a headline has."""
    return " ".join(without_controls(gloss[: 4 * LONGEST]).split())[:LONGEST]
