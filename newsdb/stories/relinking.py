"""Recomputing links and stories of a period after the rules or signatures changed."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from newsdb.database import now, stamp, transaction
from newsdb.records import Article, read_dated
from newsdb.row_failures import RowFailures
from newsdb.similarity.copy_rules import COPIES
from newsdb.similarity.signatures import VERSION
from newsdb.stories import copies, copy_links, stories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.similarity.signatures import Signature

    Signer = Callable[[Article, int], Signature]

#: Articles per transaction: few, so that a crawl doesn't wait long to write.
BATCH = 50

_COPIES = ", ".join(f"'{kind}'" for kind in COPIES)


def relink(
    db: Database,
    signer: Signer,
    *,
    since: datetime | None = None,
    progress: Callable[[int], object] = lambda _: None,
    failures: RowFailures | None = None,
) -> Counter[str]:
    """Sign the articles since a time again, relink them, regroup stories; count the changes.

    ``signer`` gives the signature of an article with its id. People's decisions to merge or split
    stay. If interrupted, it has done a part and can be run again. Articles whose text was purged
    keep their signatures.
    """
    failures = failures or RowFailures()
    counts: Counter[str] = Counter()
    ids = articles_since(db, since)
    for first in range(0, len(ids), BATCH):
        batch = ids[first : first + BATCH]
        with transaction(db):
            for article_id in batch:
                with failures.aside(db, _named(article_id)):
                    counts += _relink_one(db, article_id, signer)
        progress(len(batch))
    for first in range(0, len(ids), BATCH):
        batch = ids[first : first + BATCH]
        with transaction(db):
            failures.together(db, batch, partial(regroup, db), named=_named)
        progress(len(batch))
    counts["articles"] = len(ids)
    return counts


def sign_again(
    db: Database,
    article_ids: Sequence[int],
    signer: Signer,
    progress: Callable[[int], object],
    failures: RowFailures | None = None,
) -> None:
    """Sign and link the articles that ``signed_by_older_rules`` returned, and regroup stories.

    Only articles signed by one VERSION are compared, so each pair is when its second is signed.
    Each transaction leaves links and stories that agree: if interrupted, the rest is left.
    """
    failures = failures or RowFailures()
    for first in range(0, len(article_ids), BATCH):
        batch = article_ids[first : first + BATCH]
        with transaction(db):
            for article_id in batch:
                with failures.aside(db, _named(article_id)):
                    _relink_one(db, article_id, signer)
            failures.together(db, batch, partial(regroup, db), named=_named)
        progress(len(batch))


def signed_by_older_rules(db: Database) -> list[int]:
    """Return the articles kept in full whose signature is not of this VERSION, oldest first."""
    rows = db.conn.execute(
        "SELECT a.id FROM articles a JOIN article_bodies b ON b.article_id = a.id"
        " WHERE a.kept = 'full' AND b.body <> '' AND NOT EXISTS ("
        " SELECT 1 FROM signatures s WHERE s.article_id = a.id AND s.version = ?"
        " AND s.words IS NOT NULL) ORDER BY a.appeared_by, a.id",
        (VERSION,),
    )
    return [row[0] for row in rows]


def articles_since(db: Database, since: datetime | None) -> list[int]:
    """Return the articles that appeared since a time, the oldest first."""
    sql = "SELECT id FROM articles WHERE appeared_by >= ? ORDER BY appeared_by, id"
    return [row[0] for row in db.conn.execute(sql, (stamp(since) or "",))]


def regroup(db: Database, article_ids: Iterable[int]) -> None:
    """Split the stories that links no longer hold together, and join what is linked now.

    Runs inside the caller's transaction.
    """
    ids = list(article_ids)
    marks = ", ".join("?" * len(ids))
    touched = db.conn.execute(
        f"SELECT DISTINCT story_id FROM articles WHERE id IN ({marks})"  # noqa: S608 our own
        " AND story_id IS NOT NULL",
        ids,
    ).fetchall()
    for (story,) in touched:
        _part(db, story)
    for article_id in ids:
        stories.join(db, article_id)


def _named(article_id: int) -> str:
    return f"article {article_id}"


def _relink_one(db: Database, article_id: int, signer: Signer) -> Counter[str]:
    article = read_signed(db, article_id)
    if article is None:
        return Counter()
    signature = signer(article, article_id)
    before = _comparable(db, article_id)
    likes = copies.find(db, article_id, signature)
    # A large story has more links than are found from one of its articles.
    missed = before.keys() - {each.article_id for each in likes.copies}
    found = [*likes.copies, *copy_links.compare_with(db, signature, missed)]
    likes = likes._replace(copies=found)
    after = {each.article_id: each.found.kind for each in found}
    db.conn.executemany(
        "DELETE FROM links WHERE kind <> 'same_event'"
        " AND (article_id, other_id) IN (VALUES (:id, :other), (:other, :id))",
        [{"id": article_id, "other": other} for other in before.keys() - after.keys()],
    )
    at = now()
    copies.keep(db, article_id, signature, likes, at=at)
    copies.relate(db, article_id, signature, likes, at=at)
    return Counter(
        {
            "links gone": sum(other not in after for other in before),
            "links new": sum(other not in before for other in after),
            "links changed": sum(
                other in before and before[other] != kind for other, kind in after.items()
            ),
        }
    )


def _comparable(db: Database, article_id: int) -> dict[int, str]:
    """Return an article's links to articles that are signed by this VERSION, by their kinds."""
    rows = db.conn.execute(
        "WITH linked AS (SELECT other_id AS other, kind FROM links WHERE article_id = :id"
        " UNION ALL SELECT article_id, kind FROM links WHERE other_id = :id)"
        " SELECT other, kind FROM linked JOIN signatures s ON s.article_id = other"
        " WHERE s.version = :version AND kind <> 'same_event'",
        {"id": article_id, "version": VERSION},
    )
    return dict(rows.fetchall())


