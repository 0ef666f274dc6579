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

from browse import cards, formatting
from browse.formatting import is_web_address
from browse.overview.names import name_of
from browse.story import timeline
from browse.story.leads import line_of
from glosses.configured import shown
from newsdb import learning
from newsdb.briefings import memory
from newsdb.database import now
from newsdb.figures.leads import lead_of
from newsdb.glosses.shown import of_texts
from newsdb.review import reading, reviews
from newsdb.review.reviews import Subject
from newsdb.search.search import parse
from newsdb.stories import story_cards
from newsdb.teamwork import assignments, comments
from translations.domains import DESK
from translations.english.desk.review import REASONS
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from newsdb.glosses.shown import Gloss
    from newsdb.stories.story_cards import Story

_TOOLS: dict[str, Any] = {
    "lead_of": lead_of,
    "line_of": line_of,
    "lead_of_text": cards.lead,
    "paragraphs_of": cards.paragraphs,
    "title_of": cards.title,
    "why_of": cards.why,
    "changes_of": cards.changes,
    "other_outlets": cards.other_outlets,
    "outlets_of": cards.outlets,
    "lead_sentence": story_cards.lead_sentence,
    "alike": cards.alike,
    "rows_of": timeline.rows,
    "strip_of": timeline.strip,
    "moment": formatting.moment,
    "day_name": formatting.day_name,
    "time_of_day": formatting.time_of_day,
    "duration": formatting.duration,
    "REASONS": REASONS,
    "name_of": name_of,
}


def render(
    db: Database,
    story_ids: Sequence[int],
    *,
    language: str,
    person: str = "",
    text: str = "",
    visit: str | None = None,
    whole: bool = False,
    open_text: bool = False,
    back: str = "/-/review",
    learnt: bool = False,
) -> dict[int, Markup]:
    """Return the cards of those stories that exist, in the order of ``story_ids``.

    ``person`` is whose unread stories are marked, ``text`` the search, ``visit`` the time of the
    reader's last visit, ``back`` the page to which a form leads back; a ``whole`` card includes
    what an opened story shows, and ``open_text`` renders it opened; ``learnt`` shows how likely a
    story is to be found relevant, and why.
    """
    shared = {
        **_shared(language, text, back),
        "visit": visit,
        "whole": whole,
        "open_text": open_text,
        "unread": reading.unread(db, person, story_ids) if person and story_ids else (),
        "chances": learning.chances_of(db, story_ids) if learnt else {},
        **_badges(db, story_ids),
    }
    template = _environment().get_template("_story.html")
    made = {}
    stories = story_cards.read(db, story_ids, at=now(), whole=whole)
    shared["glosses"] = _glosses(db, stories, language)
    for story in stories:
        html = template.render(story=story, **shared)
        made[story.id] = Markup(html)  # noqa: S704 a template of ours, which escapes
    return made


def render_page(
    db: Database,
    story_id: int,
    *,
    language: str,
    may_review: bool,
    text: str,
    back: str,
    person: str = "",
    colleagues: Sequence[str] = (),
) -> Markup | None:
    """Return a story's own page, with what reviewers can do if ``may_review``; None: no story.

    ``person`` is who looks at it, ``colleagues`` are those to whom it can be given.
    """
    template = _environment().get_template("_story_page.html")
    for story in story_cards.read(db, [story_id], at=now()):
        html = template.render(
            story=story,
            may_review=may_review,
            glosses=_glosses(db, [story], language),
            history=reviews.history(db, Subject("story", story.id)) if may_review else [],
            tags=reviews.tags(db) if may_review else [],
            comments=comments.of_story(db, story.id) if may_review else [],
            longest_comment=comments.LONGEST,
            given=assignments.history(db, story.id) if may_review else [],
            person=person,
            colleagues=colleagues,
            **_badges(db, [story_id], may_review=may_review),
            **_shared(language, text, back),
        )
        return Markup(html)  # noqa: S704 a template of ours, which escapes
    return None


def render_items(
    db: Database,
    story_ids: Sequence[int],
    *,
    language: str,
    person: str = "",
    quotes: bool = False,
) -> Markup:
    """Return stories as items of a short list, ``ol.news``; ``quotes``: with a first sentence."""
    template = _environment().get_template("_news_items.html")
    stories = story_cards.read(db, story_ids, at=now(), whole=False)
    html = template.render(
        stories=stories,
        glosses=_glosses(db, stories, language),
        unread=reading.unread(db, person, story_ids) if person and story_ids else (),
        quotes=quotes,
        **_shared(language, "", "/"),
    )
    return Markup(html)  # noqa: S704 a template of ours, which escapes


def _glosses(db: Database, stories: Sequence[Story], language: str) -> dict[str, Gloss]:
    """Return the glosses of headlines and first sentences, by these."""
    leads = [story.lead for story in stories if story.lead.language != language]
    texts = [(each.title, each.language) for each in leads]
    texts += [(story_cards.lead_sentence(each), each.language) for each in leads]
    return of_texts(db, texts, language, shown()) if texts else {}  # type: ignore[arg-type] # a page's


def _badges(db: Database, story_ids: Sequence[int], *, may_review: bool = True) -> dict[str, Any]:
    """Return what ``_story_badges.html`` shows of stories beside their reviews."""
    seen = story_ids if may_review else ()  # who has a story is between those who review
    return {
        "briefed": memory.read(db, story_ids),
        "aged": memory.aged_stars(db, story_ids),
        "assigned": assignments.of_stories(db, seen),
        "commented": comments.counts(db, seen),
    }


def _shared(language: str, text: str, back: str) -> dict[str, Any]:
    return {
        "t": DESK.translator(language),
        "language": language,
        "query": parse(text, names()),
        "back": back,
    }


@cache
def _environment() -> Environment:
    templates = FileSystemLoader(Path(__file__).with_name("templates"))
    environment = Environment(loader=templates, autoescape=True, auto_reload=False)
    environment.globals.update(_TOOLS)
    environment.tests["web_address"] = is_web_address
    return environment
