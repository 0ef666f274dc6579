"""Tools about stories: one of them, those that are new, those of an organisation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from assistants import outgoing
from assistants.asking import RefusedError
from assistants.budget import BUDGET, fitting
from assistants.tools import records
from assistants.tools.arguments import (
    Arguments,
    Cursor,
    Language,
    Limit,
    Number,
    Since,
    Until,
    bad_cursor,
)
from assistants.tools.articles import change_of
from newsdb.articles import outlets
from newsdb.review import queue
from newsdb.review.queue import Filters, Place
from newsdb.stories import story_cards
from newsdb.text.folding import fold
from newsdb.visibility import LONGEST_EXCERPT, excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistants.asking import Asking
    from newsdb.stories.story_cards import Member, Story

_PLACE = re.compile(r"\d{4}-\d\d-\d\d~-?\d{1,9}(?:\.\d{1,20})?~\d{1,18}")
#: Other names of an organisation that are searched for.
_MOST_NAMES = 10
#: Changes of one article of a story that are told, the newest.
_MOST_CHANGES = 5


class GetStory(Arguments):
    """Which story."""

    id: Number


class ListNewStories(Arguments):
    """Which stories to list."""

    since: Since = ""
    until: Until = ""
    decision: Annotated[
        Literal["wanted", "relevant", "review", "other", "any"],
        Field(description="The watch list's; wanted: relevant or review"),
    ] = "wanted"
    status: Annotated[
        Literal["undecided", "relevant", "not_relevant", "unsure", "any"],
        Field(description="What people decided"),
    ] = "any"
    language: Literal[Language, ""] = ""
    limit: Limit = 20
    cursor: Cursor = ""


class OrganisationStories(Arguments):
    """Whose stories."""

    name: Annotated[
        str,
        Field(
            min_length=2,
            max_length=100,
            description="In any language; the watch list's other names are searched for too",
        ),
    ]
    since: Since = ""
    until: Until = ""
    limit: Limit = 20
    cursor: Cursor = ""


def get_story(asking: Asking, asked: GetStory) -> records.Story:
    """Return who has a story, who was first, what each adds and changed. Raises RefusedError."""
    found = story_cards.read(asking.db, [asked.id], at=asking.at, most=None)
    if not found:
        raise RefusedError(
            f"there is no story {asked.id}: it may have been merged; search_news gives ids"
        )
    story = found[0]
    names = outlets.of_articles(asking.db, [each.id for each in story.members])
    members = [_member(asking, each, story, names[each.id]) for each in story.members]
    shown = fitting(members, BUDGET * 3 // 4)
    return records.Story(
        id=story.id,
        first_at=story.first_at,
        last_at=story.last_at,
        decision=story.decision,
        score=story.score,
        status=story.review.status,
        concepts=_concepts(story),
        first_by_country={country: each.id for country, each in story.first_by_country},
        articles=story.count,
        members=shown,
        left_out=story.count - len(shown),
        related=[*_related(story.same_event, "same event"), *_related(story.series, "series")],
    )


def list_new_stories(asking: Asking, asked: ListNewStories) -> records.Stories:
    """Return a page of stories as the queue orders them. Raises RefusedError."""
    filters = Filters(
        decision=asked.decision,
        status=asked.status,
        language=asked.language,
        since=asked.since,
        until=asked.until,
    )
    stories, following = page_of(asking, filters, cursor=asked.cursor, limit=asked.limit)
    return records.Stories(returned=len(stories), next_cursor=following, stories=stories)


def organisation_stories(
    asking: Asking, asked: OrganisationStories
) -> records.OrganisationStories:
    """Return a page of the stories that name an organisation. Raises RefusedError."""
    plain = " ".join(outgoing.line(asked.name).replace('"', " ").split())
    known = asking.names().of(fold(plain))
    searched = list(dict.fromkeys([plain, *known]))[:_MOST_NAMES]
    filters = Filters(
        text=" OR ".join(f'"{each}"' for each in searched),
        decision="any",
        status="any",
        since=asked.since,
        until=asked.until,
    )
    stories, following = page_of(asking, filters, cursor=asked.cursor, limit=asked.limit)
    return records.OrganisationStories(
        returned=len(stories), next_cursor=following, searched=searched, stories=stories
    )


def page_of(
    asking: Asking, filters: Filters, *, cursor: str, limit: int
) -> tuple[list[records.StoryLine], str | None]:
    """Return a page of stories and the cursor of the next. Raises RefusedError."""
    if cursor and not _PLACE.fullmatch(cursor):
        raise bad_cursor()
    after = Place.parse(cursor) if cursor else None
    page = queue.page(asking.db, filters, after=after, size=limit, names=asking.names())
    cards = story_cards.read(
        asking.db, [each.id for each in page.places], at=asking.at, whole=False
    )
    lines = fitting([_line(each) for each in cards])
    if len(lines) < len(cards):
        last = next(each for each in page.places if each.id == lines[-1].id)
        return lines, str(last)
    return lines, str(page.following) if page.following else None


def _line(story: Story) -> records.StoryLine:
    lead = story.lead
    names = dict.fromkeys(each.outlet for each in story.members)
    return records.StoryLine(
        id=story.id,
        first_at=story.first_at,
        last_at=story.last_at,
        decision=story.decision,
        score=story.score,
        status=story.review.status,
        articles=story.count,
        printed_outlets=[outgoing.line(each, 100) for each in list(names)[:8]],
        language=lead.language,
        printed_title=outgoing.line(lead.title),
        printed_lead=outgoing.line(excerpt(story_cards.lead_sentence(lead)), LONGEST_EXCERPT),
        url=outgoing.address(lead.url),
        concepts=_concepts(story),
    )


def _member(asking: Asking, member: Member, story: Story, outlet: str) -> records.Member:
    shown = asking.level(outlet, member.kept)
    first = excerpt(member.added[0]) if member.added and shown in {"full", "excerpt"} else ""
    return records.Member(
        id=member.id,
        printed_outlet=outgoing.line(member.outlet, 100),
        country=member.country,
        language=member.language,
        at=member.at,
        is_first=member is story.members[0],
        copy_of=member.copy_of,
        printed_title=outgoing.line(member.title),
        printed_added=outgoing.line(first, LONGEST_EXCERPT),
        sentences_added=len(member.added),
        url=outgoing.address(member.url),
        changes=[change_of(each, shown) for each in member.changes[-_MOST_CHANGES:]],
    )


def _concepts(story: Story) -> list[str]:
    return list(dict.fromkeys(each.concept for each in story.reasons))[:20]


def _related(
    found: Sequence[dict[str, object]], relation: Literal["same event", "series"]
) -> list[records.Related]:
    return [
        records.Related(
            story=int(str(each["story_id"])),
            relation=relation,
            printed_title=outgoing.line(str(each.get("title", ""))),
        )
        for each in found
    ]
