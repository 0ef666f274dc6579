"""Articles of several pages, plain pages that a feed names, and pages without their text."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import scrapy as framework
from scrapy.crawler import Crawler
from scrapy.statscollectors import DummyStatsCollector

from crawler.discovery.further_pages import FurtherPages
from crawler.discovery.run_links import RunLinks
from crawler.items import RawArticle
from crawler.outlet_spider import OutletSpider
from crawler.urls import ArticleUrl
from newsdb.articles import attempts, discovered, outlets
from newsdb.articles.discovered import Link
from newsdb.crawls.recording import Run
from newsdb.crawls.storage import LocalStorage
from newsdb.database import open_database, transaction
from tests.support.crawls import rows, scrapy

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://www.dawn.example"
TITLES = {
    1: "부산·후쿠오카 중소기업, 부품 공동생산 협약",
    2: "공동 검사장 다음 달 문 연다",
    3: "조합, 기술자 서로 보내기로",
    4: "나고야서 수출 상담회",
    5: "삼나무 찻잔 2인 세트",
}
HEAD = "<!DOCTYPE html><meta charset=utf-8><title>{} - 새벽경제</title>"
TEXTS = [
    "부산의 금속가공 중소기업 열두 곳이 후쿠오카의 공방들과 부품을 함께 만들기로 했다.",
    "두 지역 상공회의소는 25일 협약을 맺고 시제품 세 가지를 내놓겠다고 밝혔다.",
    "참여 기업은 검사 장비를 나눠 쓰고 물량도 서로 넘겨받는다.",
]


def page(number: int, text: str, more: str = "") -> str:
    title = TITLES[number]
    return f"{HEAD.format(title)}<h1>{title}</h1><div id=text><p>{text}</p>{more}</div>"


PAGES = {
    f"/news/{1}": page(1, TEXTS[0], "<a rel=next href='?page=2'>다음 페이지</a>"),
    f"/news/{1}?page=2": page(1, TEXTS[1], "<a rel=next href='?page=3'>다음 페이지</a>"),
    f"/news/{1}?page=3": page(1, TEXTS[2], "<a rel=prev href='?page=2'>이전 페이지</a>"),
    f"/news/{2}": page(2, TEXTS[0], "<a rel=next href='?page=2'>다음 페이지</a>"),
    f"/news/{3}": page(3, TEXTS[1]),
    f"/news/{4}": f"{HEAD.format('새벽경제')}<div id=root></div>",
    f"/shop/{5}": f"{HEAD.format(TITLES[5])}<meta property='og:type' content='product'>"
    f"<h1>{TITLES[5]}</h1><b>38,000원</b><button>장바구니 담기</button><p>{TEXTS[2]}</p>",
}


def save(folder: Path) -> None:
    items = "".join(
        f"<item><title>{title}</title><link>{SITE}/{'shop' if n == 5 else 'news'}/{n}</link>"
        f"<pubDate>Thu, 12 Mar 2026 10:0{n}:00 +0900</pubDate></item>"
        for n, title in TITLES.items()
    )
    feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
    for number, (path, text) in enumerate({"/rss.xml": feed, **PAGES}.items()):
        file = folder / f"{number}.{'xml' if number == 0 else 'html'}"
        file.write_text(text, encoding="utf-8")
        described = {"url": SITE + path, "fetched_at": "2026-03-12T12:00:00+09:00"}
        file.with_suffix(".json").write_text(json.dumps(described), encoding="utf-8")


def test_how_much_of_an_article_its_page_shows(tmp_path: Path) -> None:
    save(tmp_path)
    database = tmp_path / "news.db"
    feed = f"feed={SITE}/rss.xml"
    done = scrapy(
        *("crawl", "site", "-a", feed, "-s", f"REPLAY={tmp_path}", "-s", f"DATABASE={database}")
    )
    assert done.code == 0, done.log
    stored = rows(
        database,
        "SELECT a.title, a.access, b.body FROM articles a"
        " JOIN article_bodies b ON b.article_id = a.id ORDER BY a.key",
    )
    assert stored == [
        (TITLES[1], "free", "\n\n".join(TEXTS)),
        (TITLES[2], "partial", TEXTS[0]),  # its second page is not there
        (TITLES[3], "free", TEXTS[1]),
        (TITLES[4], "headline", ""),
    ]
    assert rows(database, "SELECT url, reason FROM rejections") == [(f"{SITE}/shop/5", "product")]
    assert rows(database, "SELECT count(*) FROM reading_attempts") == [(0,)]


class DawnSpider(OutletSpider):
    name = "dawn"
    title = "새벽경제"
    country = "KR"
    language = "ko"
    home = f"{SITE}/"
    articles = ArticleUrl(
        re.compile(rf"{re.escape(SITE)}/news/(?P<key>\d+)"), SITE + "/news/{key}"
    )


def test_a_further_page_that_killed_a_run_is_left(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    at = datetime(2026, 3, 12, tzinfo=UTC)
    url = f"{SITE}/news/1"
    spider = DawnSpider(urls=url)
    outlets.save(db, spider.outlet())
    link = Link(outlet="dawn", key="1", url=url)
    discovered.remember(db, None, [link], at=at)
    with transaction(db):
        db.conn.execute(
            "INSERT INTO runs (id, spider, arguments, started_at)"
            " VALUES (1, 'dawn', '{}', '2026-03-12'), (2, 'dawn', '{}', '2026-03-12')"
        )
        attempts.begin(db, outlet="dawn", key="1", run_id=1, at=at)  # and run 1 died
    crawler = Crawler(framework.Spider)
    storage = LocalStorage(str(tmp_path / "news.db"))
    storage.run = Run(2)
    spider.links = RunLinks(
        storage,
        path="news.db",
        stats=DummyStatsCollector(crawler),
        count=lambda _name, _number: None,
        logger=logging.getLogger(__name__),
    )
    article = RawArticle(
        outlet=spider.outlet(),
        key="1",
        url=url,
        seen_url=url,
        seen_at=at,
        found_by="url",
        layout="generic",
        next_page=f"{url}?page=2",
        readings={},
    )
    spider.links.begin_reading(link)
    assert isinstance(FurtherPages(spider).after(article, link), framework.Request)
    assert rows(tmp_path / "news.db", "SELECT run_id FROM reading_attempts") == [(1,)]
    (again,) = discovered.to_do(db, at=at, outlet="dawn")
    assert again.begun == 1
    assert FurtherPages(spider).after(article, again) is article
    storage.close()
    db.close()
