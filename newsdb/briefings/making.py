"""New drafts: of a period and a selection, by the customer's template, or to correct an issue."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.briefings import choosing, draft_fields, drafts, issues, watching
from newsdb.briefings.journal import Editing
from newsdb.configuration import ConfigurationError
from newsdb.configuration.model import SectionConfiguration
from newsdb.records import KST
from translations.issue_sentences import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.briefings.choosing import Chosen
    from newsdb.briefings.content import Kind, Language
    from newsdb.briefings.drafts import Added
    from newsdb.configuration.model import BriefingConfiguration

#: A logo is frozen with each issue.
LARGEST_LOGO = 500_000
_PNG = b"\x89PNG\r\n\x1a\n"

#: How many days a briefing covers, to today.
_DAYS: dict[Kind, int] = {"daily": 2, "weekly": 7, "one-off": 1}


class Made(NamedTuple):
    """A new draft and what became of the stories that it was to have."""

    draft: int
    added: Added


def period(kind: Kind, *, at: datetime) -> tuple[str, str]:
    """Return the days that a briefing of a kind covers by default: from and until, included."""
    today = at.astimezone(KST).date()
    return (today - timedelta(days=_DAYS[kind] - 1)).isoformat(), today.isoformat()


def title(template: BriefingConfiguration, kind: Kind, language: Language) -> str:
    """Return the title that new briefings have."""
    return template.title or said(f"title_{kind}", language)


def make(
    db: Database,
    chosen: Chosen,
    *,
    title: str,
    kind: Kind,
    language: Language,
    since: str,
    until: str,
    editor: str,
    actor: str,
    at: datetime,
) -> Made:
    """Make a draft of stories in sections; inside the caller's transaction. Raises DraftError."""
    draft = drafts.create(
        db,
        title=title,
        kind=kind,
        language=language,
        since=since,
        until=until,
        editor=editor,
        sections=[name[: draft_fields.LONGEST["section"]] for name, _ in chosen.sections],
        actor=actor,
        at=at,
    )
    added = _fill(db, draft, [ids for _, ids in chosen.sections], actor=actor, at=at)
    return Made(draft, added)


def add(
    db: Database,
    draft: int,
    stories: Sequence[int],
    *,
    template: BriefingConfiguration,
    actor: str,
    at: datetime,
    section: int | None = None,
) -> Added:
    """Add stories to a draft: to a section, else to those into which the template leads them.

    Those that it leads into none go into the last section. Raises DraftError.
    """
    edit = Editing(db=db, draft_id=draft, actor=actor, at=at)
    present = drafts.read(db, draft).sections
    if not present:
        language = drafts.head(db, draft).language
        drafts.add_section(edit, said("rest", language))
        present = drafts.read(db, draft).sections
    by_title = {each.title: each.id for each in reversed(present)}
    sorted_in = choosing.in_sections(
        db,
        stories,
        by="template",
        template=[
            *(each for each in template.sections if each.title in by_title),
            SectionConfiguration(title=present[-1].title),
        ],
        rest=present[-1].title,
    )
    into = {story: section or by_title[name] for name, ids in sorted_in.sections for story in ids}
    leads = choosing.leads(db, stories)
    return drafts.add(edit, {article: into[story] for story, article in leads.items()})


def correction_of(db: Database, number: int, *, editor: str, actor: str, at: datetime) -> int:
    """Make the draft of a correction of an issue and return its id; raises MissingError.

    It begins with the errata of what changed since, and has the entries concerned, with the
    sentences that were issued; all of them if nothing changed: then the mistake is ours.
    """
    wrong = issues.stored(db, number)
    concerned = {each.place for each in watching.of_issue(db, number, at=at)}
    today = at.astimezone(KST).date()
    draft = drafts.create(
        db,
        title=said("correction", wrong.language, number=number),
        kind="one-off",
        language=wrong.language,
        since=wrong.since,
        until=max(date.fromisoformat(wrong.until), today).isoformat(),
        editor=editor,
        sections=[section.title for section in wrong.sections],
        actor=actor,
        at=at,
        corrects=number,
    )
    edit = Editing(db=db, draft_id=draft, actor=actor, at=at)
    errata = watching.errata(db, number, at=at)
    if errata:
        drafts.revise(
            edit, {"correction": errata[: draft_fields.LONGEST["correction"]]}, version=1
        )
    sections = drafts.read(db, draft).sections
    articles = issues.sources(db, number)
    place = 0
    for section, own in zip(wrong.sections, sections, strict=True):
        for entry in section.entries:
            place += 1
            if concerned and place not in concerned:
                continue
            article = articles[place]
            if not choosing.is_stored(db, article):
                continue
            drafts.add(edit, {article: own.id})
            item = drafts.read(db, draft).item_on(article)
            if item and entry.sentence:
                drafts.write(
                    edit, item.id, {"sentence": entry.sentence.words}, version=item.version
                )
    return draft


def logo_of(template: BriefingConfiguration) -> str:
    """Return the template's logo in Base64, empty without one; raises ConfigurationError."""
    if template.logo is None:
        return ""
    try:
        data = template.logo.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"briefing.logo: {template.logo}: {error.strerror}") from error
    if not data.startswith(_PNG) or len(data) > LARGEST_LOGO:
        raise ConfigurationError(
            f"briefing.logo: {template.logo} is no PNG of up to {LARGEST_LOGO // 1000} kB"
        )
    return base64.b64encode(data).decode()


def _fill(
    db: Database,
    draft: int,
    sections: Sequence[Sequence[int]],
    *,
    actor: str,
    at: datetime,
) -> Added:
    """Put stories into the sections of a new draft."""
    edit = Editing(db=db, draft_id=draft, actor=actor, at=at)
    own = drafts.read(db, draft).sections
    into = {}
    for section, ids in zip(own, sections, strict=True):
        for article in choosing.leads(db, ids).values():
            into[article] = section.id
    return drafts.add(edit, into)
