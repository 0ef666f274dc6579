"""The project's contract: what an article and an outlet are."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Korea and Japan share one offset, so every time is stored and shown with +09:00.
KST = ZoneInfo("Asia/Seoul")

Access = Literal["free", "partial"]
Country = Literal["KR", "JP"]
DateSource = Literal["json-ld", "meta", "layout", "state", "text", "feed", "url"]
FoundBy = Literal["feed", "list", "search", "sitemap", "url"]
Language = Literal["ko", "ja", "en"]


@dataclass(frozen=True, slots=True)
class Author:
    """A person who signed an article; role as printed (기자, 특파원, 記者 ...)."""

    name: str
    role: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it is stored; names follow schema.org NewsArticle where it has a plain word.

    Texts are what was printed (NFC only). ``body`` has its paragraphs separated by a blank line.
    Times are aware; ``None`` means unknown, never a guess, and ``modified_at`` is set only when
    it is a minute or more after ``published_at``.
    """

    outlet: str
    key: str  # the outlet's own id
    url: str  # canonical
    title: str
    body: str = field(repr=False)
    language: Language
    title_tags: tuple[str, ...] = ()
    subtitle: str | None = None
    captions: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    dateline: str | None = None  # the place
    source: str | None = None  # the agency when it is wire copy, else the outlet's name
    section: str | None = None
    keywords: tuple[str, ...] = ()
    image_url: str | None = None
    attachments: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    date_source: DateSource | None = None
    access: Access = "free"
    found_by: FoundBy = "url"
    layout: str | None = None  # the page design that matched
    field_sources: Mapping[str, str] = field(default_factory=dict)  # which source gave each field

    def to_json(self) -> dict[str, Any]:
        """Return the record as JSON can hold it: times in ISO 8601 with +09:00."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, datetime):
        return value.astimezone(KST).isoformat(timespec="seconds")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an outlet's terms let us keep, for how long, and how it must be named."""

    kept: Literal["full", "excerpt", "headline"] = "full"
    days: int | None = None  # of the kept text; None keeps it
    attribution: str | None = None
    may_learn: bool = False  # whether its texts may train anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher as the crawl knows it; written to the database by its spider."""

    name: str  # the spider's name, or the host for pages read by the generic spider
    title: str  # as the outlet writes itself
    country: Country | None
    language: Language | None
    home: str
    policy: Policy = field(default_factory=Policy)
