"""Taking an article out of issued briefings, at a court's, a publisher's or a person's request."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from newsdb.briefings import issues
from newsdb.briefings.content import to_json
from newsdb.briefings.words import said
from newsdb.database import guards_aside, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.briefings.content import Entry, Language


def take_out(db: Database, article: int, *, at: datetime) -> tuple[tuple[int, int], ...]:
    """Take what issues have of an article out; return the issues and places that cite it.

    An issue is frozen for everybody else, so its guards are put aside meanwhile; its hash stays,
    and shows that it is not what was issued. The place and the editor's own words stay. Runs
    inside the caller's transaction.
    """
    cited = db.execute(
        "SELECT number, place, cited FROM briefing_citations WHERE article = ?"
        " ORDER BY number, place",
        [article],
    ).fetchall()
    if not cited:
        return ()
    (url,) = db.execute("SELECT url FROM articles WHERE id = ?", [article]).fetchone()
    with guards_aside(db, "briefing_issues"):
        for number, number_then in dict.fromkeys((number, then) for number, _, then in cited):
            briefing = issues.stored(db, number)
            emptied = replace(
                briefing,
                sections=tuple(
                    replace(
                        section,
                        entries=tuple(
                            _without(entry, number_then, url, briefing.language)
                            for entry in section.entries
                        ),
                    )
                    for section in briefing.sections
                ),
            )
            content = json.dumps(to_json(emptied), ensure_ascii=False, sort_keys=True)
            db.execute(
                "UPDATE briefing_issues SET content = ?, redacted_at = ? WHERE number = ?",
                [content, stamp(at), number],
            )
    return tuple((number, place) for number, place, _ in cited)


def _without(entry: Entry, article: int, url: str, language: Language) -> Entry:
    entry = replace(
        entry,
        appearances=tuple(
            replace(each, url=None) if each.url == url else each for each in entry.appearances
        ),
        additions=tuple(
            replace(each, words=None, url=None) if each.article == article else each
            for each in entry.additions
        ),
    )
    if entry.source.article != article:
        return entry
    words = said("forgotten", language)
    return replace(
        entry,
        headline=replace(entry.headline, words=words, language=language),
        excerpt=None,
        withheld=True,
        address=None,
        source=replace(entry.source, authors=(), url=None, capture=None, attribution=None),
    )
