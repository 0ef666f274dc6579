"""A new briefing at the desk: its form, and stories of the queue that are added to one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest

from browse import user_state
from browse.briefings import actions, answers, pages
from browse.language import language_of, why
from browse.news import ask, write
from browse.review_page import ids_of, reviewer
from newsdb import configuration
from newsdb.briefings import choosing, drafts, making, memory
from newsdb.briefings.content import Kind
from newsdb.briefings.journal import DraftError
from newsdb.database import now
from newsdb.review import queue_links
from newsdb.review.queue import Filters
from translations.domains import DESK
from translations.issue_sentences import said
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

_SELECTED = 500


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/briefings/new$", new), (r"^/-/briefings/add$", add_selected)]


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

    visit = await user_state.last_visit(datasette, person)

    def make(db: Database) -> tuple[int, int, int]:
        found, aged = _choose(db, form, since=since, until=until, visit=visit, person=person)
        sections = choosing.in_sections(
            db,
            found,
            by=by,  # type: ignore[arg-type] # checked above
            template=template.sections,
            rest=said("rest", language),
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
        problem = why(error, DESK.translator(language_of(request)))
        more = {**shown, "values": values, "chosen": chosen, "problem": problem}
        return await pages.respond(datasette, request, "briefing_new.html", more, status=400)
    told = urlencode({name: n for name, n in (("aged", aged), ("full", left_out)) if n})
    return Response.redirect(f"/-/briefing/draft/{draft}{f'?{told}' if told else ''}")


def _choose(
    db: Database, form: dict[str, str], *, since: str, until: str, visit: str | None, person: str
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
    found = choosing.stories(
        db, filters, since=since, until=until, visit=visit, person=person, **needed
    )
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

    sent = await answers.sent(request)
    return await answers.answered(datasette, request, add)
