"""Which stories a briefing begins with, and into which section each goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.briefings.drafts import MOST_SECTIONS
from newsdb.database import as_json, now
from newsdb.records import KST
from newsdb.review import queue
from newsdb.search.search import NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlite_utils import Database

    from newsdb.configuration.model import SectionConfiguration
    from newsdb.review.queue import Filters
    from newsdb.search.search import Names

#: How sections are made: those of the template, one for each tag, or one for each concept.
By = Literal["template", "tags", "concepts"]

#: So many are read at once; all are read.
_AT_ONCE = 500


class Chosen(NamedTuple):
    """Stories in sections: their ids by title, in order; a section may be empty."""

    sections: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def stories(self) -> tuple[int, ...]:
        """All stories, in order."""
        return tuple(story for _, ids in self.sections for story in ids)


def stories(
    db: Database,
    filters: Filters,
    *,
    since: str,
    until: str,
    visit: str | None = None,
    person: str = "",
    names: Names = NO_NAMES,
) -> list[int]:
    """Return all stories that filters select with an article in a period, in the queue's order.

    ``since`` and ``until`` are days, both included. As in the figures, a story belongs to each
    period in which it has an article, whatever came later. ``visit`` and ``person`` are those
    of ``queue.page``.
    """
    today = now().astimezone(KST).date()
    # The queue's days are those of the newest article: it can't be from before the period.
    within = replace(filters, since=max(since, queue.first_day(filters.since, today=today)))
    found: list[int] = []
    after: queue.Place | None = None
    while True:
        page = queue.page(
            db, within, visit=visit, person=person, after=after, size=_AT_ONCE, names=names
        )
        later = [place.id for place in page.places if place.day > until]
        own = _with_article(db, later, since, until)
        found += [each.id for each in page.places if each.day <= until or each.id in own]
        after = page.following
        if after is None:
            return found


def _with_article(db: Database, chosen: Sequence[int], since: str, until: str) -> set[int]:
    """Return those of some stories that have an article in a period."""
    rows = db.execute(
        "SELECT DISTINCT story_id FROM articles WHERE story_id IN (SELECT value FROM json_each(?))"
        " AND substr(appeared_at, 1, 10) BETWEEN ? AND ?",
        [as_json(chosen), since, until],
    )
    return {row[0] for row in rows.fetchall()}


def in_sections(
    db: Database,
    chosen: Sequence[int],
    *,
    by: By,
    template: Sequence[SectionConfiguration],
    rest: str,
    label: Callable[[str], str] = lambda concept: concept,
) -> Chosen:
    """Return stories in sections; ``rest`` is the title of those that fit none.

    Of the template a story goes into the first section that names one of its tags or concepts,
    else into the last. ``label`` returns the name of a concept by its id.
    """
    tags, concepts = _tags(db, chosen), _concepts(db, chosen)
    titles: dict[str, list[int]] = {}
    if by == "template" and template:
        titles = {each.title: [] for each in template}
        for story in chosen:
            own_tags, own_concepts = set(tags.get(story, ())), set(concepts.get(story, ()))
            fitting = (
                each.title
                for each in template
                if own_tags & set(each.tags) or own_concepts & set(each.concepts)
            )
            titles[next(fitting, template[-1].title)].append(story)
        return _chosen(titles, rest=template[-1].title)
    known = concepts if by == "concepts" else tags if by == "tags" else {}
    left: list[int] = []
    for story in chosen:
        if names := known.get(story):
            title = label(names[0]) if by == "concepts" else names[0]
            titles.setdefault(title, []).append(story)
        else:
            left.append(story)
    if by == "concepts":
        titles = dict(sorted(titles.items(), key=lambda each: -len(each[1])))
    if left or not titles:
        titles.setdefault(rest, []).extend(left)
    return _chosen(titles, rest=rest)


def leads(db: Database, chosen: Sequence[int]) -> dict[int, int]:
    """Return the article that each story is led by, by the story, in the given order."""
    origins = dict(
        db.execute(
            "SELECT id, origin_id FROM stories WHERE id IN (SELECT value FROM json_each(?))",
            [as_json(chosen)],
        ).fetchall()
    )
    return {story: origins[story] for story in chosen if story in origins}


def is_stored(db: Database, article: int) -> bool:
    """Return whether an article is stored still, in a story."""
    row = db.execute(
        "SELECT 1 FROM articles WHERE id = ? AND story_id NOT NULL", [article]
    ).fetchone()
    return row is not None


def _chosen(titles: Mapping[str, Sequence[int]], *, rest: str) -> Chosen:
    """Return sections; what is in more of them than a draft has goes into the one for the rest."""
    names = list(titles)
    if len(names) > MOST_SECTIONS:
        first = [name for name in names if name != rest][: MOST_SECTIONS - 1]
        others = [story for name in names if name not in first for story in titles[name]]
        titles = {**{name: titles[name] for name in first}, rest: others}
    return Chosen(tuple((title, tuple(ids)) for title, ids in titles.items()))


def _tags(db: Database, chosen: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of stories, those with a digit first."""
    found: dict[int, list[str]] = {}
    for story, name in db.execute(
        "SELECT r.subject_id, t.name FROM review_tags r JOIN tags t ON t.id = r.tag_id"
        " WHERE r.subject = 'story' AND r.subject_id IN (SELECT value FROM json_each(?))"
        " ORDER BY t.position IS NULL, t.position, t.name",
        [as_json(chosen)],
    ).fetchall():
        found.setdefault(story, []).append(name)
    return found


def _concepts(db: Database, chosen: Sequence[int]) -> dict[int, list[str]]:
    """Return the concepts that made a story's lead article relevant, the weightiest first."""
    found: dict[int, list[str]] = {}
    for story, concept in db.execute(
        "SELECT s.id, r.concept FROM stories s JOIN reasons r ON r.article_id = s.origin_id"
        " WHERE s.id IN (SELECT value FROM json_each(?))"
        " GROUP BY s.id, r.concept ORDER BY s.id, sum(r.weight) DESC, r.concept",
        [as_json(chosen)],
    ).fetchall():
        found.setdefault(story, []).append(concept)
    return found
