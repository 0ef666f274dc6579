"""The review queue: the stories to read next, the most relevant of the newest day first.

Pagination is by keyset (where the last page ended), never by offset, so that the thousandth page
costs no more than the first.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsdb.database import now, stamp
from newsdb.records import KST
from newsdb.review import reading
from newsdb.search.fields import resolve
from newsdb.search.search import (
    NEWEST_HITS,
    NO_NAMES,
    Names,
    Query,
    are_many,
    oldest_of_newest,
    parse,
)
from newsdb.teamwork import assignments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlite_utils import Database

Decision = Literal["wanted", "relevant", "review", "other", "any", "told"]
Status = Literal["open", "undecided", "relevant", "not_relevant", "unsure", "any", "kept"]
Briefed = Literal["", "not", "already", "follow-up", "changed"]
Order = Literal["", "learnt"]

PAGE = 20

#: Stands for whoever asks, as the person for whom a story waits.
ME = "me"

#: A star says "soon": after so many days it is no longer among those to be briefed.
STARS = 14

_DECISIONS: dict[str, tuple[str, ...]] = {
    "wanted": ("s.decision <> 'other'",),
    # The first, redundant condition lets SQLite use the partial index of wanted stories.
    "relevant": ("s.decision <> 'other'", "s.decision = 'relevant'"),
    "review": ("s.decision <> 'other'", "s.decision = 'review'"),
    "other": ("s.decision = 'other'",),
    "any": (),
    # What readers are told of: a person's decision outweighs the watch list's.
    "told": ("(s.decision = 'relevant' OR s.status = 'relevant')",),
}
#: "open" has the undecided stories, and the decided ones with a new article since both the
#: decision and the reader's last visit: later copies arrive decided, but are still shown.
_STATUSES: dict[str, tuple[tuple[str, ...], ...]] = {
    "open": (
        ("s.status IS NULL",),
        ("s.status IS NOT NULL", "s.fed_at > :visit", "s.fed_at > s.reviewed_at"),
    ),
    "undecided": (("s.status IS NULL",),),
    "any": ((),),
    "kept": (("s.status IS NOT 'not_relevant'",),),
    **{
        status: ((f"s.status IS NOT NULL AND s.status = '{status}'",),)
        for status in ("relevant", "not_relevant", "unsure")
    },
}
_MEMBER = "EXISTS (SELECT 1 FROM articles m WHERE m.story_id = s.id AND {})"
_COUNTRY = (
    "coalesce((SELECT country FROM outlets WHERE name = m.outlet),"
    " CASE m.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END) = :country"
)
#: When the star was set, which a merge or an undo may have brought along.
_LATELY = (
    "coalesce((SELECT max(at) FROM review_events e WHERE e.subject = 'story' AND e.subject_id ="
    " s.id AND e.kind IN ('star', 'inherit', 'undo')), s.reviewed_at) >= :stars"
)
_CITED = (
    "EXISTS (SELECT 1 FROM articles m JOIN briefing_citations c ON c.article = m.id"
    " WHERE m.story_id = s.id)"
)
#: What earlier briefings have to do with a story: it was in one; it was in one and has a new
#: article since, or one of its series or event was; something that one cites changed since.
_BRIEFED = {
    "not": f"NOT {_CITED}",
    "already": _CITED,
    "follow-up": """(EXISTS (
        SELECT 1 FROM articles m JOIN briefing_citations c ON c.article = m.id
        JOIN briefing_issues i ON i.number = c.number
        WHERE m.story_id = s.id GROUP BY m.story_id HAVING s.fed_at > max(i.issued_at))
        OR NOT EXISTS (SELECT 1 FROM articles m JOIN briefing_citations c ON c.article = m.id
        WHERE m.story_id = s.id) AND EXISTS (
        SELECT 1 FROM articles m JOIN links l ON l.kind IN ('series', 'same_event')
        AND (l.article_id = m.id OR l.other_id = m.id)
        JOIN briefing_citations c ON c.article IN (l.article_id, l.other_id)
        WHERE m.story_id = s.id))""",
    "changed": (
        "EXISTS (SELECT 1 FROM articles m JOIN briefing_changes x ON x.article_id = m.id"
        " WHERE m.story_id = s.id)"
    ),
}
#: Filters with one condition each.
_SIMPLE = {
    "new": "s.fed_at > :visit",
    "tag": (
        "s.id IN (SELECT r.subject_id FROM review_tags r JOIN tags t ON t.id = r.tag_id"
        " WHERE r.subject = 'story' AND t.name = :tag)"
    ),
    "unread": reading.UNREAD,
    "assigned": assignments.WAITING_FOR,
    "since": "s.day >= :since",
    "until": "s.day <= :until",
}
_FRESH = "s.id IN (SELECT story_id FROM articles WHERE id > :above AND id <= :up_to)"
_DECIDED = (
    "s.status = 'relevant' AND s.id IN (SELECT subject_id FROM review_events"
    " WHERE id > :above AND id <= :up_to AND subject = 'story')"
)
#: What an outlet changed, or a page whose text could be read only later. Of what other rules find
#: in a stored page there is no revision, or one that says so.
_REVISED = """s.id IN (
    SELECT a.story_id FROM revisions r CROSS JOIN articles a ON a.id = r.article_id
    WHERE r.id > :above AND r.id <= :up_to AND r.number > 1 AND a.first_seen_at >= :came_since
    AND EXISTS (SELECT 1 FROM changes c WHERE c.article_id = r.article_id AND c.number = r.number
        AND c.kind NOT IN ('reading', 'removed at source')))"""
_FEW_HITS = (
    "(SELECT DISTINCT a.story_id AS id FROM articles_fts f CROSS JOIN articles a"
    " ON a.id = f.rowid WHERE articles_fts MATCH :query) h CROSS JOIN stories s ON s.id = h.id"
)
# The plus makes SQLite collect the hits once; without it, they are scanned for every story.
_AMONG_MANY_HITS = _MEMBER.format(
    "+m.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)"
)
#: The same of the last stored hits alone, and stories up to a place that have older articles.
_AMONG_NEWEST_HITS = _MEMBER.format(
    "m.id >= :oldest AND +m.id IN"
    " (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query AND rowid >= :oldest)"
)
_WITH_OLDER = (  # noqa: S608 our own words
    "s.day >= :last_day AND (s.day, s.score, s.id) > (:last_day, :last_score, :last_id)"
    " AND s.id NOT IN (SELECT value FROM json_each(:found)) AND "
) + _MEMBER.format("m.id < :oldest")
_NOT_EXCLUDED = "m.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)"
_ORDER = "ORDER BY day DESC, score DESC, id DESC LIMIT :size"
#: In the learnt order the likeliest come first, then those of which nothing has been learnt: what
#: came in since. A place's score is the chance, below zero where there is none.
_LEARNT = " LEFT JOIN learnt_chances c ON c.story_id = s.id"
_CHANCE = "coalesce(c.chance, -1.0)"
_LEARNT_ORDER = "ORDER BY score DESC, day DESC, id DESC LIMIT :size"


class Place(NamedTuple):
    """A story's position in the queue; a page begins after one."""

    day: str
    score: float
    id: int

    def __str__(self) -> str:
        return f"{self.day}~{self.score!r}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """Return the place that a link contains; raises ValueError if it is invalid."""
        day, score, story = text.split("~")
        if len(text) > 60 or len(story) > 18 or not math.isfinite(float(score)):
            raise ValueError(text[:60])
        return cls(day[:10], float(score), int(story))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which stories to list; the defaults give the morning's queue."""

    decision: Decision = "wanted"  # the watch list's; wanted: relevant or review
    status: Status = "open"  # people's decision
    starred: bool = False  # stars of the last STARS days
    old_stars: bool = False  # older ones too
    new: bool = False  # since the reader's last visit
    unread: bool = False  # not read since its last article came in
    assigned: str = ""  # waits for this person; ME: for whoever asks
    tag: str = ""
    outlet: str = ""
    language: str = ""
    country: str = ""
    since: str = ""  # a day, 2026-11-25, or one of newsdb.review.filter_links.SPANS
    until: str = ""  # a day, the last one
    briefed: Briefed = ""
    order: Order = ""  # the rules', or that learnt from decisions
    text: str = ""  # a query of newsdb.search.search


