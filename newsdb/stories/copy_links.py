"""Comparing an article with stored ones, and storing the links to its copies."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.similarity import signature_index
from newsdb.similarity.copy_rules import COPIES, WINDOW, Resemblance, compare
from newsdb.similarity.signature_index import EVER, NEVER, UNDATED, Days
from newsdb.similarity.signatures import text_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlite_utils import Database

    from newsdb.similarity.signatures import Signature

#: How many candidates are compared: those with the most and rarest keys in common.
MOST_COMPARED = 24
#: How many links of each kind are kept: fewer are enough to hold a story together.
MOST_COPIES, MOST_SERIES = 12, 3


class Copy(NamedTuple):
    """An article that resembles another one, and how."""

    article_id: int
    found: Resemblance
    theirs: Signature  # that of the other article


class Place(NamedTuple):
    """An article's position among its copies: by time, then by id."""

    at: str
    article_id: int


def candidates(db: Database, signature: Signature, *, but: int | None = None) -> list[int]:
    """Return the articles that share sentences or bands with a text, the likeliest first.

    ``but`` is an article to leave out.
    """
    keys = [*dict.fromkeys((*signature.sentences, *signature.bands))]
    near = Days(max(signature.day - WINDOW, 1), signature.day + WINDOW)
    lookups = [(keys, near if signature.day else EVER)]
    # An exact copy counts at any distance in time.
    whole = text_key(signature.skeleton)
    ever = dict(signature_index.articles_with(db, [whole, UNDATED], EVER))
    if ever[UNDATED] and signature.day:
        lookups.append((keys, NEVER))
    found = [ever[whole]]
    for looked_up, days in lookups:
        found += [ids for _, ids in signature_index.articles_with(db, looked_up, days)]
    weights: dict[str, float] = defaultdict(float)
    for ids in found:
        for each in ids:
            weights[each] += 1 / len(ids)
    weighed = {int(each): weight for each, weight in weights.items()}
    return sorted(weighed.keys() - {but}, key=lambda each: (-weighed[each], each))[:MOST_COMPARED]


def compare_with(db: Database, signature: Signature, article_ids: Collection[int]) -> list[Copy]:
    """Return those stored articles that resemble a text by one of the rules."""
    stored = signature_index.read(db, article_ids) if article_ids else {}
    found = [Copy(one, compare(signature, other), other) for one, other in stored.items()]
    return [each for each in found if each.found.kind]


def choose(found: Iterable[Copy]) -> list[Copy]:
    """Return the links to keep, the strongest first."""
    ranked = sorted(
        found, key=lambda each: (-each.found.containment, -each.found.jaccard, each.article_id)
    )
    copies = [each for each in ranked if each.found.kind in COPIES]
    series = [each for each in ranked if each.found.kind == "series"]
    return [*copies[:MOST_COPIES], *series[:MOST_SERIES]]


def write(db: Database, article_id: int, found: Sequence[Copy], *, at: str) -> None:
    """Store the links found for an article; runs inside the caller's transaction.

    A link's ``article_id`` is the later of the two, ``covered`` the share of it that is in the
    earlier one, and ``score`` the containment.
    """
    if not found:
        return
    places = read_places(db, [article_id, *(copy.article_id for copy in found)])
    for other, resemblance, _ in found:
        earlier, later = sorted((article_id, other), key=places.__getitem__)
        is_later = later == article_id
        covered = resemblance.covered if is_later else resemblance.covered_other
        db.conn.execute(
            "DELETE FROM links WHERE article_id = ? AND other_id = ?", (earlier, later)
        )
        db.conn.execute(
            "INSERT OR REPLACE INTO links (article_id, other_id, kind, jaccard, covered, numbers,"
            " score, found_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                later,
                earlier,
                resemblance.kind,
                round(resemblance.jaccard, 3),
                round(covered, 3),
                round(resemblance.numbers, 3),
                round(resemblance.containment, 3),
                at,
            ),
        )


def read_places(db: Database, article_ids: Collection[int]) -> dict[int, Place]:
    """Return the places of articles, by which they can be sorted in order of appearance."""
    marks = ", ".join("?" * len(article_ids))
    rows = db.conn.execute(
        f"SELECT id, appeared_by FROM articles WHERE id IN ({marks})",  # noqa: S608 our own
        tuple(article_ids),
    )
    return {row[0]: Place(row[1], row[0]) for row in rows}


def of(db: Database, article_id: int) -> list[dict[str, Any]]:
    """Return the links of an article in either direction, the strongest first."""
    rows = db.query(
        "SELECT article_id, other_id, kind, jaccard, covered, numbers, score"
        " FROM links WHERE article_id = :id UNION ALL SELECT other_id, article_id, kind,"
        " jaccard, covered, numbers, score FROM links WHERE other_id = :id"
        " ORDER BY score DESC",
        {"id": article_id},
    )
    return list(rows)


def share_of_other(share: float, jaccard: float) -> float:
    """Return the share of a text that another one has, from the share of that one in it."""
    if not share or not jaccard:
        return 0.0
    return min(1.0, 1 / max(1.0, 1 + 1 / jaccard - 1 / share))
