"""The records of answers: what outlets printed is in fields named printed_..., and only there."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from assistants.outgoing import NOTICE

Shown = Literal["full", "excerpt", "headline", "nothing"]


class Answer(BaseModel):
    """What every tool's answer may have."""


class PrintedAnswer(Answer):
    """An answer with words of outlets."""

    notice: str = NOTICE


class Page(PrintedAnswer):
    """A page of a list."""

    returned: int = Field(description="Records in this page")
    next_cursor: str | None = Field(description="Begins the next page; null at the end")


class Hit(BaseModel):
    """An article in a list."""

    id: int
    story: int | None
    printed_outlet: str
    language: str
    published_at: str | None = Field(description="ISO 8601, or a day; null: unknown")
    printed_title: str
    printed_excerpt: str = Field(description="Empty where the outlet's terms allow none")
    url: str | None
    decision: str | None = Field(description="The watch list's: relevant, review or other")
    status: str | None = Field(description="What people decided; null: nothing yet")
    unverified: bool = Field(description="Not read from a page of an outlet that is watched")


class Hits(Page):
    """Articles, the newest first."""

    total: int | None = Field(description="Of all pages; on the first page only")
    total_is_exact: bool = Field(description="False: there are at least so many")
    articles: list[Hit]


class Change(BaseModel):
    """A change that an outlet made to an article after it was published."""

    seen_at: str
    kind: str
    field: str
    printed_before: str | None = Field(description="Null where the terms don't allow it")
    printed_after: str | None


class Article(PrintedAnswer):
    """An article, with as much of its text as may be passed on."""

    id: int
    story: int | None
    copy_of: int | None = Field(description="The article of which it is a copy")
    printed_outlet: str
    printed_authors: list[str]
    printed_title: str
    printed_subtitle: str | None
    printed_text: str
    text_shown: Shown = Field(description="How much of the text this answer may have")
    next_text_offset: int | None = Field(description="Where the text goes on; null at its end")
    language: str
    published_at: str | None
    changed_at: str | None
    first_seen_at: str
    url: str | None
    attribution: str | None = Field(description="To be named where the text is used")
    decision: str | None
    score: float | None
    printed_why: str | None = Field(description="What the watch list found")
    status: str | None
    unverified: bool
    versions: int
    changes: list[Change]


class Member(BaseModel):
    """An article of a story."""

    id: int
    printed_outlet: str
    country: str | None
    language: str
    at: str
    is_first: bool
    copy_of: int | None
    printed_title: str
    printed_added: str = Field(description="The first of what no earlier article says, cut")
    sentences_added: int = Field(description="That no earlier article has in similar words")
    url: str | None
    changes: list[Change]


class Related(BaseModel):
    """A story that may tell of the same event, or belongs to the same series."""

    story: int
    relation: Literal["same event", "series"]
    printed_title: str


class Story(PrintedAnswer):
    """Who has a story, who was first, what each adds and changed."""

    id: int
    first_at: str
    last_at: str
    decision: str
    score: float
    status: str | None
    concepts: list[str] = Field(description="Of the watch list, in the leading article")
    first_by_country: dict[str, int] = Field(description="The first article of each country")
    articles: int
    members: list[Member]
    left_out: int = Field(description="Articles that this answer has no room for")
    related: list[Related]


class StoryLine(BaseModel):
    """A story in a list."""

    id: int
    first_at: str
    last_at: str
    decision: str
    score: float
    status: str | None
    articles: int
    printed_outlets: list[str]
    language: str
    printed_title: str
    printed_lead: str
    url: str | None
    concepts: list[str]


class Stories(Page):
    """Stories, the newest day's most relevant first."""

    stories: list[StoryLine]


class OrganisationStories(Stories):
    """Stories in which an organisation is named."""

    searched: list[str] = Field(description="The names that were searched for")


class Figure(BaseModel):
    """A number of a period, and the mean of the four periods before it."""

    group: Literal["stories", "articles", "country", "outlet", "language", "concept"]
    printed_name: str
    now: int
    before: float | None


class Overview(PrintedAnswer):
    """What a period looked like: relevant stories, who had them first, the strongest of them."""

    since: str
    until: str
    figures: list[Figure]
    first_by_country: dict[str, int] = Field(description="Stories by the country that led")
    median_lead_hours: dict[str, float]
    one_country_only: dict[str, int]
    newest_stories: list[StoryLine]


class Alarm(BaseModel):
    """What is wrong with an outlet."""

    kind: str
    meaning: str
    since: str


class Outlet(BaseModel):
    """How an outlet is doing."""

    name: str
    printed_title: str
    country: str | None
    language: str | None
    state: str = Field(description="well, late, quiet, unreadable or paused")
    articles_by_day: list[int] = Field(description="Of the last days, today last")
    last_success: str | None
    newest_published: str | None
    alarms: list[Alarm]


class Outlets(PrintedAnswer):
    """The outlets, those with alarms first."""

    outlets: list[Outlet]
    left_out: int


class Today(Answer):
    """The day in Korea and Japan, and spans of days that words like “last week” mean."""

    now: str
    today: str
    weekday: str
    holiday_in: list[str]
    spans: dict[str, tuple[str, str]]


class Draft(PrintedAnswer):
    """A briefing as it would be now; it is saved nowhere."""

    since: str
    until: str
    language: str
    stories: list[int]
    left_out: int = Field(description="Stories of the period that this draft has no room for")
    printed_draft: str = Field(description="Markdown with headlines and excerpts of outlets")
