"""What every page's frame shows: its navigation, the count of what waits, who is signed in."""

from __future__ import annotations

import logging
import re
import sqlite3
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.plugins import pm

from browse.formatting import duration, query_row, table_row, title_in
from browse.navigation import ACCOUNT, MAIN, MORE, links
from browse.news import ask
from browse.permissions import SEE_ACCESS, may, people_of
from browse.story.leads import line_of
from newsdb.configuration import fault_now
from newsdb.figures.leads import lead_of
from newsdb.review import queue
from translations.catalogues import LANGUAGES
from translations.domains import DESK

if TYPE_CHECKING:
    from datasette.app import Datasette
    from jinja2 import Environment

logger = logging.getLogger(__name__)

#: The patterns of the pages that plugins have registered, by desk.
_ROUTES: WeakKeyDictionary[Any, list[re.Pattern[str]]] = WeakKeyDictionary()


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    # Datasette renders some of its pages without plugins' variables: they are in English then.
    env.globals.update(t=DESK.translator("en"), language="en", languages=LANGUAGES)
    env.globals.update(
        duration=duration,
        lead_of=lead_of,
        line_of=line_of,
        query_row=query_row,
        table_row=table_row,
        title_in=title_in,
        known=frozenset(DESK.english),
    )


@hookimpl
def extra_template_vars(datasette: Datasette, request: Any) -> dict[str, Any]:
    """Give the frame its navigation; ``to_decide`` is asked for only where the count is shown."""
    people = people_of(datasette)
    actor = request.actor if request else None
    role = people.role(actor)
    path = request.path if request else "/"
    routes = _routes(datasette)

    async def to_decide() -> int:
        try:
            waiting = await ask(datasette, lambda db: queue.waiting(db, visit=None))
        except (sqlite3.Error, QueryInterrupted) as error:
            # The page of the error itself has this frame.
            logger.warning("what waits could not be counted: %s", error)
            return 0
        return waiting["relevant"]

    return {
        "navigation": links(MAIN, role, path, routes),
        "foot_navigation": links(MORE, role, path, routes),
        "own_name": str(actor["id"]) if actor and links([ACCOUNT], role, path, routes) else "",
        "to_decide": to_decide,
        "settings_fault": fault_now() if may(role, SEE_ACCESS) else "",
    }


def _routes(datasette: Datasette) -> list[re.Pattern[str]]:
    if datasette not in _ROUTES:
        registered = pm.hook.register_routes(datasette=datasette)
        _ROUTES[datasette] = [re.compile(pattern) for each in registered for pattern, _ in each]
    return _ROUTES[datasette]
