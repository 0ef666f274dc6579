"""Datasette's own search box, JSON and CSV with our search; what was found is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from markupsafe import Markup, escape

from browse.aliases import names
from browse.exports.feeds import feed_address
from browse.exports.tables import filters_of
from browse.messages import translator
from browse.plugins.permissions import language_of
from newsdb.search.search import Query, excerpt, highlight, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datasette.app import Datasette

    from newsdb.search.search import Span


@hookimpl(trylast=True)
def prepare_connection(conn: Any) -> None:
    """Take the place of the function through which Datasette hands on what was typed.

    Last, since Datasette registers its own in the same hook. No release of Datasette promises
    either, which is why pyproject.toml pins one.
    """
    conn.create_function("escape_fts", 1, lambda text: parse(text or "", names()).expression)


@hookimpl
def extra_template_vars(
    datasette: Datasette, view_name: str, database: str | None, table: str | None, request: Any
) -> dict[str, Any]:
    if view_name != "table" or (database, table) != ("news", "articles"):
        return {}
    text = request.args.get("_search") or ""
    query = parse(text, names())
    db = datasette.get_database("news")

    async def excerpts(rows: Iterable[Any]) -> dict[int, Markup]:
        ids = [int(str(row["id"])) for row in rows]
        if not query or not ids:
            return {}
        marks = ", ".join("?" * len(ids))
        found = await db.execute(
            f"SELECT article_id, body FROM article_bodies WHERE article_id IN ({marks})",  # noqa: S608
            ids,
        )
        shown = ((row["article_id"], *excerpt(query, row["body"])) for row in found.rows)
        return {key: marked(part, spans) for key, part, spans in shown if spans}

    return {
        # Since 1.0a35 the table page forgets it, and the next "Apply" then drops the search.
        "search": text,
        "searched": bool(query),
        "mark": lambda title: mark(query, title),
        "excerpts": excerpts,
    }


@hookimpl
def top_table(datasette: Datasette, request: Any, database: str, table: str) -> Any:
    """Say what was searched for, how to search, and how to take the list away."""
    if (database, table) != ("news", "articles"):
        return None

    async def inner() -> Markup:
        text = request.args.get("_search") or ""
        out = await datasette.render_template(
            "_search_bar.html",
            {
                "search": text,
                "searched": bool(parse(text)),
                "t": translator(language_of(request)),
                "links": _links(datasette, request),
            },
            request=request,
        )
        return Markup(out)  # noqa: S704 a template of ours, which escapes

    return inner


def _links(datasette: Datasette, request: Any) -> dict[str, str]:
    filters = filters_of(request.query_string)
    asked = f"?{filters}" if filters else ""
    return {
        "feed": feed_address(datasette, request.actor, filters),
        "csv": f"/-/export/articles.csv{asked}",
        "xlsx": f"/-/export/articles.xlsx{asked}",
    }


def mark(query: Query, text: Any) -> Markup:
    """Return a stored text as HTML with what a query finds in it marked."""
    plain = str(text)
    return marked(plain, highlight(query, plain))


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """Return a text as HTML with the spans marked; everything in it is escaped."""
    out, at = Markup(), 0
    for start, end in spans:
        out += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        at = end
    return out + escape(text[at:])
