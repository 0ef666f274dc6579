"""The review desk's pages: the queue and one story."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest

from browse import card_html, queue_links, user_state
from browse.aliases import names
from browse.messages import translator
from browse.news import ask
from browse.permissions import REVIEW
from browse.plugins.permissions import language_of
from browse.review_page import choices, concepts, existing, reviewer, texts
from newsdb.review import queue
from newsdb.review.queue import Filters, Place

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from datasette.app import Datasette
    from markupsafe import Markup
    from sqlite_utils import Database


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/review$", show_queue),
        (r"^/-/review/story/(?P<story>\d{1,18})$", show_story),
    ]


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    return lambda: user_state.prepare(datasette)


@hookimpl
def menu_links(datasette: Datasette, actor: Any, request: Any) -> Callable[[], Awaitable[Any]]:
    async def links() -> list[dict[str, str]]:
        t = translator(language_of(request))
        found = [{"href": "/-/briefings", "label": t("briefings")}]
        if await datasette.allowed(action=REVIEW, actor=actor):
            found.insert(0, {"href": "/-/review", "label": t("queue")})
        return found

    return links


async def show_queue(datasette: Datasette, request: Any) -> Response:
    """Show a page of the queue."""
    person = await reviewer(datasette, request)
    filters = queue_links.read(request.query_string)
    visit = await user_state.visit(datasette, person)
    language = language_of(request)
    try:
        after = Place.parse(request.args["after"]) if request.args.get("after") else None
    except ValueError as error:
        raise BadRequest("after= is not a place where a page ends") from error

    def read(db: Database) -> dict[str, Any]:
        found = queue.page(db, filters, visit=visit, after=after, names=names())
        made = card_html.render(
            db,
            [place.id for place in found.places],
            language=language,
            text=filters.text,
            visit=visit,
        )
        return {
            "cards": list(made.values()),
            "following": found.following,
            "waiting": queue.waiting(db, visit=visit),
            **choices(db),
        }

    shown = await ask(datasette, read)
    page = await datasette.render_template(
        "review.html",
        {
            **shown,
            "filters": filters,
            "link": lambda **changed: f"/-/review?{queue_links.write(filters, **changed)}",
            "query_string": queue_links.write(filters),
            "is_default": filters == Filters(),
            "after": after,
            "visit": visit,
            "saved": await user_state.filters_of(datasette, person),
            "texts": texts(language_of(request)),
            "concepts": _concepts(),
        },
        request=request,
    )
    return Response.html(page)


async def show_story(datasette: Datasette, request: Any) -> Response:
    """Show one story with its text; with ``?part=1`` only its card, for the queue's script."""
    await reviewer(datasette, request)
    part = bool(request.args.get("part"))
    story = int(request.url_vars["story"])

    def read(db: Database) -> Markup | None:
        return card_html.render(
            db,
            [story],
            language=language_of(request),
            text=request.args.get("q") or "",
            whole=True,
            open_text=not part,
        ).get(story)

    shown = existing(await ask(datasette, read))
    if part:
        return Response.html(str(shown))
    page = await datasette.render_template(
        "story.html",
        {
            "card": shown,
            "texts": texts(language_of(request)),
            "concepts": _concepts(),
            **await ask(datasette, choices),
        },
        request=request,
    )
    return Response.html(page)


@cache
def _concepts() -> list[tuple[str, str]]:
    return concepts()
