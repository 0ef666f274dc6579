"""What reviewers do, as JSON: decide, star, tag, note, merge, split, propose, save, undo.

Datasette lets only its own pages write here (``Sec-Fetch-Site`` and ``Origin``); that the body
must be ``application/json`` also keeps plain forms out. Each story comes with the version that the
reviewer saw: if somebody else changed it first, the response is 409 with its current state.
"""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl

from browse import card_html, desk_changes, taking_back
from browse.desk_changes import ChangedError, Held, RequestError
from browse.language import language_of, why
from browse.news import ReadOnlyError, ask
from browse.news import write as write_news
from browse.review_page import colleagues, reviewer
from newsdb.database import now
from newsdb.review import queue, user_state
from newsdb.review.proposals import ProposalError
from newsdb.review.reviews import MissingError, RefusedError, Review, ReviewError
from newsdb.stories.stories import StoryError
from newsdb.teamwork import assignments
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

    from browse.desk_changes import Outcome
    from translations.catalogues import Translate

logger = logging.getLogger(__name__)

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

#: The most stories in one request.
MOST = 100
#: ... of which it is only said that they were read.
MOST_READ = 1000


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/review/do$", do),
        (r"^/-/review/undo$", undo),
        (r"^/-/review/read$", read),
        (r"^/-/review/assign$", assign),
        (r"^/-/review/merge$", merge),
        (r"^/-/review/split$", split),
        (r"^/-/review/propose$", propose),
        (r"^/-/review/tags$", place_tag),
        (r"^/-/review/filters$", save_filter),
    ]


async def do(datasette: Datasette, request: Any) -> Response:
    """Change the review of one or more stories; each is saved or refused by itself.

    Takes ``do`` (decide, star, tag, note, undo), ``stories`` ([{id, version}, ...]) and what the
    action needs. Responds with 409 if somebody else changed one of them; the others are saved.
    """
    return await _answer(datasette, request, _do)


async def _do(datasette: Datasette, request: Any, person: str, body: dict[str, Any]) -> Response:
    seen = _seen(body)
    said = {**body, **{name: _text(body, name) for name in ("reason", "tag", "note")}}
    change = desk_changes.change_of(said)
    t = DESK.translator(language_of(request))
    whole = body.get("whole") is True

    def write(db: Database) -> dict[str, Any]:
        outcomes = desk_changes.apply(db, seen, change, action=body["do"], person=person)
        there = [each.story for each in outcomes if each.review]
        html = _cards(db, request, person, there, whole)
        return {
            "results": [_result(each, t) | html.get(each.story, {}) for each in outcomes],
            **_counts(db, person),
        }

    made = await write_news(datasette, write)
    conflict = any(each.get("conflict") for each in made["results"])
    return Response.json(
        {"ok": all(each["ok"] for each in made["results"]), **made},
        status=409 if conflict else 200,
    )


def _result(outcome: Outcome, t: Translate) -> dict[str, Any]:
    review = outcome.review
    result: dict[str, Any] = {"id": outcome.story, "ok": bool(review) and not outcome.is_conflict}
    if review:
        result |= {"version": review.version, "status": review.status}
    if outcome.is_conflict and review:
        result |= {"conflict": True, "error": t("conflict", name=review.changed_by)}
    elif outcome.error:
        result["error"] = why(outcome.error, t)
    return result


def _counts(db: Database, person: str) -> dict[str, Any]:
    """Return what waits now, for the counts at the head of the page."""
    last = user_state.last_visit(db, person)
    waiting = queue.waiting(db, visit=last and last.previous_at, person=person)
    return {"waiting": {**waiting, "mine": assignments.waiting_for(db, person)}}


def _cards(
    db: Database, request: Any, person: str, ids: list[int], whole: bool = True
) -> dict[int, dict[str, str]]:
    """Return the current HTML of stories by id; read in the transaction that wrote them."""
    made = card_html.render(
        db,
        ids,
        language=language_of(request),
        person=person,
        text=request.args.get("q") or "",
        whole=whole,
    )
    return {story: {"html": str(html)} for story, html in made.items()}


