"""Stories for people to read: the newest first, with what each of their articles adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb import visibility
from newsdb.database import stamp
from newsdb.lazy_modules import LazyModule
from newsdb.similarity.copy_rules import COPIES
from newsdb.similarity.signatures import shingle_hashes
from newsdb.text.boilerplate import printed_text_lines
from newsdb.text.folding import skeleton
from newsdb.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import numpy as np
    from sqlite_utils import Database
else:
    np = LazyModule("numpy")

#: A sentence is new if less than this share of it is in earlier articles.
KNOWN_SENTENCE = 0.5

_COPIES = ", ".join(f"'{kind}'" for kind in COPIES)


class Found(NamedTuple):
    """The copies and stories among a run's articles."""

    copies: int  # of articles stored before them
    stories: int


def listing(db: Database, *, since: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Yield the stories with an article since a time, those with the newest article first.

    Each has its members, its origin and why, the first article in each country, and the other
    stories that may report the same event, with a score.
    """
    ids = db.conn.execute(
        "SELECT id FROM stories WHERE last_at >= :since OR last_at = substr(:since, 1, 10)"
        " ORDER BY last_at DESC, id DESC",
        {"since": stamp(since) or ""},
    ).fetchall()
    for (story_id,) in ids:
        if story := read(db, story_id):
            yield story


def read(db: Database, story_id: int) -> dict[str, Any] | None:
    """Return a story as ``listing`` yields it; None when it doesn't exist."""
    for story in db.query(
        "SELECT s.*, a.title, a.url, a.outlet FROM stories s JOIN articles a ON a.id = s.origin_id"
        " WHERE s.id = ?",
        [story_id],
    ):
        countries = db.query(
            "SELECT country, first_at, article_id FROM story_countries WHERE story_id = ?",
            [story["id"]],
        )
        articles = db.query(
            "SELECT id, outlet, title, url, language, copy_of, appeared_at AS at"
            " FROM articles WHERE story_id = ?"
            " ORDER BY appeared_by, id",
            [story["id"]],
        )
        return {
            **story,
            "countries": list(countries),
            "articles": list(articles),
            "may_be_same_event": same_event(db, story["id"]),
        }
    return None


def articles_of(db: Database, stories: Sequence[int]) -> list[tuple[int, int, str, str, str]]:
    """Return story, id, outlet's title, title and language of each article, the oldest first."""
    return db.execute(
        "SELECT a.story_id, a.id, o.title, a.title, a.language FROM articles a"
        " JOIN outlets o ON o.name = a.outlet"
        " WHERE a.story_id IN (SELECT value FROM json_each(?)) ORDER BY a.appeared_by, a.id",
        [json.dumps(list(stories))],
    ).fetchall()


def same_event(db: Database, story: int) -> list[dict[str, Any]]:
    """Return the stories that are suggested to tell of a story's event, the likeliest first.

    ``score`` says how sure it is, from 0 to 1, and ``why`` what both tell.
    """
    rows = db.query(
        "WITH pairs AS ("
        " SELECT a.story_id AS mine, b.story_id AS story_id, l.score, l.why FROM articles a"
        " JOIN links l ON l.article_id = a.id JOIN articles b ON b.id = l.other_id"
        " WHERE a.story_id = :story AND l.kind = 'same_event'"
        " UNION ALL SELECT a.story_id, b.story_id, l.score, l.why FROM articles a"
        " JOIN links l ON l.other_id = a.id JOIN articles b ON b.id = l.article_id"
        " WHERE a.story_id = :story AND l.kind = 'same_event')"
        " SELECT story_id, max(score) AS score, why FROM pairs WHERE story_id <> :story"
        " GROUP BY story_id ORDER BY score DESC",
        {"story": story},
    )
    return list(rows)


def additions(db: Database, story: int, *, at: datetime) -> dict[int, list[str]]:
    """Return, by article, the sentences that no earlier article of a story has in similar words.

    For the first article these are all its sentences; a release that a press wire has comes
    first, whenever that published it, so that who only reprints it adds nothing. An article whose
    text may not be shown at ``at`` is left out, so that its sentences count as new in the next.
    """
    known = np.empty(0, dtype=np.uint64)
    added: dict[int, list[str]] = {}
    for row in db.query(
        f"SELECT a.id, b.body, {visibility.COLUMNS} FROM articles a"  # noqa: S608 our own
        " JOIN outlets o ON o.name = a.outlet JOIN article_bodies b ON b.article_id = a.id"
        " WHERE a.story_id = ? ORDER BY o.press_wire DESC, a.appeared_by, a.id",
        [story],
    ):
        if not (body := visibility.cut(row, at=at)["body"]):
            continue
        seen = [known]
        new = added[row["id"]] = []
        for line in printed_text_lines(body):
            for sentence in map(str.strip, split(line)):
                hashes = shingle_hashes(skeleton(sentence))
                if len(hashes) and np.isin(hashes, known).mean() < KNOWN_SENTENCE:
                    new.append(sentence)
                seen.append(hashes)
        known = np.unique(np.concatenate(seen))
    return added


def found_in_run(db: Database, run_id: int, *, after: int) -> Found:
    """Return how many articles of a run are copies, and how many stories they belong to.

    ``after`` is the highest article id before the run, since articles have no index by run.
    """
    copies, stories = db.conn.execute(
        "SELECT coalesce(sum(EXISTS ("  # noqa: S608 our own names
        f" SELECT 1 FROM links WHERE article_id = a.id AND other_id < a.id AND kind IN ({_COPIES})"
        f" UNION ALL SELECT 1 FROM links WHERE other_id = a.id AND article_id < a.id"
        f" AND kind IN ({_COPIES}))), 0), count(DISTINCT a.story_id)"
        " FROM articles a WHERE a.id > ? AND a.run_id = ?",
        (after, run_id),
    ).fetchone()
    return Found(copies, stories)
