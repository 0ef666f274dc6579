"""Several outlets in one crawl: feeds with whole articles, feeds that are gone, refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawler.discovery.apis.naver import address
from tests.support.crawls import ROOT, rows, scrapy, value
from tests.support.loopback import Answer, Site, serving

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

FIXTURES = ROOT / "fixtures"
REFUSED = "/industry/business-venture/2026/11/20/QW3ERT5YUI7OP2ASDF4GHJ6KLA/"
MOVED = "/rss/gns_rss_allArticle.xml"
HOME = f"""<html><head><title>첫 화면</title>
<link rel="alternate" type="application/rss+xml" href="{MOVED}"></head>
<body><a href="/">처음</a><a href="/news/articleView.html?idxno=109214">상담회</a></body></html>"""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Site, str, int]:
    """Crawl four outlets at once, each with a different problem."""
    database = tmp_path_factory.mktemp("outlets") / "news.db"
    names = ("newsis", "kbiznews", "chosunbiz", "etnews")
    with serving(*(FIXTURES / name for name in names)) as site:
        # kbiznews has moved its feed and its list; its home page names the new feed.
        site.answers[MOVED] = site.answers.pop("/rss/allArticle.xml")
        del site.answers["/news/articleList.html?view_type=sm"]
        site.answers["/"] = Answer(HOME.encode(), headers={"Content-Type": "text/html"})
        # ChosunBiz refuses one page, in words that could be an article's.
        words = "<h1>접근이 차단되었습니다</h1><p>비정상적인 접근이 확인되었습니다.</p>" * 5
        site.answers[REFUSED] = Answer(words.encode(), 403, {"Content-Type": "text/html"})
        # Electronic Times has lost all its feeds.
        for path in [each for each in site.answers if each.endswith("22069.xml")]:
            del site.answers[path]
        done = scrapy("crawl", *names, *site.settings, "-s", f"DATABASE={database}")
    assert "Traceback" not in done.log, done.log
    return database, site, done.log, done.code


Crawled = tuple["Path", Site, str, int]


def test_one_failing_outlet_stops_no_other(crawled: Crawled) -> None:
    database, _, log, code = crawled
    assert code == 1
    outcomes = dict(rows(database, "SELECT spider, outcome FROM runs"))
    assert outcomes == {
        "newsis": "success",
        "kbiznews": "success",
        "chosunbiz": "success",
        "etnews": "failure",
    }
    assert "etnews failed: no links on any listing that answered" in log


def test_a_feed_that_tells_whole_articles_saves_their_pages(crawled: Crawled) -> None:
    database, site, _, _ = crawled
    told = rows(
        database,
        "SELECT key, published_at, date_source, source, dateline, layout FROM articles"
        " WHERE outlet = 'newsis' AND layout = 'feed' ORDER BY key",
    )
    assert told == [
        ("NISX20251209_0003430011", "2025-12-09T11:00:00+09:00", "feed", "뉴시스", "서울", "feed"),
        ("NISX20261120_0003640077", "2026-11-20T10:40:00+09:00", "feed", "뉴시스", "서울", "feed"),
    ]
    asked = [path for path in site.asked if path.startswith("/view/")]
    assert asked == ["/view/NISX20261105_0003611204"]  # which the feed told the beginning of
    expected = json.loads(
        (FIXTURES / "newsis" / "viewer-test-reports" / "page.expected.json").read_text("utf-8")
    )
    read = "SELECT body FROM article_bodies JOIN articles ON id = article_id WHERE key = ?"
    assert value(database, read, expected["key"]) == expected["body"]
    author = "SELECT name, role FROM authors JOIN articles ON id = article_id WHERE key = ?"
    assert rows(database, author, expected["key"]) == [("제갈윤", "기자")]


def test_a_feeds_text_backs_up_a_page_that_is_refused(crawled: Crawled) -> None:
    database, site, log, _ = crawled
    assert REFUSED in site.asked
    layouts = dict(rows(database, "SELECT layout, title FROM articles WHERE outlet='chosunbiz'"))
    assert layouts.keys() == {"arc", "feed"}
    assert layouts["feed"].startswith("후쿠오카로 간")
    assert f"{REFUSED}: http 403; using the feed's text" in log
    assert not value(database, "SELECT count(*) FROM article_bodies WHERE body LIKE '%차단%'")


def test_a_feed_that_has_moved_is_said_and_found(crawled: Crawled) -> None:
    database, _, log, _ = crawled
    assert "allArticle.xml (unverified) yields nothing (http 404): searching" in log
    assert "feeds that crawler/spiders/kbiznews.py does not know (edit sources)" in log
    assert MOVED in log
    keys = rows(database, "SELECT key FROM articles WHERE outlet = 'kbiznews' ORDER BY key")
    assert keys == [("104881",), ("109214",)]


def test_the_table_of_outlets(crawled: Crawled) -> None:
    database, _, _, _ = crawled
    done = scrapy("outlets", "--json", environment={"HANIL_DATABASE": str(database)})
    assert done.code == 0, done.log
    outlets = {each["name"]: each for each in json.loads(done.out)}
    assert len(outlets) >= 24
    assert outlets["newsis"]["articles_last_seven_days"] >= 2
    assert outlets["newsis"]["last_success"]
    assert outlets["etnews"]["last_success"] is None
    assert outlets["prtimes"]["enabled"] is outlets["hankyung"]["enabled"] is False
    assert not outlets["prtimes"]["awaits_probe"]
    assert outlets["koreaherald"]["awaits_probe"]
    assert outlets["koreaherald"]["enabled"] is False
    assert all(each["terms"] and each["country"] for each in outlets.values())


def test_an_outlet_that_needs_consent_is_off_and_then_kept_short(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    crawl = ("crawl", "prtimes", "-s", f"REPLAY={FIXTURES / 'prtimes'}")
    refused = scrapy(*crawl, "-s", f"DATABASE={database}")
    assert refused.code == 2
    assert "prtimes is off (commercial use needs consent)" in refused.log
    configuration = tmp_path / "hanil.toml"
    configuration.write_text('database = "news.db"\n[outlets.prtimes]\nenabled = true\n')
    environment = {"HANIL_CONFIG": str(configuration)}
    done = scrapy(*crawl, environment=environment)
    assert done.code == 0, done.log
    bodies = [body for (body,) in rows(database, "SELECT body FROM article_bodies")]
    assert len(bodies) == 2
    assert all(0 < len(body) <= 200 and "\n" not in body for body in bodies)
    assert value(database, "SELECT count(*) FROM articles WHERE kept = 'excerpt'") == 2
    # The pages were seen in November 2026; whenever this runs later than 90 days, they go.
    purged = scrapy("purge", "--json", environment=environment)
    assert purged.code == 0, purged.log
    left = value(database, "SELECT count(*) FROM article_bodies WHERE body <> ''")
    cut = sum(each["articles"] for each in json.loads(purged.out)["cut"])
    assert left + cut == 2


QUERIES = ("한일 중소기업", "중기중앙회 일본", "코트라 일본")


def test_navers_search_finds_for_an_outlet_without_a_feed(tmp_path: Path) -> None:
    seen: list[tuple[str | None, str | None]] = []
    link = "https://www.news1.kr/industry/sb-founded/6312877"
    items = [
        {
            "title": "중기부, <b>나고야</b>에",
            "originallink": link,
            "link": "https://n.news.naver.com/x",
            "pubDate": "Mon, 12 Oct 2026 15:22:00 +0900",
        },
        {
            "title": "다른 곳",
            "originallink": "https://elsewhere.kr/1",
            "link": "https://elsewhere.kr/1",
            "pubDate": "Mon, 12 Oct 2026 15:22:00 +0900",
        },
    ]

    def search(handler: BaseHTTPRequestHandler) -> None:
        names = ("X-Naver-Client-Id", "X-Naver-Client-Secret")
        seen.append((handler.headers.get(names[0]), handler.headers.get(names[1])))
        body = json.dumps({"items": items}).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with serving(FIXTURES / "news1") as site:
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /v1/\n")
        for words in QUERIES:
            site.answers[address(words).removeprefix("https://openapi.naver.com")] = search
        crawl = ("crawl", "news1", *site.settings, "-s", "RETRY_BACKOFF=0.05")
        del site.answers["/industry/sb-founded"]  # now only the search knows
        key = {"NAVER_CLIENT_ID": "our-name", "NAVER_CLIENT_SECRET": "our-secret"}
        on = scrapy(*crawl, "-s", f"DATABASE={tmp_path / 'on.db'}", environment=key)
    assert on.code == 0, on.log
    assert seen == [("our-name", "our-secret")] * 3
    found = "SELECT key, found_by, found_in LIKE '%openapi%' FROM discovered"
    assert rows(tmp_path / "on.db", found) == [("6312877", "search", 1)]
    assert value(tmp_path / "on.db", "SELECT count(*) FROM articles") == 1
    assert "our-secret" not in on.log
    assert b"our-secret" not in (tmp_path / "on.db").read_bytes()


def test_an_index_of_sitemaps_is_followed(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for name, xml in (
        ("index", "<sitemapindex><sitemap><loc>/new.xml</loc></sitemap></sitemapindex>"),
        ("new", "<urlset><url><loc>https://a.example/news/17</loc></url></urlset>"),
    ):
        file = tmp_path / "pages" / f"{name}.xml"
        file.write_text(xml)
        file.with_suffix(".json").write_text(f'{{"url": "https://a.example/{name}.xml"}}')
    crawl = ("crawl", "site", "-a", "sitemap=https://a.example/index.xml")
    database = tmp_path / "news.db"
    done = scrapy(*crawl, "-s", f"REPLAY={tmp_path / 'pages'}", "-s", f"DATABASE={database}")
    found = rows(database, "SELECT url, found_by, found_in FROM discovered")
    assert found == [
        ("https://a.example/news/17", "sitemap", "https://a.example/new.xml"),
    ], done.log


def test_urls_are_dealt_to_the_outlets_they_belong_to(tmp_path: Path) -> None:
    urls = tmp_path / "urls.txt"
    urls.write_text(
        "https://m.yna.co.kr/view/AKR20251209094700030\n"
        "https://www.mk.co.kr/news/business/11984410\n"
    )
    crawl = ("crawl", "yna", "mk", "-s", f"REPLAY={FIXTURES}", "-a", f"urls={urls}")
    database = tmp_path / "x.db"
    done = scrapy(*crawl, "-s", f"DATABASE={database}")
    assert done.code == 1  # the mobile page is not saved; what is, is read all the same
    assert rows(database, "SELECT outlet FROM articles") == [("mk",)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("jetro", "yna", "-O", "out.jsonl"), "would overwrite each other's articles"),
        (("site", "-a", "feed=nowhere"), "'nowhere' is not an http(s) URL"),
        (("site", "-a", "sitemap=ftp://a.example/x"), "is not an http(s) URL"),
    ],
)
def test_what_can_not_be_meant_is_refused(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = scrapy("crawl", *words, "-s", f"DATABASE={tmp_path / 'news.db'}")
    assert done.code == 2
    assert told in done.log
    assert "Traceback" not in done.log


def test_several_outlets_write_a_file_each(tmp_path: Path) -> None:
    out = tmp_path / "%(name)s.jsonl"
    settings = ("-s", f"REPLAY={FIXTURES}", "-s", f"DATABASE={tmp_path / 'news.db'}")
    done = scrapy("crawl", "jetro", "yna", "-O", out, *settings)
    assert done.code == 0, done.log
    lines = [(tmp_path / f"{name}.jsonl").read_text().splitlines() for name in ("jetro", "yna")]
    assert [len(each) for each in lines] == [5, 3]
