"""Signing in by the form, in place of datasette-auth-passwords' own handler.

A third of a second of hashing would stop every other request, so it is done in a thread; and a
name that nobody has takes as long as a wrong password.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette_auth_passwords.utils import verify_password

from browse.permissions import people_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

_ITERATIONS = 480_000  # what ``make user`` makes


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/login$", sign_in)]


async def sign_in(datasette: Datasette, request: Any) -> Response:
    """Show the form, or let in who fills it in rightly."""
    error = None
    if request.method == "POST":
        form = await request.post_vars()
        name = form.get("username") or ""
        users = people_of(datasette).users
        kept = users[name].password_hash if name in users else _nobodys(datasette)
        right = await asyncio.to_thread(verify_password, form.get("password") or "", kept)
        if right and name in users:
            answer = Response.redirect(datasette.urls.path("/"))
            actor = people_of(datasette).actor(name)
            answer.set_cookie("ds_actor", datasette.sign({"a": actor}, "actor"))
            return answer
        error = "wrong"
    page = await datasette.render_template(
        "password_login.html", {"error": error}, request=request
    )
    return Response.html(page)


def _nobodys(datasette: Datasette) -> str:
    """Return a hash that no password has, as costly as the users' own."""
    costs = [
        int(user.password_hash.split("$")[1])
        for user in people_of(datasette).users.values()
        if user.password_hash
    ]
    return f"pbkdf2_sha256${max(costs, default=_ITERATIONS)}$nobody$none"
