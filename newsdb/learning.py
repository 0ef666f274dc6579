"""What is learnt from: people's decisions on articles of outlets whose terms allow it.

An outlet that doesn't allow it (``may_learn``) is counted and nothing else: none of its words are
read here, for training or for counting. What was learnt may be used on any article.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsdb import visibility
from newsdb.articles.verdicts import StoredArticle
from newsdb.database import as_json
from newsdb.search import search

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles.verdicts import Decision
    from newsdb.records import Language

Kind = Literal["find", "spare"]
#: Why there is no learnt order: too few decisions, the newest or all others of one kind, or it
#: would be no better than the rules'.
Problem = Literal["few", "one_kind", "no_better"]

#: The newest decisions that are learnt from, waiting stories that are put into an order, and
#: articles on which a suggestion is tried.
MOST_EXAMPLES, MOST_WAITING, MOST_TRIED = 5000, 2000, 2000


class Example(NamedTuple):
    """An article whose words may be read, with what the watch list and a person said of it."""

    id: int
    story: int
    at: str  # when it appeared
    language: Language
    title: str
    subtitle: str | None
    body: str
    decision: Decision | None
    score: float
    relevant: bool | None  # None: nobody has decided
    concepts: tuple[str, ...]  # what the watch list's reasons name


class Forbidden(NamedTuple):
    """How many decided articles are of outlets whose terms don't allow learning."""

    articles: int


_ARTICLE = f"""
    SELECT a.id, a.story_id, a.appeared_at, a.language, a.title, a.subtitle, b.body, a.decision,
        coalesce(a.score, 0) AS score, a.status, {visibility.COLUMNS}
    FROM articles a JOIN outlets o ON o.name = a.outlet
    JOIN article_bodies b ON b.article_id = a.id"""  # noqa: S608 our own


def examples(db: Database, *, at: datetime) -> tuple[list[Example], Forbidden]:
    """Return the newest decided articles that may be learnt from, the oldest first."""
    rows = list(
        db.query(
            f"{_ARTICLE} WHERE a.status IN ('relevant', 'not_relevant') AND o.may_learn"
            " AND a.copy_of IS NULL ORDER BY a.id DESC LIMIT ?",
            [MOST_EXAMPLES],
        )
    )
    (forbidden,) = db.execute(
        "SELECT count(*) FROM articles a JOIN outlets o ON o.name = a.outlet"
        " WHERE a.status IN ('relevant', 'not_relevant') AND NOT o.may_learn"
    ).fetchone()
    found = sorted(_read(db, rows, at=at), key=lambda each: (each.at, each.id))
    return found, Forbidden(forbidden)


def waiting(db: Database, *, at: datetime) -> list[Example]:
    """Return the first article of each story of the review bin that nobody has decided on."""
    rows = list(
        db.query(
            f"{_ARTICLE} WHERE a.id IN (SELECT s.origin_id FROM stories s"  # noqa: S608
            " WHERE s.decision <> 'other' AND s.decision = 'review' AND s.status IS NULL"
            " ORDER BY s.day DESC, s.score DESC LIMIT ?)",
            [MOST_WAITING],
        )
    )
    return _read(db, rows, at=at)


def _read(db: Database, rows: list[dict[str, Any]], *, at: datetime) -> list[Example]:
    concepts: dict[int, list[str]] = {}
    for article, concept in db.execute(
        "SELECT DISTINCT article_id, concept FROM reasons"
        " WHERE article_id IN (SELECT value FROM json_each(?))",
        [as_json([row["id"] for row in rows])],
    ).fetchall():
        concepts.setdefault(article, []).append(concept)
    found = []
    for row in rows:
        visibility.cut(row, at=at)
        status = row["status"]
        found.append(
            Example(
                id=row["id"],
                story=row["story_id"] or -row["id"],
                at=row["appeared_at"],
                language=row["language"],
                title=row["title"],
                subtitle=row["subtitle"],
                body=row["body"] or "",
                decision=row["decision"],
                score=row["score"],
                relevant=None
                if status not in {"relevant", "not_relevant"}
                else status == "relevant",
                concepts=tuple(sorted(concepts.get(row["id"], ()))),
            )
        )
    return found


def containing(db: Database, term: str) -> list[tuple[StoredArticle, str | None]]:
    """Return the newest articles with a term whose text is kept in full, with what people found.

    At most MOST_TRIED.
    """
    hits = search.find(db, f'"{term}"', limit=MOST_TRIED)
    rows = db.execute(
        "SELECT a.id, a.revision, a.title, a.subtitle, a.language, a.decision, b.body, a.status"
        " FROM articles a JOIN article_bodies b ON b.article_id = a.id"
        " WHERE a.kept = 'full' AND b.body <> '' AND a.id IN (SELECT value FROM json_each(?))"
        " ORDER BY a.id DESC",
        [as_json([hit.id for hit in hits])],
    ).fetchall()
    return [(StoredArticle(*row[:-1]), row[-1]) for row in rows]


