"""A story's card as HTML, rendered in the thread that reads its data.

It needs a Jinja environment of its own, since Datasette's renders in the event loop, where twenty
cards would keep every other request waiting.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from browse import cards
from browse.aliases import names
from browse.formatting import is_web_address, moment
from browse.messages import translator
from browse.messages.review import REASONS
from newsdb.briefings import memory
from newsdb.database import now
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.search.search import parse
from newsdb.stories import story_cards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

_TOOLS: dict[str, Any] = {
    "lead_of": cards.lead,
    "paragraphs_of": cards.paragraphs,
    "title_of": cards.title,
    "why_of": cards.why,
    "changes_of": cards.changes,
    "other_outlets": cards.other_outlets,
    "REASONS": REASONS,
}


def render(
    db: Database,
    story_ids: Sequence[int],
    *,
    language: str,
    text: str = "",
    visit: str | None = None,
    whole: bool = False,
    open_text: bool = False,
) -> dict[int, Markup]:
    """Return the cards of those stories that exist, in the order of ``story_ids``.

    ``text`` is the search, ``visit`` the time of the reader's last visit; a ``whole`` card
    includes what an opened story shows, and ``open_text`` renders it opened.
    """
    shared = {
        "t": translator(language),
        "language": language,
        "query": parse(text, names()),
        "visit": visit,
        "whole": whole,
        "open_text": open_text,
        "briefed": memory.read(db, story_ids),
        "aged": memory.aged_stars(db, story_ids),
    }
    template = _environment().get_template("_story.html")
    made = {}
    for story in story_cards.read(db, story_ids, at=now(), whole=whole):
        history = reviews.history(db, Subject("story", story.id)) if whole else []
        html = template.render(story=story, history=history, **shared)
        made[story.id] = Markup(html)  # noqa: S704 a template of ours, which escapes
    return made


@cache
def _environment() -> Environment:
    templates = FileSystemLoader(Path(__file__).with_name("templates"))
    environment = Environment(loader=templates, autoescape=True, auto_reload=False)
    environment.globals.update(_TOOLS)
    environment.filters["moment"] = moment
    environment.tests["web_address"] = is_web_address
    return environment
