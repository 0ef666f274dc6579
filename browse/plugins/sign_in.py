"""Signing in by the form and signing out, in place of datasette-auth-passwords' own handler.

A third of a second of hashing would stop every other request, so it is done in threads, few at a
time; and a name that nobody has takes as long as a wrong password.
"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl

from browse.access import accounts as desk_accounts
from browse.access.identity import address_of, device_of, forget, open_session
from browse.access.passwords import hashing_of, limits_of
from browse.access.sign_in_limits import counted_for
from browse.access_control import local_path
from browse.news import ReadOnlyError, ask, ask_access, write, write_access
from browse.permissions import People, people_of, session_key
from newsdb.access import access_log, accounts, sessions, users
from newsdb.access.accounts import Account
from newsdb.access.users import User
from newsdb.database import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

    from browse.access.sign_in_limits import Counted

_ITERATIONS = 480_000  # what ``make user`` makes

LONGEST_NAME = 64  # longer than anybody has


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Any]:
    """Log what changed in hanil.toml since the last start, which then counts."""

    async def inner() -> None:
        people = people_of(datasette)
        if people.open:
            return
        present = _accounts(people)
        if await ask_access(datasette, lambda db: accounts.have_changed(db, present)):
            await write_access(datasette, lambda db: accounts.note_changes(db, present, at=now()))
        in_file = people.in_file
        if await ask(datasette, lambda db: users.outdated(db, in_file)):
            with suppress(ReadOnlyError):
                await write(datasette, lambda db: users.forget_outdated(db, in_file, at=now()))
        await desk_accounts.refresh(datasette)

    return inner


def _accounts(people: People) -> dict[str, Account]:
    return {name: Account(user.role, session_key(user)) for name, user in people.in_file.items()}


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/login$", sign_in), (r"^/-/logout$", sign_out)]


async def sign_in(datasette: Datasette, request: Any) -> Response:
    """Show the form, or let in who fills it in rightly and take them to where they were going."""
    if request.method != "POST":
        return await _form(datasette, request)
    form = await request.post_vars()
    name = (form.get("username") or "").strip()[:LONGEST_NAME]
    password = form.get("password") or ""
    address, cookies = address_of(request), request.headers.get("cookie") or ""
    people = people_of(datasette)
    counted, is_known = await _counted(datasette, name, address, cookies)
    limits, hashing = limits_of(datasette), hashing_of(datasette)
    # Counted before it is hashed: guesses at the same time see each other.
    if wait := limits.begin(counted):
        if limits.tell(counted):
            await _note(datasette, "paused", name, address, detail=str(math.ceil(wait)))
        return await _form(datasette, request, wait=math.ceil(wait))
    if hashing.is_full and not is_known:
        limits.take_back(counted)
        return await _form(datasette, request, wait=5)
    kept = people.users[name].password_hash if name in people.users else _nobodys(people)
    right = await hashing.verify(password, kept)
    if not right or name not in people.users:
        await _note(datasette, "failed", name, address)
        return await _form(datasette, request, wrong=True)
    limits.take_back(counted)
    user = people.users[name]
    goal = request.args.get("next")
    if isinstance(user, User) and user.must_change:
        goal = "/-/account"  # which asks for one that nobody else has seen
    answer = Response.redirect(local_path(goal))
    browser = request.headers.get("user-agent")
    await open_session(datasette, answer, name, cookies=cookies, address=address, browser=browser)
    return answer


async def sign_out(datasette: Datasette, request: Any) -> Response:
    """End the session on the server; a link to here leads to the page with the button."""
    actor = request.actor
    if request.method != "POST":
        return Response.redirect(datasette.urls.path("/-/account"))

    def end(db: Database) -> None:
        if sessions.end(db, actor["session"], actor["id"]):
            access_log.note(db, "signed_out", actor["id"], at=now(), address=address_of(request))

    if actor and "session" in actor:
        await write_access(datasette, end)
    answer = Response.redirect(datasette.urls.path("/-/login"))
    forget(answer)
    return answer


async def _counted(
    datasette: Datasette, name: str, address: str, cookies: str
) -> tuple[list[Counted], bool]:
    """Return what a try counts for, and whether the browser or the address is known."""
    device = device_of(datasette, cookies, name)
    at_home = await ask_access(datasette, lambda db: access_log.knows(db, name, address, at=now()))
    counted = counted_for(account=name, address=address, device=device, at_home=at_home)
    return counted, bool(device) or at_home


async def _note(
    datasette: Datasette,
    kind: access_log.Kind,
    name: str,
    address: str,
    *,
    detail: str | None = None,
) -> None:
    # A name that nobody has may be a password in the wrong field: it is not written down.
    person = name if name in people_of(datasette).users else None
    await write_access(
        datasette,
        lambda db: access_log.note(db, kind, person, at=now(), address=address, detail=detail),
    )


async def _form(
    datasette: Datasette, request: Any, *, wrong: bool = False, wait: int = 0
) -> Response:
    values = {"wrong": wrong, "wait": wait, "query_string": request.query_string}
    page = await datasette.render_template("password_login.html", values, request=request)
    headers = {"retry-after": str(wait)} if wait else {}
    return Response.html(page, status=429 if wait else 200, headers=headers)


def _nobodys(people: People) -> str:
    """Return a hash that no password has, as costly as the users' own."""
    costs = [
        int(user.password_hash.split("$")[1])
        for user in people.users.values()
        if user.password_hash
    ]
    return f"pbkdf2_sha256${max(costs, default=_ITERATIONS)}$nobody$none"
