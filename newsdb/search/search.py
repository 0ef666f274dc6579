"""The search: indexing articles, finding those that match a query, and where they match.

Results are exact: an article is found only if it contains the words as queried, and
``highlight`` says where, in offsets into the stored text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb import visibility
from newsdb.database import now, stamp, transaction
from newsdb.row_failures import RowFailures
from newsdb.search.fields import Fields, resolve
from newsdb.search.queries import NO_NAMES, Aliases, Names, Phrase, Query, parse
from newsdb.text.acronyms import mark
from newsdb.text.folding import fold_with_offsets
from newsdb.text.terms import VERSION, index_form, terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlite_utils import Database

__all__ = [
    "MANY",
    "NEWEST_HITS",
    "NO_NAMES",
    "Aliases",
    "Hit",
    "Names",
    "Query",
    "are_many",
    "count_hits",
    "excerpt",
    "find",
    "highlight",
    "index",
    "index_again",
    "indexed_by_older_rules",
    "oldest_of_newest",
    "parse",
]

#: As texts, days without a time sort before all times of their day: after them, newest first.
#: With this many hits or more the index by time is walked from the newest; with fewer, the hits
#: are read and sorted. It is the number for a million articles: to read a hit takes five times as
#: long as to pass an article by, and of few articles those with the hits are passed sooner.
MANY = 20_000
_MANY_AT_ROOT = 20  # times the square root of the number of articles
#: Of more hits than these only the last stored ones are collected at first: nearly always the
#: newest articles are among them.
NEWEST_HITS = 20_000

#: Articles indexed in one transaction: few, so that a crawl doesn't wait long to write.
BATCH = 50

NO_FIELDS = Fields()

#: Texts as bytes: one that is no UTF-8 is indexed by the rest of it, and may be cut like others.
_STORED = """
    SELECT CAST(a.title AS BLOB) AS title, CAST(a.subtitle AS BLOB) AS subtitle,
        CAST(b.body AS BLOB) AS body, CAST(b.captions AS BLOB) AS captions,
        CAST(concat_ws(' ', a.dateline, a.keywords) AS BLOB) AS more,
        CAST((SELECT group_concat(name, ' ') FROM authors WHERE article_id = a.id) AS BLOB)
            AS authors,
        a.kept, a.first_seen_at, coalesce(o.kept, 'full') AS may_keep, o.kept_days,
        (SELECT since FROM withheld_from_search WHERE article_id = a.id) AS withheld
    FROM articles a LEFT JOIN article_bodies b ON b.article_id = a.id
    LEFT JOIN outlets o ON o.name = a.outlet WHERE a.id = ?
