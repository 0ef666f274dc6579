"""What an outlet's file says: its publisher, where its articles are found, how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.sources import addresses
from crawler.urls import Identity
from newsdb.records import Country, Language, Outlet, Policy

if TYPE_CHECKING:
    from datetime import date

    from scrapy.settings import BaseSettings

    from crawler.items import Field, Origin, Trust
    from crawler.reading.page_design import PageDesign
    from crawler.sources import Source
    from crawler.urls import ArticleUrl, ArticleUrls


class OutletAttributes:
    """The attributes of an outlet and what follows from them alone; nothing is requested."""

    #: The outlet's name on the command line and in the database.
    name: str

    # The publisher.

    #: The outlet's name as it writes it.
    title: ClassVar[str]
    #: The country where it is published.
    country: ClassVar[Country | None] = None
    #: The language it is written in.
    language: ClassVar[Language | None] = None
    #: Its home page, read when an unverified feed yields nothing.
    home: ClassVar[str]
    #: What its terms let us keep, for how long, and under which name.
    policy: ClassVar[Policy] = Policy()
    #: A summary of its terms for ``scrapy outlets``; the docstring says more.
    terms: ClassVar[str] = ""
    #: False for outlets that need consent; hanil.toml can enable them.
    enabled: ClassVar[bool] = True
    #: True for outlets that are off because too little of them has been seen: ``scrapy probe
    #: --all`` visits them, and when their facts hold hanil.toml can enable them.
    awaits_probe: ClassVar[bool] = False
    #: True for distributors of press releases: their article is where a story begins.
    is_press_wire: ClassVar[bool] = False

    # Where its articles are found, and when.

    #: What their URLs look like; other links in a listing are ignored.
    articles: ClassVar[ArticleUrl | ArticleUrls]
    #: Feeds, sitemaps, list pages and searches, requested in this order.
    sources: tuple[Source, ...] = ()
    #: Five cron fields in Asia/Seoul, days by name; None: crawled only on request.
    schedule: ClassVar[str | None] = None

    # How its pages are read.

    #: The designs of its pages in the order to try; a page that fits none is read as any site's.
    designs: ClassVar[tuple[PageDesign, ...]] = ()
    #: The fields for which its sources rank differently from USUAL_TRUST.
    trust: ClassVar[Trust] = {}
    #: Sources that say nothing about the article (``meta keywords``).
    ignored_readings: ClassVar[frozenset[str]] = frozenset()
    #: Where ``scrapy probe`` expects the fields of new pages to come from.
    usual_origins: ClassVar[dict[Field, Origin]] = {}
    #: Days on which its CMS stamped all articles as changed; these are not edits.
    migrated_on: ClassVar[tuple[date, ...]] = ()
    #: Whether a person asked for each page (``scrapy keep``): then few signs are enough.
    is_asked_for: ClassVar[bool] = False

    @classmethod
    def is_enabled(cls, settings: BaseSettings) -> bool:
        """Return whether the outlet is crawled: by hanil.toml, else by its spider's default."""
        return bool(settings.getdict("OUTLETS_ENABLED").get(cls.name, cls.enabled))

    @classmethod
    def outlet(cls) -> Outlet:
        """Return the publisher's record for the database."""
        return Outlet(
            name=cls.name,
            title=cls.title,
            country=cls.country,
            language=cls.language,
            home=cls.home,
            policy=cls.policy,
            press_wire=cls.is_press_wire,
        )

    @classmethod
    def addresses(cls) -> list[str]:
        """Return its home page, its listings and the forms of its articles' addresses."""
        articles = getattr(cls, "articles", None)  # one may find its keys otherwise
        return [cls.home, *addresses(cls.sources), *(articles.canonicals if articles else ())]

    # A spider that reads several publishers (SiteSpider) overrides these three.

    def outlet_of(self, url: str) -> Outlet:
        """Return the publisher of the page at ``url``."""
        del url
        return self.outlet()

    @classmethod
    def key_of(cls, url: str) -> str | None:
        """Return the key of the article at ``url``, None when it is not one of this outlet's."""
        return cls.articles.key(url)

    @classmethod
    def address_of(cls, url: str, key: str) -> str:
        """Return the canonical URL of the article at ``url``."""
        del key
        return cls.articles.address(url)

    def identify(self, url: str) -> Identity | None:
        """Return the identity of the article at ``url``; None when it is not this outlet's."""
        key = self.key_of(url)
        return Identity(self.outlet_of(url), key, self.address_of(url, key)) if key else None
