"""Drafts of briefings at the desk: composing, issuing, putting away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, NotFound

from browse import taking_back
from browse.briefings import actions, answers, pages
from browse.briefings.actions import RequestError
from browse.language import language_of, why
from browse.news import ask, write
from browse.review_page import reviewer, texts
from newsdb.briefings import drafts, issues
from newsdb.briefings.journal import DraftError, Editing, MissingError
from newsdb.configuration import ConfigurationError
from newsdb.database import now
from newsdb.review.queue import Briefed
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

#: The messages that the script says.
SCRIPT = [key for key in DESK.english if key.startswith("briefing_") or key in {"failed", "fault"}]


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})$", show_draft),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/do$", do),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/issue$", issue),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/discard$", discard),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/put-back$", put_back),
    ]


async def show_draft(datasette: Datasette, request: Any) -> Response:
    """Show a draft to be composed; with ``?part=1`` only its sections, for the script."""
    await reviewer(datasette, request)
    draft = int(request.url_vars["draft"])
    asked = request.args.get("briefed") or "not"
    briefed: Briefed = asked if asked in get_args(Briefed) else ""  # type: ignore[assignment]

    def read(db: Database) -> dict[str, Any]:
        try:
            return pages.compose(db, draft, briefed)
        except MissingError as error:
            raise NotFound(str(error)) from error

    if request.args.get("state"):
        return await _state(datasette, draft)
    shown = await ask(datasette, read)
    if not shown["draft"].is_open:
        number = shown["draft"].number
        return Response.redirect(f"/-/briefing/{number}" if number else "/-/briefings")
    part = bool(request.args.get("part"))
    told = {name: request.args.get(name) or "" for name in ("aged", "full")}
    return await pages.respond(
        datasette,
        request,
        "_briefing_parts.html" if part else "briefing_edit.html",
        {
            **shown,
            "is_part": part,
            "briefed": briefed,
            "briefed_choices": [each for each in get_args(Briefed) if each],
            "downloads": pages.DOWNLOADS,
            "texts": texts(language_of(request), SCRIPT),
            "left_out": {
                name: number
                for name, number in told.items()
                if number.isdecimal() and len(number) < 6
            },
        },
    )


async def _state(datasette: Datasette, draft: int) -> Response:
    """Tell the script how often a draft was changed, and by whom last."""

    def read(db: Database) -> dict[str, Any]:
        try:
            head = drafts.head(db, draft)
        except MissingError as error:
            raise NotFound(str(error)) from error
        return {"edits": head.edits, "by": head.changed_by}

    return Response.json(await ask(datasette, read))


async def do(datasette: Datasette, request: Any) -> Response:
    """Change a draft, from a form or from the script (JSON)."""
    person = await reviewer(datasette, request)
    draft = int(request.url_vars["draft"])
    if request.method != "POST":
        return Response.redirect(f"/-/briefing/draft/{draft}")
    sent = await answers.sent(request)
    t = DESK.translator(language_of(request))

    def change(db: Database) -> dict[str, Any]:
        told = actions.perform(db, draft, sent, person=person, t=t)
        return {"ok": True, "said": told, **_versions(db, draft, sent)}

    if not answers.is_json(request):
        return await answers.answered_by_page(datasette, request, draft, sent, change)
    return await answers.answered(datasette, request, change)


def _versions(db: Database, draft: int, sent: dict[str, Any]) -> dict[str, Any]:
    """Return the versions that a page has to know after a change."""
    head = drafts.head(db, draft)
    versions: dict[str, Any] = {"edits": head.edits, "version": head.version}
    if sent.get("do") == "write":
        entry = actions.number_of(sent, "entry")
        edit = Editing(db=db, draft_id=draft, actor="", at=now())
        versions["version"] = edit.row("entry", entry)["version"]
    return versions


async def issue(datasette: Datasette, request: Any) -> Response:
    """Freeze a draft as it was seen."""
    person = await reviewer(datasette, request)
    draft_id = int(request.url_vars["draft"])
    if request.method != "POST":
        return Response.redirect(f"/-/briefing/draft/{draft_id}")
    sent = await answers.sent(request)
    t = DESK.translator(language_of(request))

    def freeze(db: Database) -> int:
        draft = drafts.read(db, draft_id)
        return issues.issue(
            db,
            draft,
            pages.assembled(db, draft),
            seen=actions.number_of(sent, "edits"),
            actor=person,
            at=now(),
        )

    try:
        number = await write(datasette, freeze)
    except MissingError as error:
        raise NotFound(why(error, t)) from error
    except (DraftError, RequestError) as error:
        raise BadRequest(why(error, t)) from error
    except ConfigurationError as error:
        raise BadRequest(str(error)) from error
    return Response.redirect(f"/-/briefing/{number}")


async def discard(datasette: Datasette, request: Any) -> Response:
    """Put a draft away."""
    person = await reviewer(datasette, request)
    draft = int(request.url_vars["draft"])
    if request.method == "POST":
        t = DESK.translator(language_of(request))
        try:
            await write(datasette, lambda db: taking_back.put_away(db, draft, person=person))
        except MissingError as error:
            raise NotFound(why(error, t)) from error
        except DraftError as error:
            raise BadRequest(why(error, t)) from error
    return Response.redirect("/-/briefings")


async def put_back(datasette: Datasette, request: Any) -> Response:
    """Take back that a draft was put away, and go on with it."""
    person = await reviewer(datasette, request)
    draft = int(request.url_vars["draft"])
    if request.method == "POST":
        try:
            await write(datasette, lambda db: drafts.put_back(db, draft, actor=person, at=now()))
        except MissingError as error:
            raise NotFound(str(error)) from error
        return Response.redirect(f"/-/briefing/draft/{draft}")
    return Response.redirect("/-/briefings")
