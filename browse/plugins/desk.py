"""Variables of the desk's pages: the newest articles, an article's parts, its versions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import Forbidden
from markupsafe import Markup

from browse import card_html, user_state
from browse.access.content_security import NonceOfScripts
from browse.formatting import clock, day_name, is_web_address, moment
from browse.language import language_of
from browse.news import ask
from browse.permissions import REVIEW, may, people_of
from browse.plugins.permissions import may_view_articles
from browse.review_page import reader
from documents import render
from newsdb.articles import display, outlets
from newsdb.briefings import issues
from newsdb.database import now
from newsdb.health import alarms
from newsdb.health.kinds import KINDS
from newsdb.records import KST
from newsdb.review import queue
from newsdb.review.queue import Filters
from newsdb.runs import runs
from newsdb.teamwork import assignments

if TYPE_CHECKING:
    from datasette.app import Datasette
    from jinja2 import Environment
    from sqlite_utils import Database

#: Stories and outlets that a morning shows; what is left out is said, with a link.
SHOWN, QUIET = 12, 5

#: A page's variables, computed when it is rendered.
Variables = Callable[[], Awaitable[dict[str, Any]]]


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.add_extension(NonceOfScripts)
    env.filters["clock"] = clock
    env.globals.update(moment=moment, day_name=day_name)
    env.filters["from_json"] = from_json
    env.tests["web_address"] = is_web_address


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    # Datasette's own first page counts all tables first: 0.15 s for what nobody sees.
    return [(r"^/$", show_home)]


@hookimpl
def extra_template_vars(
    datasette: Datasette, view_name: str, database: str | None, table: str | None, request: Any
) -> Variables | None:
    if view_name == "row" and table == "revisions":
        key = request.url_vars.get("pks", "")
        return lambda: version(datasette, key)
    return None


def from_json(stored: str | None) -> Any:
    return json.loads(stored) if stored else []


async def show_home(datasette: Datasette, request: Any) -> Response:
    """Show the morning of who decides on stories, or the news of who reads them."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to see the news")
    if may(people_of(datasette).role(request.actor), REVIEW):
        values = await _morning(datasette, request)
    else:
        values = await _news(datasette, request)
    return Response.html(await datasette.render_template("index.html", values, request=request))


async def _morning(desk: Datasette, request: Any) -> dict[str, Any]:
    """Return what waits for a reviewer, what came in since their last visit, who is quiet."""
    person, language = reader(desk, request), language_of(request)
    visit = await user_state.last_visit(desk, person)
    relevant = Filters(decision="relevant")

    def read(db: Database) -> dict[str, Any]:
        found = queue.page(db, relevant, visit=visit, person=person, size=SHOWN)
        ids = [place.id for place in found.places]
        open_ones = alarms.open_ones(db)
        return {
            "waiting": queue.waiting(db, visit=visit, person=person),
            "stars": queue.starred(db),
            "mine": assignments.waiting_for(db, person),
            "items": card_html.render_items(db, ids, language=language, person=person),
            "more": found.following is not None,
            "alarms": open_ones[:QUIET],
            "alarms_open": len(open_ones),
            "counts": display.counts(db),
            "last_run": runs.last(db),
            "titles": {each["name"]: each["title"] for each in outlets.names(db)},
        }

    return {
        "may_review": True,
        "visit": visit,
        "today": str(now().astimezone(KST).date()),
        "kinds": KINDS,
        **await ask(desk, read),
    }


async def _news(desk: Datasette, request: Any) -> dict[str, Any]:
    """Return the relevant stories since yesterday; of the newest day before, if there are none.

    Where a briefing has been issued this morning, ``issued`` is what a reader's day begins with.
    """
    person, language = reader(desk, request), language_of(request)
    today = now().astimezone(KST).date()
    yesterday = str(today - timedelta(days=1))

    def read(db: Database) -> dict[str, Any]:
        told = Filters(decision="told", status="kept", since=yesterday)
        found = queue.page(db, told, size=SHOWN)
        newest = ""
        if not found.places:
            newest = next(
                (each.day for each in queue.page(db, replace(told, since=""), size=1).places), ""
            )
            if newest:
                found = queue.page(db, replace(told, since=newest), size=SHOWN)
        ids = [place.id for place in found.places]
        return {
            "items": card_html.render_items(
                db, ids, language=language, person=person, quotes=True
            ),
            "more": found.following is not None,
            "newest_day": newest,
        }

    issued = await ask(desk, lambda db: issues.newest_since(db, str(today), at=now()))
    document = await asyncio.to_thread(render, issued, "fragment") if issued else b""
    return {
        "may_review": False,
        "today": str(today),
        "issued_number": issued.number if issued else None,
        "issued": Markup(document.decode()),  # noqa: S704 a template of ours, which escapes
        **await ask(desk, read),
    }


async def version(datasette: Datasette, key: str) -> dict[str, Any]:
    """Return the version of an article that a row page shows."""
    if not _is_id(key):
        return {}
    found = await ask(datasette, lambda db: display.read_version(db, int(key), at=now()))
    return {"version": found}


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 19