class Page(NamedTuple):
    """Stories in their order; ``following`` is where the next page begins, None at the end."""

    places: list[Place]
    following: Place | None


def page(
    db: Database,
    filters: Filters,
    *,
    visit: str | None = None,
    after: Place | None = None,
    size: int = PAGE,
    names: Names = NO_NAMES,
    fresh: tuple[int, int] | None = None,
    decided: tuple[int, int] | None = None,
    revised: tuple[int, int] | None = None,
    came_since: str = "",
    least: float = 0,
    person: str = "",
) -> Page:
    """Return a page of the queue; ``visit`` is the time of the reader's last visit, None: never.

    ``person`` is whose unread stories are asked for, and who ME is. ``fresh`` selects stories
    with an article whose id is above the first number, and not above the second; ``decided``
    those found relevant by a decision with such an id; ``revised`` those with an article that came
    in at ``came_since`` or later and has a revision with such an id, which is not its first; one
    of the three at most. ``least`` selects those of at least this score. A search text that
    asks for nothing, such as one of faults alone, finds nothing.
    """
    query = parse(filters.text, names)
    fields = resolve(db, query.fields)
    if filters.text.strip() and not query:
        return Page([], None)
    conditions = list(_conditions(filters, after))
    if fresh:
        conditions.append(_FRESH)
    if decided:
        conditions.append(_DECIDED)
    if revised:
        conditions.append(_REVISED)
    if least:
        conditions.append("s.score >= :least")
    source = "stories s"
    also = list(fields.conditions("m"))
    if query.excluded and not query.has_words:
        also.append(_NOT_EXCLUDED)
    if also:
        conditions.append(_MEMBER.format(" AND ".join(also)))
    many = query.has_words and are_many(db, query)
    if query.has_words and not many:
        source = _FEW_HITS
    score, order = "s.score", _ORDER
    if filters.order == "learnt":
        source, score, order = source + _LEARNT, _CHANCE, _LEARNT_ORDER

    def places_of(*further: str, **more: Any) -> list[Place]:
        branches = [
            f"SELECT * FROM (SELECT s.day AS day, {score} AS score, s.id AS id FROM {source}"  # noqa: S608 our own words
            f" WHERE {' AND '.join([*branch, *conditions, *further]) or '1'} {order})"
            for branch in _STATUSES[filters.status]
        ]
        sql = branches[0] if len(branches) == 1 else f"{' UNION ALL '.join(branches)} {order}"
        return [Place(*row) for row in db.conn.execute(sql, {**parameters, **more})]

    def places_among_many() -> list[Place]:
        """Collect all hits only where the last stored ones can't be all that belong here."""
        oldest = oldest_of_newest(db, query, NEWEST_HITS) if filters.order != "learnt" else 0
        if oldest:
            places = places_of(_AMONG_NEWEST_HITS, oldest=oldest)
            if len(places) > size:
                last = {f"last_{name}": value for name, value in places[-1]._asdict().items()}
                found = json.dumps([each.id for each in places])
                if not places_of(_WITH_OLDER, **last, found=found, oldest=oldest, size=1):
                    return places
        return places_of(_AMONG_MANY_HITS)

    parameters = {
        **_parameters(filters, query),
        **fields.parameters,
        "visit": visit or "9",
        "size": size + 1,
        "least": least,
        "person": person,
        "assigned": person if filters.assigned == ME else filters.assigned,
        **dict(zip(("above", "up_to"), fresh or decided or revised or (0, 0), strict=True)),
        "came_since": came_since,
        **(after._asdict() if after else {}),
    }
    places = places_among_many() if many else places_of()
    more = len(places) > size
    return Page(places[:size], places[size - 1] if more else None)


