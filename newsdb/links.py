"""Finding the copies of an article among what is stored, and keeping what was found.

Runs inside the transaction that stores the article, so that two crawls which store one release at
once see each other: the second waits for the first and finds it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.resemblance import COPIES, WINDOW, Resemblance, compare
from newsdb.signatures import (
    BITS,
    MOST,
    MOST_NUMBERS,
    VERSION,
    Sample,
    Signature,
    pack_keys,
    text_key,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlite_utils import Database

#: A sentence or band that more texts have tells little: so many, the newest, are looked at.
MOST_WITH_A_KEY = 50
#: So many candidates, those with most and rarest keys in common, are compared.
MOST_COMPARED = 24
#: So many links of each kind are kept: a story holds together by fewer.
MOST_COPIES, MOST_SERIES = 12, 3
#: Of an article's keys so many are kept, though all are looked up: each costs a page of the log.
#: The first sentences, since what is cut off is the end; of others the same ones in every copy.
FIRST_SENTENCES, MORE_SENTENCES, WORDS = 5, 7, 12
#: In so many other articles of its outlet, a sentence is the outlet's and not the article's.
OFTEN = 5

#: A key that every text without a date has.
UNDATED = 0

#: All keys of a text in one statement: the newest texts with each.
_FIND = """
    SELECT (SELECT group_concat(article_id) FROM (SELECT article_id FROM fingerprints
        WHERE key = wanted.value AND day BETWEEN :first AND :last ORDER BY day DESC LIMIT :most))
    FROM json_each(:keys) AS wanted"""
_OFTEN = """
    SELECT wanted.value FROM json_each(:keys) AS wanted
    WHERE (SELECT count(*) FROM (
        SELECT article_id FROM fingerprints WHERE key = wanted.value LIMIT :most) f
        JOIN articles a ON a.id = f.article_id WHERE a.outlet = :outlet AND a.id IS NOT :but
    ) >= :often"""
#: Before and after every day that there is.
_EVER = {"first": 0, "last": 1 << 31}
_NEVER = {"first": 0, "last": 0}


class Copy(NamedTuple):
    """An article that has something in common with another, and what."""

    article_id: int
    found: Resemblance


class Place(NamedTuple):
    """Where an article stands among its likes: by time, then by id."""

    at: str
    article_id: int


def write_signature(db: Database, article_id: int, signature: Signature) -> None:
    """Store or replace an article's signature; runs inside the caller's transaction.

    The keys of an earlier revision stay: a copy of that one still finds the article.
    """
    db.conn.execute(
        "INSERT OR REPLACE INTO signatures (article_id, version, day, skeleton, shingles, sample,"
        " numbers, number_sample, agency, press_release, words)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        ),
    )
    keys = {text_key(signature.skeleton), *signature.bands}
    keys |= {*signature.sentences[:FIRST_SENTENCES]}
    keys |= {*sorted(signature.sentences[FIRST_SENTENCES:])[:MORE_SENTENCES]}
    keys |= {*sorted(signature.words)[:WORDS]}
    if not signature.day:
        keys.add(UNDATED)
    db.conn.executemany(
        "INSERT OR IGNORE INTO fingerprints (key, day, article_id) VALUES (?, ?, ?)",
        [(key, signature.day, article_id) for key in sorted(keys)],
    )


def read_signatures(db: Database, article_ids: Collection[int]) -> dict[int, Signature]:
    """Return the stored signatures of articles, without the keys; only those of this VERSION."""
    marks = ", ".join("?" * len(article_ids))
    rows = db.conn.execute(
        "SELECT article_id, day, skeleton, shingles, sample, numbers, number_sample, agency,"  # noqa: S608 our own
        f" press_release FROM signatures WHERE article_id IN ({marks}) AND version = {VERSION}",
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
        )
        for row in rows
    }


def candidates(db: Database, signature: Signature, *, but: int | None = None) -> list[int]:
    """Return the articles worth comparing with, the likeliest first."""
    weights: dict[int, float] = defaultdict(float)
    exact = [text_key(signature.skeleton)]  # an exact copy is one for ever
    keys = [*dict.fromkeys((*signature.sentences, *signature.bands))]
    near = {"first": max(signature.day - WINDOW, 1), "last": signature.day + WINDOW}
    lookups = [(exact, _EVER), (keys, near if signature.day else _EVER)]
    any_undated = db.conn.execute("SELECT 1 FROM fingerprints WHERE key = ? LIMIT 1", (UNDATED,))
    if signature.day and any_undated.fetchone():
        lookups.append((keys, _NEVER))
    for looked_up, days in lookups:
        asked = {"keys": json.dumps(looked_up), "most": MOST_WITH_A_KEY, **days}
        for (found,) in db.conn.execute(_FIND, asked):
            ids = found.split(",") if found else ()
            for article_id in ids:
                weights[int(article_id)] += 1 / len(ids)
    if but is not None:
        weights.pop(but, None)
    return sorted(weights, key=lambda each: (-weights[each], each))[:MOST_COMPARED]


def find(db: Database, signature: Signature, *, but: int | None = None) -> list[Copy]:
    """Return the stored articles of which a text is a copy, or that are of its series."""
    stored = read_signatures(db, candidates(db, signature, but=but))
    found = [Copy(other, compare(signature, theirs)) for other, theirs in stored.items()]
    found.sort(key=lambda each: (-each.found.containment, -each.found.jaccard, each.article_id))
    copies = [each for each in found if each.found.kind in COPIES]
    series = [each for each in found if each.found.kind == "series"]
    return [*copies[:MOST_COPIES], *series[:MOST_SERIES]]


def write(db: Database, article_id: int, found: Sequence[Copy], *, at: str) -> None:
    """Keep the links that were found of an article; runs inside the caller's transaction.

    A link's ``article_id`` is the later of the two, and ``covered`` the share of it that the
    earlier one has.
    """
    if not found:
        return
    places = read_places(db, [article_id, *(copy.article_id for copy in found)])
    for other, said in found:
        earlier, later = sorted((article_id, other), key=places.__getitem__)
        covered = said.covered if later == article_id else said.covered_other
        db.conn.execute(
            "DELETE FROM links WHERE article_id = ? AND other_id = ?", (earlier, later)
        )
        db.conn.execute(
            "INSERT OR REPLACE INTO links (article_id, other_id, kind, containment, jaccard,"
            " covered, numbers, score, found_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                later,
                earlier,
                said.kind,
                round(said.containment, 3),
                round(said.jaccard, 3),
                round(covered, 3),
                round(said.numbers, 3),
                round(said.containment, 3),
                at,
            ),
        )


def read_places(db: Database, article_ids: Collection[int]) -> dict[int, Place]:
    """Return when articles appeared, as far as is known, so that they can be put in order."""
    marks = ", ".join("?" * len(article_ids))
    rows = db.conn.execute(
        f"SELECT id, coalesce(published_at, first_seen_at) FROM articles WHERE id IN ({marks})",  # noqa: S608 our own
        tuple(article_ids),
    )
    return {row[0]: Place(row[1], row[0]) for row in rows}


def of(db: Database, article_id: int) -> list[dict[str, Any]]:
    """Return the links of an article in either direction, the strongest first."""
    rows = db.query(
        "SELECT article_id, other_id, kind, containment, jaccard, covered, numbers, score"
        " FROM links WHERE article_id = :id UNION ALL SELECT other_id, article_id, kind,"
        " containment, jaccard, covered, numbers, score FROM links WHERE other_id = :id"
        " ORDER BY score DESC",
        {"id": article_id},
    )
    return list(rows)


def often_printed(
    db: Database, outlet: str, keys: Sequence[int], *, but: int | None = None
) -> set[int]:
    """Return those of some sentence keys that OFTEN other articles of an outlet have, too."""
    asked = {"keys": json.dumps(list(keys)), "most": MOST_WITH_A_KEY, "often": OFTEN}
    rows = db.conn.execute(_OFTEN, {**asked, "outlet": outlet, "but": but})
    return {row[0] for row in rows}


def share_of_longer(containment: float, jaccard: float) -> float:
    """Return which part of the longer text the shorter one has, by what both have in common."""
    if not containment or not jaccard:
        return 0.0
    return min(1.0, 1 / (1 + 1 / jaccard - 1 / containment))