"""


class Span(NamedTuple):
    """The place of a match: offsets into the stored text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found."""

    id: int
    title: str
    outlet: str
    language: str
    published_at: str | None
    url: str
    excerpt: str
    title_spans: tuple[Span, ...]
    excerpt_spans: tuple[Span, ...]


def index(db: Database, article_id: int) -> None:
    """Index what is stored of an article and may be shown; runs inside the caller's transaction.

    A text that is stored for briefings only, under a licence, is not found by its words. Call it
    after writing the article's rows, and after removing a part of its text.
    """
    rows = [
        {name: _decoded(value) for name, value in row.items()}
        for row in db.query(_STORED, [article_id])
    ]
    if not rows:
        db.conn.execute("DELETE FROM articles_fts WHERE rowid = ?", (article_id,))
        return
    # As on its first day: what expires leaves the index with the purge, which cuts the text or,
    # where a licence lets briefings have it, withholds it from here.
    moment = rows[0]["withheld"] or rows[0]["first_seen_at"]
    row = visibility.cut(rows[0], at=datetime.fromisoformat(moment))
    more = " ".join(filter(None, (row["more"], row["captions"], row["authors"])))
    texts = (row["title"], row["subtitle"], row["body"], more)
    db.conn.execute(
        "INSERT OR REPLACE INTO articles_fts (rowid, title, subtitle, body, more)"
        " VALUES (?, ?, ?, ?, ?)",
        (article_id, *(index_form(text or "") for text in texts)),
    )
    db.conn.execute("INSERT OR REPLACE INTO index_versions VALUES (?, ?)", (article_id, VERSION))


def _decoded(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def indexed_by_older_rules(db: Database) -> list[int]:
    """Return the articles whose terms are not those of this VERSION, the newest first."""
    rows = db.conn.execute(
        "SELECT id FROM articles WHERE id NOT IN ("
        " SELECT article_id FROM index_versions WHERE version = ?) ORDER BY id DESC",
        (VERSION,),
    )
    return [row[0] for row in rows]


def index_again(
    db: Database,
    article_ids: Sequence[int],
    *,
    progress: Callable[[int], object] = lambda _: None,
    failures: RowFailures | None = None,
) -> None:
    """Index stored articles again, in short transactions; if interrupted, the rest is left.

    ``progress`` is called with the number of articles handled since its last call.
    """
    failures = failures or RowFailures()
    for first in range(0, len(article_ids), BATCH):
        batch = article_ids[first : first + BATCH]
        with transaction(db):
            for article_id in batch:
                with failures.aside(db, f"article {article_id}"):
                    index(db, article_id)
        progress(len(batch))


def find(
    db: Database,
    text: str,
    *,
    names: Names = NO_NAMES,
    since: datetime | None = None,
    limit: int = 20,
    by_relevance: bool = False,
    at: datetime | None = None,
) -> list[Hit]:
    """Return the articles that match ``text``, the newest or the most relevant first.

    Fields that can't be used are ignored: ``fields.resolve`` says which. Excerpts are taken from
    what may be shown at ``at`` (default: now).
    """
    query = parse(text, names)
    if not query:
        return []
    fields = resolve(db, query.fields)
    if query.has_words:
        sql = sql_of(db, query, by_relevance=by_relevance, fields=fields)
    else:
        sql = _sql(_BY_FIELDS, fields)
    parameters = {
        "query": query.asked,
        "since": stamp(since),
        "limit": limit,
        **fields.parameters,
    }
    moment = at or now()
    rows = db.query(sql, parameters)
    return [_hit(query, visibility.cut(row, at=moment)) for row in rows]


def sql_of(
    db: Database, query: Query, *, by_relevance: bool = False, fields: Fields = NO_FIELDS
) -> str:
    """Return the SQL that finds the articles with a query's words and with fields.

    It takes :query, :since, :limit and the parameters of ``fields``.
    """
    by_time = _MANY_BY_TIME if are_many(db, query) else _FEW_BY_TIME
    chosen = _BY_RELEVANCE if by_relevance else by_time
    return _sql(chosen, fields)


def _sql(chosen: str, fields: Fields) -> str:
    also = "".join(f" AND {each}" for each in fields.conditions("a"))
    return _HITS.format(chosen=chosen.format(also=also, since=_SINCE), columns=visibility.COLUMNS)


def count_hits(db: Database, query: Query, *, most: int = MANY) -> int:
    """Return the number of articles that match a query's words, at most ``most``."""
    (hits,) = db.conn.execute(
        "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)",
        (query.expression, most),
    ).fetchone()
    return int(hits)


