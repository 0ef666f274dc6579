"""What no archive has, out of a backup into a database that was made again from the archive.

What people decided, and the history of runs, alarms and the desk.

Articles are recognised by outlet and key, stories by their articles: both have other numbers.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsdb.database import transaction
from newsdb.delivery import subscriptions
from newsdb.stories.relinking import regroup

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

#: Articles whose stories are regrouped in one transaction.
_BATCH = 500


def bring(db: Database, backup: Path) -> Counter[str]:
    """Bring what people decided, wrote and set up, and the history, from ``backup`` into ``db``.

    Returns how many rows of each table came along, ``articles not in the archive``, which are
    those of the backup that ``db`` does not have, and how many rows of a table were ``left
    behind``, since what was decided or said of such an article has nothing to stand by.
    """
    db.conn.execute("ATTACH DATABASE ? AS old", (f"{backup}",))
    try:
        counts: Counter[str] = Counter()
        with transaction(db):
            db.conn.execute(
                "CREATE TEMP TABLE article_map AS SELECT o.id AS old, n.id AS new"
                " FROM old.articles o JOIN main.articles n USING (outlet, key)"
            )
            db.conn.execute("CREATE UNIQUE INDEX temp.article_map_old ON article_map (old)")
            (counts["articles not in the archive"],) = db.conn.execute(
                "SELECT count(*) FROM old.articles WHERE id NOT IN (SELECT old FROM article_map)"
            ).fetchone()
            counts["story_decisions"] = db.conn.execute(
                "INSERT INTO story_decisions (kind, article_id, other_id, decided_by, decided_at)"
                " SELECT kind, min(a.new, b.new), max(a.new, b.new), decided_by, decided_at"
                " FROM old.story_decisions d JOIN article_map a ON a.old = d.article_id"
                " JOIN article_map b ON b.old = d.other_id ORDER BY d.id"
            ).rowcount
            _count_left(db, counts, "story_decisions")
        _regroup(db)
        with transaction(db):
            _reviews(db, counts)
            _others(db, counts)
            _history(db, counts)
            _delivery(db, counts)
            _briefings(db, counts)
        db.conn.execute("DROP TABLE temp.article_map")
        db.conn.execute("DROP TABLE temp.story_map")
    finally:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        db.conn.execute("DETACH DATABASE old")
    return counts


def _regroup(db: Database) -> None:
    """Part and join stories as people decided."""
    ids = [
        row[0]
        for row in db.conn.execute(
            "SELECT article_id FROM story_decisions UNION SELECT other_id FROM story_decisions"
        )
    ]
    for start in range(0, len(ids), _BATCH):
        with transaction(db):
            regroup(db, ids[start : start + _BATCH])


def _reviews(db: Database, counts: Counter[str]) -> None:
    """Bring reviews with their history; of two old stories that are one now the newer counts."""
    db.conn.execute(
        "CREATE TEMP TABLE story_map AS"
        " SELECT r.subject, r.subject_id AS old, ("
        "  SELECT CASE r.subject WHEN 'story' THEN n.story_id ELSE n.id END"
        "  FROM old.articles o JOIN article_map m ON m.old = o.id"
        "  JOIN main.articles n ON n.id = m.new"
        "  WHERE CASE r.subject WHEN 'story' THEN o.story_id ELSE o.id END = r.subject_id"
        "  ORDER BY o.id = ("
        "   SELECT origin_id FROM old.stories s WHERE s.id = o.story_id) DESC, o.id"
        "  LIMIT 1) AS new, r.changed_at FROM old.reviews r"
    )
    db.conn.execute(
        "DELETE FROM story_map WHERE new IS NULL OR EXISTS (SELECT 1 FROM story_map b"
        " WHERE b.subject = story_map.subject AND b.new = story_map.new"
        " AND (b.changed_at, b.old) > (story_map.changed_at, story_map.old))"
    )
    # Rebuilding has put the history of nobody there yet, but a regrouped story may inherit.
    counts["review_events"] = db.conn.execute(
        "INSERT OR IGNORE INTO review_events"
        " (subject, subject_id, url, kind, value, previous, score, version, actor, at)"
        " SELECT e.subject, m.new, url, kind, value, previous, score, version, actor, at"
        " FROM old.review_events e JOIN story_map m ON m.subject = e.subject AND m.old ="
        " e.subject_id ORDER BY e.id"
    ).rowcount
    counts["reviews"] = db.conn.execute(
        "INSERT OR REPLACE INTO reviews"
        " (subject, subject_id, status, reason, starred, note, version, changed_by, changed_at)"
        " SELECT r.subject, m.new, status, reason, starred, note, version, changed_by,"
        " r.changed_at FROM old.reviews r JOIN story_map m ON m.subject = r.subject"
        " AND m.old = r.subject_id"
    ).rowcount
    _count_left(db, counts, "reviews")
    counts["tags"] = db.conn.execute(
        "INSERT OR IGNORE INTO tags (id, name, position) SELECT id, name, position FROM old.tags"
    ).rowcount
    counts["review_tags"] = db.conn.execute(
        "INSERT OR IGNORE INTO review_tags (subject, subject_id, tag_id)"
        " SELECT t.subject, m.new, t.tag_id FROM old.review_tags t"
        " JOIN story_map m ON m.subject = t.subject AND m.old = t.subject_id"
    ).rowcount
    db.conn.execute(
        "UPDATE articles SET status = r.status, starred = r.starred FROM reviews r"
        " WHERE (r.subject = 'story' AND r.subject_id = articles.story_id)"
        " OR (r.subject = 'article' AND r.subject_id = articles.id)"
    )


#: What is of no story, by table.
_OTHERS = {
    "visits": "INSERT OR IGNORE INTO visits SELECT * FROM old.visits",
    "saved_filters": """
        INSERT OR IGNORE INTO saved_filters (name, filters, person, shared)
        SELECT name, filters, person, shared FROM old.saved_filters""",
    "saved_searches": """
        INSERT OR IGNORE INTO saved_searches (name, filters, person, shared)
        SELECT name, filters, person, shared FROM old.saved_searches""",
    # Or feed readers would show every entry once more.
    "installation": "UPDATE installation SET name = (SELECT name FROM old.installation)",
    "story_reads": """
        INSERT OR IGNORE INTO story_reads (person, story_id, read_at)
        SELECT r.person, n.story_id, r.read_at FROM old.story_reads r
        JOIN old.stories s ON s.id = r.story_id JOIN article_map m ON m.old = s.origin_id
        JOIN main.articles n ON n.id = m.new""",
    "watchlist_proposals": """
        INSERT OR IGNORE INTO watchlist_proposals
            (term, concept, language, article_id, proposed_by, proposed_at)
        SELECT term, concept, language, m.new, proposed_by, proposed_at
        FROM old.watchlist_proposals p LEFT JOIN article_map m ON m.old = p.article_id""",
    "dismissed_suggestions": """
        INSERT OR IGNORE INTO dismissed_suggestions
        SELECT * FROM old.dismissed_suggestions""",
    "audits": """
        INSERT OR IGNORE INTO audits (week, article_id, stratum, population, watchlist, drawn_at)
        SELECT week, m.new, stratum, population, watchlist, drawn_at
        FROM old.audits a JOIN article_map m ON m.old = a.article_id""",
    # A page in a folder loses what is not in the database, as what was forgotten: of an article
    # that only the archive lacks it keeps it.
    "page_articles": """
        INSERT OR IGNORE INTO page_articles (channel, page, outlet, key, kept)
        SELECT channel, page, outlet, key, kept FROM old.page_articles
        WHERE (outlet, key) IN (SELECT outlet, key FROM main.articles)
        OR (outlet, key) IN (SELECT outlet, key FROM old.forgotten)""",
}

#: What colleagues said of an article, by table: whole rows, under the number that it has now.
_OF_COLLEAGUES = ("comments", "assignments")


def _others(db: Database, counts: Counter[str]) -> None:
    """Bring what is of no story: comments, saved filters, visits, proposals, audits."""
    for table in _OF_COLLEAGUES:
        columns = _columns(db, table).split(", ")
        values = ", ".join("m.new" if name == "article_id" else f"o.{name}" for name in columns)
        counts[table] = db.conn.execute(
            f"INSERT INTO main.{table} ({', '.join(columns)})"  # noqa: S608 our own names
            f" SELECT {values} FROM old.{table} o JOIN article_map m ON m.old = o.article_id"
        ).rowcount
        _count_left(db, counts, table)
    there = {
        row[0] for row in db.conn.execute("SELECT name FROM old.sqlite_master WHERE type='table'")
    }
    for table, sql in _OTHERS.items():
        if table in there:
            counts[table] = db.conn.execute(sql).rowcount
    _count_left(db, counts, "audits")


def _count_left(db: Database, counts: Counter[str], table: str) -> None:
    """Count the rows of a table that did not come along."""
    (total,) = db.conn.execute(f"SELECT count(*) FROM old.{table}").fetchone()  # noqa: S608 ours
    counts[f"{table} left behind"] = total - counts[table]


#: What happened, and what people set up, by table: whole rows under the numbers that they have,
#: what others name first. Sessions stay behind: everybody signs in once more.
_HISTORY = (
    *(
        "outlets",
        "runs",
        "run_fields",
        "run_sources",
        "run_faults",
        "job_runs",
        "alarms",
        "robots",
    ),
    *("forgotten", "backups", "room", "access_log", "desk_accounts", "desk_users"),
    *("sites", "site_changes", "given_addresses", "watch_list_versions"),
    *("gloss_corrections", "gloss_usage", "assistant_tokens", "assistant_calls"),
)

#: Links that were found and not read. What was read and is not in the archive is to be found
#: again, so listings come without the validators by which they would answer that nothing is new.
_LINKS = (
    "INSERT OR IGNORE INTO discovered ({columns}) SELECT {columns} FROM old.discovered"
    " WHERE state <> 'done'"
)
_LISTINGS = (
    "INSERT OR IGNORE INTO feeds (url, outlet, kind, status, links, read_at, changed_at)"
    " SELECT url, outlet, kind, status, links, read_at, changed_at FROM old.feeds"
)


def _history(db: Database, counts: Counter[str]) -> None:
    """Bring what happened, what people set up, and the links that are still to be read."""
    for table in _HISTORY:
        columns = _columns(db, table)
        counts[table] = db.conn.execute(
            f"INSERT OR IGNORE INTO main.{table} ({columns})"  # noqa: S608 our own names
            f" SELECT {columns} FROM old.{table}"
        ).rowcount
    counts["links to read"] = db.conn.execute(
        _LINKS.format(columns=_columns(db, "discovered"))
    ).rowcount
    counts["listings"] = db.conn.execute(_LISTINGS).rowcount


def _delivery(db: Database, counts: Counter[str]) -> None:
    """Bring subscriptions, their recipients, and what they and the alarms' readers were told.

    They go on from here: what is in the database by now is not told again.
    """
    there = {
        row[0] for row in db.conn.execute("SELECT name FROM old.sqlite_master WHERE type='table'")
    }
    if "subscriptions" not in there:
        return
    told = ("subscriptions", "told_alarms", "recipients", "subscription_recipients")
    for table in (each for each in told if each in there):
        columns = _columns(db, table)
        counts[table] = db.conn.execute(
            f"INSERT OR IGNORE INTO main.{table} ({columns})"  # noqa: S608 our own names
            f" SELECT {columns} FROM old.{table}"
        ).rowcount
    subscriptions.start_from_here(db)
    db.conn.execute(
        "INSERT OR IGNORE INTO told_stories (subscription_id, story_id, told_at)"
        " SELECT t.subscription_id, n.story_id, t.told_at FROM old.told_stories t"
        " JOIN old.articles o ON o.story_id = t.story_id JOIN article_map m ON m.old = o.id"
        " JOIN main.articles n ON n.id = m.new WHERE n.story_id IS NOT NULL"
    )


#: What is of one article each, and how its number follows: of an issue that cites an article which
#: is not in the archive the row stays, under a number that no article has.
_OF_ARTICLES = {
    "briefing_citations": ("article", "LEFT JOIN", "coalesce(m.new, -o.cited)"),
    "briefing_texts": ("article_id", "LEFT JOIN", "coalesce(m.new, -o.cited)"),
    "briefing_entries": ("article_id", "JOIN", "m.new"),
}


def _briefings(db: Database, counts: Counter[str]) -> None:
    """Bring issues of briefings as they were frozen, and drafts without what could be undone."""
    there = {
        row[0] for row in db.conn.execute("SELECT name FROM old.sqlite_master WHERE type='table'")
    }
    if "briefing_issues" not in there:
        return
    for table in ("briefing_issues", "briefing_drafts", "briefing_sections"):
        columns = _columns(db, table)
        counts[table] = db.conn.execute(
            f"INSERT OR IGNORE INTO main.{table} ({columns})"  # noqa: S608 our own names
            f" SELECT {columns} FROM old.{table}"
        ).rowcount
    for table, (column, join, number) in _OF_ARTICLES.items():
        columns = _columns(db, table)
        values = ", ".join(
            number if name == column else f"o.{name}" for name in columns.split(", ")
        )
        counts[table] = db.conn.execute(
            f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {values}"  # noqa: S608
            f" FROM old.{table} o {join} article_map m ON m.old = o.{column}"
        ).rowcount
    _count_left(db, counts, "briefing_entries")
    # What was found to have changed has another id; what changed since the backup is looked for.
    counts["briefing_changes"] = db.conn.execute(
        "INSERT OR IGNORE INTO main.briefing_changes"
        " (number, place, article_id, change_id, found_at)"
        " SELECT b.number, b.place, m.new, min(n.id), b.found_at FROM old.briefing_changes b"
        " JOIN old.changes o ON o.id = b.change_id JOIN article_map m ON m.old = b.article_id"
        " JOIN main.changes n ON n.article_id = m.new AND n.kind = o.kind AND n.field = o.field"
        " AND n.words_before IS o.words_before AND n.words_after IS o.words_after"
        " GROUP BY b.number, b.place, b.change_id"
    ).rowcount
    db.conn.execute("UPDATE briefing_watch SET position = 0")


def _columns(db: Database, table: str) -> str:
    """Return the names of a table's columns, as SQL lists them; none that is worked out."""
    return ", ".join(column.name for column in db.table(table).columns)
