"""The search of articles: the list that filters select, what it consists of, saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, Forbidden

from browse import desk_changes
from browse.desk_changes import RequestError
from browse.exports.feeds import feed_address
from browse.language import language_of, why
from browse.news import ask, write
from browse.pages import search_links
from browse.pages.lists import applied, in_words, place
from browse.pages.marks import excerpt_of, mark
from browse.plugins.permissions import may_view_articles
from browse.review_page import reader
from newsdb.articles import display, outlets
from newsdb.database import now
from newsdb.records import KST
from newsdb.review import actions, article_list, queue, saved_searches
from newsdb.review.article_list import Filters, Place
from newsdb.review.filter_links import SPANS
from newsdb.search.nearest import nearest
from newsdb.search.search import parse
from newsdb.stories import undoing
from newsdb.text.folding import fold
from translations.domains import DESK
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.search.search import Query
    from translations.catalogues import Translate

#: Other names of a word that the page lists.
_MOST_OTHERS = 6
#: What an article's own table calls the search's filters, for the way to Datasette.
_COLUMNS = ("outlet", "language", "section", "decision")
#: The filters that are said above the list.
_SAID = ("status", "decision", "country", "language", "outlet", "section", "since", "until")


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/search$", show), (r"^/-/search/saved$", change_saved)]


async def show(datasette: Datasette, request: Any) -> Response:
    """Show a page of the list of articles, with what narrows it further."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to search")
    filters = search_links.read(request.query_string)
    person, language = reader(datasette, request), language_of(request)
    t = DESK.translator(language)
    after = place(request, Place.parse)

    def read(db: Database) -> dict[str, Any]:
        if after is None:
            found, selection = article_list.first_page(db, filters, names=names())
        else:
            found = article_list.page(db, filters, after=after, names=names())
            selection = article_list.consists_of(db, filters, names=names())
        query = parse(filters.text, names())
        near: list[str] = []
        if not selection.looked_at and query.has_words:
            near = nearest(db, filters.text, names())
        return {
            "hits": _hits(db, found.ids, query),
            "following": found.following,
            "is_cut": found.is_cut,
            "is_of_newest": found.is_of_newest,
            "selection": selection,
            "near": near,
            "query": query,
            "titles": {each["name"]: each["title"] for each in outlets.names(db)},
            "saved": saved_searches.all_for(db, person),
            "can_undo": _newest_is_search(db, person),
        }

    def link(**changed: Any) -> str:
        return f"/-/search?{search_links.write(filters, **changed)}".rstrip("?")

    shown = await ask(datasette, read)
    page = await datasette.render_template(
        "search.html",
        {
            **shown,
            "filters": filters,
            "link": link,
            "applied": applied(filters, _SAID, link, shown["titles"], t),
            "facets": list(_facets(shown["selection"], filters, shown["titles"], t)),
            "others": list(_others(filters.text)),
            "unknown": search_links.unknown(request.query_string),
            "query_string": search_links.write(filters),
            "exports": _exports(datasette, request, filters, language),
            "after": after,
            "PLAIN": Filters(),
            "LOOKED_AT": article_list.LOOKED_AT,
            "RANKED": article_list.RANKED,
            "SPANS": SPANS,
        },
        request=request,
    )
    return Response.html(page)


async def change_saved(datasette: Datasette, request: Any) -> Response:
    """Keep the search that a form shows under a name, or take one of one's own away."""
    if not await may_view_articles(datasette, request.actor):
        raise Forbidden("Sign in to save a search")
    if request.method != "POST":
        raise BadRequest("POST only")
    form = await request.post_vars()
    person = reader(datasette, request)
    chosen = search_links.write(search_links.read(urlencode(form)))
    if form.get("undo"):
        said = await write(datasette, lambda db: _take_back(db, person))
    elif (key := form.get("drop", "")).isdecimal() and len(key) < 19:
        await write(datasette, lambda db: desk_changes.drop_search(db, int(key), person=person))
        said = "search_dropped"
    else:
        name, shared = form.get("search_name", ""), form.get("share") == "1"
        try:
            await write(
                datasette,
                lambda db: desk_changes.keep_search(
                    db, name, chosen, shared=shared, person=person
                ),
            )
        except RequestError as error:
            raise BadRequest(why(error, DESK.translator(language_of(request)))) from error
        said = "search_saved"
    datasette.add_message(request, DESK.translator(language_of(request))(said))
    return Response.redirect(f"/-/search?{chosen}".rstrip("?"), status=303)


