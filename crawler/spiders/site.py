"""Any site."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crawler.arguments import ArgumentError
from crawler.discovery.planning import listings_of
from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed, Sitemap
from crawler.urls import clean, identify, is_same_page, joined
from newsdb.records import SITE_PREFIX, Outlet

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Response

    from crawler.items import RawArticle
    from newsdb.articles.discovered import Link


class SiteSpider(OutletSpider):
    """Any site, read from JSON-LD, meta tags, embedded state and the lines of the page.

    :param feed: the URL of an RSS, Atom or RDF feed
    :param sitemap: the URL of a news sitemap
    :param urls: one article URL, or a file with one a line
    :param limit: how many new articles this run may add, instead of site_limit in hanil.toml

    Terms: unknown; check a site's terms before you crawl it.
    Caveats: the outlet of an article is ``site:`` and its host, whatever the page says about its
    publisher; pages that have more signs of something else are rejected.
    """

    name = "site"
    title = "any site"
    home = ""

    def __init__(
        self,
        *args: Any,
        feed: str | None = None,
        sitemap: str | None = None,
        limit: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        given = {"feed": feed, "sitemap": sitemap, "limit": limit}
        self.arguments |= {name: value for name, value in given.items() if value}
        if limit and not (limit.isascii() and limit.isdigit() and int(limit)):
            raise ArgumentError(f"-a limit={limit}: it is a number of articles, 1 or more")
        self.limit = int(limit) if limit else None
        if not (feed or sitemap or self.urls):
            raise ArgumentError("site needs something to read: -a feed=, sitemap= or urls=")
        try:
            self.sources = (
                *((Feed(clean(feed)),) if feed else ()),
                *((Sitemap(clean(sitemap)),) if sitemap else ()),
            )
        except ValueError as error:
            raise ArgumentError(f"-a feed= or sitemap=: {error}") from None

    @property
    def lock_name(self) -> str:
        """The name of the lock, made of up to three of the hosts."""
        listed = (source.url for source in listings_of(self.sources))
        hosts = sorted({identify(url)[0] for url in (*listed, *self.urls)})
        return f"site-{'-'.join(hosts[:3])}"

    def outlet_of(self, url: str) -> Outlet:
        """Return the site at ``url`` as a publisher."""
        site, _ = identify(url)
        return Outlet(
            name=f"{SITE_PREFIX}{site}",
            title=site,
            country=None,
            language=None,
            home=f"https://{site}/",
        )

    @classmethod
    def key_of(cls, url: str) -> str | None:
        """Return the key of the page at ``url``; None for a home page or an invalid URL."""
        try:
            return identify(url)[1] or None  # a home page is not an article
        except ValueError:
            return None

    @classmethod
    def address_of(cls, url: str, key: str) -> str:
        """Return ``url`` without trackers."""
        del key
        return clean(url)

    def read(self, response: Response, link: Link, *, seen_at: datetime) -> RawArticle:
        """Return the article on a page, under the address that the page states for itself.

        Raises NoArticleError when there is none.
        """
        article = super().read(response, link, seen_at=seen_at)
        for reading in article.readings.get("canonical", ()):
            url = joined(response.url, reading.values[0])
            if reading.source == "meta link canonical" and url and is_same_page(article.url, url):
                identity = self.identify(url)
                assert identity is not None
                return replace(article, key=identity.key, url=identity.url)
        return article

    def left_over(self) -> list[Link]:
        """Return the unread articles that earlier runs found in the same listings."""
        return [
            link
            for source in listings_of(self.sources)
            for link in self.storage.left_over(found_in=source.url)
        ]

    def room(self) -> int | None:
        """Return how many links this run may add: nobody has looked at what a site lists."""
        return self.limit or self.settings.getint("SITE_LIMIT")

    def outlet_names(self) -> list[str]:
        """Return the sites of the listings."""
        return sorted({self.outlet_of(source.url).name for source in listings_of(self.sources)})
