"""Drafts of briefings at the desk: the form of a new one, composing, issuing."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, NotFound

from browse import taking_back
from browse.briefings import actions, pages
from browse.briefings.actions import RequestError
from browse.language import language_of
from browse.news import ReadOnlyError, ask, write
from browse.review_page import ids_of, reviewer, texts
from newsdb import configuration
from newsdb.briefings import choosing, drafts, issues, making, memory
from newsdb.briefings.content import Kind
from newsdb.briefings.journal import Conflict, DraftError, Editing, MissingError
from newsdb.briefings.words import said
from newsdb.configuration import ConfigurationError
from newsdb.database import now
from newsdb.review import queue_links
from newsdb.review.queue import Briefed, Filters
from translations.domains import DESK
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

logger = logging.getLogger(__name__)

#: The messages that the script says.
SCRIPT = [key for key in DESK.english if key.startswith("briefing_") or key in {"failed", "fault"}]
_SELECTED = 500
_BODY = 200_000  # bytes; far more than the longest text in UTF-8
#: What is told of a row that somebody else changed.
_SHOWN = ("version", "placed", "sentence", "note", "title", "introduction", "correction", "since",
          "until", "kind", "language", "editor")  # fmt: skip


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/briefings/new$", new),
        (r"^/-/briefings/add$", add_selected),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})$", show_draft),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/do$", do),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/issue$", issue),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/discard$", discard),
        (r"^/-/briefing/draft/(?P<draft>\d{1,18})/put-back$", put_back),
    ]


async def new(datasette: Datasette, request: Any) -> Response:
    """Show the form of a new briefing, or make the draft that it describes."""
    person = await reviewer(datasette, request)
    if request.method == "POST":
        return await _make(datasette, request, person, await request.post_vars())
    asked = request.args.get("kind")
    kind: Kind = asked if asked in get_args(Kind) else "weekly"
    template = configuration.load().briefing
    since, until = making.period(kind, at=now())
    shown = await ask(datasette, lambda db: pages.list_of(db, person))
    chosen = ids_of(request.args.getlist("story"), _SELECTED)
    language = template.language
    values = {
        "kind": kind,
        "title": making.title(template, kind, language),
        "language": language,
        "since": since,
        "until": until,
        "editor": person,
        "by": "template" if template.sections else "concepts",
    }
    return await pages.respond(
        datasette,
        request,
        "briefing_new.html",
        {**shown, "values": values, "chosen": chosen, "problem": ""},
    )


async def _make(datasette: Datasette, request: Any, person: str, form: dict[str, str]) -> Response:
    template = configuration.load().briefing
    language = form.get("language") or template.language
    kind = form.get("kind") or "weekly"
    by = form.get("by") or "template"
    since, until = form.get("since") or "", form.get("until") or ""
    if by not in get_args(choosing.By) or language not in {"ko", "ja", "en"}:
        raise BadRequest("by= is template, tags or concepts; language= is ko, ja or en")

    def make(db: Database) -> tuple[int, int, int]:
        found, aged = _choose(db, form, since=since, until=until)
        sections = choosing.in_sections(
            db,
            found,
            by=by,  # type: ignore[arg-type] # checked above
            template=template.sections,
            rest=said("rest", language),  # type: ignore[arg-type]
            label=pages.label,
        )
        made = making.make(
            db,
            sections,
            title=form.get("title") or "",
            kind=kind,  # type: ignore[arg-type] # checked by make
            language=language,  # type: ignore[arg-type]
            since=since,
            until=until,
            editor=form.get("editor") or person,
            actor=person,
            at=now(),
        )
        return made.draft, aged, made.added.left_out

    try:
        draft, aged, left_out = await write(datasette, make)
    except DraftError as error:
        shown = await ask(datasette, lambda db: pages.list_of(db, person))
        values = {**form, "by": by, "kind": kind, "language": language}
        chosen = ids_of([form.get("story") or ""], _SELECTED)
        more = {**shown, "values": values, "chosen": chosen, "problem": str(error)}
        return await pages.respond(datasette, request, "briefing_new.html", more, status=400)
    told = urlencode({name: n for name, n in (("aged", aged), ("full", left_out)) if n})
    return Response.redirect(f"/-/briefing/draft/{draft}{f'?{told}' if told else ''}")


def _choose(
    db: Database, form: dict[str, str], *, since: str, until: str
) -> tuple[list[int], int]:
    """Return the stories that a form chooses, and how many of them were left out as aged."""
    source = form.get("from") or "relevant"
    if source == "chosen":
        return ids_of([form.get("story") or ""], _SELECTED), 0
    if source == "empty":
        return [], 0
    filters = Filters(decision="told", status="kept")
    if source == "starred":
        filters = Filters(starred=True, decision="any", status="kept")
    elif source == "tag":
        filters = Filters(tag=form.get("tag") or "", decision="any", status="kept")
    elif source == "filter":
        filters = queue_links.read(form.get("filter") or "")
        if filters.status == "open":
            filters = replace(filters, status="kept")
    needed = {"names": names()} if filters.text else {}
    found = choosing.stories(db, filters, since=since, until=until, **needed)
    aged = memory.aged_stars(db, found) if source == "starred" else set()
    return [each for each in found if each not in aged], len(aged)


async def add_selected(datasette: Datasette, request: Any) -> Response:
    """Add stories of the queue to the draft that is open, or to a new one of today; JSON."""
    person = await reviewer(datasette, request)
    t = DESK.translator(language_of(request))

    def add(db: Database) -> dict[str, Any]:
        open_ones = drafts.heads(db)
        own = [each for each in open_ones if each.changed_by == person]
        template = configuration.load().briefing
        if open_ones:
            draft = (own or open_ones)[0].id
        else:
            since, until = making.period("daily", at=now())
            draft = drafts.create(
                db,
                title=making.title(template, "daily", template.language),
                kind="daily",
                language=template.language,
                since=since,
                until=until,
                editor=person,
                sections=[each.title for each in template.sections],
                actor=person,
                at=now(),
            )
        told = actions.perform(db, draft, {**sent, "do": "add"}, person=person, t=t)
        return {"ok": True, "said": told, "draft": draft}

    sent = await _sent(request)
    return await _answered(datasette, request, add)


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
    sent = await _sent(request)
    t = DESK.translator(language_of(request))

    def change(db: Database) -> dict[str, Any]:
        told = actions.perform(db, draft, sent, person=person, t=t)
        return {"ok": True, "said": told, **_versions(db, draft, sent)}

    if not _is_json(request):
        return await _answered_by_page(datasette, request, draft, sent, change)
    return await _answered(datasette, request, change)


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
    sent = await _sent(request)

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
        raise NotFound(str(error)) from error
    except (DraftError, RequestError, ConfigurationError) as error:
        raise BadRequest(str(error)) from error
    return Response.redirect(f"/-/briefing/{number}")


async def discard(datasette: Datasette, request: Any) -> Response:
    """Put a draft away."""
    person = await reviewer(datasette, request)
    draft = int(request.url_vars["draft"])
    if request.method == "POST":
        try:
            await write(datasette, lambda db: taking_back.put_away(db, draft, person=person))
        except MissingError as error:
            raise NotFound(str(error)) from error
        except DraftError as error:
            raise BadRequest(str(error)) from error
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


def _is_json(request: Any) -> bool:
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    return bool(kind == "application/json")


async def _answered(
    datasette: Datasette, request: Any, change: Callable[[Database], dict[str, Any]]
) -> Response:
    """Respond to the script in JSON, errors with their status."""
    t = DESK.translator(language_of(request))
    try:
        return Response.json(await write(datasette, change))
    except Conflict as conflict:
        told = t("briefing_conflict", name=conflict.by)
        present = {name: conflict.now.get(name) for name in _SHOWN if name in conflict.now}
        return Response.json(
            {"ok": False, "conflict": True, "error": told, "now": present}, status=409
        )
    except MissingError as error:
        return Response.json({"ok": False, "error": str(error)}, status=404)
    except ReadOnlyError:
        return Response.json({"ok": False, "error": t("read_only")}, status=403)
    except (DraftError, RequestError) as error:
        return Response.json({"ok": False, "error": str(error)}, status=400)
    except Exception:
        logger.exception("%s failed", request.path)
        return Response.json({"ok": False, "error": t("fault")}, status=500)


async def _answered_by_page(
    datasette: Datasette,
    request: Any,
    draft: int,
    sent: dict[str, Any],
    change: Callable[[Database], dict[str, Any]],
) -> Response:
    """Respond to a form: back to the draft, or what to do about a conflict."""
    try:
        await write(datasette, change)
    except Conflict as conflict:
        more = {
            "draft_id": draft,
            "by": conflict.by,
            "theirs": {name: conflict.now[name] for name in _SHOWN if name in conflict.now},
            "sent": sent,
        }
        return await pages.respond(datasette, request, "briefing_conflict.html", more, status=409)
    except MissingError as error:
        raise NotFound(str(error)) from error
    except (DraftError, RequestError) as error:
        raise BadRequest(str(error)) from error
    entry = str(sent.get("entry") or "")
    return Response.redirect(
        f"/-/briefing/draft/{draft}{f'#entry-{entry}' if entry.isdecimal() else ''}"
    )


async def _sent(request: Any) -> dict[str, Any]:
    """Return what was posted, as JSON or by a form; raises BadRequest."""
    if not _is_json(request):
        return dict(await request.post_vars())
    body = await request.post_body()
    if len(body) > _BODY:
        raise BadRequest("the body is too long")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"the body is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadRequest("the body must be an object")
    return {name: _whole(value) for name, value in found.items()}


def _whole(value: Any) -> Any:
    """Return a text without halves of characters: valid in JSON, not in UTF-8."""
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value
