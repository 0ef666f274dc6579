"""Lists of articles: what filters select, a page at a time, and what the selection consists of."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsdb.database import now
from newsdb.records import KST
from newsdb.review.queue import first_day
from newsdb.search.fields import resolve
from newsdb.search.search import (
    NEWEST_HITS,
    NO_NAMES,
    Names,
    are_many,
    oldest_of_newest,
    parse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from newsdb.search.fields import Fault, Fields
    from newsdb.search.queries import Query

Decision = Literal["relevant", "review", "other"]
Status = Literal["undecided", "relevant", "not_relevant", "unsure"]
Order = Literal["time", "relevance"]

PAGE = 20
#: So many articles of a selection are looked at to count what it consists of; the most relevant
#: ones are sorted among all, but no more than these are listed.
LOOKED_AT = 2_000
#: Of more articles with a search's words than these, the last stored ones are listed, those with
#: the words in the headline first. To weigh each word of a million articles takes half a second,
#: and says little of a word that most of them have.
RANKED = 50_000

#: The columns whose values are counted; ``country`` is that of the outlet.
COUNTED = ("day", "status", "decision", "country", "language", "outlet", "section")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles to list; the defaults list all, the newest first."""

    text: str = ""  # a query of newsdb.search.search
    outlet: str = ""
    language: str = ""
    country: str = ""
    section: str = ""
    decision: Decision | Literal[""] = ""  # the watch list's
    status: Status | Literal[""] = ""  # people's, of the article's story
    since: str = ""  # a day, 2026-11-25, or one of newsdb.review.filter_links.SPANS
    until: str = ""  # a day, the last one
    order: Order = "time"


class Place(NamedTuple):
    """Where a page ends: after an article, or after so many of the most relevant."""

    published_at: str | None
    id: int  # of the article; the number of articles in the order of relevance

    def __str__(self) -> str:
        return f"{self.published_at or ''}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """Return the place that a link contains; raises ValueError if it is invalid."""
        published, _, number = text.rpartition("~")
        if len(text) > 60 or len(number) > 18:
            raise ValueError(text[:60])
        return cls(published or None, int(number))


class Page(NamedTuple):
    """Ids of articles in their order; ``following`` is where the next page begins, if any."""

    ids: list[int]
    following: Place | None
    is_cut: bool = False  # more follow, but no list of the most relevant goes on
    is_of_newest: bool = False  # only the last RANKED with the words are in it


class Selection(NamedTuple):
    """What a selection consists of: of ``looked_at`` articles, the numbers of each value.

    ``is_cut`` says that there are more, which were not looked at. Days are in their order, the
    newest first; other values by number. Articles without a value are not among those counted.
    """

    looked_at: int
    is_cut: bool
    facets: dict[str, list[tuple[str, int]]]
    faults: tuple[Fault, ...] = ()


def page(
    db: Database,
    filters: Filters,
    *,
    after: Place | None = None,
    size: int = PAGE,
    names: Names = NO_NAMES,
) -> Page:
    """Return a page of the list; a search text that asks for nothing finds nothing."""
    asked = _asked(db, filters, names)
    if asked.by_relevance:
        return _most_relevant(db, asked, start=after.id if after else 0, size=size)
    rows: list[tuple[int, str | None]] = []
    for condition in _following(after):
        rows += asked.rows(db, condition, after, limit=size + 1 - len(rows))
        if len(rows) > size:
            break
    found = rows[:size]
    following = Place(found[-1][1], found[-1][0]) if len(rows) > size else None
    return Page([row[0] for row in found], following)


def consists_of(db: Database, filters: Filters, *, names: Names = NO_NAMES) -> Selection:
    """Return what the newest articles of a selection consist of, LOOKED_AT of them at most."""
    asked = _asked(db, filters, names)
    return _counted(db, asked.rows(db, "", None, limit=LOOKED_AT + 1, columns=_LOOKED), asked)


def first_page(
    db: Database, filters: Filters, *, size: int = PAGE, names: Names = NO_NAMES
) -> tuple[Page, Selection]:
    """Return what ``page`` and ``consists_of`` do, the newest articles being read but once."""
    if filters.order == "relevance":
        return page(db, filters, size=size, names=names), consists_of(db, filters, names=names)
    asked = _asked(db, filters, names)
    rows = asked.rows(db, "", None, limit=LOOKED_AT + 1, columns=_LOOKED)
    following = Place(rows[size - 1][1], rows[size - 1][0]) if len(rows) > size else None
    return Page([row[0] for row in rows[:size]], following), _counted(db, rows, asked)


#: The columns that are looked at: those of a page, then those that are counted.
_LOOKED = (
    "a.id, a.published_at, a.day, coalesce(a.status, 'undecided'), a.decision, a.language,"
    " a.outlet, a.section"
)


def _counted(db: Database, rows: list[Any], asked: _Asked) -> Selection:
    """Return what rows of _LOOKED consist of; the one beyond LOOKED_AT says that more follow."""
    is_cut = len(rows) > LOOKED_AT
    rows = rows[:LOOKED_AT]
    columns = list(zip(*rows, strict=True))[2:] if rows else [()] * 6
    names = ("day", "status", "decision", "language", "outlet", "section")
    counted = {
        name: Counter(value for value in column if value)
        for name, column in zip(names, columns, strict=True)
    }
    counted["country"] = _countries(db, Counter(zip(columns[4], columns[3], strict=True)))
    facets = {
        name: sorted(counted[name].items(), key=lambda each: (-each[1], each[0]))
        for name in COUNTED
    }
    facets["day"] = sorted(counted["day"].items(), reverse=True)
    return Selection(len(rows), is_cut, facets, asked.fields.faults)


def _countries(db: Database, outlets: Counter[tuple[str, str]]) -> Counter[str]:
    """Return the numbers of articles by country, as the queue knows an article's country."""
    known = dict(
        db.conn.execute(
            "SELECT name, country FROM outlets WHERE name IN (SELECT value FROM json_each(?))",
            (json.dumps(list({outlet for outlet, _ in outlets})),),
        ).fetchall()
    )
    counted: Counter[str] = Counter()
    for (outlet, language), number in outlets.items():
        country = known.get(outlet) or {"ko": "KR", "ja": "JP"}.get(language)
        if country:
            counted[country] += number
    return counted


