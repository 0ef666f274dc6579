"""Pages of links that were mailed: to confirm a subscription, and to end one (RFC 8058).

Whoever has the link may act by it, and learns nothing that is not in the mail that it came with.
Looking changes nothing, since mail programs and scanners open links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette import Response, hookimpl
from datasette.utils.asgi import PayloadTooLarge

from browse.access.identity import address_of
from browse.access.request_limits import Allowance
from browse.language import LANGUAGE, language_of
from browse.news import ReadOnlyError, ask, write
from newsdb.database import now
from newsdb.delivery import recipients, subscriptions
from newsdb.delivery.links import Links
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.delivery.recipients import Recipient

#: Requests a minute of an address. A provider of mail ends subscriptions for many from one.
MOST, MINUTE = 60, 60.0
#: Bytes of a form; ours has two fields.
LARGEST = 4096

_ALLOWANCES: WeakKeyDictionary[Datasette, Allowance] = WeakKeyDictionary()


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/unsubscribe/(?P<token>[^/]+)$", unsubscribe),
        (r"^/-/confirm/(?P<token>[^/]+)$", confirm),
    ]


async def unsubscribe(datasette: Datasette, request: Any) -> Response:
    """Show what would be ended; end it when asked by POST, by our form or by a mail program."""
    if wait := _wait(datasette, request):
        return wait
    key = Links(datasette._secret).ended(request.url_vars["token"])
    there = await ask(datasette, lambda db: recipients.by_key(db, key)) if key else None
    if key is None or there is None:
        return await _page(datasette, request, None, "link_void", status=404)
    if request.method != "POST":
        state = "ended" if there.state == "ended" else "ask_end"
        return await _page(datasette, request, there, state)
    form = await _form(request)
    if form is None or not ("do" in form or form.get("List-Unsubscribe") == "One-Click"):
        return await _page(datasette, request, there, "ask_end", status=400)
    everything = form.get("do") == "everything"

    def end(db: Database) -> Recipient | None:
        return recipients.end(db, key, everything=everything, at=now())

    return await _done(datasette, request, end, "ended_all" if everything else "ended")


async def confirm(datasette: Datasette, request: Any) -> Response:
    """Show what would be confirmed; confirm it when asked by POST."""
    if wait := _wait(datasette, request):
        return wait
    said = Links(datasette._secret).confirmed(request.url_vars["token"])
    there = await ask(datasette, lambda db: recipients.by_key(db, said[0])) if said else None
    # One that was asked anew since, or has ended it, confirms by that mail only.
    if said is None or there is None or there.nonce != said[1] or there.state == "ended":
        return await _page(datasette, request, None, "link_void", status=404)
    if request.method != "POST":
        state = "confirmed" if there.state == "confirmed" else "ask_confirm"
        return await _page(datasette, request, there, state)
    key, nonce = said
    return await _done(
        datasette,
        request,
        lambda db: recipients.confirm(db, key, nonce, at=now()),
        "confirmed",
    )


async def _done(
    datasette: Datasette, request: Any, act: Callable[[Database], Recipient | None], state: str
) -> Response:
    try:
        there = await write(datasette, act)
    except ReadOnlyError:
        return await _page(datasette, request, None, "link_not_now", status=503)
    if there is None:  # it was taken away meanwhile
        return await _page(datasette, request, None, "link_void", status=404)
    return await _page(datasette, request, there, state)


def _wait(datasette: Datasette, request: Any) -> Response | None:
    allowance = _ALLOWANCES.setdefault(datasette, Allowance(MOST, MINUTE))
    seconds = allowance.take(address_of(request))
    if not seconds:
        return None
    said = DESK.translator(language_of(request))("wait", seconds=int(seconds) + 1)
    return Response.text(said, status=429, headers={"retry-after": str(int(seconds) + 1)})


async def _form(request: Any) -> dict[str, str] | None:
    """Return a form's fields, however it was sent; None for what is no form."""
    try:
        found = await request.form(max_request_size=LARGEST, max_fields=10)
    except (ValueError, PayloadTooLarge, UnicodeDecodeError):
        return None
    except Exception as error:  # Datasette's own for a malformed one, which has a status
        if getattr(error, "status", 500) >= 500:
            raise
        return None
    return {str(name): str(found[name]) for name in found}


async def _page(
    datasette: Datasette, request: Any, there: Recipient | None, state: str, *, status: int = 200
) -> Response:
    if there:
        request.scope[LANGUAGE] = there.language
    subscription = None
    if there:
        number = there.subscription_id
        subscription = await ask(datasette, lambda db: subscriptions.numbered(db, number))
    values = {
        "state": state,
        "name": subscription.name if subscription else "",
        "address": _masked(there.address) if there else "",
    }
    html = await datasette.render_template("mail_link.html", values, request=request)
    return Response.html(html, status=status, headers={"cache-control": "no-store"})


def _masked(address: str) -> str:
    """Return an address as its owner knows it and nobody else learns it: ``m…@example.kr``."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
