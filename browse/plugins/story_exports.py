"""The queue as CSV, XLSX or JSON lines: all of it, while it is being read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils.asgi import AsgiStream, Forbidden, Response

from browse import user_state
from browse.exports.responses import csv_response, streamed, xlsx_response
from browse.exports.stories import COLUMNS, cells, json_line
from browse.language import language_of
from browse.news import ask
from browse.plugins.permissions import may_view_articles
from newsdb.database import now
from newsdb.review import queue_links
from newsdb.stories import story_rows
from translations.domains import DESK
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from datasette.app import Datasette

    from newsdb.stories.story_rows import StoryRow


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [(r"^/-/export/stories\.(?P<format>csv|xlsx|jsonl)$", export)]


async def export(datasette: Datasette, request: Any) -> Response | AsgiStream:
    """Respond with the stories that the queue's query string selects."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to export stories")
    parts = _parts(datasette, request)
    match request.url_vars["format"]:
        case "xlsx":
            t = DESK.translator(language_of(request))
            return await xlsx_response(
                "stories",
                COLUMNS,
                parts,
                cells,
                note=lambda number: t("more_stories_than_xlsx", count=f"{number:,}"),
            )
        case "csv":
            return await csv_response("stories", COLUMNS, parts, cells)
        case _:
            chunks = (b"".join(map(json_line, rows)) async for rows in parts)
            return streamed("stories.jsonl", "application/x-ndjson", chunks)


async def _parts(datasette: Datasette, request: Any) -> AsyncIterator[list[StoryRow]]:
    filters = queue_links.read(request.query_string)
    person = request.actor["id"] if request.actor else ""
    visit = await user_state.last_visit(datasette, person) if person else None
    after = None
    while True:
        part = await ask(
            datasette,
            lambda db, after=after: story_rows.part(  # type: ignore[misc]
                db, filters, at=now(), visit=visit, person=person, after=after, names=names()
            ),
        )
        yield part.rows
        after = part.following
        if after is None:
            return
