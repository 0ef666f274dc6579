"""Any site."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from crawler.arguments import ArgumentError
from crawler.discovery.planning import listings_of
from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed, Sitemap
from crawler.urls import clean, identify, is_same_page, joined
from newsdb.database import open_database
from newsdb.records import SITE_PREFIX, Outlet, Policy
from newsdb.sites import sites

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.items import RawArticle
    from newsdb.articles.discovered import Link
    from newsdb.sites.sites import Site


class SiteSpider(OutletSpider):
    """Any site, read from JSON-LD, meta tags, embedded state and the lines of the page.

    :param feed: the URL of an RSS, Atom or RDF feed
    :param sitemap: the URL of a news sitemap
    :param site: the name of a site that was added with ``scrapy sites`` or at the desk
    :param urls: one article URL, or a file with one a line
    :param limit: how many new articles this run may add, instead of site_limit in hanil.toml

    Terms: unknown; check a site's terms before you crawl it.
    Caveats: the outlet of an article is ``site:`` and its host, whatever the page says about its
    publisher; pages that have more signs of something else are rejected. Title, country, language
    and terms are those of the site that was added with this host, if there is one.
    """

    name = "site"
    title = "any site"
    home = ""

    def __init__(
        self,
        *args: Any,
        feed: str | None = None,
        sitemap: str | None = None,
        site: str | None = None,
        limit: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        given = {"feed": feed, "sitemap": sitemap, "site": site, "limit": limit}
        self.arguments |= {name: value for name, value in given.items() if value}
        if limit and not (limit.isascii() and limit.isdigit() and int(limit)):
            raise ArgumentError(f"-a limit={limit}: it is a number of articles, 1 or more")
        self.limit = int(limit) if limit else None
        if not (feed or sitemap or site or self.urls):
            raise ArgumentError("site needs something to read: -a site=, feed=, sitemap= or urls=")
        self.site = site
        self.kept: dict[str, Site] = {}  # those that people have added, by the hosts of articles
        try:
            self.sources = (
                *((Feed(clean(feed)),) if feed else ()),
                *((Sitemap(clean(sitemap)),) if sitemap else ()),
            )
        except ValueError as error:
            raise ArgumentError(f"-a feed= or sitemap=: {error}") from None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with what its database knows of the sites.

        Raises ArgumentError when there is no site of the name that was given.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        known = sites_in(crawler.settings["DATABASE"])
        for each in reversed(known):  # of two sites with one host, the first by name counts
            if each.state != "removed":
                spider.kept |= dict.fromkeys((identify(each.home)[0], *each.hosts), each)
        if spider.site:
            spider.sources += listings_of_site(known, spider.site)
        return spider

    @property
    def lock_name(self) -> str:
        """The name of the lock: that of the site's name, or made of up to three of the hosts."""
        if self.site:
            return f"site-{self.site}"
        listed = (source.url for source in listings_of(self.sources))
        hosts = sorted({identify(url)[0] for url in (*listed, *self.urls)})
        return f"site-{'-'.join(hosts[:3])}"

    def outlet_of(self, url: str) -> Outlet:
        """Return the site at ``url`` as a publisher."""
        site, _ = identify(url)
        if kept := self.kept.get(site):
            return Outlet(
                name=f"{SITE_PREFIX}{site}",
                title=kept.title,
                country=kept.country,
                language=kept.language,
                home=kept.home,
                policy=kept.policy,
            )
        return Outlet(
            name=f"{SITE_PREFIX}{site}",
            title=site,
            country=None,
            language=None,
            home=f"https://{site}/",
            policy=Policy(may_gloss="nothing"),  # nobody has read its terms
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


def sites_in(database: str) -> list[Site]:
    """Return the sites that a database has, removed ones too; none if there is no such file."""
    if database == ":memory:" or not Path(database).exists():
        return []
    db = open_database(database)
    try:
        return sites.listing(db, removed=True)
    finally:
        db.close()


def listings_of_site(known: list[Site], name: str) -> tuple[Feed | Sitemap, ...]:
    """Return where a site names its articles; raises ArgumentError when there is none to crawl."""
    found = next((each for each in known if each.name == name), None)
    if found is None or found.state == "removed":
        names = ", ".join(each.name for each in known if each.state != "removed") or "none"
        raise ArgumentError(f"-a site={name}: there is no such site (known: {names})")
    return tuple(
        Feed(source.url) if source.kind == "feed" else Sitemap(source.url)
        for source in found.sources
    )