async def undo(datasette: Datasette, request: Any) -> Response:
    """Take back what the reviewer did last, whatever it was, then what was before.

    Responds with the stories as they are now, the numbers of those that are gone, and in words
    what was taken back.
    """

    async def act(desk: Datasette, request: Any, person: str, body: dict[str, Any]) -> Response:
        t = DESK.translator(language_of(request))
        whole = body.get("whole") is True

        def write(db: Database) -> dict[str, Any]:
            done = taking_back.take_back(db, person, at=now())
            if done is None:
                return {"ok": False, "error": t("nothing_to_undo")}
            cards = _cards(db, request, person, done.stories + done.left, whole)
            return {
                "ok": done.is_whole,
                "kind": done.kind,
                "results": [{"id": story, "ok": True, **card} for story, card in cards.items()],
                "gone": done.gone,
                "said": t(f"back {done.kind}") if done.is_whole else t("left_alone"),
                **_counts(db, person),
            }

        return Response.json(await write_news(desk, write))

    return await _answer(datasette, request, act)


async def read(datasette: Datasette, request: Any) -> Response:
    """Note that the reviewer has read the stories ``stories`` (numbers)."""

    async def act(desk: Datasette, request: Any, person: str, body: dict[str, Any]) -> Response:
        listed = body.get("stories")
        if not isinstance(listed, list) or not 0 < len(listed) <= MOST_READ:
            raise RequestError(f"stories= takes 1 to {MOST_READ} numbers")
        ids = [_number(each, "stories") for each in listed]

        def write(db: Database) -> dict[str, Any]:
            desk_changes.read_all(db, ids, person=person)
            return _counts(db, person)

        said = DESK.translator(language_of(request))("marked_read", count=len(ids))
        return Response.json({"ok": True, "said": said, **await write_news(desk, write)})

    return await _answer(datasette, request, act)


async def assign(datasette: Datasette, request: Any) -> Response:
    """Give stories to a colleague, or with an empty name to nobody; each by itself.

    Each comes with its version and with ``assigned``, the number of the assignment that the
    reviewer saw (0: none). Responds with 409 if somebody else changed or gave one; the others are
    given.
    """

    async def act(desk: Datasette, request: Any, person: str, body: dict[str, Any]) -> Response:
        seen = _held(body)
        ids = [each.story for each in seen]
        to, names = _text(body, "to") or "", colleagues(desk)
        whole = body.get("whole") is True
        t = DESK.translator(language_of(request))

        def write(db: Database) -> dict[str, Any]:
            changed = desk_changes.overtaken(db, seen)
            given = [story for story in ids if story not in changed]
            desk_changes.assign(db, given, to, colleagues=names, person=person)
            cards = _cards(db, request, person, ids, whole)
            results: list[dict[str, Any]] = [
                {"id": story, "ok": True, **cards[story]} for story in cards if story in given
            ]
            for story, name in changed.items():
                said = {"conflict": True, "error": t("conflict", name=name)}
                results.append({"id": story, "ok": False, **said, **cards.get(story, {})})
            return {"ok": not changed, "results": results, **_counts(db, person)}

        made = await write_news(desk, write)
        return Response.json(made, status=200 if made["ok"] else 409)

    return await _answer(datasette, request, act)


async def merge(datasette: Datasette, request: Any) -> Response:
    """Merge stories; responds with 409 if one of them has changed in the meantime."""

    async def act(desk: Datasette, request: Any, person: str, body: dict[str, Any]) -> Response:
        seen = _seen(body)

        def write(db: Database) -> dict[str, Any]:
            stays = desk_changes.merge(db, seen, person=person)
            gone = [story for story, _ in seen if story != stays]
            card = _cards(db, request, person, [stays])[stays]
            return {"id": stays, "gone": gone, **card, **_counts(db, person)}

        made = await write_news(desk, write)
        return Response.json({"ok": True, **made})

    return await _answer(datasette, request, act)


async def split(datasette: Datasette, request: Any) -> Response:
    """Split an article off its story; responds with 409 if the story has changed."""

    async def act(desk: Datasette, request: Any, person: str, body: dict[str, Any]) -> Response:
        seen = _seen(body)
        article = _number(body.get("article"), "article")

        def write(db: Database) -> dict[str, Any]:
            new = desk_changes.split(db, seen[0], article, person=person)
            cards = _cards(db, request, person, [seen[0][0], new])
            results = [{"id": story, **card} for story, card in cards.items()]
            return {"results": results, **_counts(db, person)}

        return Response.json({"ok": True, **await write_news(desk, write)})

    return await _answer(datasette, request, act)


async def propose(datasette: Datasette, request: Any) -> Response:
    """Save words proposed for the watch list."""

    async def act(desk: Datasette, _request: Any, person: str, body: dict[str, Any]) -> Response:
        term = _text(body, "term") or ""
        concept = _text(body, "concept")
        article = _number(body.get("article"), "article")
        is_new = await write_news(
            desk,
            lambda db: desk_changes.propose(
                db, term, concept=concept, article=article, person=person
            ),
        )
        return Response.json({"ok": True, "new": is_new})

    return await _answer(datasette, request, act)


