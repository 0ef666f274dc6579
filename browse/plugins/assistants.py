"""Where assistants come in (/-/mcp), one's own tokens, and for admins what assistants asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, Forbidden

from browse.news import ask_access, write_access
from browse.permissions import SEE_ACCESS, people_of
from browse.plugins.permissions import may_view_articles
from browse.review_page import reader
from newsdb import configuration
from newsdb.assistants import calls, tokens
from newsdb.assistants.tokens import ROLES, TokenError
from newsdb.database import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

#: Calls on the page; the table has them all.
SHOWN = 200
#: Tokens on the page, revoked ones last.
_MOST_TOKENS = 50


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/mcp$", serve),
        (r"^/-/assistants$", own_tokens),
        (r"^/-/assistants/calls$", show_calls),
    ]


async def serve(datasette: Datasette, request: Any, send: Any, receive: Any) -> Response | None:
    """Answer an assistant; what that takes is loaded when the first one comes."""
    from browse.assistants.endpoint import answer  # noqa: PLC0415

    return await answer(datasette, request, send, receive)


async def own_tokens(datasette: Datasette, request: Any) -> Response:
    """Show somebody's own tokens; make one, which is shown in this answer only, or revoke one."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to see your tokens")
    person = reader(datasette, request)
    role = people_of(datasette).role(request.actor)
    allowed = [each for each in ROLES if role and tokens.least(each, role) == each]  # type: ignore[arg-type] # as hanil.toml has them
    secret, made, is_wrong = "", "", False
    if request.method == "POST":
        form = await request.post_vars()
        number = form.get("token") or ""
        if form.get("do") == "make" and form.get("role") in allowed:
            try:
                secret, token = await write_access(
                    datasette,
                    lambda db: tokens.make(
                        db, form.get("name") or "", person=person, role=form["role"], at=now()
                    ),
                )
                made = token.name
            except TokenError:
                is_wrong = True
        elif form.get("do") == "revoke" and number.isascii() and number.isdecimal():
            if len(number) < 19:
                await write_access(
                    datasette,
                    lambda db: tokens.revoke(db, int(number), by=person, at=now(), person=person),
                )
            return Response.redirect("/-/assistants", status=303)
        else:
            raise BadRequest("Say what to do: make a token of a role that you have, or revoke one")
    values = {
        "tokens": (await ask_access(datasette, lambda db: tokens.listing(db, person=person)))[
            :_MOST_TOKENS
        ],
        "allowed": allowed,
        "secret": secret,
        "made": made,
        "is_wrong": is_wrong,
        "longest": tokens.LONGEST_NAME,
        "most": tokens.MOST,
        "is_on": configuration.load().assistants.enabled,
        "address": datasette.absolute_url(request, "/-/mcp"),
    }
    page = await datasette.render_template("assistants.html", values, request=request)
    return Response.html(page)


async def show_calls(datasette: Datasette, request: Any) -> Response:
    """Show admins the newest calls of all assistants."""
    await datasette.ensure_permission(action=SEE_ACCESS, actor=request.actor)
    found = await ask_access(datasette, lambda db: calls.newest(db, SHOWN + 1))
    values = {
        "calls": found[:SHOWN],
        "is_cut": len(found) > SHOWN,
        "shown": SHOWN,
        "days": calls.KEPT.days,
    }
    page = await datasette.render_template("assistant_calls.html", values, request=request)
    return Response.html(page)
