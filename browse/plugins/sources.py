"""The sources: all outlets, one outlet, a run, and pages that could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response, hookimpl
from datasette.utils import tilde_decode
from datasette.utils.asgi import BadRequest, Forbidden, NotFound

from browse import news
from browse.pages.reasons import in_words
from browse.pages.sparklines import bars
from browse.permissions import REVIEW, may, people_of
from browse.plugins.permissions import may_view_articles
from newsdb.articles import outlets
from newsdb.database import now
from newsdb.health import alarms, liveness, outlet_lines, sources
from newsdb.health.languages import in_language
from newsdb.runs import heartbeat, run_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

#: Closed alarms that the pages still show.
CLOSED = 30


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/sources$", show_all),
        (r"^/-/sources/(?P<name>[^/]{1,200})$", show_one),
        (r"^/-/run/(?P<run>\d{1,18})$", show_run),
        (r"^/-/rejections$", show_rejections),
        (r"^/-/health-page$", lead_to_all),
    ]


async def lead_to_all(request: Any) -> Response:
    """Lead to where the page of health is now."""
    language = request.args.get("_lang")
    return Response.redirect(
        "/-/sources" + (f"?{urlencode({'_lang': language})}" if language else ""), status=301
    )


async def show_all(datasette: Datasette, request: Any) -> Response:
    """Show how each outlet is doing, what is wrong, and what to do about it."""
    beat = await _begin(datasette, request)

    def read(db: Database) -> dict[str, Any]:
        found = outlet_lines.read(db, at=now())
        return {
            "lines": found.lines,
            "left_out": found.left_out,
            "alarms": alarms.open_ones(db),
            "closed": alarms.closed_ones(db, most=CLOSED),
            "closed_count": alarms.count_closed(db),
            "titles": {each["name"]: each["title"] for each in outlets.names(db)},
            "life": liveness.look(db, beat, at=now()),
        }

    shown = await news.ask(datasette, read)
    return await _page(datasette, request, "sources.html", {**shown, "beat": beat})


async def show_one(datasette: Datasette, request: Any) -> Response:
    """Show an outlet: its days, fields, rejections, delays, listings, terms and alarms."""
    await _begin(datasette, request)
    name = tilde_decode(request.url_vars["name"])

    def read(db: Database) -> dict[str, Any] | None:
        at = now()
        line = outlet_lines.one(db, name, at=at)
        if line is None:
            return None
        coverage = outlet_lines.coverage(db, name)
        return {
            "line": line,
            "articles": outlet_lines.stored(db, name),
            "usual": sources.usual_days(db, name) if line.state != "paused" else None,
            "outlet": db.table("outlets").get(name),
            "coverage": coverage,
            "covered": max((each[2] for each in coverage), default=0),
            "rejected": outlet_lines.rejected(db, name, at=at),
            "listings": outlet_lines.listings(db, name),
            "robots": outlet_lines.robots(db, name),
            "closed": alarms.closed_of(db, name, most=CLOSED),
            "closed_count": alarms.count_closed(db, name),
            "runs": run_pages.of_spider(db, name),
        }

    shown = await news.ask(datasette, read)
    if shown is None:
        raise NotFound("There is no such outlet")
    return await _page(datasette, request, "outlet.html", {**shown, "terms_of": _TERMS})


async def show_run(datasette: Datasette, request: Any) -> Response:
    """Show what a run did."""
    await _begin(datasette, request)
    number = int(request.url_vars["run"])
    shown = await news.ask(datasette, lambda db: run_pages.read(db, number))
    if shown is None:
        raise NotFound("There is no such run")
    more = {"MOST_FIELDS": run_pages.MOST_FIELDS}
    return await _page(datasette, request, "run.html", {**shown, **more})


async def show_rejections(datasette: Datasette, request: Any) -> Response:
    """Show a page of what could not be read, the newest first."""
    await _begin(datasette, request)
    outlet, reason = ((request.args.get(each) or "")[:200] for each in ("outlet", "reason"))
    before = request.args.get("before") or ""
    if before and not (before.isascii() and before.isdecimal() and len(before) < 19):
        raise BadRequest("before= takes a rejection's number")

    def read(db: Database) -> dict[str, Any]:
        found, following = run_pages.rejections(
            db, outlet=outlet, reason=reason, before=int(before) if before else None
        )
        return {
            "rejections": found,
            "following": following,
            "reasons": run_pages.reasons(db, outlet=outlet),
            "titles": {each["name"]: each["title"] for each in outlets.names(db)},
        }

    def link(**changed: Any) -> str:
        given = {"outlet": outlet, "reason": reason, **changed}
        return f"/-/rejections?{urlencode({k: v for k, v in given.items() if v})}".rstrip("?")

    shown = await news.ask(datasette, read)
    more = {"outlet": outlet, "reason": reason, "before": before, "link": link}
    return await _page(datasette, request, "rejections.html", {**shown, **more})


#: The words for what an outlet's terms allow, by its policy.
_TERMS = {"full": "kept full", "excerpt": "kept excerpt", "headline": "kept headline"}


async def _begin(datasette: Datasette, request: Any) -> heartbeat.Heartbeat | None:
    """Let readers in; return the scheduler's last sign of life."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to see the sources")
    return heartbeat.read(heartbeat.place(Path(datasette.get_database(news.NAME).path)))


async def _page(
    datasette: Datasette, request: Any, template: str, shown: dict[str, Any]
) -> Response:
    page = await datasette.render_template(
        template,
        {
            **shown,
            "may_add": may(people_of(datasette).role(request.actor), REVIEW),
            "bars": bars,
            "why": in_words,
            "in_language": in_language,
        },
        request=request,
    )
    return Response.html(page)
