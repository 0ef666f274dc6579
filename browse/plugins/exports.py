"""Exports as Atom, CSV and XLSX of whatever the table's query string selects."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils.asgi import Forbidden, Response

from browse.exports.articles import COLUMNS, MOST, NotAllowedError, filters_of, listed
from browse.exports.feeds import LOOKED_AT, NEWEST, actor_of_key, atom, one_a_story
from browse.exports.spreadsheets import to_csv, to_xlsx
from browse.messages import translator
from browse.news import ask
from browse.plugins.permissions import language_of, may_view_articles
from newsdb.articles.entry_ids import authority

if TYPE_CHECKING:
    from datasette.app import Datasette

WRITERS = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"^/-/export/articles\.(?P<format>csv|xlsx)$", export),
        (r"^/-/feed/articles\.atom$", feed),
    ]


async def export(datasette: Datasette, request: Any) -> Response:
    """Respond with the whole list; one of more than 10,000 articles is refused, not cut."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to export articles")
    try:
        filters = filters_of(request.query_string)
        found = await listed(datasette, request.actor, filters, most=MOST + 1)
    except NotAllowedError as error:
        return Response.text(str(error), status=error.status)
    if len(found) > MOST:
        t = translator(language_of(request))
        return Response.text(t("too_long_a_list", most=f"{MOST:,}"), status=400)
    kind = request.url_vars["format"]
    writer, content_type = WRITERS[kind]
    rows = [[getattr(each, name) for name in COLUMNS] for each in found]
    body = await asyncio.to_thread(writer, COLUMNS, rows)
    return Response(
        body,
        headers={"content-disposition": f'attachment; filename="articles.{kind}"'},
        content_type=content_type,
    )


async def feed(datasette: Datasette, request: Any) -> Response:
    """Respond with a list's newest articles to signed-in people and signed addresses."""
    filters = filters_of(request.query_string)
    key = request.args.get("_key")
    actor = actor_of_key(datasette, key, filters) if key else request.actor
    if not await may_view_articles(datasette, actor):
        raise Forbidden("Copy the feed's address from the list of articles")
    try:
        found = await listed(datasette, actor, filters or "decision=relevant", most=LOOKED_AT)
    except NotAllowedError as error:
        return Response.text(str(error), status=error.status)
    shown, is_cut = one_a_story(found, most=NEWEST)
    base = f"{request.scheme}://{request.host}"
    t = translator(language_of(request))
    search = request.args.get("_search")
    body = atom(
        shown,
        authority=await ask(datasette, authority),
        title=f"{t('feed_title')}: {search}" if search else t("feed_title"),
        said=t("feed_newest", count=NEWEST) if is_cut or len(found) == LOOKED_AT else "",
        address=f"{base}/-/feed/articles.atom{f'?{filters}' if filters else ''}",
        home=f"{base}/news/articles{f'?{filters}' if filters else ''}",
        base=base,
    )
    return Response(body, content_type="application/atom+xml; charset=utf-8")
