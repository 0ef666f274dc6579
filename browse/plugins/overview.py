"""The overview of a week, and a page for each organisation, place and concept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, Forbidden, NotFound

from browse import news
from browse.formatting import date_name, short_date
from browse.overview import charts, pages
from browse.overview.names import PATHS, concepts, name_of, path_of, spellings
from browse.plugins.permissions import may_view_articles

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/overview$", show_overview),
        (r"^/-/concepts$", show_all),
        (
            r"^/-/(?P<kinds>organisations|places|concepts)/(?P<name>[a-z][a-z0-9-]{0,59})$",
            show_one,
        ),
    ]


async def show_overview(datasette: Datasette, request: Any) -> Response:
    """Show the figures of a week beside those of the four before."""
    await _let_in(datasette, request)
    period = pages.period_of((request.args.get("week") or "").strip()[:20])
    if period is None:
        raise BadRequest("week= takes a week or its last day: 2026-W48, 2026-12-03")
    shown = await news.ask(datasette, lambda db: pages.of_overview(db, period))
    week = timedelta(days=pages.DAYS)
    following = period.last + week
    return await _page(
        datasette,
        request,
        "overview.html",
        {
            **shown,
            "previous": (period.last - week).isoformat(),
            "following": following.isoformat() if period.last < pages.today() else None,
            "most_drawn": pages.MOST_DRAWN,
            "most_changed": pages.most_changed(shown["topics"]),
        },
    )


async def show_all(datasette: Datasette, request: Any) -> Response:
    """List what the watch list looks for, with the stories of the last weeks."""
    await _let_in(datasette, request)
    shown = await news.ask(datasette, pages.of_all)
    return await _page(datasette, request, "concepts.html", {**shown, "weeks": 5})


async def show_one(datasette: Datasette, request: Any) -> Response:
    """Show an organisation, a place or a concept: names, stories over time, with whom."""
    await _let_in(datasette, request)
    concept = concepts().get(request.url_vars["name"])
    if concept is None or PATHS[concept.kind] != f"/-/{request.url_vars['kinds']}":
        raise NotFound("The watch list has nothing of this name")
    shown = await news.ask(datasette, lambda db: pages.of_one(db, concept))
    return await _page(
        datasette, request, "concept.html", {**shown, "spellings": spellings(concept)}
    )


async def _let_in(datasette: Datasette, request: Any) -> None:
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to see the overview")


async def _page(
    datasette: Datasette, request: Any, template: str, shown: dict[str, Any]
) -> Response:
    page = await datasette.render_template(
        template,
        {
            **shown,
            "date_name": date_name,
            "short_date": short_date,
            "dumbbells": charts.dumbbells,
            "name_of": name_of,
            "path_of": path_of,
        },
        request=request,
    )
    return Response.html(page)
