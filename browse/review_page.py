"""Helpers of the review pages: the reviewer, the filters' choices, the script's messages."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import BadRequest, Forbidden, NotFound
from markupsafe import Markup

from browse.permissions import REVIEW, may, people_of
from newsdb.articles import outlets
from newsdb.review import reviews
from translations.domains import DESK
from translations.english.desk.review import MESSAGES as TEXTS
from translations.english.desk.review import REASONS
from watchlist.in_use import in_use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasette.app import Datasette
    from sqlite_utils import Database

#: Who decides on the open desk, where nobody signs in.
ANYBODY = "demo"


async def reviewer(desk: Datasette, request: Any) -> str:
    """Return who is asking; raises Forbidden when they may not review."""
    people = people_of(desk)
    # What permission_resources_sql would say, without asking the database at each key.
    if not may(people.role(request.actor), REVIEW):
        raise Forbidden("Reviewing takes the role analyst")
    if people.open:
        return ANYBODY
    if not request.actor:
        raise Forbidden("Sign in to review")
    return str(request.actor["id"])


def reader(desk: Datasette, request: Any) -> str:
    """Return who is asking, for what is kept of each person."""
    return ANYBODY if people_of(desk).open or not request.actor else str(request.actor["id"])


def colleagues(desk: Datasette) -> list[str]:
    """Return the names of those who review, to whom a story can be given."""
    people = people_of(desk)
    if people.open:
        return [ANYBODY]
    return sorted(name for name, user in people.users.items() if may(user.role, REVIEW))


def address_of_page(request: Any) -> str:
    """Return the path and query string of a page, to come back to it."""
    return f"{request.path}?{request.query_string}".rstrip("?")


def choices(db: Database) -> dict[str, Any]:
    """Return the outlets and tags that the filters offer."""
    return {"outlets": outlets.names(db), "tags": reviews.tags(db)}


#: What the script says beside the words of the domain ``review``.
_MORE_TEXTS = (
    "assign_to",
    "assign_nobody",
    "marked_read",
    "page_end",
    "to_undo",
    "unread",
    "all_above_read",
)
_OF_THE_QUEUE = (*TEXTS, *_MORE_TEXTS)


def texts(language: str, keys: Sequence[str] = _OF_THE_QUEUE) -> Markup:
    """Return a script's messages and reasons as JSON that no text can break out of."""
    messages = {key: DESK.message(key, language) for key in keys}
    plain = json.dumps({"t": messages, "reasons": REASONS}, ensure_ascii=False)
    return Markup(plain.replace("<", "\\u003c"))  # noqa: S704 our own words, and escaped


@cache
def concepts() -> list[tuple[str, str]]:
    """Return the watch list's concepts to which a word may be proposed, each with some names."""
    found = in_use().concepts
    return sorted((each.id, " · ".join(each.names[:3])) for each in found.values())


def ids_of(values: Sequence[str], most: int) -> list[int]:
    """Return the story ids of a query string; raises BadRequest for anything else."""
    found = [part for value in values for part in value.split(",") if part]
    if not all(part.isdecimal() and len(part) < 19 for part in found):
        raise BadRequest("story= takes numbers of stories")
    if len(found) > most:
        raise BadRequest(f"at most {most} stories")
    return list(dict.fromkeys(map(int, found)))


def existing(story: str | None) -> str:
    """Return the HTML of a story; raises NotFound if there is no such story."""
    if story is None:
        raise NotFound("There is no such story; it may have been merged into another one")
    return story
