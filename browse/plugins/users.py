"""Accounts in the browser, for admins: who may sign in, as what; passwords, sessions, removal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, Forbidden

from browse.access.accounts import administer
from browse.access.identity import address_of
from browse.access.passwords import generated, hashing_of
from browse.language import language_of
from browse.news import ask_access
from browse.permissions import SEE_ACCESS, people_of
from newsdb.access import sessions
from newsdb.access.users import ROLES, User, UserError
from newsdb.database import now
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

    from newsdb.access.users import Administering

#: As hanil.toml has them (newsdb.configuration.UserName).
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/users$", listing)]


async def listing(datasette: Datasette, request: Any) -> Response:
    """Show everybody who may sign in; make, change or remove an account."""
    await datasette.ensure_permission(action=SEE_ACCESS, actor=request.actor)
    if people_of(datasette).open or not request.actor:
        raise Forbidden("This desk is open: nobody signs in")
    if request.method != "POST":
        return await _page(datasette, request)
    form = await request.post_vars()
    name, action = form.get("name", "").strip(), form.get("do", "")
    act = _ACTIONS.get(action)
    if act is None:
        raise BadRequest("Say what to do: add, role, password or remove")
    password = ""
    try:
        if action == "add" and not _NAME.fullmatch(name):
            raise UserError("name")
        if action in {"add", "password"}:
            password = generated()
            hashed = await hashing_of(datasette).hash(password)
        else:
            hashed = ""
        role = form.get("role", "")
        await administer(
            datasette,
            str(request.actor["id"]),
            address_of(request),
            lambda desk: act(desk, name, role, hashed),
        )
    except UserError as error:
        return await _page(datasette, request, wrong=error, tried=form)
    if password:
        # Shown once and stored nowhere: there is no page to come back to.
        return await _page(datasette, request, made=(name, password))
    datasette.add_message(
        request, DESK.translator(language_of(request))(f"user_done {action}", name=name)
    )
    return Response.redirect("/-/users", status=303)


def _add(desk: Administering, name: str, role: str, hashed: str) -> None:
    desk.add(name, role, hashed)


def _set_role(desk: Administering, name: str, role: str, _hashed: str) -> None:
    desk.set_role(name, role)


def _set_password(desk: Administering, name: str, _role: str, hashed: str) -> None:
    desk.set_password(name, hashed)


def _remove(desk: Administering, name: str, _role: str, _hashed: str) -> None:
    desk.remove(name)


_ACTIONS: dict[str, Callable[[Administering, str, str, str], None]] = {
    "add": _add,
    "role": _set_role,
    "password": _set_password,
    "remove": _remove,
}


async def _page(
    datasette: Datasette,
    request: Any,
    *,
    wrong: UserError | None = None,
    tried: Any = None,
    made: tuple[str, str] | None = None,
) -> Response:
    people = people_of(datasette)
    open_ones = await ask_access(datasette, lambda db: sessions.open_ones(db, at=now()))
    counted: dict[str, int] = {}
    for each in open_ones:
        counted[each.person] = counted.get(each.person, 0) + 1
    values = {
        "users": [
            (name, user, isinstance(user, User) and bool(user.changed_by))
            for name, user in people.users.items()
        ],
        "in_file": people.in_file,
        "sessions": counted,
        "roles": ROLES,
        "wrong": wrong.problem if wrong else "",
        "tried": tried or {},
        "made": made,
        "own": request.actor["id"],
    }
    page = await datasette.render_template("users.html", values, request=request)
    return Response.html(page, status=400 if wrong else 200, headers={"cache-control": "no-store"})
