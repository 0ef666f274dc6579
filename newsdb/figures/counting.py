"""The tables that figures are read from: relevant stories by day, outlet and concept.

Triggers note in ``uncounted_stories`` what a crawl or a decision changed; ``bring_up_to_date``
counts these stories again. Whoever reads meanwhile gets them counted on the spot, by the same
statements, so that figures are right at any moment and cheap once the tables are up to date.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.database import as_json, transaction
from newsdb.row_failures import RowFailures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlite_utils import Database

#: Stories counted in one transaction: few, so that a crawl doesn't wait long to write.
BATCH = 500

#: What counts: what a person found relevant, or the watch list and nobody said otherwise.
RELEVANT = "(s.status = 'relevant' OR s.decision = 'relevant' AND s.status IS NOT 'not_relevant')"

_COUNTRY = "coalesce(o.country, CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END, '')"

#: From the stories to be counted to their articles.
_ARTICLES = """
    FROM {stories} u CROSS JOIN stories s ON s.id = u.story_id
    CROSS JOIN articles a ON a.story_id = s.id JOIN outlets o ON o.name = a.outlet"""
_DAYS = f"""
    SELECT substr(a.appeared_at, 1, 10) AS day, s.id AS story_id, a.outlet, a.language,
        {_COUNTRY} AS country, count(*) AS articles
    {_ARTICLES} WHERE {RELEVANT} GROUP BY 1, 2, 3, 4"""
_CONCEPTS = f"""
    SELECT DISTINCT r.concept, substr(a.appeared_at, 1, 10) AS day,
        {_COUNTRY} AS country, s.id AS story_id
    {_ARTICLES} JOIN reasons r ON r.article_id = a.id WHERE {RELEVANT}"""
#: A day without a time comes after all times of that day, so that it is first of nothing. What no
#: outlet of ours has said when it published is empty: the crawl's time makes nobody the first.
_FIRSTS = f"""
    SELECT story_id, day, max(CASE country WHEN 'KR' THEN at END) AS korea_at,
        max(CASE country WHEN 'JP' THEN at END) AS japan_at
    FROM (SELECT s.id AS story_id, substr(s.first_at, 1, 10) AS day, {_COUNTRY} AS country,
        CASE WHEN a.unverified THEN '' ELSE coalesce(a.published_at, '') END AS at,
        min(a.appeared_by) {_ARTICLES} WHERE {RELEVANT} GROUP BY 1, 3)
    GROUP BY 1"""  # noqa: S608 our own

_TABLES = {
    "story_days": ("day, story_id, outlet, language, country, articles", _DAYS),
    "story_concepts": ("concept, day, country, story_id", _CONCEPTS),
    "story_firsts": ("story_id, day, korea_at, japan_at", _FIRSTS),
}
_THESE = "(SELECT value AS story_id FROM json_each(:these))"


def bring_up_to_date(
    db: Database,
    *,
    progress: Callable[[int], object] = lambda _: None,
    most: int | None = None,
    failures: RowFailures | None = None,
) -> int:
    """Count the stories again that changed since they were counted; return how many it were.

    ``most`` ends it after so many; ``progress`` is called with the number of each batch. What
    fails is left for the next time.
    """
    failures = failures or RowFailures()
    failed: list[int] = []
    done = 0
    while most is None or done < most:
        stories = [
            row[0]
            for row in db.execute(
                "SELECT story_id FROM uncounted_stories"
                " WHERE story_id NOT IN (SELECT value FROM json_each(?)) LIMIT ?",
                [as_json(failed), BATCH],
            )
        ]
        if not stories:
            break
        with transaction(db):
            failed += failures.together(
                db, stories, lambda these: _count(db, as_json(these)), named=_named
            )
        done += len(stories)
        progress(len(stories))
    return done


def _named(story: int) -> str:
    return f"story {story}"


def _count(db: Database, stories: str) -> None:
    """Replace the rows of some stories (ids, as a JSON array); in the caller's transaction."""
    for table, (columns, statement) in _TABLES.items():
        db.execute(f"DELETE FROM {table} WHERE story_id IN {_THESE}", {"these": stories})  # noqa: S608
        db.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM"  # noqa: S608
            f" ({statement.format(stories=_THESE)})",
            {"these": stories},
        )
    db.execute(f"DELETE FROM uncounted_stories WHERE story_id IN {_THESE}", {"these": stories})  # noqa: S608


def uncounted(db: Database) -> int:
    """Return how many stories are to be counted again; many make the pages slow meanwhile."""
    (number,) = db.execute("SELECT count(*) FROM uncounted_stories").fetchone()
    return int(number)


