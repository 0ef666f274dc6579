"""The watch list in the browser: its text with its faults, trials, versions.

Analysts change it; what counts is the file, as ``newsdb.watch_list.versions`` says.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, NotFound

from browse.language import language_of
from browse.news import NAME, ReadOnlyError, ask
from browse.permissions import REVIEW, may, people_of
from browse.review_page import reviewer
from browse.watch_list import editing, last_good
from browse.watch_list.trials import trials_of
from newsdb import configuration
from newsdb.configuration import ConfigurationError
from newsdb.database_errors import UnusableDatabaseError
from newsdb.watch_list import versions
from newsdb.watch_list.versions import FileError, digest
from translations.domains import DESK
from translations.reasons import in_words
from watchlist.in_use import use_instead

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

    from browse.watch_list.last_good import Broken

logger = logging.getLogger(__name__)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/watch-list$", editor),
        (r"^/-/watch-list/check$", check_text),
        (r"^/-/watch-list/trial/(?P<key>[0-9a-f]{16})$", trial),
        (r"^/-/watch-list/version/(?P<number>\d{1,18})$", version),
    ]


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Any]:
    """Keep the list as it is now, if it was edited by hand while the desk did not run."""

    async def inner() -> None:
        last_good.use_for(_database(datasette))
        with suppress(ReadOnlyError, FileError, ConfigurationError):
            path = configuration.load().watchlist
            if path:
                await editing.noticed(datasette, path)

    return inner


@hookimpl
def extra_template_vars(datasette: Datasette, request: Any) -> dict[str, Any]:
    """Give the frame ``list_broken``: what is wrong with the list, to those who may repair it."""

    async def list_broken() -> Broken | None:
        if request is None or not may(people_of(datasette).role(request.actor), REVIEW):
            return None
        try:
            return await last_good.broken(datasette, _database(datasette))
        except (UnusableDatabaseError, sqlite3.Error) as error:
            # The page of the error itself has this frame.
            logger.warning("whether the watch list has faults could not be told: %s", error)
            return None

    return {"list_broken": list_broken}


def _database(datasette: Datasette) -> Path:
    return Path(datasette.get_database(NAME).path)


@hookimpl
def shutdown(datasette: Datasette) -> Callable[[], Any]:
    async def inner() -> None:
        await trials_of(datasette).close()
        use_instead(None)  # what this desk's database has is no other's

    return inner


async def editor(datasette: Datasette, request: Any) -> Response:
    """Show the list's text; check, try or save another one."""
    person = await reviewer(datasette, request)
    path = configuration.load().watchlist
    if path is None:
        if request.method == "POST":
            raise NotFound("hanil.toml names no watch list")
        return await editing.answer(datasette, request, {"path": None})
    try:
        present = await editing.noticed(datasette, path)
    except FileError as error:
        broken = await last_good.broken(datasette, _database(datasette))
        values = {"path": path, "unreadable": str(error), "good": broken and broken.version}
        return await editing.answer(datasette, request, values)
    if request.method == "POST":
        form = await request.post_vars()
        text = editing.text_of(form)
        action = editing.ACTIONS.get(form.get("do", ""))
        if action is None:
            raise BadRequest("Say what to do: check, try, save or apply")
        return await action(
            editing.Edit(
                desk=datasette,
                request=request,
                person=person,
                path=path,
                present=present,
                text=text,
                form=form,
            )
        )
    text, note, is_stale = present, "", False
    if run := trials_of(datasette).found(request.args.get("trial") or "", person):
        text, note, is_stale = run.text, run.note, run.seen != digest(present)
    return await editing.editor_page(
        datasette, request, path, present=present, text=text, note=note, conflict=is_stale
    )


async def check_text(datasette: Datasette, request: Any) -> Response:
    """Respond with the faults of a text, for the script that checks while somebody types."""
    await reviewer(datasette, request)
    if request.method != "POST":
        return Response.json({"ok": False, "error": "POST only"}, status=405)
    path = configuration.load().watchlist
    if path is None:
        raise NotFound("hanil.toml names no watch list")
    form = await request.post_vars()
    t = DESK.translator(language_of(request))
    checked = await editing.checked(datasette, editing.text_of(form), path)
    faults = [
        {"line": each.line, "said": editing.said(each, t), "shipped": each.in_shipped}
        for each in checked.faults
    ]
    told = t("list_holds", **checked.counts) if checked.watch else ""
    return Response.json({"ok": True, "faults": faults, "told": told})


async def trial(datasette: Datasette, request: Any) -> Response:
    """Show how far a trial is, or its result; end it."""
    person = await reviewer(datasette, request)
    run = trials_of(datasette).found(request.url_vars["key"], person)
    if run is None:
        raise NotFound("There is no such trial: they are forgotten when the desk restarts")
    if request.method == "POST":
        trials_of(datasette).end(run)
        return Response.redirect(f"{editing.PAGE}?trial={run.id}", status=303)
    if request.args.get("format") == "json":
        told = {"state": run.state, "judged": run.judged, "most": run.most}
        return Response.json(told, headers={"cache-control": "no-store"})
    path = configuration.load().watchlist
    present = ""
    with suppress(FileError):
        present = await editing.read(path) if path else ""
    t = DESK.translator(language_of(request))
    values = {
        "run": run,
        "present_digest": digest(present),
        "parts": ("gained", "lost", "review_gained", "review_lost"),
        "why": lambda why: in_words(why or "", t),
    }
    page = await datasette.render_template("watch_list_trial.html", values, request=request)
    return Response.html(page, headers={"cache-control": "no-store"})


async def version(datasette: Datasette, request: Any) -> Response:
    """Show an earlier version and what it changed; make it the present one again."""
    person = await reviewer(datasette, request)
    number = int(request.url_vars["number"])
    found = await ask(datasette, lambda db: versions.numbered(db, number))
    path = configuration.load().watchlist
    if found is None or path is None:
        raise NotFound("There is no such version")
    shown, text, before = found
    unreadable = ""
    try:
        present = await editing.noticed(datasette, path)
    except FileError as error:
        present, unreadable = "", str(error)
    if request.method == "POST":
        edit = editing.Edit(
            desk=datasette,
            request=request,
            person=person,
            path=path,
            present=present,
            text=text,
            form=await request.post_vars(),
        )
        return await editing.save(edit, restores=number)
    lines = list(versions.differences(before, text))
    values = {
        "version": shown,
        "text": text,
        "lines": lines[: editing.MOST_LINES],
        "cut": max(0, len(lines) - editing.MOST_LINES),
        "is_present": text == present and not unreadable,
        "unreadable": unreadable,
        "present_digest": digest(present),
        "cannot_write": versions.why_not_writable(path),
    }
    page = await datasette.render_template("watch_list_version.html", values, request=request)
    return Response.html(page)
