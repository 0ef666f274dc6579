"""Our search behind Datasette's own search box, JSON and CSV; matches are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.filters import FilterArguments
from markupsafe import Markup

from browse.exports.articles import filters_of
from browse.exports.feeds import feed_address
from browse.language import language_of
from browse.news import ask
from browse.pages.marks import excerpt_of, mark
from browse.pages.search_fields import FAULTS, TYPED, WITHOUT, SearchFields
from newsdb.articles import display
from newsdb.database import now
from newsdb.search.nearest import nearest
from newsdb.search.search import count_hits, parse
from translations.domains import DESK
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from datasette.app import Datasette
    from sqlite_utils import Database

    from browse.access_control import App


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Answer fields in the search box by the table's filters."""
    return lambda app: SearchFields(app, datasette)


@hookimpl(trylast=True)
def prepare_connection(conn: Any) -> None:
    """Replace the SQL function to which Datasette passes what was typed.

    Last, since Datasette registers its own in the same hook. Datasette promises neither the
    function nor the order, which is why pyproject.toml pins a release.
    """
    conn.create_function("escape_fts", 1, lambda text: parse(text or "", names()).expression)


@hookimpl
def extra_template_vars(
    datasette: Datasette, view_name: str, database: str | None, table: str | None, request: Any
) -> dict[str, Any]:
    if view_name != "table" or (database, table) != ("news", "articles"):
        return {}
    text = request.args.get("_search") or request.args.get(WITHOUT) or ""
    query = parse(text, names())

    async def texts(rows: Iterable[Any]) -> dict[int, dict[str, Any]]:
        """Return each article's subtitle and excerpt by id, since the table has no texts."""
        ids = [int(str(row["id"])) for row in rows]
        found = await ask(datasette, lambda db: display.listed(db, ids, at=now()))
        return {
            each.id: {
                "subtitle": each.subtitle,
                "excerpt": excerpt_of(query, each.text),
                "outlet": each.outlet if each.unverified else each.source or each.outlet,
            }
            for each in found
        }

    return {
        # Since 1.0a35 the table page forgets it, and the next "Apply" then drops the search.
        "search": text,
        "searched": bool(query),
        "mark": lambda title: mark(query, title),
        "texts": texts,
    }


@hookimpl
def filters_from_request(request: Any, database: str, table: str) -> Any:
    """Leave out the articles that have words of which none may be there."""
    if (database, table) != ("news", "articles"):
        return None
    typed = request.args.get(WITHOUT) or ""
    excluded = parse(typed, names()).excluded
    if not excluded:
        return None
    return FilterArguments(
        ["id not in (select rowid from articles_fts where articles_fts match :without)"],
        params={"without": excluded},
        human_descriptions=[typed],
    )


@hookimpl
def top_table(datasette: Datasette, request: Any, database: str, table: str) -> Any:
    """Show what was searched for, how to search, and how to export the list."""
    if (database, table) != ("news", "articles"):
        return None

    async def inner() -> Markup:
        asked = request.args.get("_search") or request.args.get(WITHOUT)
        text = request.scope.get(TYPED) or asked or ""
        near = await ask(datasette, lambda db: _nearest(db, text)) if text else []
        out = await datasette.render_template(
            "_search_bar.html",
            {
                "search": text,
                "searched": bool(parse(text)),
                "near": near,
                "faults": request.scope.get(FAULTS, ()),
                "t": DESK.translator(language_of(request)),
                "links": _links(datasette, request),
            },
            request=request,
        )
        return Markup(out)  # noqa: S704 a template of ours, which escapes

    return inner


def _nearest(db: Database, text: str) -> list[str]:
    """Return what to search for instead of what finds nothing."""
    query = parse(text, names())
    return nearest(db, text, names()) if query.has_words and not count_hits(db, query) else []


def _links(datasette: Datasette, request: Any) -> dict[str, str]:
    filters = filters_of(request.query_string)
    asked = f"?{filters}" if filters else ""
    return {
        "feed": feed_address(datasette, request.actor, filters, language=language_of(request)),
        "csv": f"/-/export/articles.csv{asked}",
        "xlsx": f"/-/export/articles.xlsx{asked}",
    }