def watched_since(db: Database) -> str | None:
    """Return the day on which the first article came in; None where there is none."""
    # By outlet, along an index, rather than over all articles.
    (at,) = db.execute(
        "SELECT min((SELECT min(first_seen_at) FROM articles WHERE outlet = o.name))"
        " FROM outlets o"
    ).fetchone()
    return at and str(at)[:10]


class Appearance(NamedTuple):
    """A relevant story in an outlet on a day, with how many articles."""

    day: str
    story: int
    outlet: str  # its title
    language: str
    country: str  # KR, JP or empty
    articles: int


class Mentions(NamedTuple):
    """The relevant stories that named a concept on a day, in a country's articles."""

    concept: str
    day: str
    country: str
    stories: Sequence[int]


class First(NamedTuple):
    """When a story appeared in each country first.

    None: it has not so far; empty: it has, and nobody knows when.
    """

    story: int
    day: str  # of its first article anywhere
    korea_at: str | None
    japan_at: str | None


def appearances(db: Database, since: str, until: str) -> list[Appearance]:
    """Return where relevant stories appeared on the days from ``since`` to ``until``."""
    rows = _read(
        db,
        "story_days",
        "c.day BETWEEN :since AND :until",
        {"since": since, "until": until},
        columns="c.day, c.story_id, o.title, c.language, c.country, c.articles",
        also="JOIN outlets o ON o.name = c.outlet",
    )
    return [Appearance(*row) for row in rows]


def mentions(db: Database, since: str, until: str) -> list[Mentions]:
    """Return what relevant stories named on the days from ``since`` to ``until``."""
    return _mentions(db, "c.day BETWEEN :since AND :until", {"since": since, "until": until})


def mentions_of(db: Database, concept: str) -> list[Mentions]:
    """Return all days on which relevant stories named a concept, the oldest first."""
    found = _mentions(db, "c.concept = :concept", {"concept": concept})
    return sorted(found, key=lambda each: (each.day, each.country))


def concepts_in(db: Database, stories: Iterable[int]) -> Counter[str]:
    """Return how many of some stories name each concept."""
    return _stories_by_concept(db, f"c.story_id IN {_THESE}", {"these": as_json(stories)})


def concepts_between(db: Database, since: str, until: str) -> Counter[str]:
    """Return how many stories named each concept on the days from ``since`` to ``until``."""
    return _stories_by_concept(
        db, "c.day BETWEEN :since AND :until", {"since": since, "until": until}
    )


def _stories_by_concept(db: Database, condition: str, parameters: dict[str, str]) -> Counter[str]:
    rows = _read(
        db,
        "story_concepts",
        condition,
        parameters,
        columns="c.concept, count(DISTINCT c.story_id)",
        also_after="GROUP BY c.concept",
    )
    found: Counter[str] = Counter()
    for concept, stories in rows:  # a story is counted either before or now, so numbers add up
        found[concept] += stories
    return found


def _mentions(db: Database, condition: str, parameters: dict[str, str]) -> list[Mentions]:
    """Return mentions; there may be two for a concept, day and country, of different stories."""
    rows = _read(
        db,
        "story_concepts",
        condition,
        parameters,
        # Many: one list is read in a tenth of the time of as many rows.
        columns="c.concept, c.day, c.country, json_group_array(c.story_id)",
        also_after="GROUP BY c.concept, c.day, c.country",
    )
    return [
        Mentions(concept, day, country, json.loads(stories))
        for concept, day, country, stories in rows
    ]


def firsts(db: Database, since: str, until: str) -> list[First]:
    """Return when each country first had the stories that began on the days given."""
    rows = _read(
        db, "story_firsts", "c.day BETWEEN :since AND :until", {"since": since, "until": until}
    )
    return [First(*row) for row in rows]


def _read(
    db: Database,
    table: str,
    condition: str,
    parameters: dict[str, str],
    *,
    columns: str = "",
    also: str = "",
    also_after: str = "",
) -> list[tuple[Any, ...]]:
    """Return rows of a table as they would be if it were up to date."""
    stored, live = _TABLES[table]
    wanted = columns or ", ".join(f"c.{name}" for name in stored.split(", "))
    counted = (
        f"SELECT {wanted} FROM {table} c {also} WHERE {condition} AND NOT EXISTS"  # noqa: S608
        f" (SELECT 1 FROM uncounted_stories u WHERE u.story_id = c.story_id) {also_after}"
    )
    now = (
        f"SELECT {wanted} FROM ({live.format(stories='uncounted_stories')}) c {also}"  # noqa: S608
        f" WHERE {condition} {also_after}"
    )
    statement = f"SELECT * FROM ({counted}) UNION ALL SELECT * FROM ({now})"  # noqa: S608
    found: list[tuple[Any, ...]] = db.execute(statement, parameters).fetchall()
    return found
