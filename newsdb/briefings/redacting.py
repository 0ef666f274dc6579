"""Taking an article out of issued briefings, at a court's, a publisher's or a person's request."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from newsdb.briefings import issues, watching
from newsdb.briefings.content import to_json
from newsdb.database import guards_aside, stamp
from translations.issue_sentences import said

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.briefings.content import Briefing, Entry, Language


def take_out(db: Database, article: int, *, at: datetime) -> tuple[tuple[int, int], ...]:
    """Take what briefings have of an article out; return the issues and places that cite it.

    An issue is frozen for everybody else, so its guards are put aside meanwhile; its hash stays,
    and shows that it is not what was issued. The place and the editor's own words stay. Runs
    inside the caller's transaction, before anything of the article is deleted.
    """
    _close_history(db, article)
    cited = db.execute(
        "SELECT number, place, cited FROM briefing_citations WHERE article = ?"
        " ORDER BY number, place",
        [article],
    ).fetchall()
    if not cited:
        return ()
    addresses = _addresses(db, article)
    for number, number_then in dict.fromkeys((number, then) for number, _, then in cited):
        briefing = issues.stored(db, number)
        _silence(db, number, article, briefing, at=at)
        emptied = replace(
            briefing,
            sections=tuple(
                replace(
                    section,
                    entries=tuple(
                        _without(entry, number_then, addresses, briefing.language)
                        for entry in section.entries
                    ),
                )
                for section in briefing.sections
            ),
        )
        _rewrite(db, number, emptied, at=at)
    with guards_aside(db, "briefing_citations"):
        # The next article that is stored may get its number, and has nothing to do with it.
        db.execute("UPDATE briefing_citations SET article = -cited WHERE article = ?", [article])
    return tuple((number, place) for number, place, _ in cited)


def _rewrite(db: Database, number: int, briefing: Briefing, *, at: datetime) -> None:
    content = json.dumps(to_json(briefing), ensure_ascii=False, sort_keys=True)
    with guards_aside(db, "briefing_issues"):
        db.execute(
            "UPDATE briefing_issues SET content = ?, redacted_at = ? WHERE number = ?",
            [content, stamp(at), number],
        )


def _close_history(db: Database, article: int) -> None:
    """Let nothing be taken back that would need an article, and let drafts be looked at again."""
    stood_on_it = (
        "(json_extract(previous, '$.article_id') = :article"
        " OR json_extract(value, '$.article_id') = :article)"
    )
    db.execute(
        f"UPDATE briefing_events SET undone = 1 WHERE subject = 'entry' AND ({stood_on_it}"  # noqa: S608 ours
        " OR subject_id IN (SELECT id FROM briefing_entries WHERE article_id = :article)"
        " OR subject_id NOT IN (SELECT id FROM briefing_entries) AND subject_id IN"
        f" (SELECT subject_id FROM briefing_events WHERE subject = 'entry' AND {stood_on_it}))",
        {"article": article},
    )
    db.execute(
        "UPDATE briefing_drafts SET edits = edits + 1 WHERE id IN"
        " (SELECT draft_id FROM briefing_entries WHERE article_id = ?)",
        [article],
    )


def _silence(db: Database, number: int, article: int, briefing: Briefing, *, at: datetime) -> None:
    """Take what we wrote by ourselves of an article out of alarms and corrections of an issue."""
    words = said("forgotten", briefing.language)
    headlines = {
        place: entry.headline.words for place, entry in enumerate(briefing.entries, start=1)
    }
    for place, source in issues.sources(db, number).items():
        if source == article:
            db.execute(
                "UPDATE alarms SET diagnosis = replace(diagnosis, ?, ?)"
                " WHERE kind = ? AND subject = ?",
                [headlines[place], words, watching.KIND, f"{number}/{place}"],
            )
    errata = [
        each.erratum for each in watching.of_issue(db, number, at=at) if each.article == article
    ]
    for erratum in sorted(errata, key=len, reverse=True):
        db.execute(
            "UPDATE briefing_drafts SET correction = replace(correction, ?, ?) WHERE corrects = ?",
            [erratum, words, number],
        )
        db.execute(
            "UPDATE briefing_events SET undone = 1, previous = NULL, value = NULL"
            " WHERE subject = 'draft' AND draft_id IN"
            " (SELECT id FROM briefing_drafts WHERE corrects = ?)",
            [number],
        )
        for (correction,) in db.execute(
            "SELECT number FROM briefing_issues WHERE corrects = ?", [number]
        ).fetchall():
            issued = issues.stored(db, correction)
            if erratum in issued.correction:
                said_now = issued.correction.replace(erratum, words)
                _rewrite(db, correction, replace(issued, correction=said_now), at=at)


def _addresses(db: Database, article: int) -> frozenset[str]:
    """Return all addresses that an article is known by: that of an issue may be an older one."""
    rows = db.execute(
        "SELECT url FROM articles WHERE id = :article"
        " UNION SELECT url FROM sightings WHERE article_id = :article",
        {"article": article},
    )
    return frozenset(row[0] for row in rows.fetchall())


def _without(entry: Entry, article: int, addresses: frozenset[str], language: Language) -> Entry:
    own = {each.url for each in entry.additions if each.article == article}
    if entry.source.article == article:
        own.add(entry.source.url)
    entry = replace(
        entry,
        appearances=tuple(
            replace(each, url=None) if each.url in addresses | own else each
            for each in entry.appearances
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
        translation=None,
        excerpt=None,
        withheld=True,
        address=None,
        source=replace(entry.source, authors=(), url=None, capture=None, attribution=None),
    )
