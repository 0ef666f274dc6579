"""What a crawl tells, each thing as a record: who tells it need not have the database.

A crawl beside the database has each recorded at once (``storage.LocalStorage``); one on another
machine sends them, and the writer records them there. Times are aware.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 pydantic asks for it, and for the next ones
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003
from typing import Literal

from newsdb.articles.captures import Kind  # noqa: TC001
from newsdb.articles.discovered import Link, Listing  # noqa: TC001
from newsdb.articles.rejections import Rejection  # noqa: TC001
from newsdb.articles.revisits import Validators  # noqa: TC001
from newsdb.articles.verdicts import Verdict  # noqa: TC001
from newsdb.records import Article, Outlet  # noqa: TC001
from newsdb.runs.runs import FaultCount, FieldCount, SourceCount  # noqa: TC001


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlBegan:
    """A crawl of ``spider`` begins; ``lock_name`` is what no two crawls may hold at once."""

    spider: str
    lock_name: str
    at: datetime
    arguments: Mapping[str, str | list[str]] = field(default_factory=dict)
    type: Literal["crawl_began"] = "crawl_began"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletDescribed:
    """A publisher as its spider describes it."""

    outlet: Outlet
    type: Literal["outlet_described"] = "outlet_described"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRead:
    """The links of a listing with its validators, which belong together; None: a person's links.

    ``most_new`` is how many links may be added, None for no limit.
    """

    listing: Listing | None
    links: tuple[Link, ...]
    at: datetime
    outlets: tuple[Outlet, ...] = ()  # publishers of links, other than the listing's own
    most_new: int | None = None
    type: Literal["listing_read"] = "listing_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingAnswered:
    """A listing's answer that named no links: 304, an error, what can't be read."""

    listing: Listing
    at: datetime
    type: Literal["listing_answered"] = "listing_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageUnchanged:
    """An article's page has not changed since it was read (304)."""

    outlet: str
    key: str
    at: datetime
    type: Literal["page_unchanged"] = "page_unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingBegan:
    """A page, or a listing under ``attempts.listing_key``, is read from now on."""

    outlet: str
    key: str
    at: datetime
    type: Literal["reading_began"] = "reading_began"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEnded:
    """A reading has ended; with ``waits`` only for now, since the article has another page."""

    outlet: str
    key: str
    waits: bool = False
    type: Literal["reading_ended"] = "reading_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """An article's signature as a worker made it, packed as it is stored, in base64.

    ``of`` is a hash of what it was made of; it holds where none of the sentence keys in ``asked``
    is printed often by the outlet. What becomes of it: ``signed.py``.
    """

    of: str
    asked: tuple[int, ...]
    skeleton: int
    shingles: int
    sample: str
    numbers: int
    number_sample: str
    sentences: str
    bands: str
    words: str
    press_release: bool
    traits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRead:
    """An article with its verdict; the names are those of ``storing.store``."""

    article: Article
    outlet: Outlet
    url: str
    seen_at: datetime
    seen_url: str
    found_in: str | None = None
    link_key: str | None = None
    verdict: Verdict | None = None
    validators: Validators | None = None
    signed: Signed | None = None  # by who has no database
    type: Literal["article_read"] = "article_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRejected:
    """A page that is not stored as an article, and why."""

    rejection: Rejection
    at: datetime
    type: Literal["page_rejected"] = "page_rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCaptured:
    """A page as it was sent, for the archive; ``body`` in base64, ``about`` in JSON."""

    kind: Kind
    outlet: str
    key: str
    part: int
    url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: str = field(repr=False)
    fetched_at: datetime
    about: str
    type: Literal["page_captured"] = "page_captured"


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRead:
    """A host's robots.txt; ``rules`` is its text, decompressed."""

    host: str
    outlet: str
    status: int
    rules: str
    at: datetime
    type: Literal["robots_read"] = "robots_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlEnded:
    """A crawl's end: Scrapy's reason, what the crawl counted, and what made it end early if known.

    What follows from the database's answers (new articles, rejections) is counted where events
    are recorded.
    """

    at: datetime
    reason: str
    seconds: float
    counts: Mapping[str, int]
    fields: tuple[FieldCount, ...] = ()
    sources: tuple[SourceCount, ...] = ()
    faults: tuple[FaultCount, ...] = ()
    unusable: str | None = None
    type: Literal["crawl_ended"] = "crawl_ended"


Told = (
    OutletDescribed
    | ListingRead
    | ListingAnswered
    | PageUnchanged
    | ReadingBegan
    | ReadingEnded
    | ArticleRead
    | PageRejected
    | PageCaptured
    | RobotsRead
)
Event = CrawlBegan | Told | CrawlEnded
