"""What the desk's pages show beside Datasette's own: the newest articles, an article's parts."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from sqlite_utils import Database as Data

from browse import user_state
from browse.content_security import NonceOfScripts
from browse.formatting import clock, is_web_address
from browse.permissions import REVIEW
from browse.review_page import ANYBODY
from newsdb.review import queue

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database
    from jinja2 import Environment

NEWEST = 24

ARTICLE_PARTS = {
    "article": """
        SELECT a.*, o.title AS outlet_title, b.* FROM articles a
        JOIN outlets o ON o.name = a.outlet
        JOIN article_bodies b ON b.article_id = a.id WHERE a.id = ?""",
    "authors": "SELECT * FROM authors WHERE article_id = ? ORDER BY position",
    "sightings": "SELECT * FROM sightings WHERE article_id = ? ORDER BY first_seen_at",
    "story": """
        SELECT s.id, s.members, s.status FROM stories s
        JOIN articles a ON a.story_id = s.id WHERE a.id = ?""",
    "versions": "SELECT id, number, seen_at FROM revisions WHERE article_id = ? ORDER BY number",
}

#: Variables of a page, worked out when it is shown.
Variables = Callable[[], Awaitable[dict[str, Any]]]


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.add_extension(NonceOfScripts)
    env.filters["clock"] = clock
    env.filters["from_json"] = from_json
    env.tests["web_address"] = is_web_address


@hookimpl
def extra_template_vars(
    datasette: Datasette, view_name: str, database: str | None, table: str | None, request: Any
) -> Variables | None:
    if view_name == "index":
        return lambda: home(datasette, request)
    if view_name == "row" and table == "articles":
        key = request.url_vars.get("pks", "")
        return lambda: article(datasette.get_database("news"), key)
    return None


def from_json(stored: str | None) -> Any:
    return json.loads(stored) if stored else []


async def home(datasette: Datasette, request: Any) -> dict[str, Any]:
    """Return what matters this morning, the newest articles and how collecting goes."""
    db = datasette.get_database("news")
    actor = request.actor
    visit = None
    if may_review := await datasette.allowed(action=REVIEW, actor=actor):
        visit = await user_state.last_visit(datasette, actor["id"] if actor else ANYBODY)
    waits = await db.execute_fn(lambda conn: queue.waiting(Data(conn), visit=visit))
    alarms = await db.execute("SELECT count(*) FROM alarms WHERE closed_at IS NULL")
    newest = await db.execute(
        "SELECT a.id, a.title, a.subtitle, a.language, a.section, a.published_at, a.source,"
        " o.title AS outlet FROM articles a JOIN outlets o ON o.name = a.outlet"
        " ORDER BY a.published_at DESC LIMIT ?",
        (NEWEST,),
    )
    counts = await db.execute(
        "SELECT (SELECT count(*) FROM articles) AS articles,"
        " (SELECT count(DISTINCT outlet) FROM articles) AS outlets,"
        " (SELECT count(*) FROM rejections) AS rejections"
    )
    run = await db.execute(
        "SELECT * FROM runs WHERE outcome IS NOT 'not_run' ORDER BY id DESC LIMIT 1"
    )
    return {
        "may_review": may_review,
        "waiting": waits,
        "visit": visit,
        "alarms_open": alarms.rows[0][0],
        "newest": [dict(row) for row in newest.rows],
        "counts": dict(counts.rows[0]),
        "last_run": dict(run.rows[0]) if run.rows else None,
    }


async def article(db: Database, key: str) -> dict[str, Any]:
    """Return the parts of an article that stand in other tables."""
    if not key.isdecimal():
        return {}
    parts: dict[str, Any] = {}
    for name, sql in ARTICLE_PARTS.items():
        parts[name] = [dict(row) for row in (await db.execute(sql, (int(key),))).rows]
    for name in ("article", "story"):
        parts[name] = parts[name][0] if parts[name] else None
    return parts