def read_signed(db: Database, article_id: int) -> Article | None:
    """Return a stored article for signing; None when its text is not kept in full."""
    row = next(
        db.query(
            "SELECT a.outlet, a.key, a.url, a.title, b.body, a.language, a.source, a.published_at"
            " FROM articles a JOIN article_bodies b ON b.article_id = a.id"
            " WHERE a.id = ? AND a.kept = 'full' AND b.body <> ''",
            [article_id],
        ),
        None,
    )
    if row is None:
        return None
    at, precision = read_dated(row.pop("published_at"))
    return Article(**row, published_at=at, published_precision=precision)


def _part(db: Database, story: int) -> None:
    """Split a story into its connected groups of articles."""
    members = [
        row[0]
        for row in db.conn.execute(
            "SELECT id FROM articles WHERE story_id = ? ORDER BY appeared_by, id",
            (story,),
        )
    ]
    if len(members) < 2:
        return
    group = {member: member for member in members}

    def find(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = group[member]
        return member

    pairs = db.conn.execute(
        "SELECT l.article_id, l.other_id FROM links l"  # noqa: S608 our own
        " JOIN articles a ON a.id = l.article_id JOIN articles b ON b.id = l.other_id"
        f" WHERE a.story_id = :story AND b.story_id = :story AND l.kind IN ({_COPIES})"
        " UNION ALL SELECT d.article_id, d.other_id FROM story_decisions d"
        " JOIN articles a ON a.id = d.article_id JOIN articles b ON b.id = d.other_id"
        " WHERE a.story_id = :story AND b.story_id = :story AND d.kind = 'together'",
        {"story": story},
    )
    for one, other in pairs:
        group[find(one)] = find(other)
    stays = find(members[0])
    for root in dict.fromkeys(find(member) for member in members):
        if root != stays:
            stories.part(db, [member for member in members if find(member) == root])
    stories.refresh(db, story)
