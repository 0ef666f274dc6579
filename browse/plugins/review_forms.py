"""What reviewers do by forms, where no script runs: one address, which leads back to the page.

Datasette lets only its own pages post here (``Sec-Fetch-Site`` and ``Origin``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest

from browse import desk_changes, taking_back
from browse.access_control import local_path
from browse.desk_changes import ChangedError, Held, RequestError
from browse.language import language_of, why
from browse.news import write
from browse.review_page import colleagues, ids_of, reviewer
from newsdb.database import now
from newsdb.review import queue_links, reviews
from newsdb.review.proposals import ProposalError
from newsdb.review.reviews import STATUSES, ReviewError, Subject
from newsdb.stories.stories import StoryError
from translations.domains import DESK

if TYPE_CHECKING:
    from datasette.app import Datasette
    from sqlite_utils import Database

#: The most stories that one form marks as read.
MOST_READ = 200

#: What a form does with whom a story waits for.
_GIVING = frozenset({"assign", "assignment_done"})

#: Writes what a form asks for; returns what the page then says, as a message's key.
Act = Callable[[Any], str]


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/review/form$", answer)]


async def answer(datasette: Datasette, request: Any) -> Response:
    """Do what a form asks for, and lead back to its page, which says what was done."""
    person = await reviewer(datasette, request)
    names = colleagues(datasette)
    if request.method != "POST":
        raise BadRequest("POST only")
    form = {name: value.strip() for name, value in (await request.post_vars()).items()}
    t = DESK.translator(language_of(request))
    try:
        act = _assign(form, person, names) if form.get("do") in _GIVING else _act(form, person)
        said = await write(datasette, act)
    except ChangedError as error:
        return await _changed(
            datasette, request, form, t("conflict", name=error.review.changed_by)
        )
    except (RequestError, ReviewError, StoryError, ProposalError) as error:
        raise BadRequest(why(error, t)) from error
    response = Response.redirect(_back(form), status=303)
    datasette.add_message(request, t(said))
    return response


def _back(form: Mapping[str, str]) -> str:
    if form.get("do") == "save_filter" or "forget" in form:
        return f"/-/review?{queue_links.write(queue_links.read(urlencode(form)))}".rstrip("?")
    return local_path(form.get("back"))


def _act(form: Mapping[str, str], person: str) -> Act:
    """Return what a form asks for; raises RequestError."""
    named = [name for name in ("forget", "split", "merge", "untag") if name in form]
    name = named[0] if named else form.get("do", "")
    return _ACTS.get(name, _review)(form, person)


def _forget(form: Mapping[str, str], person: str) -> Act:
    key = _number(form, "forget")
    return _said("saved_now", lambda db: desk_changes.drop_filter(db, key, person=person))


def _save_filter(form: Mapping[str, str], person: str) -> Act:
    name, shared = form.get("filter_name", ""), form.get("share_filter") == "1"
    filters = urlencode(form)
    return _said(
        "saved_now",
        lambda db: desk_changes.keep_filter(db, name, filters, shared=shared, person=person),
    )


def _undo(_form: Mapping[str, str], person: str) -> Act:
    def act(db: Database) -> str:
        done = taking_back.take_back(db, person, at=now())
        if done is None:
            return "nothing_to_undo"
        return f"back {done.kind}" if done.is_whole else "left_alone"

    return act


def _read_all(form: Mapping[str, str], person: str) -> Act:
    ids = ids_of([form.get("read", "")], MOST_READ)
    return _said("saved_now", lambda db: desk_changes.read_all(db, ids, person=person))


def _split(form: Mapping[str, str], person: str) -> Act:
    seen, article = _seen(form), _number(form, "split")
    return _said("split_done", lambda db: desk_changes.split(db, seen, article, person=person))


def _merge(form: Mapping[str, str], person: str) -> Act:
    story, _, version = form["merge"].partition(":")
    other = _number({"merge": story}, "merge"), _number({"merge": version}, "merge")
    both = [_seen(form), other]
    return _said("merged", lambda db: desk_changes.merge(db, both, person=person))


def _propose(form: Mapping[str, str], person: str) -> Act:
    article, term = _number(form, "article"), form.get("term", "")
    return _said(
        "saved_now",
        lambda db: desk_changes.propose(db, term, concept=None, article=article, person=person),
    )


def _assign(form: Mapping[str, str], person: str, names: Sequence[str]) -> Act:
    story = _number(form, "story")
    version, assigned = (
        _number(form, name) if name in form else None for name in ("version", "assigned")
    )
    # Who is done with a story takes it off themselves.
    to = form.get("to", "") if form["do"] == "assign" else ""

    def act(db: Database) -> str:
        if changed := desk_changes.overtaken(db, [Held(story, version, assigned)]):
            review = reviews.read(db, Subject("story", story))
            raise ChangedError(review._replace(changed_by=changed[story]))
        desk_changes.assign(db, [story], to, colleagues=names, person=person)
        return "saved_now"

    return act


def _review(form: Mapping[str, str], person: str) -> Act:
    seen, said = _seen(form), _change(form)

    def act(db: Database) -> str:
        change = desk_changes.change_of(said)
        (outcome,) = desk_changes.apply(db, [seen], change, action=said["do"], person=person)
        if outcome.is_conflict and outcome.review:
            raise ChangedError(outcome.review)
        return "undone" if said["do"] == "undo" else "saved_now"

    return act


#: By the name of the button that was pressed, or its ``do``; any other changes a review.
_ACTS: Mapping[str, Callable[[Mapping[str, str], str], Act]] = {
    "forget": _forget,
    "save_filter": _save_filter,
    "undo": _undo,
    "read_all": _read_all,
    "split": _split,
    "merge": _merge,
    "propose": _propose,
}


def _said(key: str, act: Callable[[Database], Any]) -> Act:
    def inner(db: Database) -> str:
        act(db)
        return key

    return inner


def _change(form: Mapping[str, str]) -> dict[str, Any]:
    """Return a form's change as the script would send it; raises RequestError."""
    action = form.get("do", "")
    if "untag" in form:
        return {"do": "tag", "tag": form["untag"], "on": False}
    if action in STATUSES:
        return {"do": "decide", "status": action, "reason": form.get("reason")}
    if action in {"star", "unstar"}:
        return {"do": "star", "starred": action == "star"}
    if action == "note":
        return {"do": "note", "note": form.get("note")}
    if action == "tag":
        return {"do": "tag", "tag": form.get("tag"), "on": True}
    if action == "undo_story":
        return {"do": "undo"}
    raise RequestError("the form asks for nothing that the desk does")


def _seen(form: Mapping[str, str]) -> desk_changes.Seen:
    return _number(form, "story"), _number(form, "version")


def _number(form: Mapping[str, str], name: str) -> int:
    value = form.get(name, "")
    if not (value.isascii() and value.isdecimal() and len(value) < 19):
        raise RequestError(f"{name}= takes a number")
    return int(value)


async def _changed(
    desk: Datasette, request: Any, form: Mapping[str, str], reason: str
) -> Response:
    """Say that somebody else was faster; nothing was written."""
    values = {"reason": reason, "back": _back(form), "story": form.get("story", "")}
    page = await desk.render_template("changed.html", values, request=request)
    return Response.html(page, status=409)
