"""What the project makes of each kind of input, from bytes to rows, without the network.

Each reader returns what became of the input in a word; it raises what a crawl would not survive.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import TextResponse, XmlResponse
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.discovery.hints import ListingError
from crawler.discovery.links import links_to
from crawler.discovery.listing_responses import hints_on
from crawler.ingest import IngestSpider
from crawler.reading.page import NoArticleError
from crawler.registry import spider_for
from crawler.replay import saved_pages
from crawler.sources import Feed, Sitemap
from crawler.spiders.site import SiteSpider
from newsdb import configuration
from newsdb.articles import discovered, outlets
from newsdb.articles.discovered import Link, Listing
from newsdb.articles.rejections import Rejection, save
from newsdb.database import open_database
from newsdb.records import KST
from newsdb.storing import store
from pipelines.duplicates import signature_of
from pipelines.normalise import normalise
from pipelines.relevance import judge
from watchlist import WatchListError, load

if TYPE_CHECKING:
    from crawler.items import RawArticle

ROOT = Path(__file__).resolve().parents[2]
LOADER = get_spider_loader(get_project_settings())
SEEN = datetime(2026, 11, 28, 9, 0, tzinfo=KST)

_SITEMAP = "".join(
    f"<url><loc>https://a.kr/news/{n}</loc><lastmod>2026-11-20T09:30:00+09:00</lastmod></url>"
    for n in range(5)
)


class Readers:
    """Good inputs by kind, and for each kind what reads it into one database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = open_database(folder / "news.db")
        self.watch = load()
        self.outlets: set[str] = set()
        self._outlet(SiteSpider.outlet())
        self.ingest = IngestSpider(file=str(folder / "in.jsonl"))
        self.ingest.learn_outlets(LOADER)
        saved = list(saved_pages(ROOT / "fixtures"))
        self.addresses = {page.file.read_bytes(): page.url for page in saved}
        self.readers = {
            "page": self.page,
            "feed": self.feed,
            "sitemap": self.sitemap,
            "line": self.line,
            "watchlist": self.watchlist,
            "configuration": self.configuration,
        }
        toml = (ROOT / "watchlist" / "watchlist.toml").read_bytes()
        self.inputs: dict[str, list[bytes]] = {
            "page": [p.file.read_bytes() for p in saved if p.file.suffix == ".html"],
            "feed": [p.file.read_bytes() for p in saved if p.file.suffix == ".xml"],
            "sitemap": [f"<urlset>{_SITEMAP}</urlset>".encode()],
            "line": [json.dumps(_LINE | more, ensure_ascii=False).encode() for more in _MORE],
            "watchlist": [toml[:6_000], b'[topic.sme]\nko = ["\xec\xa4\x91\xea\xb8\xb0"]\n'],
            "configuration": [(ROOT / "hanil.toml").read_bytes(), _CONFIGURATION.encode()],
        }

    def close(self) -> None:
        self.db.close()

    def page(self, body: bytes, good: bytes) -> str:
        """Read a page as its outlet's spider does, or as one of any site, and store it."""
        url = self.addresses[good]
        spider = spider_for(url, LOADER, generic=len(body) % 3 == 0)
        link = Link(outlet="x", key="x", url=url)
        response = TextResponse(url, body=body, request=Request(url))
        try:
            return self._stored(spider.read(response, link, seen_at=SEEN))
        except NoArticleError as error:
            rejection = Rejection(
                outlet="x",
                key="x",
                url=url,
                reason=error.reason,
                looked_for=error.looked_for,
                found=error.found,
                seen_at=SEEN,
            )
            save(self.db, rejection, at=SEEN)
            return "rejected"

    def feed(self, body: bytes, good: bytes) -> str:
        return self._listing(body, Feed(self.addresses[good]))

    def sitemap(self, body: bytes, good: bytes) -> str:
        del good
        return self._listing(body, Sitemap("https://a.kr/sitemap.xml"))

    def line(self, body: bytes, good: bytes) -> str:
        """Read a line of a file for ``scrapy ingest``."""
        del good
        read = self.ingest.read(body.replace(b"\n", b" "), 1, seen_at=SEEN)
        if isinstance(read, Rejection):
            save(self.db, read, at=SEEN)
            assert read.reason == "bad line", read
            return "rejected"
        return self._stored(read)

    def watchlist(self, body: bytes, good: bytes) -> str:
        del good
        file = self.folder / "watchlist.toml"
        file.write_bytes(body)
        try:
            load(file)
        except WatchListError:
            return "rejected"
        return "read"

    def configuration(self, body: bytes, good: bytes) -> str:
        del good
        file = self.folder / "hanil.toml"
        file.write_bytes(body)
        try:
            configuration.load({"HANIL_CONFIG": str(file)})
        except configuration.ConfigurationError:
            return "rejected"
        return "read"

    def _listing(self, body: bytes, page: Feed | Sitemap) -> str:
        response = XmlResponse(page.url, body=body, request=Request(page.url))
        listing = Listing(url=page.url, outlet="site", kind=page.kind)
        unreadable: list[str] = []
        with suppress(ListingError):
            hints = hints_on(response, page, unreadable=unreadable)
            found = links_to(hints, listing, SiteSpider(urls=page.url), unreadable=unreadable)
            for each in found:
                self._outlet(each.outlet)
            discovered.remember(self.db, listing, [each.link for each in found], at=SEEN)
            return "read"
        return "rejected"

    def _stored(self, raw: RawArticle) -> str:
        """Take an article through what the pipelines do, as far as the row."""
        item = normalise(raw)
        if isinstance(item, Rejection):
            save(self.db, item, at=SEEN)
            return "rejected"
        self._outlet(raw.outlet)
        store(
            self.db,
            item.article,
            seen_at=SEEN,
            seen_url=raw.seen_url,
            link_key=raw.link_key,
            signature=signature_of(self.db, item.article),
            verdict=judge(self.watch, item.article),
            validators=raw.validators,
        )
        return "stored"

    def _outlet(self, outlet: Any) -> None:
        if outlet.name not in self.outlets:
            outlets.save(self.db, outlet)
            self.outlets.add(outlet.name)


_BODY = "한국과 일본의 소공인 열두 곳이 손을 잡고 공동 공방을 후쿠오카에 연다고 12일 밝혔다."
_LINE = {
    "url": "https://news.example.kr/7001",
    "title": "두 나라 소공인이 공동 공방을 연다",
    "body": f"[서울=뉴시스]김하나 기자 = {_BODY}\n{_BODY}",
    "published_at": "2026-11-20T09:30:00+09:00",
}
_MORE: tuple[dict[str, object], ...] = (
    {},
    {"authors": ["김하나 기자", "a@b.kr"], "keywords": ["한일", "협력"], "section": "경제"},
    {"url": "https://www.fnnews.com/news/202511251636058421", "modified_at": "2026.11.20 10:00"},
    {"language": "ja", "title": "日韓の工房", "body": "日韓の中小企業が会った。" * 5},
    {"image_url": "https://news.example.kr/1.jpg", "subtitle": "공방", "outlet": "kbiznews"},
)
_CONFIGURATION = """contact = "desk@example.kr"
[outlets.fnnews]
delay = 5
[scheduler]
[jobs.report]
schedule = "0 6 * * *"
command = "make 'report'"
[users.hana]
role = "reader"
"""
