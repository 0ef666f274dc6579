"""Making room: texts of articles that nobody and no rule found relevant go after some time.

What stays is what a purge leaves: title, dates, authors, hashes, decision; ``thinned_at`` says so.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newsdb.articles import policies
from newsdb.articles.policies import BATCH, Overdue
from newsdb.database import stamp, transaction
from newsdb.row_failures import RowFailures
from newsdb.search import search

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlite_utils import Database

#: Nobody may have looked at any article of its story and said, starred, tagged, noted or written
#: anything, been given it, proposed a word from it or asked to keep it, no rule may have found one
#: relevant or to be read, no audit have drawn it, no briefing cite it.
_IRRELEVANT = """
    SELECT a.id, a.outlet FROM articles a JOIN stories s ON s.id = a.story_id
    WHERE a.first_seen_at < ? AND a.kept <> 'nothing' AND a.decision = 'other'
    AND s.decision = 'other'
    AND NOT EXISTS (SELECT 1 FROM reviews WHERE (subject = 'story' AND subject_id = s.id)
        OR (subject = 'article' AND subject_id = a.id))
    AND NOT EXISTS (SELECT 1 FROM review_tags WHERE subject = 'story' AND subject_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM audits WHERE article_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM briefing_citations WHERE article = a.id)
    AND NOT EXISTS (SELECT 1 FROM briefing_entries WHERE article_id = a.id)
    AND s.id NOT IN (SELECT m.story_id FROM articles m WHERE m.story_id IS NOT NULL AND m.id IN (
        SELECT article_id FROM comments UNION SELECT article_id FROM assignments
        UNION SELECT article_id FROM watchlist_proposals WHERE article_id IS NOT NULL))
    AND NOT EXISTS (SELECT 1 FROM given_addresses g WHERE g.outlet = a.outlet AND g.key = a.key
        AND g.purpose = 'page' AND g.state = 'done')
    ORDER BY a.first_seen_at"""


def irrelevant(db: Database, at: datetime, *, days: int) -> list[Overdue]:
    """Return the articles whose texts go after ``days`` days, the oldest first; 0 keeps all."""
    if not days:
        return []
    rows = db.conn.execute(_IRRELEVANT, (stamp(at - timedelta(days=days)),)).fetchall()
    return [Overdue(article_id, outlet, "nothing") for article_id, outlet in rows]


def thin(
    db: Database,
    at: datetime,
    *,
    days: int,
    progress: Callable[[int], object] = lambda _: None,
    failures: RowFailures | None = None,
) -> list[Overdue]:
    """Take the texts and captures of what ``irrelevant`` returns, and return what was thinned."""
    failures = failures or RowFailures()
    done: list[Overdue] = []
    found = irrelevant(db, at, days=days)
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        with transaction(db):
            for each in batch:
                with failures.aside(db, f"article {each.article_id}"):
                    policies.cut(db, each, at=at)
                    db.conn.execute(
                        "UPDATE articles SET thinned_at = ? WHERE id = ?",
                        (stamp(at), each.article_id),
                    )
                    search.index(db, each.article_id)
                    done.append(each)
        progress(len(batch))
    return done
