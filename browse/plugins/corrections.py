"""What outlets changed after publication: a page, CSV and an Atom feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.utils.asgi import Forbidden, Response

from browse.exports.corrections import as_atom, as_csv
from browse.exports.feeds import actor_of_key
from browse.language import language_of
from browse.news import ask
from browse.permissions import people_of
from browse.plugins.permissions import may_view_articles
from newsdb.articles import outlets
from newsdb.articles.changes import Kind
from newsdb.articles.corrections import ledger
from newsdb.database import now
from newsdb.delivery.entry_ids import authority
from translations.domains import DESK

if TYPE_CHECKING:
    from datasette.app import Datasette

PAGE = 50
NEWEST = 50
MOST = 10_000

#: Ours are no corrections.
KINDS = tuple(kind for kind in get_args(Kind) if kind != "reading")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"^/-/corrections$", show),
        (r"^/-/corrections\.csv$", take),
        (r"^/-/feed/corrections\.atom$", feed),
    ]


async def show(datasette: Datasette, request: Any) -> Response:
    """Show a page of the ledger."""
    await _check(datasette, request.actor)
    filters = _filters(request)
    before = request.args.get("before") or ""
    before_id = int(before) if before.isdecimal() and len(before) < 19 else None

    def read(db: Any) -> dict[str, Any]:
        found = ledger(db, at=now(), **filters, before_id=before_id, most=PAGE + 1)
        return {
            "corrections": found[:PAGE],
            "older": found[PAGE - 1].id if len(found) > PAGE else None,
            "outlets": outlets.names(db),
        }

    query = urlencode({name: value for name, value in filters.items() if value})
    page = await datasette.render_template(
        "corrections.html",
        {
            **await ask(datasette, read),
            "filters": filters,
            "change_kinds": KINDS,
            "query_string": query,
            "feed_address": _feed_address(datasette, request.actor, query, language_of(request)),
        },
        request=request,
    )
    return Response.html(page)


async def take(datasette: Datasette, request: Any) -> Response:
    """Give the ledger as CSV; one of more than 10,000 changes is refused, not cut."""
    await _check(datasette, request.actor)
    filters = _filters(request)
    found = await ask(datasette, lambda db: ledger(db, at=now(), **filters, most=MOST + 1))
    if len(found) > MOST:
        t = DESK.translator(language_of(request))
        return Response.text(t("too_many_changes", most=f"{MOST:,}"), status=400)
    return Response(
        as_csv(found),
        headers={"content-disposition": 'attachment; filename="corrections.csv"'},
        content_type="text/csv; charset=utf-8",
    )


async def feed(datasette: Datasette, request: Any) -> Response:
    """Give the newest changes, to who has signed in or whose address is signed."""
    filters = _filters(request)
    query = urlencode({name: value for name, value in filters.items() if value})
    key = request.args.get("_key")
    actor = actor_of_key(datasette, key, f"corrections?{query}") if key else request.actor
    await _check(datasette, actor)
    found = await ask(datasette, lambda db: ledger(db, at=now(), **filters, most=NEWEST + 1))
    t = DESK.translator(language_of(request))
    base = f"{request.scheme}://{request.host}"
    body = as_atom(
        found[:NEWEST],
        t,
        authority=await ask(datasette, authority),
        address=f"{base}/-/feed/corrections.atom{f'?{query}' if query else ''}",
        base=base,
        note=t("newest_only", count=NEWEST) if len(found) > NEWEST else "",
    )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


async def _check(datasette: Datasette, actor: Any) -> None:
    if not await may_view_articles(datasette, actor):
        raise Forbidden("Sign in to see corrections")


def _filters(request: Any) -> dict[str, Any]:
    """Return the filters that a query string names; what is no day or kind filters nothing."""
    days = {name: request.args.get(name) or "" for name in ("since", "until")}
    kind = request.args.get("kind")
    return {
        "outlet": request.args.get("outlet") or None,
        "kind": kind if kind in KINDS else None,
        **{name: day if _DAY.fullmatch(day) else None for name, day in days.items()},
    }


def _feed_address(datasette: Datasette, actor: Any, query: str, language: str) -> str:
    arguments = [query] if query else []
    if actor and not people_of(datasette).open:
        signed = {"u": actor["id"], "k": actor.get("session_key"), "q": f"corrections?{query}"}
        arguments.append(f"_key={datasette.sign(signed, 'feed')}")
    return f"/-/feed/corrections.atom?{'&'.join([*arguments, f'_lang={language}'])}"
