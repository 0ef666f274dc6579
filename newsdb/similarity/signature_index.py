"""Stored signatures, and an index of the articles by the keys of their signatures.

Except ``often_printed``, everything is called inside the transaction that stores the article, so
that of two crawls storing the same release at once the second waits and finds the first's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.similarity.event_words import PART, kind_of
from newsdb.similarity.events import MOST_WITH_A_WORD
from newsdb.similarity.signatures import (
    BITS,
    MOST,
    MOST_NUMBERS,
    VERSION,
    Sample,
    Signature,
    pack_keys,
    text_key,
    unpack_keys,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlite_utils import Database

#: Of texts with a common key, which says little, only this many, the newest, are considered.
MOST_WITH_A_KEY = MOST_WITH_A_WORD

#: Of an article's keys so many are kept, though all are looked up: each costs a page of the log.
#: The first sentences, since what is cut off is the end; of others the same ones in every copy.
FIRST_SENTENCES, MORE_SENTENCES, WORDS = 3, 5, 14

#: A sentence in this many other articles of an outlet is the outlet's, not the article's.
OFTEN = 5

#: The key of every text without a date.
UNDATED = 0


class Days(NamedTuple):
    """A range of days, counted from 1970, of the texts to look up; undated texts have 0."""

    first: int
    last: int


EVER = Days(0, 1 << 31)
NEVER = Days(0, 0)

# SQLite plans a statement anew each time that a parameter is bound whose value it plans by: that
# of a LIMIT, and in a database with statistics (ANALYZE) what an indexed column is compared with.
# So limits are numbers here, and parameters have a sign, which hides them.

_NEWEST = f"""(
    SELECT group_concat(article_id) FROM (SELECT article_id FROM fingerprints
        WHERE key = wanted.value AND day BETWEEN +:first AND +:last ORDER BY day DESC
        LIMIT {MOST_WITH_A_KEY}))"""  # noqa: S608 our own
#: The newest texts with each key, for all keys in one statement.
_WITH_KEYS = f"SELECT wanted.value, {_NEWEST} FROM json_each(:keys) AS wanted"  # noqa: S608 our own
#: The same, but of a common key only that it is one: to list its texts takes five times as long.
_WITH_RARE_KEYS = f"""
    SELECT wanted.value, CASE WHEN EXISTS (
        SELECT 1 FROM fingerprints WHERE key = wanted.value AND day BETWEEN +:first AND +:last
        LIMIT 1 OFFSET {MOST_WITH_A_KEY - 1}) THEN 'common' ELSE {_NEWEST} END
    FROM json_each(:keys) AS wanted"""  # noqa: S608 our own
_OFTEN = f"""
    SELECT wanted.value FROM json_each(:keys) AS wanted
    WHERE EXISTS (SELECT 1 FROM (
        SELECT article_id FROM fingerprints WHERE key = wanted.value LIMIT {MOST_WITH_A_KEY}) f
        JOIN articles a ON a.id = f.article_id WHERE a.outlet = +:outlet AND a.id IS NOT +:but
        LIMIT 1 OFFSET {OFTEN - 1})"""  # noqa: S608 our own


def write(db: Database, article_id: int, signature: Signature, *, tells: float | None) -> None:
    """Store or replace an article's signature; ``tells`` is the weight of its event's words."""
    db.conn.execute(
        "INSERT OR REPLACE INTO signatures (article_id, version, day, skeleton, shingles, sample,"
        " numbers, number_sample, agency, press_release, words, tells, traits)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article_id,
            signature.version,
            signature.day,
            signature.skeleton,
            signature.shingles.total,
            signature.shingles.pack(),
            signature.numbers.total,
            signature.numbers.pack(),
            signature.agency,
            int(signature.press_release),
            pack_keys(signature.words),
            tells,
            signature.packed_traits,
        ),
    )


def write_keys(
    db: Database,
    article_id: int,
    signature: Signature,
    *,
    bands: bool,
    words: Iterable[int],
) -> None:
    """Index an article by its whole text and sentences, and by ``bands`` and ``words`` if given.

    The keys of an earlier revision stay, so that a copy of it still finds the article.
    """
    keys = {text_key(signature.skeleton)}
    if not signature.day:
        keys.add(UNDATED)
    keys.update(signature.sentences[:FIRST_SENTENCES])
    keys.update(sorted(signature.sentences[FIRST_SENTENCES:])[:MORE_SENTENCES])
    if bands:
        keys.update(signature.bands)
    # What names a place, a name or a number tells more than a part of a word.
    keys.update(sorted(words, key=lambda each: (kind_of(each) == PART, each))[:WORDS])
    db.conn.executemany(
        "INSERT OR IGNORE INTO fingerprints (key, day, article_id) VALUES (?, ?, ?)",
        [(key, signature.day, article_id) for key in sorted(keys)],
    )


def read(db: Database, article_ids: Collection[int]) -> dict[int, Signature]:
    """Return the stored signatures of articles, without sentences and bands.

    Only those of this VERSION; those stored before words were kept have none.
    """
    marks = ", ".join("?" * len(article_ids))
    rows = db.conn.execute(
        "SELECT article_id, day, skeleton, shingles, sample, numbers, number_sample, agency,"  # noqa: S608 our own
        " press_release, words, traits FROM signatures"
        f" WHERE article_id IN ({marks}) AND version = {VERSION}",
        tuple(article_ids),
    )
    return {
        row[0]: Signature(
            version=VERSION,
            day=row[1],
            skeleton=row[2],
            shingles=Sample.unpack(row[3], row[4], most=MOST, space=1 << BITS),
            numbers=Sample.unpack(row[5], row[6], most=MOST_NUMBERS, space=1 << BITS),
            agency=row[7],
            press_release=bool(row[8]),
            words=unpack_keys(row[9] or b""),
            packed_traits=row[10] or b"",
        )
        for row in rows
    }


def articles_with(
    db: Database, keys: Sequence[int], days: Days
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield, for each key, the ids of the newest MOST_WITH_A_KEY texts of those days."""
    first, last = days
    parameters = {"keys": _as_json(keys), "first": first, "last": last}
    for key, found in db.conn.execute(_WITH_KEYS, parameters):
        yield key, found.split(",") if found else ()


def articles_with_rare(
    db: Database, keys: Sequence[int], days: Days
) -> Iterator[tuple[int, Sequence[str] | None]]:
    """Yield the same, but None for a key that MOST_WITH_A_KEY texts or more have."""
    first, last = days
    parameters = {"keys": _as_json(keys), "first": first, "last": last}
    for key, found in db.conn.execute(_WITH_RARE_KEYS, parameters):
        yield key, None if found == "common" else found.split(",") if found else ()


def often_printed(
    db: Database, outlet: str, keys: Sequence[int], *, but: int | None = None
) -> set[int]:
    """Return those sentence keys that at least OFTEN other articles of an outlet have."""
    asked = {"keys": _as_json(keys), "outlet": outlet, "but": but}
    rows = db.conn.execute(_OFTEN, asked)
    return {row[0] for row in rows}


def _as_json(keys: Sequence[int]) -> str:
    return str([*keys])  # integers look the same in it, and it takes two thirds of the time
