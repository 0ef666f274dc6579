"""The review desk's pages: the queue, one story, the briefing."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, Forbidden

from browse import card_html, queue_links, user_state
from browse.aliases import names
from browse.exports import briefing
from browse.messages import translator
from browse.news import ReadOnlyError, ask, write
from browse.permissions import REVIEW, may, people_of
from browse.plugins.permissions import language_of, may_view_articles
from browse.review_page import (
    address_of_page,
    applied,
    choices,
    concepts,
    existing,
    ids_of,
    reader,
    reviewer,
    texts,
)
from newsdb.database import now
from newsdb.records import KST
from newsdb.review import queue, reading
from newsdb.review.queue import Filters, Place
from newsdb.stories import story_cards

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.stories.story_cards import Story

#: More than this is not a briefing.
MOST_IN_BRIEFING = 200


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/review$", show_queue),
        (r"^/-/story/(?P<story>\d{1,18})$", show_story),
        (r"^/-/review/story/(?P<story>\d{1,18})$", lead_to_story),
        (r"^/-/briefing$", show_briefing),
    ]


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    return lambda: user_state.prepare(datasette)


async def show_queue(datasette: Datasette, request: Any) -> Response:
    """Show a page of the queue."""
    person = await reviewer(datasette, request)
    filters = queue_links.read(request.query_string)
    visit = await user_state.visit(datasette, person)
    language = language_of(request)
    back = address_of_page(request)
    try:
        after = Place.parse(request.args["after"]) if request.args.get("after") else None
    except ValueError as error:
        raise BadRequest("after= is not a place where a page ends") from error

    def read(db: Database) -> dict[str, Any]:
        found = queue.page(db, filters, visit=visit, after=after, names=names(), person=person)
        made = card_html.render(
            db,
            [place.id for place in found.places],
            language=language,
            person=person,
            text=filters.text,
            visit=visit,
            back=back,
        )
        return {
            "cards": list(made.values()),
            "shown": list(made),
            "following": found.following,
            "waiting": queue.waiting(db, visit=visit, person=person),
            "stars": queue.starred(db),
            **choices(db),
        }

    def link(**changed: Any) -> str:
        return f"/-/review?{queue_links.write(filters, **changed)}".rstrip("?")

    shown = await ask(datasette, read)
    page = await datasette.render_template(
        "review.html",
        {
            **shown,
            "filters": filters,
            "link": link,
            "applied": applied(filters, link, shown["outlets"], translator(language)),
            "unknown": queue_links.unknown(request.query_string),
            "query_string": queue_links.write(filters),
            "is_default": filters == Filters(),
            "after": after,
            "visit": visit,
            "back": back,
            "SPANS": queue.SPANS,
            "star_days": queue.STARS,
            "saved": await user_state.filters_of(datasette, person),
            "texts": texts(language),
            "concepts": _concepts(),
        },
        request=request,
    )
    return Response.html(page)


async def show_story(datasette: Datasette, request: Any) -> Response:
    """Show a story's page to everybody who may read articles, to reviewers with their tools.

    With ``?part=1`` only its card, for the queue's script. Whoever opens a story has read it.
    """
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to see stories")
    story = int(request.url_vars["story"])
    may_review = may(people_of(datasette).role(request.actor), REVIEW)
    person = reader(datasette, request)
    text = request.args.get("q") or ""
    shown: Any = {"language": language_of(request), "text": text, "back": address_of_page(request)}
    with suppress(ReadOnlyError):
        await write(datasette, lambda db: reading.mark_read(db, person, [story], at=now()))
    if may_review and request.args.get("part"):
        part = await ask(
            datasette,
            lambda db: card_html.render(db, [story], person=person, whole=True, **shown).get(
                story
            ),
        )
        return Response.html(str(existing(part)))
    card = await ask(
        datasette,
        lambda db: card_html.render_page(db, story, may_review=may_review, **shown),
    )
    values = {"card": existing(card), "number": story, "may_review": may_review}
    if may_review:
        values |= {
            "texts": texts(language_of(request)),
            "concepts": _concepts(),
            **await ask(datasette, choices),
        }
    return Response.html(await datasette.render_template("story.html", values, request=request))


async def lead_to_story(request: Any) -> Response:
    """Lead on from where stories were until 2026, for links in mails."""
    asked = f"?{request.query_string}" if request.query_string else ""
    return Response.redirect(f"/-/story/{request.url_vars['story']}{asked}", status=301)


async def show_briefing(datasette: Datasette, request: Any) -> Response:
    """Show the briefing: the stories named, else those of a filter, else the starred ones."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to see the briefing")
    chosen = ids_of(request.args.getlist("story"), MOST_IN_BRIEFING)
    asked = "&".join(
        part
        for part in request.query_string.split("&")
        if part and not part.startswith(("story=", "format=", "_"))
    )
    filters = (
        queue_links.read(asked) if asked else Filters(starred=True, status="any", decision="any")
    )

    def read(db: Database) -> tuple[list[Story], bool, int]:
        stars_left = 0 if chosen or asked else queue.starred(db)[1]
        if chosen:
            return story_cards.read(db, chosen, at=now(), whole=False), False, stars_left
        found = queue.page(db, filters, visit=None, size=MOST_IN_BRIEFING, names=names())
        ids = [place.id for place in found.places]
        made = story_cards.read(db, ids, at=now(), whole=False)
        return made, found.following is not None, stars_left

    stories, is_cut, stars_left = await ask(datasette, read)
    if not (chosen or asked):  # starred before it was decided
        stories = [each for each in stories if each.review.status != "not_relevant"]
    items = [briefing.item(story) for story in stories]
    t = translator(language_of(request))
    title = f"{t('feed_title')}, {now().astimezone(KST):%Y-%m-%d}"
    form = request.args.get("format")
    if form == "markdown":
        text = briefing.markdown(items, t, title=title)
        return Response(text, content_type="text/markdown; charset=utf-8")
    if form == "html":
        return Response.html(str(briefing.html(items, t, title=title)))
    kept = "&".join(
        part for part in request.query_string.split("&") if part and not part.startswith("format=")
    )
    page = await datasette.render_template(
        "briefing.html",
        {
            "items": items,
            "title": title,
            "query_string": kept,
            "is_cut": is_cut,
            "stars_left": stars_left,
            "star_days": queue.STARS,
            "texts": texts(language_of(request)),
        },
        request=request,
    )
    return Response.html(page)


@cache
def _concepts() -> list[tuple[str, str]]:
    return concepts()
