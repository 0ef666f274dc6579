"""The review desk's pages: the queue and one story."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import Forbidden

from browse import card_html, user_state
from browse.language import language_of
from browse.news import ReadOnlyError, ask, write
from browse.pages.lists import applied, place
from browse.permissions import REVIEW, may, people_of
from browse.plugins.permissions import may_view_articles
from browse.review_page import (
    address_of_page,
    choices,
    colleagues,
    concepts,
    existing,
    reader,
    reviewer,
    texts,
)
from newsdb import learning
from newsdb.database import now
from newsdb.review import queue, queue_links, reading
from newsdb.review.filter_links import SPANS
from newsdb.review.queue import Filters, Place
from newsdb.teamwork import assignments
from translations.domains import DESK
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

#: The filters that are said above the list; the tabs there say the status and the stars.
_SAID = ("text", "decision", "outlet", "language", "country", "tag", "since", "until", "briefed",
         "new", "unread", "order", "assigned")  # fmt: skip


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/review$", show_queue),
        (r"^/-/story/(?P<story>\d{1,18})$", show_story),
        (r"^/-/review/story/(?P<story>\d{1,18})$", lead_to_story),
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
    after = place(request, Place.parse)

    def read(db: Database) -> dict[str, Any]:
        learnt = learning.last(db) if filters.order else None
        is_learnt = bool(learnt and not learnt.problem)
        kept = filters if is_learnt else replace(filters, order="")
        found = queue.page(db, kept, visit=visit, after=after, names=names(), person=person)
        made = card_html.render(
            db,
            [place.id for place in found.places],
            language=language,
            person=person,
            text=filters.text,
            visit=visit,
            back=back,
            learnt=is_learnt,
        )
        return {
            "learnt": learnt,
            "cards": list(made.values()),
            "shown": list(made),
            "following": found.following,
            "waiting": queue.waiting(db, visit=visit, person=person),
            "stars": queue.starred(db),
            "mine": assignments.waiting_for(db, person),
            **choices(db),
        }

    def link(**changed: Any) -> str:
        return f"/-/review?{queue_links.write(filters, **changed)}".rstrip("?")

    shown = await ask(datasette, read)
    titles = {each["name"]: each["title"] for each in shown["outlets"]}
    page = await datasette.render_template(
        "review.html",
        {
            **shown,
            "filters": filters,
            "link": link,
            "applied": applied(filters, _SAID, link, titles, DESK.translator(language)),
            "unknown": queue_links.unknown(request.query_string),
            "query_string": queue_links.write(filters),
            "is_default": filters == Filters(),
            "after": after,
            "visit": visit,
            "back": back,
            "SPANS": SPANS,
            "star_days": queue.STARS,
            "saved": await user_state.filters_of(datasette, person),
            "texts": texts(language),
            "concepts": concepts(),
            "colleagues": colleagues(datasette),
            "ME": queue.ME,
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
        lambda db: card_html.render_page(
            db,
            story,
            may_review=may_review,
            person=person,
            colleagues=colleagues(datasette),
            **shown,
        ),
    )
    values = {"card": existing(card), "number": story, "may_review": may_review}
    if may_review:
        values |= {
            "texts": texts(language_of(request)),
            "concepts": concepts(),
            "colleagues": colleagues(datasette),
            **await ask(datasette, choices),
        }
    return Response.html(await datasette.render_template("story.html", values, request=request))


async def lead_to_story(request: Any) -> Response:
    """Lead on from where stories were until 2026, for links in mails."""
    asked = f"?{request.query_string}" if request.query_string else ""
    return Response.redirect(f"/-/story/{request.url_vars['story']}{asked}", status=301)
