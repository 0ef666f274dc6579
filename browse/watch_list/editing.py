"""What becomes of a text that somebody sends for the watch list: checked, tried, saved."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette import Response
from datasette.utils.asgi import BadRequest

from browse import taking_back
from browse.language import language_of
from browse.news import NAME, ReadOnlyError, ask, write
from browse.watch_list import caches, last_good
from browse.watch_list.checking import check
from browse.watch_list.trials import SIZES, trials_of
from newsdb.database import now
from newsdb.database_errors import DatabaseError
from newsdb.text.controls import without_controls
from newsdb.watch_list import versions
from newsdb.watch_list.versions import ChangedMeanwhileError, FileError, digest
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from datasette.app import Datasette
    from sqlite_utils import Database

    from browse.watch_list.checking import Checked, Fault
    from translations.catalogues import Translate

PAGE = "/-/watch-list"
#: Versions on a page.
SHOWN = 30
#: Lines of a difference on a page.
MOST_LINES = 2000

#: One text is checked at a time: it takes 0.3 s of CPU, and somebody types on.
_CHECKING: WeakKeyDictionary[Any, asyncio.Semaphore] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What somebody sends: a text for the file ``path``, whose own text is ``present``."""

    desk: Datasette
    request: Any
    person: str
    path: Path
    present: str
    text: str
    form: Mapping[str, str]

    @property
    def note(self) -> str:
        """Why the list is changed, in a line."""
        plain = without_controls(self.form.get("note", ""))
        return " ".join(plain.split())[: versions.LONGEST_NOTE]

    @property
    def is_stale(self) -> bool:
        """Whether the file has changed since the editor was shown."""
        return self.form.get("seen", "") != digest(self.present)

    async def again(self, **shown: Any) -> Response:
        """Show the editor with the text as it was sent."""
        values = {
            "present": self.present,
            "text": self.text,
            "note": self.note,
            "conflict": self.is_stale,
            **shown,
        }
        return await editor_page(self.desk, self.request, self.path, **values)

    async def holds(self) -> bool:
        """Tell whether the text makes a list."""
        return (await checked(self.desk, self.text, self.path)).watch is not None


async def _check(edit: Edit) -> Response:
    return await edit.again()


async def _try(edit: Edit) -> Response:
    sizes = {str(size): size for size in SIZES}
    most = edit.form.get("most", "")
    if most not in sizes:
        raise BadRequest(f"most= is one of {', '.join(sizes)}")
    if edit.is_stale:  # or the trial would count what others have changed, and save over it
        return await edit.again(status=409)
    if not await edit.holds():
        return await edit.again(status=400)
    compared = edit.present
    if not (await checked(edit.desk, compared, edit.path)).watch and compared.strip():
        # What has faults judges nothing: what counts until now is the last good version.
        compared = (await ask(edit.desk, lambda db: last_good.find(db, edit.path))).text
    run = trials_of(edit.desk).begin(
        person=edit.person,
        text=edit.text,
        present=edit.present,
        compared=compared,
        note=edit.note,
        most=sizes[most],
        path=edit.path,
        db=_database(edit.desk),
    )
    return Response.redirect(f"{PAGE}/trial/{run.id}", status=303)


async def _apply(edit: Edit) -> Response:
    """Judge all that is stored again by the list as it is saved."""
    if edit.desk.get_database(NAME).is_read_only:
        raise ReadOnlyError("The articles can only be read here")
    run = trials_of(edit.desk).begin(
        person=edit.person,
        text=edit.present,
        present=edit.present,
        note="",
        most=0,
        path=edit.path,
        db=_database(edit.desk),
        apply=True,
    )
    return Response.redirect(f"{PAGE}/trial/{run.id}", status=303)


