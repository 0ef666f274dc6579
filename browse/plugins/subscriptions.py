"""Subscriptions at the desk: analysts make and change their own, admins everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, NotFound

from browse.language import language_of
from browse.news import ask, write
from browse.permissions import SEE_ACCESS, may, people_of
from browse.review_page import reviewer
from newsdb import configuration
from newsdb.configuration import ConfigurationError, mail_address
from newsdb.database import now
from newsdb.delivery import choosing, recipients, subscriptions
from newsdb.delivery.choosing import ChoiceError
from newsdb.delivery.recipients import TooManyError
from newsdb.review import user_state
from translations.domains import DESK
from watchlist import WatchListError
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.configuration.model import ChannelConfiguration
    from newsdb.delivery.subscriptions import Subscription

_LIST = "/-/subscriptions"
#: Fields of which the message is a general one.
_ONE_OF = frozenset({"rhythm", "days", "sections", "language", "weekday", "filters"})


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/subscriptions$", listing),
        (r"^/-/subscriptions/new$", new),
        (r"^/-/subscriptions/preview$", preview),
        (r"^/-/subscriptions/(?P<id>[0-9]{1,18})$", one),
    ]


async def listing(datasette: Datasette, request: Any) -> Response:
    """Show somebody's subscriptions, or to an admin everybody's."""
    person, is_admin = await _who(datasette, request)
    found = await ask(
        datasette, lambda db: subscriptions.listing(db, person=None if is_admin else person)
    )
    values = {
        "found": [(each, _preview_of(each)) for each in found],
        "refused": await ask(datasette, recipients.bounced_by_subscription),
        "channels": _channels(),
        "is_admin": is_admin,
    }
    return await _page(datasette, request, "subscriptions.html", values)


async def new(datasette: Datasette, request: Any) -> Response:
    """Show the form of a new subscription, by ``filters`` of a filter; make it."""
    person, _ = await _who(datasette, request)
    if request.method != "POST":
        form = _blank(language_of(request)) | {"filters": request.args.get("filters") or ""}
        return await _form(datasette, request, person, None, form)
    form = await _posted(request)
    try:
        chosen = _chosen(form) | {"person": person}

        def make(db: Database) -> Subscription:
            _check_name(db, chosen["name"], None)
            return subscriptions.add(db, at=now(), **chosen)

        made = await write(datasette, make)
    except ChoiceError as error:
        return await _form(datasette, request, person, None, form, wrong=error.field)
    # Who makes one goes on to say who gets it, where it goes by mail.
    return Response.redirect(f"{_LIST}/{made.id}")


async def one(datasette: Datasette, request: Any) -> Response:
    """Show a subscription's form and recipients; change, pause, resume or delete it, or them."""
    person, is_admin = await _who(datasette, request)
    number = int(request.url_vars["id"])
    found = await ask(datasette, lambda db: subscriptions.numbered(db, number))
    # To who may not see it, it is not there.
    if found is None or not (is_admin or found.person == person):
        raise NotFound("There is no such subscription")
    if request.method != "POST":
        return await _form(datasette, request, person, found, _form_of(found))
    form = await _posted(request)
    action = _ACTIONS.get(form.get("do", ""))
    if action is None:
        raise BadRequest("Say what to do")
    try:
        back = await action(datasette, found, form, person)
    except ChoiceError as error:
        shown = form if form["do"] == "change" else _form_of(found)
        return await _form(datasette, request, person, found, shown, wrong=error.field)
    return Response.redirect(back)


async def preview(datasette: Datasette, request: Any) -> Response:
    """Show what the subscription that a query string describes would send now."""
    await _who(datasette, request)
    given = {name: request.args.get(name) or "" for name in _FIELDS}
    try:
        chosen = choosing.chosen_of({**given, "name": given["name"] or "—"})
        filters = choosing.filters_of(given["filters"])
    except ChoiceError as error:
        raise BadRequest(_problem(request, error.field)) from None
    from delivery.preview import message  # noqa: PLC0415 it takes mail along

    desk = configuration.load().desk
    try:
        made = await ask(
            datasette,
            lambda db: message(
                db,
                filters=filters,
                rhythm=chosen["rhythm"],
                language=chosen["language"],
                sections=chosen["sections"],
                least=chosen["least_score"],
                name=chosen["name"],
                desk=desk,
                at=now(),
                names=names,
            ),
        )
    except (ConfigurationError, WatchListError) as error:
        raise BadRequest(str(error)) from None
    return Response.html(made.html, headers={"cache-control": "no-store"})


async def _change(
    datasette: Datasette, found: Subscription, form: Mapping[str, str], _person: str
) -> str:
    chosen = _chosen(form, found)

    def change(db: Database) -> None:
        _check_name(db, chosen["name"], found)
        subscriptions.change(db, found, **chosen)

    await write(datasette, change)
    return _LIST


async def _switch(
    datasette: Datasette, found: Subscription, form: Mapping[str, str], _person: str
) -> str:
    enabled = form["do"] == "resume"
    await write(datasette, lambda db: subscriptions.change(db, found, enabled=enabled))
    return _LIST


