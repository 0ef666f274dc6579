"""An article's page: its text, how it came in, what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import Forbidden, NotFound

from browse.news import ask
from browse.plugins.permissions import may_view_articles
from newsdb.articles import display, version_diffs
from newsdb.database import now
from newsdb.sites import given
from newsdb.stories import story_cards

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

#: Fields of an article that have another name among the sources of its fields.
_NAMES = {"published_at": "published", "modified_at": "modified", "image_url": "image"}


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/article/(?P<article>\d{1,18})$", show)]


async def show(datasette: Datasette, request: Any) -> Response:
    """Show an article to everybody who may read articles, as far as its outlet's terms allow."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to see articles")
    article = int(request.url_vars["article"])

    def read(db: Database) -> dict[str, Any] | None:
        found = display.read(db, article, at=now())
        if found is None:
            return None
        story_id = found["article"]["story_id"]
        stories = story_cards.read(db, [story_id], at=now(), whole=False) if story_id else []
        return {
            **found,
            "story": stories[0] if stories else None,
            "asked_by": given.who_asked(db, article),
            "newest_versions": version_diffs.newest(db, article, at=now()),
            "fields": sources_of_fields(found["article"]["field_sources"]),
        }

    shown = await ask(datasette, read)
    if shown is None:
        raise NotFound("There is no such article; it may have been taken away")
    page = await datasette.render_template("article.html", shown, request=request)
    return Response.html(page)


def sources_of_fields(stored: str) -> list[tuple[str, str, str]]:
    """Return each field's name, its origin (json-ld, meta, layout ...) and the place there."""
    found = []
    for name, source in sorted(json.loads(stored or "{}").items()):
        origin, _, place = str(source).partition(" ")
        found.append((_NAMES.get(name, name), origin, place))
    return found
