"""PublisherSpider: who publishes, what its terms let us keep, what its addresses look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import scrapy

from newsdb.records import Country, Language, Outlet, Policy

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.urls import ArticleUrl, ArticleUrls


class PublisherSpider(scrapy.Spider):
    """The part of an outlet's spider that is known without visiting it."""

    # Regarding the publisher.
    title: ClassVar[str]
    country: ClassVar[Country | None] = None
    language: ClassVar[Language | None] = None
    home: ClassVar[str]
    policy: ClassVar[Policy] = Policy()
    terms: ClassVar[str] = ""  # in a few words, for ``scrapy outlets``; the docstring says more
    enabled: ClassVar[bool] = True  # hanil.toml may say otherwise

    # Regarding the addresses of its articles.
    articles: ClassVar[ArticleUrl | ArticleUrls]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let hanil.toml slow an outlet down, never speed it up."""
        super().update_settings(settings)
        own = settings.getdict("OUTLET_DELAYS").get(cls.name)
        if own is not None and own > settings.getfloat("DOWNLOAD_DELAY"):
            settings.set("DOWNLOAD_DELAY", own, priority="spider")

    @classmethod
    def is_enabled(cls, settings: BaseSettings) -> bool:
        """Tell whether the outlet is crawled: as hanil.toml says, else as its spider does."""
        return bool(settings.getdict("OUTLETS_ENABLED").get(cls.name, cls.enabled))

    @property
    def lock_name(self) -> str:
        """What only one process at a time may crawl."""
        return self.name

    @classmethod
    def outlet(cls) -> Outlet:
        """Return the publisher as it is written to the database."""
        return Outlet(
            name=cls.name,
            title=cls.title,
            country=cls.country,
            language=cls.language,
            home=cls.home,
            policy=cls.policy,
        )

    def outlet_of(self, url: str) -> Outlet:
        """Return the publisher of the page at ``url``."""
        del url  # an outlet's spider reads one publisher
        return self.outlet()

    @classmethod
    def key_of(cls, url: str) -> str | None:
        """Return the key of the article at ``url``, None when it is no article of this outlet."""
        return cls.articles.key(url)

    @classmethod
    def address_of(cls, url: str, key: str) -> str:
        """Return the canonical address of the article that ``url`` leads to."""
        del key
        return cls.articles.address(url)