_COUNTRY = (
    "coalesce((SELECT country FROM outlets WHERE name = a.outlet),"
    " CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END) = :country"
)
_HITS = "(SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)"
_NONE = "0"
#: The plus lets SQLite walk from the newest; the set of hits is collected once.
_AMONG_MANY = f"+a.id IN {_HITS}"
_AMONG_NEWEST = (
    "+a.id >= :oldest AND +a.id IN"
    " (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query AND rowid >= :oldest)"
)
#: What was stored before and appeared later than the last row, or with it.
_OLDER = "+a.id < :oldest AND a.published_at >= :last"


class _Asked(NamedTuple):
    """A selection in SQL; ``source`` and ``hits`` give it in the order of time."""

    query: Query
    source: str
    hits: tuple[str, ...]
    conditions: list[str]
    parameters: dict[str, Any]
    fields: Fields
    by_relevance: bool

    def rows(
        self,
        db: Database,
        condition: str,
        after: Place | None,
        *,
        limit: int,
        columns: str = "a.id, a.published_at",
    ) -> list[Any]:
        """Return the newest rows, with one further condition if any."""
        if self.hits == (_AMONG_MANY,):
            found = self._of_newest_hits(db, condition, after, limit=limit, columns=columns)
            if found is not None:
                return found
        return self._rows(db, self.hits, condition, after, limit=limit, columns=columns)

    def _of_newest_hits(
        self, db: Database, condition: str, after: Place | None, *, limit: int, columns: str
    ) -> list[Any] | None:
        """Return the rows out of the last stored hits; None where older ones may belong there.

        To collect the hits of a word that most of a million articles have takes most of a second.
        """
        oldest = oldest_of_newest(db, self.query, NEWEST_HITS)
        if not oldest:
            return None
        asked = self._replace(parameters={**self.parameters, "oldest": oldest})
        rows = asked._rows(db, (_AMONG_NEWEST,), condition, after, limit=limit, columns=columns)
        if len(rows) < limit or rows[-1][1] is None:
            return None
        asked.parameters["last"] = rows[-1][1]
        older = asked._rows(db, (_OLDER,), condition, after, limit=1, columns="a.id")
        return None if older else rows

    def _rows(
        self,
        db: Database,
        hits: tuple[str, ...],
        condition: str,
        after: Place | None,
        *,
        limit: int,
        columns: str,
    ) -> list[Any]:
        where = " AND ".join(filter(None, [*hits, *self.conditions, condition])) or "1"
        place = {"at": after.published_at, "after": after.id} if after else {}
        return db.conn.execute(
            f"SELECT {columns} FROM {self.source} WHERE {where}"  # noqa: S608 our own words
            " ORDER BY a.published_at DESC, a.id DESC LIMIT :limit",
            {**self.parameters, **place, "limit": limit},
        ).fetchall()


