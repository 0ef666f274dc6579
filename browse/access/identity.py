"""Who carries a cookie: the session it names, while that lasts.

The cookie is Datasette's own, signed, but what it says is only a random token; the session is on
the server, so signing out ends it wherever a copy of the cookie may be.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

from itsdangerous import BadSignature
from sqlite_utils import Database

from browse.news import NAME, ask_access, write_access
from browse.permissions import people_of, session_key
from newsdb.access import access_log, sessions
from newsdb.database import now

if TYPE_CHECKING:
    from datasette import Response
    from datasette.app import Datasette

#: Datasette's name, so that its pages offer to sign out.
COOKIE = "ds_actor"
#: Says that this browser has signed in to an account before: its tries are counted apart.
DEVICE_COOKIE = "hanil_device"
_DEVICE_AGE = 365 * 24 * 3600

#: Where the gate leaves whom it let in, for ``actor_from_request``.
VERIFIED = "hanil.actor"


async def identify(desk: Datasette, cookies: str) -> dict[str, Any] | None:
    """Return the actor of a cookie header: name, key of the password, number of the session.

    None without a session that lasts, and for who has gone from hanil.toml or has got another
    password since.
    """
    people = people_of(desk)
    said = _unsigned(desk, cookies, COOKIE, "actor").get("a")
    if not isinstance(said, dict):
        return None
    if people.is_from_inside(said):
        actor = {"id": said.get("id"), "session_key": said.get("session_key")}
        return actor if people.role(actor) else None
    token = said.get("token")
    if not isinstance(token, str):
        return None
    moment = now()
    session = await ask_access(desk, lambda db: sessions.find(db, token, at=moment))
    if session is None:
        return None
    actor = {
        "id": session.person,
        "session_key": session.password_key,
        "session": session.id,
    }
    if people.role(actor) is None:
        return None
    if session.is_seen_again(moment):
        # Nobody waits for it: a crawl may hold the lock just now.
        await desk.get_database(NAME).access.execute_write_fn(
            lambda conn: sessions.touch(Database(conn), session.id, at=moment), block=False
        )
    return actor


async def open_session(
    desk: Datasette,
    answer: Response,
    name: str,
    *,
    cookies: str,
    address: str,
    browser: str | None,
) -> None:
    """Sign a person in: a new session in place of the browser's earlier one, and its cookies."""
    earlier = await identify(desk, cookies)
    key = session_key(people_of(desk).users[name])

    def begin(db: Database) -> str:
        if earlier and "session" in earlier:
            sessions.end(db, earlier["session"], earlier["id"])
        access_log.note(db, "signed_in", name, at=now(), address=address)
        return sessions.start(
            db, name, password_key=key, address=address, browser=browser, at=now()
        )

    token = await write_access(desk, begin)
    answer.set_cookie(
        COOKIE,
        desk.sign({"a": {"id": name, "token": token}}, "actor"),
        max_age=int(sessions.LONGEST.total_seconds()),
    )
    device = device_of(desk, cookies, name) or secrets.token_hex(16)
    answer.set_cookie(
        DEVICE_COOKIE,
        desk.sign({"u": name, "k": key, "d": device}, "device"),
        max_age=_DEVICE_AGE,
    )


def forget(answer: Response) -> None:
    """Take the session's cookie out of the browser."""
    answer.set_cookie(COOKIE, "", expires=0, max_age=0)


def address_of(request: Any) -> str:
    """Return from where a request comes, as the proxy on this machine says."""
    return str((request.scope.get("client") or ("",))[0])


def device_of(desk: Datasette, cookies: str, name: str) -> str | None:
    """Return the mark of a browser that has signed in to an account with its present password."""
    said = _unsigned(desk, cookies, DEVICE_COOKIE, "device")
    user = people_of(desk).users.get(name)
    if not user or said.get("u") != name or said.get("k") != session_key(user):
        return None
    return str(said.get("d"))


def without_session(cookies: bytes) -> bytes:
    """Return a cookie header without the session's, so that nothing takes it for one."""
    return re.sub(rb"(?:^|;)\s*" + COOKIE.encode() + rb"\s*=[^;]*", b"", cookies).lstrip(b"; ")


def _unsigned(desk: Datasette, cookies: str, name: str, purpose: str) -> dict[str, Any]:
    try:
        cookie = SimpleCookie(cookies).get(name)
        said = desk.unsign(cookie.value, purpose) if cookie else None
    except (BadSignature, CookieError):
        return {}
    return said if isinstance(said, dict) else {}
