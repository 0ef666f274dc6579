"""The articles that a table's query string selects, with the text that terms allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from browse.news import ask
from browse.permissions import people_of
from newsdb.articles import display
from newsdb.database import now

if TYPE_CHECKING:
    from datasette.app import Datasette

    from newsdb.articles.display import Listed

#: The longest export; for longer lists use the table's JSON page by page.
MOST = 10_000

#: The columns of an exported list, in order; each is an attribute of ``display.Listed``.
COLUMNS = (
    "id outlet published_at language title subtitle section source url status starred kept"
    " attribution text"
).split()

#: The table's own arguments that select articles; the others choose how they are shown.
_CHOOSING = ("_search", "_without", "_sort", "_sort_desc", "_where", "_through")


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
    desk: Datasette, actor: dict[str, Any] | None, filters: str, *, most: int = MOST
) -> list[Listed]:
    """Return the articles of a table's query string, as the table itself selects and sorts them.

    Raises NotAllowedError with the table's response if that is not a list.
    """
    people = people_of(desk)
    inside = people.actor(actor["id"]) if actor and people.users and people.role(actor) else None
    ids: list[int] = []
    following: str | None = None
    while len(ids) < most:
        size = min(most - len(ids), 1000)
        more = {"_shape": "objects", "_size": str(size), "_col": "id", "_nocount": "1"}
        if following:
            more["_next"] = following
        query = "&".join(filter(None, (filters, urlencode(more))))
        answer = await desk.client.get(f"/news/articles.json?{query}", actor=inside)
        if answer.status_code != 200:
            raise NotAllowedError(answer.status_code, answer.text[:500])
        page = answer.json()
        ids += [int(row["id"]) for row in page["rows"]]
        following = page.get("next")
        if not following:
            break
    return await ask(desk, lambda db: display.listed(db, ids, at=now()))
