"""Exports as Atom, CSV and XLSX of whatever the table's query string selects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils.asgi import AsgiStream, Forbidden, Response

from browse.exports.articles import (
    COLUMNS,
    NotAllowedError,
    cells,
    filters_of,
    listed,
    parts,
    searched,
)
from browse.exports.feeds import LOOKED_AT, NEWEST, actor_of_key, atom, one_a_story
from browse.exports.responses import csv_response, xlsx_response
from browse.language import language_of
from browse.news import ask
from browse.pages import search_links
from browse.plugins.permissions import may_view_articles
from newsdb.delivery.entry_ids import authority
from translations.domains import DESK

if TYPE_CHECKING:
    from datasette.app import Datasette


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"^/-/export/articles\.(?P<format>csv|xlsx)$", export),
        (r"^/-/feed/articles\.atom$", feed),
    ]


async def export(datasette: Datasette, request: Any) -> Response | AsgiStream:
    """Respond with the whole list; what a workbook has no room for is said in it.

    The query string is the table's own or that of the search's page.
    """
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to export articles")
    if search_links.is_ours(request.query_string):
        found = searched(datasette, search_links.read(request.query_string))
    else:
        found = parts(datasette, request.actor, filters_of(request.query_string))
    t = DESK.translator(language_of(request))
    try:
        if request.url_vars["format"] == "csv":
            return await csv_response("articles", COLUMNS, found, cells)
        return await xlsx_response(
            "articles",
            COLUMNS,
            found,
            cells,
            note=lambda number: t("more_articles_than_xlsx", count=f"{number:,}"),
        )
    except NotAllowedError as error:
        return Response.text(str(error), status=error.status)


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
    t = DESK.translator(language_of(request))
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