class Suggestion(NamedTuple):
    """A term that would have found relevant articles, or spared others, and what it would change.

    ``lines`` are those of a watch list. ``relevant`` and ``not_relevant`` are the decided stories
    with the term; ``gained`` and ``lost`` the articles of the archive that would become relevant,
    and cease to be; ``borne_out`` and ``contradicted`` how many of these changes people's
    decisions bear out and contradict.
    """

    kind: Kind
    term: str
    language: str
    concept: str | None  # of the watch list that it would join; None: one of its own
    lines: str
    relevant: int
    not_relevant: int
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    borne_out: int
    contradicted: int


class Chance(NamedTuple):
    """How likely a waiting story is to be found relevant, and what speaks for and against it."""

    story: int
    chance: float
    reasons: tuple[tuple[str, float], ...]  # a word or a concept, and its weight


class Learnt(NamedTuple):
    """What came of the last time: decisions, how good the order was, why there is none."""

    at: str
    watchlist: str
    relevant: int  # decided articles that may be learnt from
    not_relevant: int
    forbidden: int
    stories: int  # decided ones, by which the order is learnt
    relevant_stories: int
    by_rules: float | None  # average precision on the newest decisions, held out
    by_learning: float | None
    problem: Problem | None


def keep(
    db: Database,
    learnt: Learnt,
    suggestions: Iterable[Suggestion],
    chances: Iterable[Chance],
) -> None:
    """Replace what was learnt before; in the caller's transaction."""
    db.execute("DELETE FROM learning")
    db.execute("DELETE FROM suggestions")
    db.execute("DELETE FROM learnt_chances")
    db.table("learning").insert({"id": 1, **learnt._asdict()})
    db.table("suggestions").insert_all(
        {**each._asdict(), "gained": as_json(each.gained), "lost": as_json(each.lost)}
        for each in suggestions
    )
    db.table("learnt_chances").insert_all(
        {
            "story_id": each.story,
            "chance": each.chance,
            "reasons": json.dumps(each.reasons, ensure_ascii=False),
        }
        for each in chances
    )


def last(db: Database) -> Learnt | None:
    """Return what came of the last time; None before the first."""
    row = db.execute(f"SELECT {', '.join(Learnt._fields)} FROM learning").fetchone()  # noqa: S608
    return Learnt(*row) if row else None


def suggestions(db: Database) -> list[Suggestion]:
    """Return what the last learning suggests, without what somebody dismissed or proposed."""
    rows = db.execute(
        f"SELECT {', '.join(f's.{name}' for name in Suggestion._fields)} FROM suggestions s"  # noqa: S608
        " WHERE NOT EXISTS (SELECT 1 FROM dismissed_suggestions d WHERE d.kind = s.kind"
        " AND d.term = s.term AND d.language = s.language)"
        " AND NOT EXISTS (SELECT 1 FROM watchlist_proposals p WHERE s.kind = 'find'"
        " AND p.term = s.term AND p.concept IS s.concept)"
        " ORDER BY s.borne_out - s.contradicted DESC, s.id"
    ).fetchall()
    return [
        Suggestion(*row)._replace(gained=tuple(json.loads(row[7])), lost=tuple(json.loads(row[8])))
        for row in rows
    ]


def in_learnt_order(db: Database, *, most: int) -> list[Chance]:
    """Return the stories of the review bin that still wait, the likeliest first."""
    rows = db.execute(
        "SELECT c.story_id, c.chance, c.reasons FROM learnt_chances c"
        " JOIN stories s ON s.id = c.story_id AND s.decision = 'review' AND s.status IS NULL"
        " ORDER BY c.chance DESC, c.story_id DESC LIMIT ?",
        [most],
    ).fetchall()
    return [_chance(row) for row in rows]


def chances_of(db: Database, stories: Sequence[int]) -> dict[int, Chance]:
    """Return what was learnt of stories, by their numbers; of many there is nothing."""
    rows = db.execute(
        "SELECT story_id, chance, reasons FROM learnt_chances"
        " WHERE story_id IN (SELECT value FROM json_each(?))",
        [as_json(list(stories))],
    ).fetchall()
    return {row[0]: _chance(row) for row in rows}


def _chance(row: tuple[int, float, str]) -> Chance:
    story, chance, reasons = row
    return Chance(story, chance, tuple((name, weight) for name, weight in json.loads(reasons)))


def titles(db: Database, articles: Sequence[int]) -> list[tuple[int, str, str]]:
    """Return (story, language, title) of articles, in their order; gone ones are left out."""
    rows = {
        row[0]: (row[1], row[2], row[3])
        for row in db.execute(
            "SELECT id, story_id, language, title FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [as_json(articles)],
        ).fetchall()
    }
    return [rows[article] for article in articles if article in rows]