async def place_tag(datasette: Datasette, request: Any) -> Response:
    """Assign a digit to a tag."""

    async def act(desk: Datasette, _request: Any, person: str, body: dict[str, Any]) -> Response:
        name = _text(body, "name") or ""
        position = _number(body.get("position"), "position")
        await write_news(
            desk, lambda db: desk_changes.place_tag(db, name, position, person=person)
        )
        return Response.json({"ok": True})

    return await _answer(datasette, request, act)


async def save_filter(datasette: Datasette, request: Any) -> Response:
    """Save the queue's filter under a name, or delete one."""

    async def act(desk: Datasette, _request: Any, person: str, body: dict[str, Any]) -> Response:
        if "remove" in body:
            key = _number(body["remove"], "remove")
            await write_news(desk, lambda db: desk_changes.drop_filter(db, key, person=person))
            return Response.json({"ok": True})
        name, filters = _text(body, "name") or "", _text(body, "filters") or ""
        shared = body.get("shared") is True
        await write_news(
            desk,
            lambda db: desk_changes.keep_filter(db, name, filters, shared=shared, person=person),
        )
        return Response.json({"ok": True})

    return await _answer(datasette, request, act)


async def _answer(desk: Datasette, request: Any, act: Callable[..., Any]) -> Response:
    """Run a reviewer's action and respond with its result, or with an error and its HTTP status.

    Only our own errors are shown in their own words; any other is a fault, logged, and a 500.
    """
    person = await reviewer(desk, request)
    if request.method != "POST":
        return Response.json({"ok": False, "error": "POST only"}, status=405)
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return Response.json({"ok": False, "error": "application/json only"}, status=415)
    try:
        return await _act(desk, request, person, act)
    except Exception:
        # Not the reviewer's mistake, and its words mean nothing to them; the log has the cause.
        logger.exception("%s failed", request.path)
        message = DESK.translator(language_of(request))("fault")
        return Response.json({"ok": False, "error": message}, status=500)


async def _act(desk: Datasette, request: Any, person: str, act: Callable[..., Any]) -> Response:
    try:
        answer = await act(desk, request, person, _object(await request.post_body()))
    except ChangedError as error:
        result = await _changed(desk, request, person, error.review)
        return Response.json({"ok": False, "results": [result]}, status=409)
    except MissingError as error:
        return _refused(request, error, 404)
    except ReadOnlyError:
        message = DESK.translator(language_of(request))("read_only")
        return Response.json({"ok": False, "error": message}, status=403)
    except (RequestError, ReviewError, StoryError, ProposalError) as error:
        return _refused(request, error, 400)
    assert isinstance(answer, Response)
    return answer


def _object(sent: bytes) -> dict[str, Any]:
    """Return the JSON object in a body; raises RequestError."""
    try:
        body = json.loads(sent)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise RequestError("the body must be an object")
    return body


def _refused(request: Any, error: RefusedError, status: int) -> Response:
    said = why(error, DESK.translator(language_of(request)))
    return Response.json({"ok": False, "error": said}, status=status)


async def _changed(desk: Datasette, request: Any, person: str, review: Review) -> dict[str, Any]:
    """Return a story that somebody else changed first, as it is now."""
    story = review.subject.id
    t = DESK.translator(language_of(request))
    result = {
        "id": story,
        "ok": False,
        "conflict": True,
        "error": t("conflict", name=review.changed_by),
        "version": review.version,
    }
    cards = await ask(desk, lambda db: _cards(db, request, person, [story]))
    return {**result, **cards.get(story, {})}


def _seen(body: dict[str, Any]) -> list[tuple[int, int]]:
    listed = body.get("stories")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST:
        raise RequestError(f"stories= takes 1 to {MOST} of {{id, version}}")
    if not all(isinstance(each, dict) for each in listed):
        raise RequestError("stories= takes objects of id and version")
    return [
        (_number(each.get("id"), "id"), _number(each.get("version"), "version")) for each in listed
    ]


def _held(body: dict[str, Any]) -> list[Held]:
    seen = _seen(body)
    given = [each.get("assigned") for each in body["stories"]]
    return [
        Held(*each, None if has is None else _number(has, "assigned"))
        for each, has in zip(seen, given, strict=True)
    ]


def _number(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**62:
        raise RequestError(f"{name}= takes a number")
    return value


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise RequestError(f"{name}= takes text")
    if value and _LONE_SURROGATE.search(value):  # valid in JSON, not in UTF-8
        raise RequestError(f"{name}= has an invalid character (a lone surrogate)")
    return value
