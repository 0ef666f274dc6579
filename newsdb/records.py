"""The records that all parts of the project share: articles, authors, outlets, policies."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 pydantic asks for it
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

#: Korea and Japan share one UTC offset, so every time is stored and shown with +09:00.
KST = ZoneInfo("Asia/Seoul")

#: How much of an article its page shows to everybody: all of it, a part (a wall, or further pages
#: that could not be read), or only its headline.
Access = Literal["free", "partial", "headline"]
HEADLINE: Access = "headline"
Country = Literal["KR", "JP"]
DateSource = Literal["json-ld", "meta", "layout", "state", "text", "feed", "url"]
FoundBy = Literal["feed", "list", "search", "sitemap", "url"]
Language = Literal["ko", "ja", "en"]
#: How exact a time is: to the minute, or a day of which the hour is unknown.
Precision = Literal["minute", "day"]

#: Reasons of rejections that are faults of this program, not of the page: each is an error of its
#: run.
FAILED, TOO_LONG, KILLED = "reading failed", "took too long", "killed its reader"
OUR_FAULTS = frozenset({FAILED, TOO_LONG, KILLED})

#: The reason of a rejection whose address is this machine's or its network's: it is never asked.
PRIVATE_ADDRESS = "private address"


@dataclass(frozen=True, slots=True)
class Author:
    """A person in an article's byline; ``role`` as printed (기자, 특파원, 記者 ...)."""

    name: str
    role: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it is stored; field names follow schema.org's NewsArticle where they can.

    Texts are as printed, in NFC. ``body`` has its paragraphs separated by a blank line.
    Times are aware; ``None`` means unknown, never a guess, and ``modified_at`` is set only when
    it is a minute or more after ``published_at``. If of either only the day is known, its
    precision says so, and it is stored and shown without a clock.
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
    published_precision: Precision = "minute"
    published_conflict: str | None = None  # what another source says, by a day or more apart
    modified_at: datetime | None = None
    modified_precision: Precision = "minute"
    date_source: DateSource | None = None
    access: Access = "free"
    found_by: FoundBy = "url"
    layout: str | None = None  # the page design that matched
    field_sources: Mapping[str, str] = field(default_factory=dict)  # which source gave each field

    def to_json(self) -> dict[str, Any]:
        """Return the record as values that JSON can hold; times in ISO 8601 with +09:00.

        A time of which only the day is known is that day: ``2025-11-25``.
        """
        record = {name: _plain(value) for name, value in asdict(self).items()}
        record["published_at"] = dated(self.published_at, self.published_precision)
        record["modified_at"] = dated(self.modified_at, self.modified_precision)
        for name in ("published", "modified"):
            if record[f"{name}_at"] is None:
                record[f"{name}_precision"] = None
        return record


def dated(at: datetime | None, precision: Precision = "minute") -> str | None:
    """Return an aware time as it is stored, to the second with +09:00, or a day as that day."""
    if at is None:
        return None
    here = at.astimezone(KST)
    return here.date().isoformat() if precision == "day" else here.isoformat(timespec="seconds")


def read_dated(stored: str | None) -> tuple[datetime | None, Precision]:
    """Return what ``dated`` wrote and how exact it is; of a day its beginning."""
    if stored is None:
        return None, "minute"
    at = datetime.fromisoformat(stored)
    return (at, "minute") if at.tzinfo else (at.replace(tzinfo=KST), "day")


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
    days: int | None = None  # that the text is kept; None: for good
    attribution: str | None = None
    may_learn: bool = False  # whether its texts may be used for training
    #: What may be sent to a machine translator: another party, to which that is a copy.
    may_gloss: Literal["nothing", "headline", "sentence"] = "headline"


#: What the names of sites without a spider begin with. No spider's name has a colon, so that no
#: host, however it is called, is ever taken for an outlet of ours.
SITE_PREFIX = "site:"

#: The layout of articles that no page was read for: a line of ``scrapy ingest`` brought them.
INGESTED = "ingest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher as its spider describes it; written to the database by the crawl."""

    name: str  # the spider's name, or SITE_PREFIX and the host for sites without one
    title: str  # the name as the outlet writes it
    country: Country | None
    language: Language | None
    home: str
    policy: Policy = field(default_factory=Policy)
    press_wire: bool = False  # it distributes press releases, and adds nothing to them
