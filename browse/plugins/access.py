"""One's own sessions, for everybody; who signed in and who may what, for admins."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, Forbidden

from browse.access import passwords
from browse.access.accounts import change_own_password
from browse.access.identity import address_of, device_of, forget, open_session
from browse.access.sign_in_limits import counted_for
from browse.formatting import browser_name
from browse.language import language_of
from browse.news import ask_access, write_access
from browse.permissions import SEE_ACCESS, people_of
from newsdb.access import access_log, sessions
from newsdb.access.users import ROLES, User
from newsdb.database import now
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    person = actor["id"]
    if request.method == "POST":
        form = await request.post_vars()
        if form.get("do") == "sign_out_everywhere":
            await _end_all(datasette, person, "signed_out_everywhere", address_of(request))
            answer = Response.redirect(datasette.urls.path("/-/login"))
            forget(answer)
            return answer
        if form.get("do") == "change_password":
            return await _change_password(datasette, request, person, form)
        number = form.get("session") or ""
        if form.get("do") != "end" or not (number.isdecimal() and len(number) < 19):
            raise BadRequest("Say what to do: end a session, or sign_out_everywhere")
        await _end_one(datasette, person, int(number), address_of(request))
        return Response.redirect(datasette.urls.path("/-/account"))
    return await _account_page(datasette, request)


async def _account_page(
    datasette: Datasette, request: Any, *, problem: str = "", wait: int = 0
) -> Response:
    person = request.actor["id"]
    found = await ask_access(datasette, lambda db: sessions.open_ones(db, person, at=now()))
    user = people_of(datasette).users.get(person)
    values = {
        "sessions": found,
        "own": request.actor.get("session"),
        "browser_name": browser_name,
        "idle_hours": int(sessions.IDLE.total_seconds() // 3600),
        "days": sessions.LONGEST.days,
        "must_change": isinstance(user, User) and user.must_change,
        "problem": problem,
        "wait": wait,
        "shortest": passwords.SHORTEST,
    }
    page = await datasette.render_template("account.html", values, request=request)
    status = 429 if wait else 400 if problem else 200
    headers = {"retry-after": str(wait)} if wait else {}
    return Response.html(page, status=status, headers=headers)


async def _change_password(
    datasette: Datasette, request: Any, person: str, form: Mapping[str, str]
) -> Response:
    """Give somebody the password that they choose, and sign this browser in with it.

    The present one is asked for, with the pauses of signing in: a browser that was left alone must
    not lock its owner out.
    """
    present, chosen = form.get("present", ""), form.get("chosen", "")
    if chosen != form.get("again", ""):
        return await _account_page(datasette, request, problem="password_differs")
    if not passwords.is_usable(chosen):
        return await _account_page(datasette, request, problem="password_short")
    if chosen == present:
        return await _account_page(datasette, request, problem="password_same")
    address, cookies = address_of(request), request.headers.get("cookie") or ""
    limits, hashing = passwords.limits_of(datasette), passwords.hashing_of(datasette)
    device = device_of(datasette, cookies, person)
    counted = counted_for(account=person, address=address, device=device, at_home=True)
    if wait := limits.begin(counted):
        return await _account_page(datasette, request, problem="wait", wait=math.ceil(wait))
    user = people_of(datasette).users[person]
    if not await hashing.verify(present, user.password_hash):
        return await _account_page(datasette, request, problem="password_wrong")
    limits.take_back(counted)
    await change_own_password(datasette, person, await hashing.hash(chosen), address)
    answer = Response.redirect(datasette.urls.path("/-/account"), status=303)
    datasette.add_message(request, DESK.translator(language_of(request))("password_changed_now"))
    browser = request.headers.get("user-agent")
    await open_session(
        datasette, answer, person, cookies=cookies, address=address, browser=browser
    )
    return answer


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
        "detail_in": _detail,
        "shown": SHOWN,
        "days": access_log.KEPT.days,
        "own": actor.get("session"),
    }
    return Response.html(
        await datasette.render_template("access_log.html", values, request=request)
    )


def _detail(entry: access_log.Entry, t: Callable[[str], str]) -> str:
    """Return what an entry adds, the names of roles in words."""
    words = (entry.detail or "").split(" → ")
    if entry.kind not in {"account_added", "account_removed", "role_changed"}:
        return " → ".join(words)
    return " → ".join(t(f"role {word}") if word in ROLES else word for word in words)


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