async def save(edit: Edit, *, restores: int | None = None) -> Response:
    """Put the text in the file's place, as a version that may restore an earlier one."""
    if not await edit.holds():
        return await edit.again(status=400)

    def replace(db: Database) -> bool:
        is_new = versions.save(
            db,
            edit.path,
            edit.text,
            seen=edit.form.get("seen", ""),
            person=edit.person,
            at=now(),
            note=edit.note,
            restores=restores,
        )
        if is_new:
            taking_back.note_list(db, person=edit.person)
        return is_new

    try:
        is_new = await write(edit.desk, replace)
    except ChangedMeanwhileError as error:
        return await edit.again(present=error.text, conflict=True, status=409)
    except FileError as error:
        return await edit.again(fault=str(error), status=400)
    caches.forget()
    t = DESK.translator(language_of(edit.request))
    edit.desk.add_message(edit.request, t("list_saved" if is_new else "list_same"))
    return Response.redirect(PAGE, status=303)


#: By the name of the button.
ACTIONS: Mapping[str, Callable[[Edit], Awaitable[Response]]] = {
    "check": _check,
    "try": _try,
    "save": save,
    "apply": _apply,
}


async def editor_page(
    desk: Datasette,
    request: Any,
    path: Path,
    *,
    present: str,
    text: str,
    note: str = "",
    conflict: bool = False,
    fault: str = "",
    status: int = 200,
) -> Response:
    """Show a text with its faults, how it differs from the file's, and the versions."""
    before = request.args.get("before") or ""
    earlier = int(before) if before.isdecimal() and len(before) < 19 else None
    found = await ask(desk, lambda db: versions.listing(db, most=SHOWN + 1, before=earlier))
    t = DESK.translator(language_of(request))
    found_in = await checked(desk, text, path) if text.strip() or text != present else None
    changed = list(versions.differences(present, text)) if text != present else []
    values = {
        "path": path,
        "text": text,
        "note": note,
        "seen": digest(present),
        "checked": found_in,
        "said": lambda each: said(each, t),
        "conflict": conflict,
        "fault": fault,
        "cannot_write": versions.why_not_writable(path),
        "changed": changed[:MOST_LINES],
        "sizes": SIZES,
        "versions": found[:SHOWN],
        "older": found[SHOWN - 1].id if len(found) > SHOWN else None,
        "longest_note": versions.LONGEST_NOTE,
    }
    return await answer(desk, request, values, status=status)


async def answer(
    desk: Datasette, request: Any, values: Mapping[str, Any], *, status: int = 200
) -> Response:
    """Render the editor's page."""
    page = await desk.render_template("watch_list.html", dict(values), request=request)
    return Response.html(page, status=status)


def said(fault: Fault, t: Translate) -> str:
    """Return a fault in words; those of the file's faults are English."""
    return t("fault_in_shipped", problem=fault.problem) if fault.in_shipped else fault.problem


async def noticed(desk: Datasette, path: Path) -> str:
    """Return the file's text; a hand edit becomes a version, where anything can be written."""
    text = await read(path)
    caches.follow(text)
    if not await ask(desk, lambda db: versions.is_noticed(db, text)):
        # Where it can't be written now, the next request or crawl notices it.
        with suppress(ReadOnlyError, DatabaseError):
            return await write(desk, lambda db: versions.notice(db, path, at=now()))
    return text


async def read(path: Path) -> str:
    """Return the text of the list's file; raises FileError."""
    return await asyncio.to_thread(versions.read_file, path)


async def checked(desk: Datasette, text: str, path: Path) -> Checked:
    """Check a text in a thread."""
    async with _CHECKING.setdefault(desk, asyncio.Semaphore(1)):
        return await asyncio.to_thread(check, text, path)


def text_of(form: Mapping[str, str]) -> str:
    """Return the text of a form with ends of lines as LF; raises BadRequest."""
    text = form.get("text", "").replace("\r\n", "\n")
    if len(text.encode("utf-8", "surrogatepass")) > versions.LARGEST:
        raise BadRequest(f"at most {versions.LARGEST // 1000} kB; a larger list is edited by hand")
    return text if not text or text.endswith("\n") else f"{text}\n"


def _database(desk: Datasette) -> Path:
    return Path(desk.get_database(NAME).path).absolute()
