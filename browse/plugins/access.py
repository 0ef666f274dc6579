"""One's own sessions, for everybody; who signed in and who may what, for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, Forbidden

from browse.access.identity import address_of, forget
from browse.formatting import browser_name
from browse.news import ask_access, write_access
from browse.permissions import SEE_ACCESS
from newsdb.access import access_log, sessions
from newsdb.database import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

#: Lines of the log on the page; the table has them all.
SHOWN = 200


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/account$", account), (r"^/-/access-log$", log)]


async def account(datasette: Datasette, request: Any) -> Response:
    """Show somebody's own sessions; end one of them, or all."""
    actor = request.actor
    if not actor:
        raise Forbidden("This desk is open: nobody signs in")
    person, own = actor["id"], actor.get("session")
    if request.method == "POST":
        form = await request.post_vars()
        if form.get("do") == "sign_out_everywhere":
            await _end_all(datasette, person, "signed_out_everywhere", address_of(request))
            answer = Response.redirect(datasette.urls.path("/-/login"))
            forget(answer)
            return answer
        if form.get("do") != "end" or not (form.get("session") or "").isdecimal():
            raise BadRequest("Say what to do: end a session, or sign_out_everywhere")
        await _end_one(datasette, person, int(form["session"]), address_of(request))
        return Response.redirect(datasette.urls.path("/-/account"))
    found = await ask_access(datasette, lambda db: sessions.open_ones(db, person, at=now()))
    values = {
        "sessions": found,
        "own": own,
        "browser_name": browser_name,
        "idle_hours": int(sessions.IDLE.total_seconds() // 3600),
        "days": sessions.LONGEST.days,
    }
    return Response.html(await datasette.render_template("account.html", values, request=request))


async def log(datasette: Datasette, request: Any) -> Response:
    """Show admins who is signed in and what was logged; end somebody's sessions."""
    await datasette.ensure_permission(action=SEE_ACCESS, actor=request.actor)
    actor = request.actor or {"id": "demo"}
    if request.method == "POST":
        form = await request.post_vars()
        if form.get("do") != "end_all" or not form.get("person"):
            raise BadRequest("Say whose sessions to end")
        await _end_all(
            datasette, form["person"], "ended", address_of(request), by=str(actor["id"])
        )
        return Response.redirect(datasette.urls.path("/-/access-log"))

    def read(db: Database) -> dict[str, Any]:
        entries = access_log.newest(db, SHOWN + 1)
        return {
            "entries": entries[:SHOWN],
            "is_cut": len(entries) > SHOWN,
            "sessions": sessions.open_ones(db, at=now()),
        }

    values = {
        **await ask_access(datasette, read),
        "browser_name": browser_name,
        "shown": SHOWN,
        "days": access_log.KEPT.days,
        "own": actor.get("session"),
    }
    return Response.html(
        await datasette.render_template("access_log.html", values, request=request)
    )


async def _end_one(datasette: Datasette, person: str, session: int, address: str) -> None:
    def end(db: Database) -> None:
        if sessions.end(db, session, person):
            access_log.note(db, "signed_out", person, at=now(), address=address)

    await write_access(datasette, end)


async def _end_all(
    datasette: Datasette,
    person: str,
    kind: access_log.Kind,
    address: str,
    *,
    by: str | None = None,
) -> None:
    def end(db: Database) -> None:
        ended = sessions.end_all(db, person)
        if ended:
            access_log.note(
                db,
                kind,
                person,
                at=now(),
                address=address,
                by=by,
                detail=str(ended),
            )

    await write_access(datasette, end)
