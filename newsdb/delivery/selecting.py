"""Which stories and changes a message tells: what is new behind a position, and fits a filter."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles import corrections, revisions
from newsdb.review import queue
from newsdb.search.search import NO_NAMES
from newsdb.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles.corrections import Correction
    from newsdb.review.queue import Filters
    from newsdb.search.search import Names

#: The most stories that a message counts: so many come in at once only from a file.
MOST_STORIES = 100_000

#: What without a saved filter is told: relevant by the watch list or by a person's decision.
RELEVANT = queue.Filters(decision="told", status="kept")

#: Changes that a reader has to know of; a wording or a corrected reading is none.
_KINDS = ("title", "figure", "name", "date", "correction notice", "removed at source", "restored")
#: Those of which a word alone would tell a reader little.
_WITHIN = frozenset({"figure", "name", "date"})


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
    revised_since: str | None = None,
    least: float = 0,
    names: Names = NO_NAMES,
) -> list[int]:
    """Return the stories with an article of ``span`` that fit a filter, the most relevant first.

    With ``decided`` those that a person found relevant by a decision of ``span``, which counts
    decisions then; with ``revised_since``, a time, those with a newer version of an article that
    came in since then, and ``span`` counts revisions. A story that people decided to be not
    relevant is never among them, unless the filter asks for such. At most MOST_STORIES.
    """
    if filters.status == "open":  # the queue's own: what a reviewer has yet to decide
        filters = replace(filters, status="kept")
    found = queue.page(
        db,
        replace(filters, new=False),
        size=MOST_STORIES,
        names=names,
        least=least,
        fresh=None if decided or revised_since is not None else span,
        decided=span if decided else None,
        revised=span if revised_since is not None else None,
        came_since=revised_since or "",
    ).places
    return [each.id for each in sorted(found, key=lambda each: (-each.score, -each.id))]


def changes(db: Database, span: Span) -> list[int]:
    """Return the changes of ``span`` that a reader has to know of, the newest first.

    Those by outlets, of articles that people found relevant, starred or issued in a briefing.
    """
    rows = db.execute(
        "SELECT c.id FROM changes c JOIN articles a ON a.id = c.article_id"
        " JOIN revisions r ON r.article_id = c.article_id AND r.number = c.number"
        " JOIN stories s ON s.id = a.story_id"
        " WHERE c.id > :after AND c.id <= :until AND r.origin = 'outlet'"
        " AND (s.status = 'relevant' OR s.starred"
        " OR EXISTS (SELECT 1 FROM briefing_citations b WHERE b.article = c.article_id))"
        " AND c.kind IN (SELECT value FROM json_each(:kinds)) ORDER BY c.id DESC",
        {**span._asdict(), "kinds": json.dumps(_KINDS)},
    )
    return [row[0] for row in rows.fetchall()]


def read_changes(db: Database, ids: Sequence[int], *, at: datetime) -> list[Correction]:
    """Return changes by their ids, the newest first, as far as may be shown at ``at``.

    A figure, name or date that changed within a text comes with its sentence.
    """
    found = corrections.ledger(db, at=at, among=ids) if ids else []
    return [_with_sentences(db, each) for each in found]


def _with_sentences(db: Database, change: Correction) -> Correction:
    """Return a change with the sentences before and after, where both are still there."""
    if change.kind not in _WITHIN or change.field != "body":
        return change
    if not (change.before and change.after):  # the outlet's terms allow neither
        return change
    (number,) = db.execute("SELECT number FROM changes WHERE id = ?", [change.id]).fetchone()
    texts = revisions.bodies(db, change.article_id)
    old, new = (_sentences(texts.get(each, "")) for each in (number - 1, number))
    before = next((each for each in old if change.before in each and each not in new), None)
    after = next((each for each in new if change.after in each and each not in old), None)
    return replace(change, before=before, after=after) if before and after else change


def _sentences(text: str) -> list[str]:
    return [each.strip() for line in text.splitlines() for each in split(line)]