def _following(after: Place | None) -> tuple[str, ...]:
    """Return the conditions whose rows follow a place, one after the other.

    Articles without a time come last. Two conditions, since one with OR is found by no index.
    """
    if after is None:
        return ("",)
    if after.published_at is None:
        return ("a.published_at IS NULL AND a.id < :after",)
    return (
        "a.published_at <= :at AND (a.published_at < :at OR a.id < :after)",
        "a.published_at IS NULL",
    )


def _most_relevant(db: Database, asked: _Asked, *, start: int, size: int) -> Page:
    oldest = oldest_of_newest(db, asked.query, RANKED)
    end = min(start + size, LOOKED_AT)
    ids = _headlines_first(db, asked, oldest, end + 1) if oldest else _weighed(db, asked, end + 1)
    more = len(ids) > end
    is_cut = more and end == LOOKED_AT
    following = Place(None, end) if more and not is_cut else None
    return Page(ids[start:end], following, is_cut, oldest > 0)


def _weighed(db: Database, asked: _Asked, limit: int) -> list[int]:
    order = "bm25(articles_fts, 10.0, 5.0, 1.0, 0.5), f.rowid DESC"
    return _found(db, asked, (), order, {"query": asked.query.asked, "limit": limit})


def _headlines_first(db: Database, asked: _Asked, oldest: int, limit: int) -> list[int]:
    query = asked.query.asked
    order, newest = "f.rowid DESC", ("f.rowid >= :oldest",)
    more: dict[str, Any] = {"oldest": oldest, "limit": limit}
    # The whole query once more, since what is excluded may stand anywhere.
    more["query"] = f"({{title}} : ({query})) AND ({query})"
    titled = _found(db, asked, newest, order, more)
    if len(titled) >= limit:
        return titled
    more |= {"query": query, "limit": limit + len(titled)}
    every = _found(db, asked, newest, order, more)
    return list(dict.fromkeys([*titled, *every]))[:limit]


def _found(
    db: Database, asked: _Asked, also: tuple[str, ...], order: str, parameters: dict[str, Any]
) -> list[int]:
    # Without a filter the index answers alone, at half the cost.
    join = " CROSS JOIN articles a ON a.id = f.rowid" if asked.conditions else ""
    conditions = " AND ".join(["articles_fts MATCH :query", *also, *asked.conditions])
    rows = db.conn.execute(
        f"SELECT f.rowid FROM articles_fts f{join} WHERE {conditions} ORDER BY {order}"  # noqa: S608
        " LIMIT :limit",
        {**asked.parameters, **parameters},
    )
    return [row[0] for row in rows]


def _asked(db: Database, filters: Filters, names: Names) -> _Asked:
    """Return a selection in SQL; one of nothing where what is typed asks for nothing."""
    query = parse(filters.text, names)
    fields = resolve(db, query.fields)
    source = "articles a"
    hits: tuple[str, ...] = ()
    if query.has_words and are_many(db, query):
        hits = (_AMONG_MANY,)
    elif query.has_words:
        source = "articles_fts f CROSS JOIN articles a ON a.id = f.rowid"
        hits = ("articles_fts MATCH :query",)
    elif query.excluded:
        hits = (f"a.id NOT IN {_HITS}",)
    elif filters.text.strip() and not query:
        hits = (_NONE,)
    return _Asked(
        query,
        source,
        hits,
        [*_conditions(filters), *fields.conditions("a")],
        _parameters(filters, query, fields),
        fields,
        filters.order == "relevance" and query.has_words,
    )


def _conditions(filters: Filters) -> Iterator[str]:
    for name in ("outlet", "language", "section", "decision"):
        if getattr(filters, name):
            yield f"a.{name} = :{name}"
    if filters.status == "undecided":
        yield "a.status IS NULL"
    elif filters.status:
        yield "a.status = :status"
    if filters.country:
        yield _COUNTRY
    if filters.since:
        yield "a.published_at >= :since"
    if filters.until:
        # After all times of the day: "T" follows nothing in it.
        yield "a.published_at < :until || 'U'"


def _parameters(filters: Filters, query: Query, fields: Fields) -> dict[str, Any]:
    names = ("outlet", "language", "country", "section", "decision", "status", "until")
    return {
        "query": query.asked,
        "since": first_day(filters.since, today=now().astimezone(KST).date()),
        **fields.parameters,
        **{name: getattr(filters, name) for name in names},
    }