async def _delete(
    datasette: Datasette, found: Subscription, _form: Mapping[str, str], _person: str
) -> str:
    await write(datasette, lambda db: subscriptions.remove(db, found))
    return _LIST


async def _add_recipient(
    datasette: Datasette, found: Subscription, form: Mapping[str, str], person: str
) -> str:
    channel = _channels().get(found.channel)
    if channel is None or not channel.is_mail:
        raise ChoiceError("channel")
    language = form.get("language", "")
    if language not in choosing.LANGUAGES:
        raise ChoiceError("language")
    try:
        address = mail_address(form.get("address", ""))
        await write(
            datasette,
            lambda db: recipients.add(
                db,
                found,
                address,
                language=language,  # type: ignore[arg-type]
                by=person,
                at=now(),
                named=channel.to,
            ),
        )
    except ConfigurationError:
        raise ChoiceError("address") from None
    except TooManyError:
        raise ChoiceError("often") from None
    return f"{_LIST}/{found.id}#recipients"


async def _remove_recipient(
    datasette: Datasette, found: Subscription, form: Mapping[str, str], _person: str
) -> str:
    def remove(db: Database) -> None:
        there = recipients.found(db, found.id, form.get("address", ""))
        if there and not there.is_named:
            recipients.remove(db, there)

    await write(datasette, remove)
    return f"{_LIST}/{found.id}#recipients"


_ACTIONS: Mapping[str, Callable[..., Any]] = {
    "change": _change,
    "pause": _switch,
    "resume": _switch,
    "delete": _delete,
    "add_recipient": _add_recipient,
    "remove_recipient": _remove_recipient,
}
#: What a form has beside the channel.
_FIELDS = (
    "name filters rhythm at_time weekday days language sections least_score quiet_from quiet_until"
    " empty"
).split()


async def _who(datasette: Datasette, request: Any) -> tuple[str, bool]:
    """Return who is asking, and whether they look after everybody's; raises Forbidden."""
    person = await reviewer(datasette, request)
    return person, may(people_of(datasette).role(request.actor), SEE_ACCESS)


def _channels() -> Mapping[str, ChannelConfiguration]:
    return configuration.load().channels


async def _posted(request: Any) -> dict[str, str]:
    try:
        return dict(await request.post_vars())
    except UnicodeDecodeError:
        raise BadRequest("A form is UTF-8") from None


def _chosen(form: Mapping[str, str], found: Subscription | None = None) -> dict[str, Any]:
    """Return what a form chooses; raises ChoiceError."""
    channel = form.get("channel", "")
    # One that is gone from hanil.toml can stay, so that the rest can be changed.
    if channel not in _channels() and not (found and channel == found.channel):
        raise ChoiceError("channel")
    filters = choosing.filters_of(form.get("filters", ""))
    return {**choosing.chosen_of(form), "channel": channel, "filters": filters}


def _check_name(db: Database, name: str, own: Subscription | None) -> None:
    there = subscriptions.named(db, name)
    if there and (own is None or there.id != own.id):
        raise ChoiceError("taken")


def _blank(language: str) -> dict[str, str]:
    return {
        **dict.fromkeys((*_FIELDS, "channel"), ""),
        "rhythm": "daily",
        "at_time": "08:30",
        "weekday": "0",
        "days": "either",
        "language": language,
        "sections": "tag",
        "least_score": "0",
        "empty": "1",
    }


def _form_of(found: Subscription) -> dict[str, str]:
    form = {name: str(getattr(found, name) or "") for name in (*_FIELDS, "channel")}
    form |= {"weekday": str(found.weekday), "least_score": f"{found.least_score:g}"}
    form["empty"] = "1" if found.empty else ""
    return form


def _preview_of(found: Subscription) -> str:
    form = {name: value for name, value in _form_of(found).items() if name != "channel"}
    return f"{_LIST}/preview?{urlencode(form)}"


def _problem(request: Any, field: str) -> str:
    return DESK.translator(language_of(request))(f"bad {'choice' if field in _ONE_OF else field}")


async def _form(
    datasette: Datasette,
    request: Any,
    person: str,
    found: Subscription | None,
    form: Mapping[str, str],
    *,
    wrong: str = "",
) -> Response:
    owner = found.person if found and found.person else person
    channels = _channels()
    there = channels.get(found.channel) if found else None
    named = there.to if there else []

    def read(db: Database) -> dict[str, Any]:
        return {
            "saved": user_state.filters_of(db, owner),
            "recipients": recipients.shown(db, found.id, named) if found else [],
        }

    values = {
        **await ask(datasette, read),
        "found": found,
        "form": form,
        "channels": channels,
        "is_mail": bool(there and there.is_mail),
        "rhythms": choosing.RHYTHMS,
        "days": choosing.DAYS,
        "sections": choosing.SECTIONS,
        "problem": _problem(request, wrong) if wrong else "",
    }
    status = 400 if wrong else 200
    return await _page(datasette, request, "subscription.html", values, status=status)


async def _page(
    datasette: Datasette,
    request: Any,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    html = await datasette.render_template(template, dict(values), request=request)
    return Response.html(html, status=status)
