"""Comments on stories, by forms; and how many stories wait for whom, for every page."""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.database import QueryInterrupted
from datasette.utils.asgi import BadRequest

from browse import desk_changes
from browse.language import language_of
from browse.news import ask, write
from browse.permissions import REVIEW, may, people_of
from browse.review_page import reader, reviewer
from newsdb.teamwork import assignments
from newsdb.teamwork.comments import LONGEST, MOST, CommentError
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

logger = logging.getLogger(__name__)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/story/(?P<story>\d{1,18})/comments$", comments)]


@hookimpl
def extra_template_vars(datasette: Datasette, request: Any) -> dict[str, Any]:
    """Give the frame ``waiting_for_me``, asked for only where the count is shown."""

    async def waiting_for_me() -> int:
        if request is None or not may(people_of(datasette).role(request.actor), REVIEW):
            return 0
        person = reader(datasette, request)
        try:
            return await ask(datasette, lambda db: assignments.waiting_for(db, person))
        except (sqlite3.Error, QueryInterrupted) as error:
            # The page of the error itself has this frame.
            logger.warning("what waits for a person could not be counted: %s", error)
            return 0

    return {"waiting_for_me": waiting_for_me}


async def comments(datasette: Datasette, request: Any) -> Response:
    """Keep a comment on a story, or delete one of one's own, and lead back to the story."""
    person = await reviewer(datasette, request)
    story = int(request.url_vars["story"])
    t = DESK.translator(language_of(request))
    if request.method != "POST":
        return Response.redirect(f"/-/story/{story}#comments")
    form = await request.post_vars()
    if (key := form.get("remove", "")) and key.isascii() and key.isdecimal() and len(key) < 19:
        removed = await write(
            datasette,
            lambda db: desk_changes.remove_comment(db, story, int(key), person=person),
        )
        said = t("comment_removed") if removed else t("comment_not_yours")
    else:
        try:
            await write(
                datasette,
                lambda db: desk_changes.comment(db, story, form.get("text", ""), person=person),
            )
        except CommentError as error:
            raise BadRequest(t(f"comment {error.problem}", longest=LONGEST, most=MOST)) from None
        said = t("comment_kept")
    datasette.add_message(request, said)
    return Response.redirect(f"/-/story/{story}#comments", status=303)
