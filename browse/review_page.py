"""What the review pages are made of: stories with their texts, choices of the filters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import BadRequest, Forbidden, NotFound
from markupsafe import Markup
from sqlite_utils import Database

import watchlist
from browse import cards
from browse.aliases import names
from browse.messages import translator
from browse.people import REVIEW, people_of
from browse.review_messages import REASONS
from browse.review_messages import REVIEW as TEXTS
from newsdb import configuration, reviews, story_cards
from newsdb.database import now
from newsdb.reviews import Subject
from newsdb.search import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datasette.app import Datasette

    from newsdb.story_cards import Story

#: Who decides on the open desk, where nobody signs in.
ANYBODY = "demo"

_TEMPLATE_TOOLS = {
    "lead_of": cards.lead,
    "paragraphs_of": cards.paragraphs,
    "title_of": cards.title,
    "why_of": cards.why,
    "changes_of": cards.changes,
    "other_outlets": cards.other_outlets,
    "REASONS": REASONS,
}


async def reviewer(desk: Datasette, request: Any) -> str:
    """Return who is asking; raises Forbidden when they may not review."""
    await desk.ensure_permission(action=REVIEW, actor=request.actor)
    if people_of(desk).open:
        return ANYBODY
    if not request.actor:
        raise Forbidden("Sign in to review")
    return str(request.actor["id"])


async def ask(desk: Datasette, fn: Callable[[Database], Any]) -> Any:
    """Return what a function reads from the database, in a thread."""
    return await desk.get_database("news").execute_fn(lambda conn: fn(Database(conn)))


def one(db: Database, story_id: int) -> tuple[Story, list[dict[str, Any]]] | None:
    """Return a whole story with the history of its review; None when it is no more."""
    for story in story_cards.read(db, [story_id], at=now()):
        return story, reviews.history(db.conn, Subject("story", story_id))
    return None


def choices(db: Database) -> dict[str, Any]:
    """Return what the filters can be set to."""
    return {
        "outlets": list(db.query("SELECT name, title FROM outlets ORDER BY title")),
        "tags": list(db.query("SELECT name, position FROM tags ORDER BY position IS NULL, 2, 1")),
    }


async def card(
    desk: Datasette, request: Any, story_id: int, *, open_text: bool = False
) -> str | None:
    """Return a story's card as HTML; None when there is no such story any more."""
    found = await ask(desk, lambda db: one(db, story_id))
    if found is None:
        return None
    story, history = found
    return str(
        await desk.render_template(
            "_story.html",
            {
                **tools(request.args.get("q") or ""),
                "story": story,
                "history": history,
                "visit": None,
                "whole": True,
                "open_text": open_text,
            },
            request=request,
        )
    )


def in_list(db: Database, ids: Sequence[int]) -> list[Story]:
    """Return stories as far as a list shows them."""
    return story_cards.read(db, ids, at=now(), whole=False)


def tools(text: str) -> dict[str, Any]:
    """Return what the templates of a story call."""
    return {**_TEMPLATE_TOOLS, "query": parse(text, names())}


def texts(language: str) -> Markup:
    """Return what the script says, and what it offers, as JSON that no text can break out of."""
    t = translator(language)
    said = {
        key: TEXTS[key][0] and t(key) if "{" not in TEXTS[key][0] else _raw(key, language)
        for key in TEXTS
    }
    plain = json.dumps({"t": said, "reasons": REASONS}, ensure_ascii=False)
    return Markup(plain.replace("<", "\\u003c"))  # noqa: S704 our own words, and escaped


def concepts() -> list[tuple[str, str]]:
    """Return the concepts of the watch list that a word could be a name of, with some names."""
    found = watchlist.load(configuration.load().watchlist).concepts
    return sorted((each.id, " · ".join(each.names[:3])) for each in found.values())


def ids_of(values: Sequence[str], most: int) -> list[int]:
    """Return the story ids of a query string; raises BadRequest for what is none."""
    found = [part for value in values for part in value.split(",") if part]
    if not all(part.isdecimal() and len(part) < 19 for part in found):
        raise BadRequest("story= takes numbers of stories")
    if len(found) > most:
        raise BadRequest(f"at most {most} stories")
    return list(dict.fromkeys(map(int, found)))


def existing(story: str | None) -> str:
    """Return HTML that is there; raises NotFound for a story that is no more."""
    if story is None:
        raise NotFound("There is no such story; it may have been merged into another one")
    return story


def _raw(key: str, language: str) -> str:
    return TEXTS[key][("en", "ko", "ja").index(language)]
