"""Which stories and changes a message tells: what is new behind a position, and fits a filter."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles import corrections
from newsdb.review import queue
from newsdb.search.search import NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles.corrections import Correction
    from newsdb.review.queue import Filters
    from newsdb.search.search import Names

#: The most stories that a message chooses from; nobody reads more.
MOST_STORIES = 1000
#: The most changes that a message shows.
MOST_CHANGES = 50

#: What without a saved filter is told: relevant by the watch list or by a person's decision.
RELEVANT = queue.Filters(decision="told", status="kept")

#: Changes that a reader has to know of; a wording or a corrected reading is none.
_KINDS = ("title", "figure", "name", "date", "correction notice", "removed at source", "restored")


class Span(NamedTuple):
    """A range of ids: those after the first, up to the last."""

    after: int
    until: int


def stories(
    db: Database,
    filters: Filters,
    span: Span,
    *,
    decided: bool = False,
    least: float = 0,
    names: Names = NO_NAMES,
) -> list[int]:
    """Return the stories with an article of ``span`` that fit a filter, the most relevant first.

    With ``decided`` those that a person found relevant by a decision of ``span``, which counts
    decisions then. A story that people decided to be not relevant is never among them, unless the
    filter asks for such. At most MOST_STORIES.
    """
    if filters.status == "open":  # the queue's own: what a reviewer has yet to decide
        filters = replace(filters, status="kept")
    found = queue.page(
        db,
        replace(filters, new=False),
        size=MOST_STORIES,
        names=names,
        least=least,
        fresh=None if decided else span,
        decided=span if decided else None,
    ).places
    return [each.id for each in sorted(found, key=lambda each: (-each.score, -each.id))]


def changes(db: Database, span: Span, *, at: datetime) -> list[Correction]:
    """Return the changes of ``span`` of articles that people found relevant or starred.

    The newest first; the words before and after as far as may be shown at ``at``.
    """
    rows = db.execute(
        "SELECT c.id FROM changes c JOIN articles a ON a.id = c.article_id"
        " JOIN stories s ON s.id = a.story_id"
        " WHERE c.id > :after AND c.id <= :until AND (s.status = 'relevant' OR s.starred)"
        " AND c.kind IN (SELECT value FROM json_each(:kinds)) ORDER BY c.id DESC LIMIT :most",
        {**span._asdict(), "kinds": json.dumps(_KINDS), "most": MOST_CHANGES},
    )
    return read_changes(db, [row[0] for row in rows], at=at)


def read_changes(db: Database, ids: Sequence[int], *, at: datetime) -> list[Correction]:
    """Return changes by their ids, the newest first, as far as may be shown at ``at``."""
    return list(corrections.ledger(db, at=at, among=ids)) if ids else []
