"""The articles that a table's query string selects, with the text that terms allow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from browse.exports.spreadsheets import Link
from browse.exports.stories import moment
from browse.news import ask
from browse.permissions import people_of
from newsdb.articles import display
from newsdb.database import now
from newsdb.review import article_list
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from datasette.app import Datasette
    from sqlite_utils import Database

    from browse.exports.spreadsheets import Cell
    from newsdb.articles.display import Listed
    from newsdb.review.article_list import Filters

_AT_ONCE = 1000

#: The columns of an exported list, in order; each is an attribute of ``display.Listed``.
COLUMNS = (
    "id outlet published_at language title subtitle section source url status starred kept"
    " attribution text"
).split()

#: The table's own arguments that select articles; the others choose how they are shown.
_CHOOSING = ("_search", "_without", "_sort", "_sort_desc", "_where", "_through")


def cells(article: Listed) -> list[Cell]:
    """Return an article as cells: its time or day as such, its address as a link."""
    return [_cell(name, getattr(article, name)) for name in COLUMNS]


def _cell(name: str, value: Any) -> Cell:
    if name == "published_at" and value:
        return moment(value)
    if name == "url":
        return Link(value)
    cell: Cell = value
    return cell


class NotAllowedError(Exception):
    """The table itself refused the query; ``status`` is its HTTP status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def filters_of(query_string: str) -> str:
    """Return the part of a table's query string that selects articles, sorted."""
    chosen = [
        (name, value)
        for name, value in parse_qsl(query_string, keep_blank_values=True)
        if name.startswith(_CHOOSING) or not name.startswith("_")
    ]
    return urlencode(sorted(each for each in chosen if each != ("_search", "")))


async def listed(
    desk: Datasette, actor: dict[str, Any] | None, filters: str, *, most: int
) -> list[Listed]:
    """Return the first articles of a table's query string; raises as ``parts`` does."""
    found: list[Listed] = []
    async for part in parts(desk, actor, filters, at_once=min(most, _AT_ONCE)):
        found += part
        if len(found) >= most:
            break
    return found[:most]


async def parts(
    desk: Datasette, actor: dict[str, Any] | None, filters: str, *, at_once: int = _AT_ONCE
) -> AsyncIterator[list[Listed]]:
    """Yield the articles of a table's query string, as the table itself selects and sorts them.

    Raises NotAllowedError with the table's response if that is not a list.
    """
    people = people_of(desk)
    inside = people.actor(actor["id"]) if actor and people.users and people.role(actor) else None
    following: str | None = None
    while True:
        more = {"_shape": "objects", "_size": str(at_once), "_col": "id", "_nocount": "1"}
        if following:
            more["_next"] = following
        query = "&".join(filter(None, (filters, urlencode(more))))
        answer = await desk.client.get(f"/news/articles.json?{query}", actor=inside)
        if answer.status_code != 200:
            raise NotAllowedError(answer.status_code, answer.text[:500])
        page = answer.json()
        ids = [int(row["id"]) for row in page["rows"]]
        yield await ask(desk, lambda db, ids=ids: display.listed(db, ids, at=now()))  # type: ignore[misc]
        following = page.get("next")
        if not following:
            return


async def searched(desk: Datasette, filters: Filters) -> AsyncIterator[list[Listed]]:
    """Yield the articles that filters of the search select, all of them, the newest first."""
    after = None
    everything = replace(filters, order="time")
    while True:

        def read(db: Database, after: article_list.Place | None = after) -> article_list.Page:
            return article_list.page(db, everything, after=after, size=_AT_ONCE, names=names())

        page = await ask(desk, read)
        yield await ask(desk, lambda db, ids=page.ids: display.listed(db, ids, at=now()))  # type: ignore[misc]
        after = page.following
        if after is None:
            return
