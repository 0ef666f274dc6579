"""What reviewers do, as JSON: decide, star, tag, note, undo, merge, split, propose, save.

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

from browse import card_html, queue_links, user_state
from browse.messages import translator
from browse.news import ReadOnlyError
from browse.news import write as write_news
from browse.plugins.permissions import language_of
from browse.review_page import reviewer
from newsdb.database import now
from newsdb.review import proposals, reviews
from newsdb.review.proposals import ProposalError
from newsdb.review.reviews import Conflict, MissingError, Review, ReviewError, Subject
from newsdb.review.user_state import LONGEST_NAME
from newsdb.stories import stories
from newsdb.stories.stories import StoryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

logger = logging.getLogger(__name__)

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

#: The most stories in one request.
MOST = 100


class RequestError(Exception):
    """The body is not what this route accepts; the message says why."""


class ChangedError(Exception):
    """Somebody else changed the story first; ``result`` is its current state."""

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__(result["error"])
        self.result = result


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/review/do$", do),
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
    change = _change(body)

    t = translator(language_of(request))
    whole = body.get("whole") is True

    def write(db: Database) -> list[dict[str, Any]]:
        results = []
        for story, version in seen:
            each: dict[str, Any] = {"id": story, "ok": False}
            try:
                subject = Subject("story", story)
                review = change(db, subject, version=version, actor=person, at=now())
                each["ok"] = True
            except Conflict as conflict:
                review = conflict.now
                each |= {"conflict": True, "error": t("conflict", name=review.changed_by)}
            except ReviewError as error:
                if len(seen) == 1:
                    raise
                results.append({**each, "error": str(error)})
                continue
            results.append({**each, "version": review.version, "status": review.status})
        html = _cards(db, request, [each["id"] for each in results if "version" in each], whole)
        return [{**each, **html.get(each["id"], {})} for each in results]

    results = await write_news(datasette, write)
    conflict = any(each.get("conflict") for each in results)
    return Response.json(
        {"ok": all(each["ok"] for each in results), "results": results},
        status=409 if conflict else 200,
    )


def _cards(
    db: Database, request: Any, ids: list[int], whole: bool = True
) -> dict[int, dict[str, str]]:
    """Return the current HTML of stories by id; read in the transaction that wrote them."""
    made = card_html.render(
        db,
        ids,
        language=language_of(request),
        text=request.args.get("q") or "",
        whole=whole,
    )
    return {story: {"html": str(html)} for story, html in made.items()}


def _change(body: dict[str, Any]) -> Callable[..., Review]:
    """Return the requested change, to be called with the story; raises RequestError."""
    action = body.get("do")
    if action == "decide":
        status, reason = body.get("status"), _text(body, "reason")
        return lambda db, who, **how: reviews.decide(db, who, status, reason=reason, **how)
    if action == "star":
        starred = body.get("starred") is True
        return lambda db, who, **how: reviews.star(db, who, starred, **how)
    if action == "tag":
        name, on = _text(body, "tag") or "", body.get("on") is True
        return lambda db, who, **how: reviews.tag(db, who, name, on, **how)
    if action == "note":
        note = _text(body, "note")
        return lambda db, who, **how: reviews.note(db, who, note, **how)
    if action == "undo":
        return reviews.undo
    raise RequestError("do= is decide, star, tag, note or undo")


async def merge(datasette: Datasette, request: Any) -> Response:
    """Merge stories; responds with 409 if one of them has changed in the meantime."""

    async def act(desk: Datasette, request: Any, person: str, body: dict[str, Any]) -> Response:
        seen = _seen(body)

        def write(db: Database) -> dict[str, Any]:
            _check(db, request, seen)
            ids = [story for story, _ in seen]
            stays = stories.put_together(db, ids, by=person)
            gone = [story for story in ids if story != stays]
            return {"id": stays, "gone": gone, **_cards(db, request, [stays])[stays]}

        made = await write_news(desk, write)
        return Response.json({"ok": True, **made})

    return await _answer(datasette, request, act)


async def split(datasette: Datasette, request: Any) -> Response:
    """Split an article off its story; responds with 409 if the story has changed."""

    async def act(desk: Datasette, request: Any, person: str, body: dict[str, Any]) -> Response:
        seen = _seen(body)
        article = _number(body.get("article"), "article")

        def write(db: Database) -> list[dict[str, Any]]:
            _check(db, request, seen)
            if stories.story_of(db, article) != seen[0][0]:
                raise MissingError("the article is in another story")
            new = stories.take_out(db, article, by=person)
            cards = _cards(db, request, [seen[0][0], new])
            return [{"id": story, **card} for story, card in cards.items()]

        made = await write_news(desk, write)
        return Response.json({"ok": True, "results": made})

    return await _answer(datasette, request, act)


async def propose(datasette: Datasette, request: Any) -> Response:
    """Save words proposed for the watch list."""

    async def act(desk: Datasette, _request: Any, person: str, body: dict[str, Any]) -> Response:
        term = _text(body, "term") or ""
        concept = _text(body, "concept")
        article = _number(body.get("article"), "article")
        is_new = await write_news(
            desk,
            lambda db: proposals.propose(
                db, term, concept=concept, article_id=article, by=person, at=now()
            ),
        )
        return Response.json({"ok": True, "new": is_new})

    return await _answer(datasette, request, act)


async def place_tag(datasette: Datasette, request: Any) -> Response:
    """Assign a digit to a tag."""

    async def act(desk: Datasette, _request: Any, _person: str, body: dict[str, Any]) -> Response:
        name = _text(body, "name") or ""
        position = _number(body.get("position"), "position")
        await write_news(desk, lambda db: reviews.place_tag(db, name, position))
        return Response.json({"ok": True})

    return await _answer(datasette, request, act)


async def save_filter(datasette: Datasette, request: Any) -> Response:
    """Save the queue's filter under a name, or delete one."""

    async def act(desk: Datasette, _request: Any, person: str, body: dict[str, Any]) -> Response:
        if "remove" in body:
            await user_state.drop_filter(desk, person, _number(body["remove"], "remove"))
            return Response.json({"ok": True})
        name = (_text(body, "name") or "").strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise RequestError(f"a name has 1 to {LONGEST_NAME} characters")
        filters = queue_links.write(queue_links.read(_text(body, "filters") or ""))
        await user_state.keep_filter(
            desk, person, name, filters, shared=body.get("shared") is True
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
        message = translator(language_of(request))("fault")
        return Response.json({"ok": False, "error": message}, status=500)


async def _act(desk: Datasette, request: Any, person: str, act: Callable[..., Any]) -> Response:
    try:
        answer = await act(desk, request, person, _object(await request.post_body()))
    except ChangedError as error:
        return Response.json({"ok": False, "results": [error.result]}, status=409)
    except MissingError as error:
        return _refused(error, 404)
    except ReadOnlyError:
        message = translator(language_of(request))("read_only")
        return Response.json({"ok": False, "error": message}, status=403)
    except (RequestError, ReviewError, StoryError, ProposalError) as error:
        return _refused(error, 400)
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


def _refused(error: Exception, status: int) -> Response:
    return Response.json({"ok": False, "error": str(error)}, status=status)


def _check(db: Database, request: Any, seen: list[tuple[int, int]]) -> None:
    """Raise ChangedError if one of the stories is not as the reviewer saw it."""
    t = translator(language_of(request))
    for story, version in seen:
        review = reviews.read(db, Subject("story", story))
        if review.version != version:
            result = {
                "id": story,
                "ok": False,
                "conflict": True,
                "error": t("conflict", name=review.changed_by),
                "version": review.version,
            }
            raise ChangedError({**result, **_cards(db, request, [story]).get(story, {})})


def _seen(body: dict[str, Any]) -> list[tuple[int, int]]:
    listed = body.get("stories")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST:
        raise RequestError(f"stories= takes 1 to {MOST} of {{id, version}}")
    if not all(isinstance(each, dict) for each in listed):
        raise RequestError("stories= takes objects of id and version")
    return [
        (_number(each.get("id"), "id"), _number(each.get("version"), "version")) for each in listed
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
