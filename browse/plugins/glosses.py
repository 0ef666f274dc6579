"""A reviewer's own translation of a headline, which stands before any machine's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, NotFound

from browse.language import language_of
from browse.news import write
from browse.review_page import reviewer
from newsdb.articles import display
from newsdb.database import now
from newsdb.glosses import cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/story/(?P<story>\d{1,18})/gloss$", correct)]


async def correct(datasette: Datasette, request: Any) -> Response:
    """Keep what a reviewer wrote beneath a headline, in the language of the page."""
    person, target = await reviewer(datasette, request), language_of(request)
    if request.method != "POST":
        raise BadRequest("POST only")
    form = await request.post_vars()
    article, words = form.get("article") or "", form.get("gloss")
    if words is None or not (article.isascii() and article.isdecimal() and len(article) < 19):
        raise BadRequest("Say which article, and its gloss")

    def keep(db: Database) -> None:
        found = display.listed(db, [int(article)], at=now())
        if not found:
            raise NotFound("There is no such article")
        if found[0].language == target:
            raise BadRequest("The headline is in this language already")
        cache.correct(
            db,
            found[0].title,
            source=found[0].language,  # type: ignore[arg-type] # ko, ja or en
            target=target,  # type: ignore[arg-type] # a page's language
            gloss=words,
            person=person,
            at=now(),
        )

    await write(datasette, keep)
    return Response.redirect(f"/-/story/{request.url_vars['story']}", status=303)
