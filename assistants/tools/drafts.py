"""The tool that writes a briefing's draft into its answer, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import documents
from assistants import outgoing
from assistants.asking import RefusedError
from assistants.budget import BUDGET
from assistants.tools import records
from assistants.tools.periods import days_of
from newsdb import visibility
from newsdb.briefings import assembling, choosing, making
from newsdb.briefings.drafts import Draft, Head, Item, Section
from newsdb.database import stamp
from newsdb.review.queue import Filters
from translations.issue_sentences import said

if TYPE_CHECKING:
    from assistants.asking import Asking
    from assistants.tools.periods import BriefingDraft
    from newsdb.briefings.content import Briefing, Entry, Text

#: Stories of a draft; fewer where they don't fit into an answer.
MOST = 50


def briefing_draft(asking: Asking, asked: BriefingDraft) -> records.Draft:
    """Return a briefing as it would be now, of as many stories as fit. Raises RefusedError."""
    since, until = days_of(asking, asked)
    chosen = list(dict.fromkeys(asked.stories))
    if not chosen:
        filters = Filters(decision="told", status="kept")
        chosen = choosing.stories(asking.db, filters, since=since, until=until)
    leads = choosing.leads(asking.db, chosen)
    if not leads:
        raise RefusedError("there is no relevant story in these days: choose others, or stories")
    size = min(len(leads), MOST)
    while True:
        part = list(leads)[:size]
        text = _text(asking, asked, part, leads, since=since, until=until)
        if len(text.encode()) <= BUDGET or size == 1:
            break
        size = max(1, min(size - 1, size * BUDGET // len(text.encode())))
    return records.Draft(
        since=since,
        until=until,
        language=asked.language,
        stories=part,
        left_out=len(chosen) - len(part),
        printed_draft=outgoing.printed(text, BUDGET),
    )


def _text(
    asking: Asking,
    asked: BriefingDraft,
    part: list[int],
    leads: dict[int, int],
    *,
    since: str,
    until: str,
) -> str:
    """Return the draft of some stories as Markdown."""
    sections = choosing.in_sections(
        asking.db,
        part,
        by="template",
        template=asking.briefing.sections,
        rest=said("rest", asked.language),
    )
    draft = Draft(
        head=_head(asking, asked, since=since, until=until),
        sections=tuple(
            Section(
                id=number,
                title=title,
                version=1,
                items=tuple(_item(story, leads[story], number) for story in ids),
            )
            for number, (title, ids) in enumerate(sections.sections, 1)
        ),
    )
    made = assembling.assemble(asking.db, draft, at=asking.at).briefing
    return documents.render(_cut(made), "md").decode()


def _head(asking: Asking, asked: BriefingDraft, *, since: str, until: str) -> Head:
    moment = stamp(asking.at) or ""
    return Head(
        id=0,
        title=making.title(asking.briefing, "one-off", asked.language),
        kind="one-off",
        language=asked.language,
        since=since,
        until=until,
        editor="",
        introduction="",
        corrects=None,
        correction="",
        version=1,
        edits=0,
        created_at=moment,
        changed_at=moment,
        changed_by="",
        number=None,
        discarded_at=None,
    )


def _item(story: int, article: int, section: int) -> Item:
    return Item(
        id=article,
        section_id=section,
        article_id=article,
        story=story,
        sentence="",
        note="",
        version=1,
        placed=1,
    )


def _cut(made: Briefing) -> Briefing:
    """Return a briefing as a third party may have it.

    A licence that was bought for briefings lets readers have a text, not an assistant's vendor.
    """
    return replace(
        made,
        sections=tuple(
            replace(section, entries=tuple(map(_cut_entry, section.entries)))
            for section in made.sections
        ),
    )


def _cut_entry(entry: Entry) -> Entry:
    return replace(
        entry,
        headline=_line(entry.headline),
        excerpt=entry.excerpt and _excerpt(entry.excerpt),
        additions=tuple(
            replace(each, words=each.words and _excerpt(each.words)) for each in entry.additions
        ),
    )


def _line(text: Text) -> Text:
    return replace(text, words=outgoing.line(text.words))


def _excerpt(text: Text) -> Text:
    return replace(text, words=outgoing.line(visibility.excerpt(text.words)))
