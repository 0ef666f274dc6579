"""Stories as a reviewer sees them: members, reasons, what each added, what was edited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb import visibility
from newsdb.review import reviews
from newsdb.review.reviews import Review, Subject
from newsdb.stories import listing
from newsdb.text.leads import first_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.visibility import Kept

#: How many articles of a story are shown; the others are only counted.
MOST_MEMBERS = 40
#: How many stories of its event and of its series; the others are only counted.
MOST_OTHERS = 5


@dataclass(slots=True, kw_only=True)
class Member:
    """An article of a story, with as much of its text as may be shown."""

    id: int
    outlet: str
    country: str | None
    language: str
    title: str
    subtitle: str | None
    url: str
    at: str
    published_at: str | None
    first_seen_at: str
    decision: str | None
    score: float | None
    why: str | None
    copy_of: int | None
    kept: Kept
    purged_at: str | None
    thinned_at: str | None  # taken to make room, not by the outlet's terms
    attribution: str | None
    unverified: int  # 1: date and text are not from a page of one of our outlets
    body: str = ""
    added: list[str] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)


class Mark(NamedTuple):
    """A match that counted: its place in the stored text, its concept and weight."""

    field: str
    start: int
    end: int
    concept: str
    weight: float


@dataclass(slots=True, kw_only=True)
class Story:
    """A story with its review."""

    id: int
    origin_by: str
    origin_name: str | None
    count: int
    first_at: str
    last_at: str
    fed_at: str | None
    decision: str
    score: float
    review: Review
    lead: Member
    members: list[Member]
    reasons: list[Mark]
    first_by_country: list[tuple[str, Member]]
    same_event: list[dict[str, Any]]  # the first MOST_OTHERS
    series: list[dict[str, Any]]  # the first MOST_OTHERS
    same_event_count: int
    series_count: int


def read(
    db: Database,
    story_ids: Sequence[int],
    *,
    at: datetime,
    whole: bool = True,
    most: int | None = MOST_MEMBERS,
) -> list[Story]:
    """Return the stories with these ids, in the order of the ids; missing ones are left out.

    ``most`` limits the members of each, None does not. Without ``whole``, for a list, only the
    text of the lead article is read, not what the others add, nor changes and related stories.
    """
    marks = ", ".join("?" * len(story_ids))
    rows = {
        row["id"]: row
        for row in db.query(f"SELECT * FROM stories WHERE id IN ({marks})", list(story_ids))  # noqa: S608
    }
    members = _members(db, list(rows), at=at, whole=whole)
    return [
        _story(db, rows[story], members[story], at=at, whole=whole, most=most)
        for story in story_ids
        if story in rows and members[story]
    ]


def lead_sentence(member: Member) -> str:
    """Return the first sentence of an article; empty if its text may not be passed on."""
    return first_sentence(member.body)


def _story(
    db: Database,
    row: dict[str, Any],
    members: list[Member],
    *,
    at: datetime,
    whole: bool,
    most: int | None,
) -> Story:
    lead = next((each for each in members if each.id == row["origin_id"]), members[0])
    shown = members[:most]
    if lead not in shown:
        shown.append(lead)
    if whole and len(members) > 1:
        added = listing.additions(db, row["id"], at=at)
        for each in members:
            each.added = added.get(each.id, [])
    firsts: dict[str, Member] = {}
    for each in members:
        if each.country:
            firsts.setdefault(each.country, each)
    same_event = listing.same_event(db, row["id"]) if whole else []
    series = _series(db, row["id"]) if whole else []
    return Story(
        id=row["id"],
        origin_by=row["origin_by"],
        origin_name=row["origin_name"],
        count=len(members),
        first_at=row["first_at"],
        last_at=row["last_at"],
        fed_at=row["fed_at"],
        decision=row["decision"],
        score=row["score"],
        review=reviews.read(db, Subject("story", row["id"])),
        lead=lead,
        members=shown,
        reasons=_reasons(db, lead.id),
        first_by_country=list(firsts.items()),
        same_event=_titled(db, same_event),
        series=_titled(db, series),
        same_event_count=len(same_event),
        series_count=len(series),
    )


def _members(
    db: Database, story_ids: list[int], *, at: datetime, whole: bool
) -> dict[int, list[Member]]:
    """Return the articles of each story, the earliest first."""
    marks = ", ".join("?" * len(story_ids))
    found: dict[int, list[Member]] = defaultdict(list)
    by_id: dict[int, Member] = {}
    for row in db.query(
        "SELECT a.story_id, a.id, o.title AS outlet, a.language, a.title, a.subtitle, a.url,"  # noqa: S608
        " coalesce(o.country, CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END)"
        " AS country,"
        " a.appeared_at AS at, a.published_at, a.unverified, a.decision, a.score,"
        " a.why, a.copy_of, a.purged_at, a.thinned_at, o.attribution,"
        f" {visibility.COLUMNS}, b.body FROM articles a"
        " JOIN outlets o ON o.name = a.outlet JOIN stories s ON s.id = a.story_id"
        " LEFT JOIN article_bodies b ON b.article_id = a.id AND (? OR a.id = s.origin_id)"
        f" WHERE a.story_id IN ({marks}) ORDER BY a.appeared_by, a.id",
        [whole, *story_ids],
    ):
        story = row.pop("story_id")
        visibility.cut(row, at=at)
        member = Member(**row)
        found[story].append(member)
        by_id[member.id] = member
    if whole:
        _add_changes(db, by_id)
    return found


def _add_changes(db: Database, members: dict[int, Member]) -> None:
    """Add to each member the changes of its later versions."""
    ids = list(members)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        for row in db.query(
            "SELECT c.article_id, c.number, c.kind, c.field, c.words_before AS before,"  # noqa: S608
            " c.words_after AS after, r.seen_at"
            " FROM changes c JOIN revisions r ON r.article_id = c.article_id"
            f" AND r.number = c.number WHERE c.article_id IN ({', '.join('?' * len(part))})"
            " ORDER BY c.article_id, c.number, c.id",
            part,
        ):
            member = members[row.pop("article_id")]
            member.changes.append(visibility.cut_change(row, member.kept))


def _reasons(db: Database, article_id: int) -> list[Mark]:
    rows = db.conn.execute(
        "SELECT field, start, end, concept, weight FROM reasons WHERE article_id = ?"
        " ORDER BY field, start",
        (article_id,),
    )
    return [Mark(*row) for row in rows]


def _series(db: Database, story: int) -> list[dict[str, Any]]:
    """Return the stories of the same series as a story."""
    rows = db.query(
        "SELECT b.story_id, max(l.score) AS score FROM articles a"
        " JOIN links l ON l.article_id = a.id AND l.kind = 'series'"
        " JOIN articles b ON b.id = l.other_id WHERE a.story_id = :story AND b.story_id <> :story"
        " GROUP BY 1 UNION SELECT b.story_id, max(l.score) FROM articles a"
        " JOIN links l ON l.other_id = a.id AND l.kind = 'series'"
        " JOIN articles b ON b.id = l.article_id WHERE a.story_id = :story"
        " AND b.story_id <> :story GROUP BY 1",
        {"story": story},
    )
    return list(rows)


def _titled(db: Database, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first MOST_OTHERS with title, language, outlet, time and review version."""
    titled = []
    for each in found[:MOST_OTHERS]:
        row = db.conn.execute(
            "SELECT a.title, a.language, o.title, a.appeared_at,"
            " coalesce((SELECT version FROM reviews WHERE subject = 'story' AND"
            " subject_id = s.id), 0) FROM stories s JOIN articles a ON a.id = s.origin_id"
            " JOIN outlets o ON o.name = a.outlet WHERE s.id = ?",
            (each["story_id"],),
        ).fetchone()
        if row:
            names = ("title", "language", "outlet", "at", "version")
            titled.append({**each, **dict(zip(names, row, strict=True))})
    return titled
