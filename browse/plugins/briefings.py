"""Briefings at the desk: the list, composing a draft, an issue and its documents."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, Forbidden, NotFound
from markupsafe import Markup

from browse.briefings import pages, sending
from browse.briefings.actions import RequestError
from browse.news import ReadOnlyError, ask, write
from browse.permissions import REVIEW, may, people_of
from browse.plugins.permissions import may_view_articles
from browse.review_page import ANYBODY, ids_of, reviewer
from documents import FORMATS, DocumentError, render
from newsdb import configuration
from newsdb.articles import licences
from newsdb.briefings import drafts, issues, making
from newsdb.briefings.journal import MissingError
from newsdb.database import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.briefings.content import Briefing
    from newsdb.briefings.drafts import Draft

_FORMATS = "|".join(pages.DOWNLOADS)
_SELECTED = 500


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/briefings$", show_list),
        (r"^/-/briefing$", moved),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/preview$", preview),
        (rf"^/-/briefing/draft/(?P<draft>\d{{1,18}})\.(?P<format>{_FORMATS})$", take_draft),
        (r"^/-/briefing/(?P<number>\d{1,18})$", show_issue),
        (r"^/-/briefing/(?P<number>\d{1,18})/correct$", correct),
        (r"^/-/briefing/(?P<number>\d{1,18})/send$", send),
        (rf"^/-/briefing/(?P<number>\d{{1,18}})\.(?P<format>{_FORMATS})$", take_issue),
    ]


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    async def note_licences() -> None:
        bought = configuration.load().licences
        with suppress(ReadOnlyError):
            await write(datasette, lambda db: licences.note(db, bought))

    return note_licences


async def moved(datasette: Datasette, request: Any) -> Response:
    """Lead the print page of older versions to where briefings are made now."""
    await _reader(datasette, request)
    chosen = ids_of(request.args.getlist("story"), _SELECTED)
    stories = ",".join(map(str, chosen))
    return Response.redirect(f"/-/briefings/new?story={stories}" if chosen else "/-/briefings")


async def show_list(datasette: Datasette, request: Any) -> Response:
    """List the issues, and to analysts the drafts."""
    person = await _reader(datasette, request)
    shown = await ask(datasette, lambda db: pages.list_of(db, person))
    return await pages.respond(
        datasette, request, "briefings.html", {**shown, "may_edit": _may(datasette, request)}
    )


async def correct(datasette: Datasette, request: Any) -> Response:
    """Make the draft of a correction of an issue."""
    person = await reviewer(datasette, request)
    number = int(request.url_vars["number"])
    if request.method != "POST":
        return Response.redirect(f"/-/briefing/{number}")
    try:
        draft = await write(
            datasette,
            lambda db: making.correction_of(db, number, editor=person, actor=person, at=now()),
        )
    except MissingError as error:
        raise NotFound(str(error)) from error
    return Response.redirect(f"/-/briefing/draft/{draft}")


async def send(datasette: Datasette, request: Any) -> Response:
    """Queue an issue for the addresses of a channel: it leaves with the next pass of delivery."""
    person = await reviewer(datasette, request)
    number = int(request.url_vars["number"])
    if request.method == "POST":
        channel = str((await request.post_vars()).get("channel", ""))
        try:
            await write(
                datasette, lambda db: sending.queue(db, number, channel, actor=person, at=now())
            )
        except MissingError as error:
            raise NotFound(str(error)) from error
        except RequestError as error:
            raise BadRequest(str(error)) from error
    return Response.redirect(f"/-/briefing/{number}#sent")


async def preview(datasette: Datasette, request: Any) -> Response:
    """Show a draft as the director would read it."""
    await reviewer(datasette, request)
    draft = await _draft(datasette, request)
    briefing = await ask(datasette, lambda db: pages.assembled(db, draft).briefing)
    shown = {"briefing": briefing, "draft": draft.head, "issue": None, "aftermath": []}
    return await _document_page(datasette, request, {**shown, "others": [], "is_unchanged": True})


async def show_issue(datasette: Datasette, request: Any) -> Response:
    """Show an issue to read."""
    await _reader(datasette, request)
    number = int(request.url_vars["number"])

    def read(db: Database) -> dict[str, Any]:
        try:
            return pages.issued(db, number)
        except MissingError as error:
            raise NotFound(str(error)) from error

    return await _document_page(datasette, request, {**await ask(datasette, read), "draft": None})


async def take_issue(datasette: Datasette, request: Any) -> Response:
    """Give an issue as a file."""
    await _reader(datasette, request)
    number = int(request.url_vars["number"])

    def read(db: Database) -> Briefing:
        try:
            return issues.read(db, number, at=now()).briefing
        except MissingError as error:
            raise NotFound(str(error)) from error

    return await _file(await ask(datasette, read), request.url_vars["format"])


async def take_draft(datasette: Datasette, request: Any) -> Response:
    """Give a draft as a file."""
    await reviewer(datasette, request)
    draft = await _draft(datasette, request)
    briefing = await ask(datasette, lambda db: pages.assembled(db, draft).briefing)
    return await _file(briefing, request.url_vars["format"])


async def _file(briefing: Briefing, form: str) -> Response:
    try:
        data = await asyncio.to_thread(render, briefing, form)
    except DocumentError as error:
        # An extra or a font that is not installed: said to who asked, not a fault of the desk.
        return Response.text(str(error), status=501)
    kind = FORMATS[form]
    number = f"-{briefing.number}" if briefing.number else ""
    plain = f"briefing{number}.{kind.ending}"
    named = quote(f"{briefing.title}{number}.{kind.ending}", safe="")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{named}"
    return Response(
        data, headers={"content-disposition": disposition}, content_type=kind.media_type
    )


async def _document_page(datasette: Datasette, request: Any, shown: dict[str, Any]) -> Response:
    fragment = await asyncio.to_thread(render, shown["briefing"], "fragment")
    more = {
        **shown,
        "document": Markup(fragment.decode()),  # noqa: S704 a template of ours, which escapes
        "downloads": pages.DOWNLOADS,
    }
    return await pages.respond(
        datasette, request, "briefing_issue.html", {**more, "may_edit": _may(datasette, request)}
    )


async def _draft(datasette: Datasette, request: Any) -> Draft:
    number = int(request.url_vars["draft"])

    def read(db: Database) -> Draft:
        try:
            return drafts.read(db, number)
        except MissingError as error:
            raise NotFound(str(error)) from error

    return await ask(datasette, read)


async def _reader(datasette: Datasette, request: Any) -> str:
    """Return who is asking; raises Forbidden when they may not read."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to see briefings")
    if people_of(datasette).open or not request.actor:
        return ANYBODY
    return str(request.actor["id"])


def _may(datasette: Datasette, request: Any) -> bool:
    return may(people_of(datasette).role(request.actor), REVIEW)