def first_day(since: str, *, today: date) -> str:
    """Return the first day of a filter's ``since``, which may be one of ``filter_links.SPANS``."""
    if since == "7d":
        return str(today - timedelta(days=6))
    if since == "week":
        return str(today - timedelta(days=today.weekday()))
    return since


def waiting(db: Database, *, visit: str | None, person: str = "") -> dict[str, int]:
    """Return how many stories wait, by the watch list's decision, and how many are new.

    For a ``person`` also how many are unread.
    """
    # INDEXED BY, since SQLite prefers an index that leads to every row: 0.1 s for 1 M stories.
    rows = db.conn.execute(
        "SELECT decision, count(*), coalesce(sum(fed_at > ?), 0)"
        " FROM stories INDEXED BY stories_waiting"
        " WHERE decision <> 'other' AND status IS NULL GROUP BY decision",
        (visit or "9",),
    ).fetchall()
    counted = {decision: number for decision, number, _ in rows}
    found = {
        "relevant": counted.get("relevant", 0),
        "review": counted.get("review", 0),
        "new": sum(new for _, _, new in rows),
        "new_relevant": sum(new for decision, _, new in rows if decision == "relevant"),
    }
    if person:
        found["unread"] = sum(counted.values()) - reading.waiting_and_read(db, person)
    return found


def starred(db: Database) -> tuple[int, int]:
    """Return how many stories are starred: lately, and longer ago than STARS days."""
    row = db.conn.execute(
        f"SELECT coalesce(sum({_LATELY}), 0), count(*) FROM stories s WHERE s.starred",  # noqa: S608
        {"stars": _stars_since()},
    ).fetchone()
    return int(row[0]), int(row[1] - row[0])


def _stars_since() -> str:
    return str(stamp(now() - timedelta(days=STARS)))


def _conditions(filters: Filters, after: Place | None) -> Iterator[str]:
    yield from _DECISIONS[filters.decision]
    if filters.starred or filters.old_stars:
        yield "s.starred"
    if filters.starred and not filters.old_stars:
        yield _LATELY
    for name, condition in _SIMPLE.items():
        if getattr(filters, name):
            yield condition
    if filters.briefed:
        yield _BRIEFED[filters.briefed]
    for name in ("outlet", "language"):
        if getattr(filters, name):
            yield _MEMBER.format(f"m.{name} = :{name}")
    if filters.country:
        yield _MEMBER.format(_COUNTRY)
    if after and filters.order == "learnt":
        yield f"({_CHANCE}, s.day, s.id) < (:score, :day, :id)"
    elif after:
        yield "(s.day, s.score, s.id) < (:day, :score, :id)"


def _parameters(filters: Filters, query: Query) -> dict[str, Any]:
    names = ("tag", "outlet", "language", "country", "until")
    return {
        "query": query.asked,
        "since": first_day(filters.since, today=now().astimezone(KST).date()),
        "stars": _stars_since(),
        **{name: getattr(filters, name) for name in names},
    }
