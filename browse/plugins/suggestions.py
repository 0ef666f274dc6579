"""What decisions teach: suggestions for the watch list, the review bin in a learnt order.

``scrapy watchlist suggest`` learns; here it is shown. Nothing here changes a rule: a suggestion
is proposed, as words of an article are, or dismissed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest

from browse import desk_changes
from browse.language import language_of
from browse.news import ask, write
from browse.overview.names import name_of, path_of
from browse.review_page import reviewer
from newsdb import learning
from newsdb.database import now
from newsdb.review.proposals import ProposalError
from newsdb.stories import story_cards
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.learning import Suggestion

#: Stories of the review bin, and titles of each suggestion, that are shown.
MOST_STORIES, MOST_TITLES = 50, 10


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/suggestions$", show), (r"^/-/suggestions/do$", answer)]


async def show(datasette: Datasette, request: Any) -> Response:
    """Show the suggestions with what each would change, and the review bin's learnt order."""
    await reviewer(datasette, request)

    def read(db: Database) -> dict[str, Any]:
        found = learning.suggestions(db)
        chances = learning.in_learnt_order(db, most=MOST_STORIES)
        ids = [each.story for each in chances]
        cards = story_cards.read(db, ids, at=now(), whole=False) if ids else []
        stories = {each.id: each for each in cards}
        return {
            "learnt": learning.last(db),
            "suggestions": [
                (each, _titles(db, each.gained), _titles(db, each.lost)) for each in found
            ],
            "bin": [(each, stories[each.story]) for each in chances if each.story in stories],
        }

    page = await datasette.render_template(
        "suggestions.html",
        {**await ask(datasette, read), "name_of": name_of, "path_of": path_of},
        request=request,
    )
    return Response.html(page)


def _titles(db: Database, articles: Sequence[int]) -> list[tuple[int, str, str]]:
    return learning.titles(db, articles[:MOST_TITLES])


async def answer(datasette: Datasette, request: Any) -> Response:
    """Propose a suggestion's term for its concept, or dismiss the suggestion."""
    person = await reviewer(datasette, request)
    if request.method != "POST":
        raise BadRequest("POST only")
    form = await request.post_vars()
    key = tuple(form.get(name, "")[:100] for name in ("kind", "term", "language"))

    def act(db: Database) -> str:
        found = _found(db, key)
        if form.get("do") == "dismiss":
            desk_changes.dismiss_suggestion(
                db, (found.kind, found.term, found.language), person=person
            )
            return "suggestion_dismissed"
        if form.get("do") != "propose" or not may_be_proposed(found):
            raise BadRequest("do= takes propose (of a term that would find) or dismiss")
        desk_changes.propose_suggestion(db, found, person=person)
        return "suggestion_proposed"

    try:
        said = await write(datasette, act)
    except ProposalError as error:
        raise BadRequest(str(error)) from None
    datasette.add_message(request, DESK.translator(language_of(request))(said))
    return Response.redirect("/-/suggestions", status=303)


def may_be_proposed(found: Suggestion) -> bool:
    """Return whether a suggestion is a name for a concept that there is, out of an article."""
    return found.kind == "find" and found.concept is not None and bool(found.gained)


def _found(db: Database, key: tuple[str, ...]) -> Suggestion:
    for each in learning.suggestions(db):
        if (each.kind, each.term, each.language) == key:
            return each
    raise BadRequest("There is no such suggestion any more")
