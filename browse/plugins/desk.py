"""Variables of the desk's pages: the newest articles, an article's parts, its versions."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette import hookimpl

from browse import user_state
from browse.access.content_security import NonceOfScripts
from browse.formatting import clock, is_web_address
from browse.news import ask
from browse.permissions import REVIEW
from browse.review_page import ANYBODY
from newsdb.articles import display
from newsdb.database import now
from newsdb.health import alarms
from newsdb.review import queue
from newsdb.runs import runs

if TYPE_CHECKING:
    from datasette.app import Datasette
    from jinja2 import Environment
    from sqlite_utils import Database

NEWEST = 24

#: A page's variables, computed when it is rendered.
Variables = Callable[[], Awaitable[dict[str, Any]]]


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.add_extension(NonceOfScripts)
    env.filters["clock"] = clock
    env.filters["from_json"] = from_json
    env.tests["web_address"] = is_web_address


@hookimpl
def extra_template_vars(
    datasette: Datasette, view_name: str, database: str | None, table: str | None, request: Any
) -> Variables | None:
    if view_name == "index":
        return lambda: home(datasette, request)
    if view_name == "row" and table == "articles":
        key = request.url_vars.get("pks", "")
        return lambda: article(datasette, key)
    if view_name == "row" and table == "revisions":
        key = request.url_vars.get("pks", "")
        return lambda: version(datasette, key)
    return None


def from_json(stored: str | None) -> Any:
    return json.loads(stored) if stored else []


async def home(datasette: Datasette, request: Any) -> dict[str, Any]:
    """Return what is waiting, the newest articles and how the last run went."""
    actor = request.actor
    visit = None
    if may_review := await datasette.allowed(action=REVIEW, actor=actor):
        visit = await user_state.last_visit(datasette, actor["id"] if actor else ANYBODY)

    def read(db: Database) -> dict[str, Any]:
        return {
            "waiting": queue.waiting(db, visit=visit),
            "alarms_open": alarms.count_open(db),
            "newest": display.newest(db, NEWEST, at=now()),
            "counts": display.counts(db),
            "last_run": runs.last(db),
        }

    return {"may_review": may_review, "visit": visit, **await ask(datasette, read)}


async def article(datasette: Datasette, key: str) -> dict[str, Any]:
    """Return the article that a row page shows, with its parts."""
    if not _is_id(key):
        return {}
    found = await ask(datasette, lambda db: display.read(db, int(key), at=now()))
    return found or {}


async def version(datasette: Datasette, key: str) -> dict[str, Any]:
    """Return the version of an article that a row page shows."""
    if not _is_id(key):
        return {}
    found = await ask(datasette, lambda db: display.read_version(db, int(key), at=now()))
    return {"version": found}


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 19
