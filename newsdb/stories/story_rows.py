"""The queue as a table: one row a story, with what a person decided and who had it first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from newsdb.review import queue
from newsdb.search.search import NO_NAMES
from newsdb.stories import story_cards
from newsdb.stories.story_cards import lead_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.review.queue import Filters, Place
    from newsdb.search.search import Names
    from newsdb.stories.story_cards import Member, Story

#: How many stories are read in one statement.
_BATCH = 200
_COUNTED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story in an export.

    Times are ISO 8601, or a day (``2026-11-25``) where only that is known; ``lead`` is the first
    sentence of its first article, as far as the outlet's terms allow.
    """

    story: int
    title: str
    language: str
    outlet: str
    published: str
    url: str
    authors: tuple[str, ...]
    lead: str
    decision: str | None  # a person's
    reason: str | None
    starred: bool
    tags: tuple[str, ...]
    note: str | None
    reviewer: str | None
    reviewed: str | None
    watchlist: str  # the watch list's decision
    score: float
    why: str | None
    articles: int
    outlets: tuple[str, ...]  # all, in the order in which they had it
    first_in_korea: str | None
    first_in_korea_at: str | None
    first_in_japan: str | None
    first_in_japan_at: str | None
    attribution: str | None


class Part(NamedTuple):
    """Some rows in the queue's order; ``following`` is where the next part begins, if any."""

    rows: list[StoryRow]
    following: Place | None


def part(
    db: Database,
    filters: Filters,
    *,
    at: datetime,
    visit: str | None = None,
    person: str = "",
    after: Place | None = None,
    names: Names = NO_NAMES,
    size: int = _BATCH,
) -> Part:
    """Return a part of the queue's stories as rows; whoever asks is known as to ``queue.page``."""
    page = queue.page(db, filters, visit=visit, person=person, after=after, size=size, names=names)
    stories = story_cards.read(db, [place.id for place in page.places], at=at, whole=False)
    authors = _authors(db, [each.lead.id for each in stories])
    outlets = _outlets(db, [each.id for each in stories])
    found = [_row(each, authors.get(each.lead.id, ()), outlets[each.id]) for each in stories]
    return Part(found, page.following)


def rows(
    db: Database, filters: Filters, *, at: datetime, names: Names = NO_NAMES
) -> Iterator[StoryRow]:
    """Yield all stories of the queue as rows."""
    after = None
    while True:
        found, after = part(db, filters, at=at, after=after, names=names)
        yield from found
        if after is None:
            return


def count(db: Database, filters: Filters, *, names: Names = NO_NAMES) -> int:
    """Return how many stories of the queue ``rows`` would yield."""
    number, after = 0, None
    while True:
        page = queue.page(db, filters, after=after, size=_COUNTED_AT_ONCE, names=names)
        number, after = number + len(page.places), page.following
        if after is None:
            return number


def _row(story: Story, authors: tuple[str, ...], outlets: tuple[str, ...]) -> StoryRow:
    lead, review = story.lead, story.review
    firsts = dict(story.first_by_country)
    return StoryRow(
        story=story.id,
        title=lead.title,
        language=lead.language,
        outlet=lead.outlet,
        published=lead.at,
        url=lead.url,
        authors=authors,
        lead=lead_sentence(lead),
        decision=review.status,
        reason=review.reason,
        starred=review.starred,
        tags=review.tags,
        note=review.note,
        reviewer=review.changed_by,
        reviewed=review.changed_at,
        watchlist=story.decision,
        score=story.score,
        why=lead.why,
        articles=story.count,
        outlets=outlets,
        first_in_korea=_outlet(firsts.get("KR")),
        first_in_korea_at=_time(firsts.get("KR")),
        first_in_japan=_outlet(firsts.get("JP")),
        first_in_japan_at=_time(firsts.get("JP")),
        attribution=lead.attribution,
    )


def _outlet(member: Member | None) -> str | None:
    return member.outlet if member else None


def _time(member: Member | None) -> str | None:
    return member.at if member else None


def _outlets(db: Database, story_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """Return each story's outlets, in the order in which they had it: all, however many."""
    found: dict[int, dict[str, None]] = {}
    marks = ", ".join("?" * len(story_ids))
    for story, title in db.conn.execute(
        "SELECT a.story_id, o.title FROM articles a JOIN outlets o ON o.name = a.outlet"  # noqa: S608
        f" WHERE a.story_id IN ({marks}) ORDER BY a.appeared_by, a.id",
        story_ids,
    ):
        found.setdefault(story, {})[title] = None
    return {story: tuple(titles) for story, titles in found.items()}


def _authors(db: Database, article_ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    marks = ", ".join("?" * len(article_ids))
    for article, name in db.conn.execute(
        f"SELECT article_id, name FROM authors WHERE article_id IN ({marks})"  # noqa: S608
        " ORDER BY article_id, position",
        article_ids,
    ):
        found.setdefault(article, []).append(name)
    return {article: tuple(names) for article, names in found.items()}