def _take_back(db: Database, person: str) -> str:
    """Take back a search that was kept or dropped last; return what became of it, as a key."""
    if not _newest_is_search(db, person):
        return "nothing_to_undo"
    done = undoing.take_back(db, person, at=now())
    return "back search" if done and done.is_whole else "left_alone"


def _newest_is_search(db: Database, person: str) -> bool:
    """Tell whether what a person did last was to keep or drop a search."""
    last = actions.newest(db, person)
    return last is not None and last.kind == "search"


def _hits(db: Database, ids: list[int], query: Query) -> list[dict[str, Any]]:
    """Return articles with what of them a query found, marked."""
    return [
        {
            "article": each,
            "title": mark(query, each.title),
            "quote": excerpt_of(query, each.text),
            "outlet": each.outlet if each.unverified else each.source or each.outlet,
        }
        for each in display.listed(db, ids, at=now())
    ]


def _facets(
    selection: article_list.Selection, filters: Filters, titles: dict[str, str], t: Translate
) -> Iterator[tuple[str, list[tuple[str, int, dict[str, str], bool, str]]]]:
    """Yield each facet's name and values: words, number, what a link changes, chosen, code."""
    for name, values in selection.facets.items():
        shown = []
        for value, number in values:
            if name == "day":
                is_chosen = filters.since == filters.until == value
                change = dict.fromkeys(("since", "until"), "" if is_chosen else value)
            else:
                is_chosen = getattr(filters, name) == value
                change = {name: "" if is_chosen else value}
            shown.append((in_words(name, value, titles, t), number, change, is_chosen, value))
        if shown:
            yield name, shown


def _others(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each word of a search that stands for other names, with these."""
    for word in dict.fromkeys(text[:100].split()):
        plain = word.strip('"')
        others = [each for each in names().of(fold(plain)) if each != fold(plain)]
        if others and plain == word:
            yield word, others[:_MOST_OTHERS]


def _columns(filters: Filters) -> dict[str, str]:
    """Return the filters as Datasette's table of articles has them; countries it hasn't got."""
    found = {name: value for name in _COLUMNS if (value := getattr(filters, name))}
    if filters.text:
        found["_search"] = filters.text
    if filters.status == "undecided":
        found["status__isnull"] = "1"
    elif filters.status:
        found["status"] = filters.status
    if filters.since:
        first = queue.first_day(filters.since, today=now().astimezone(KST).date())
        found["published_at__gte"] = first
    if filters.until:
        found["published_at__lt"] = f"{filters.until}U"  # after all times of the day
    return found


def _exports(
    datasette: Datasette, request: Any, filters: Filters, language: str
) -> dict[str, str]:
    """Return the addresses of the list as files, as a feed and in Datasette."""
    asked = search_links.write(filters)
    stories = search_links.for_stories(filters)
    table = urlencode(sorted(_columns(filters).items()))
    found = {"data": f"/news/articles?{table}".rstrip("?")}
    if not (filters.country or filters.since):
        # A feed has the table's filters: it would tell of more, or of days that never move.
        found["feed"] = feed_address(datasette, request.actor, table, language=language)
    for form in ("csv", "xlsx"):
        found[f"articles.{form}"] = f"/-/export/articles.{form}?{asked}".rstrip("?")
    if not filters.section:  # which the queue doesn't know
        for form in ("csv", "xlsx", "jsonl"):
            found[f"stories.{form}"] = f"/-/export/stories.{form}?{stories}"
    return found