def are_many(db: Database, query: Query) -> bool:
    """Tell whether so many articles match that the newest are found sooner by time."""
    (last,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    most = min(MANY, math.ceil(_MANY_AT_ROOT * math.sqrt(last)))
    return count_hits(db, query, most=most) >= most


def oldest_of_newest(db: Database, query: Query, number: int) -> int:
    """Return the least id of the last ``number`` articles with a query's words.

    0 if there are no more than these.
    """
    (last,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    if last <= number:
        return 0
    row = db.conn.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
        " ORDER BY rowid DESC LIMIT 2 OFFSET ?",
        (query.expression, number - 1),
    ).fetchall()
    return int(row[0][0]) if len(row) > 1 else 0


_HITS = """
    WITH chosen (id, place) AS ({chosen})
    SELECT a.id, a.title, a.outlet, a.language, a.published_at, a.url, a.subtitle, b.body,
        {columns}
    FROM chosen JOIN articles a ON a.id = chosen.id JOIN outlets o ON o.name = a.outlet
    LEFT JOIN article_bodies b ON b.article_id = a.id ORDER BY chosen.place
"""
# A day without a time is at any of its hours.
_SINCE = """(:since IS NULL OR a.published_at >= :since
            OR a.published_at = substr(:since, 1, 10))"""
_FEW_BY_TIME = """
    SELECT a.id, row_number() OVER (ORDER BY a.published_at DESC, a.id DESC)
    FROM articles_fts f CROSS JOIN articles a ON a.id = f.rowid
    WHERE articles_fts MATCH :query AND {since}{also}
    ORDER BY a.published_at DESC, a.id DESC LIMIT :limit
"""
# The set of hits is built once; then articles are walked from the newest until enough match.
_MANY_BY_TIME = """
    SELECT id, row_number() OVER () FROM (
        SELECT id FROM articles a INDEXED BY articles_by_time
        WHERE id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)
            AND {since}{also}
        ORDER BY published_at DESC, id DESC LIMIT :limit)
"""
# Without a word that must be present; :query is what must not be.
_BY_FIELDS = """
    SELECT id, row_number() OVER () FROM (
        SELECT id FROM articles a INDEXED BY articles_by_time
        WHERE id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)
            AND {since}{also}
        ORDER BY published_at DESC, id DESC LIMIT :limit)
"""
# The weights of the columns: title, subtitle, body, and the rest (captions, authors ...).
_BY_RELEVANCE = """
    SELECT id, row_number() OVER (ORDER BY score, id DESC) FROM (
        SELECT a.id, bm25(articles_fts, 10.0, 5.0, 1.0, 0.5) AS score
        FROM articles_fts CROSS JOIN articles a ON a.id = articles_fts.rowid
        WHERE articles_fts MATCH :query AND {since}{also}
        ORDER BY score, a.id DESC LIMIT :limit)
"""


def may_match(query: Query, text: str) -> bool:
    """Return False if ``highlight`` finds nothing for sure; takes a third of its time."""
    form = f" {index_form(text)} "
    return any(
        f" {' '.join(phrase.terms)}{'' if phrase.prefix else ' '}" in form
        for phrase in query.phrases
    )


def highlight(query: Query, text: str) -> tuple[Span, ...]:
    """Return the places of a query's words in a stored text, in order, not overlapping."""
    folded = fold_with_offsets(mark(text))
    found = list(terms(folded.text))
    places: dict[str, list[int]] = {}
    for at, term in enumerate(found):
        places.setdefault(term.text, []).append(at)
        if len(term.text) == 2:
            places.setdefault(f"{term.text[0]}*", []).append(at)
    spans: list[tuple[int, int]] = []
    for phrase in query.phrases:
        for at in _places_of(phrase, places):
            last = at + len(phrase.terms) - 1
            if [term.text for term in found[at:last]] == list(phrase.terms[:-1]):
                end = found[last].start + 1 if phrase.prefix else found[last].end
                spans.append((found[at].start, end))
    return tuple(Span(*folded.span(*span)) for span in _merged(spans))


def _places_of(phrase: Phrase, places: dict[str, list[int]]) -> Iterator[int]:
    """Yield where a phrase may begin: the places of its last term less the terms before it."""
    last = phrase.terms[-1]
    before = len(phrase.terms) - 1
    for at in places.get(last, []) + (places.get(f"{last}*", []) if phrase.prefix else []):
        if at >= before:
            yield at - before


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def excerpt(query: Query, text: str, *, around: int = 60) -> tuple[str, tuple[Span, ...]]:
    """Return the part of a stored text around the first match, and the spans in it.

    Without a match it is the text's beginning. Runs of whitespace become single spaces.
    """
    text = re.sub(r"\s+", " ", text)
    spans = highlight(query, text)
    first = spans[0].start if spans else 0
    start = max(0, first - around) if first > around * 3 // 2 else 0
    end = min(len(text), start + 3 * around)
    dots = "… " if start else ""
    shift = len(dots) - start
    inside = tuple(
        Span(span.start + shift, span.end + shift)
        for span in spans
        if start <= span.start and span.end <= end
    )
    return f"{dots}{text[start:end]}{' …' if end < len(text) else ''}", inside


def _hit(query: Query, row: dict[str, Any]) -> Hit:
    body = "\n".join(part for part in (row["subtitle"], row["body"]) if part)
    shown, spans = excerpt(query, body)
    return Hit(
        id=row["id"],
        title=row["title"],
        outlet=row["outlet"],
        language=row["language"],
        published_at=row["published_at"],
        url=row["url"],
        excerpt=shown,
        title_spans=highlight(query, row["title"]),
        excerpt_spans=spans,
    )
