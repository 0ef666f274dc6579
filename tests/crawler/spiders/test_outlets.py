"""Every outlet states what it is and its terms, and has two pages of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from commands.common.outlet_table import document
from crawler.discovery.planning import listings_of
from crawler.reading.charset import decode
from crawler.reading.page import read_page
from crawler.registry import outlet_spiders, spider_for
from crawler.sources import DataPortal, Feed, ListPage, NaverSearch, all_verified, sources_of

if TYPE_CHECKING:
    from crawler.outlet_spider import OutletSpider

ROOT = Path(__file__).resolve().parents[3]
LOADER = get_spider_loader(get_project_settings())
SPIDERS = outlet_spiders(LOADER)

COUNTRIES = {
    "KR": re.compile(r"Korea|KBIZ"),
    "JP": re.compile(r"Japan|JETRO|SMRJ"),
}


@pytest.mark.parametrize("spider", SPIDERS, ids=lambda spider: spider.name)
class TestOutlet:
    def test_docstring_says_what_an_analyst_and_a_lawyer_ask(
        self, spider: type[OutletSpider]
    ) -> None:
        docstring = spider.__doc__ or ""
        first = docstring.strip().splitlines()[0]
        assert len(first) > 30
        assert first.endswith(".")
        for section in ("Gives", "Terms", "Feeds", "Caveats", "Evidence"):
            assert re.search(rf"^    {section}: \S", docstring, re.MULTILINE), section
        assert spider.country is not None
        assert COUNTRIES[spider.country].search(docstring)
        # What nobody has verified is marked, and then the spider looks for itself.
        assert all_verified(spider.sources) or "[U]" in docstring

    def test_class_says_what_the_database_needs(self, spider: type[OutletSpider]) -> None:
        assert spider.title
        assert spider.language in {"ko", "ja", "en"}
        assert spider.home.startswith("https://")
        assert spider.terms
        assert spider.policy.attribution
        assert not spider.policy.may_learn or "attribution" in spider.terms
        refuses = any(word in spider.terms for word in ("no AI use", "permission"))
        assert (spider.policy.may_gloss == "nothing") == refuses
        assert [*listings_of(spider.sources), *sources_of(DataPortal, spider.sources)]
        assert not (spider.enabled and spider.awaits_probe)
        # A Korean outlet without feed and API is looked for in Naver's search, and no other is.
        searched = bool(sources_of(NaverSearch, spider.sources))
        listed = bool(sources_of(Feed, spider.sources) or sources_of(DataPortal, spider.sources))
        assert searched == (spider.language == "ko" and not listed)

    def test_file_is_named_after_it_and_short(self, spider: type[OutletSpider]) -> None:
        file = ROOT / "crawler" / "spiders" / f"{spider.name}.py"
        assert spider.__module__ == f"crawler.spiders.{spider.name}"
        assert file.stat().st_size <= 3400  # bytes; Hangul takes three each

    def test_two_pages_and_a_feed_or_list_are_saved(self, spider: type[OutletSpider]) -> None:
        files = sorted((ROOT / "fixtures" / spider.name).rglob("*.expected.json"))
        expected = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        articles = [each for each in expected if "title" in each]
        # One whose texts an API has whole is not asked for pages.
        apis = sources_of(DataPortal, spider.sources)
        assert len(articles) >= 2 or any(api.text == "first" for api in apis)
        assert {each["outlet"] for each in articles} <= {spider.name}
        listings = [file for file, each in zip(files, expected, strict=True) if "links" in each]
        kinds = {
            "feed.expected.json": bool(sources_of(Feed, spider.sources) or apis),
            "list.expected.json": bool(sources_of(ListPage, spider.sources)),
        }
        assert any(kinds[file.name] for file in listings)
        assert not articles or any(each["published_at"] for each in articles)

    def test_canonical_addresses_lead_to_themselves(self, spider: type[OutletSpider]) -> None:
        for file in (ROOT / "fixtures" / spider.name).rglob("page.expected.json"):
            expected = json.loads(file.read_text(encoding="utf-8"))
            if "key" in expected:
                assert spider.key_of(expected["url"]) == expected["key"]
                assert spider.address_of(expected["url"], expected["key"]) == expected["url"]
                assert spider_for(expected["url"], LOADER).name == spider.name

    def test_a_design_begins_before_it_ends(self, spider: type[OutletSpider]) -> None:
        for design in spider.designs:
            if design.since and design.until:
                assert design.since <= design.until, design.name

    def test_what_the_probe_expects_is_true_of_the_pages(self, spider: type[OutletSpider]) -> None:
        known = {design.name for design in spider.designs} or {"generic", "arc"}
        origins: dict[str, set[str]] = {field: set() for field in spider.usual_origins}
        for file in sorted((ROOT / "fixtures" / spider.name).rglob("page.expected.json")):
            expected = json.loads(file.read_text(encoding="utf-8"))
            if "layout" not in expected:
                continue
            assert expected["layout"] in known
            html = decode(file.with_name("page.html").read_bytes())[0]
            page = read_page(html, expected["url"], designs=spider.designs, trust=spider.trust)
            for field, found in origins.items():
                found.update(each.origin for each in page.readings.get(field, [])[:1])  # type: ignore[call-overload]
        for field, usual in spider.usual_origins.items():
            assert usual in origins[field] or usual == "feed", field


def test_the_table_in_the_documents_is_current() -> None:
    page = (ROOT / "docs" / "outlets.md").read_text(encoding="utf-8")
    assert page == document(SPIDERS), "hanil outlets --markdown > docs/outlets.md"


#: One article's addresses: the canonical one, then AMP, mobile, old and tracked forms.
ALIASES = [
    (
        "https://www.yna.co.kr/view/AKR20251209094700030",
        "https://m.yna.co.kr/view/AKR20251209094700030",
        "http://yna.co.kr/view/AKR20251209094700030?section=economy/all",
        "https://www.yna.co.kr/amp/view/AKR20251209094700030?input=1195m",
    ),
    (
        "https://jp.yna.co.kr/view/AJP20251209002100882",
        "https://m-jp.yna.co.kr/view/AJP20251209002100882?section=economy/index",
    ),
    (
        "https://en.yna.co.kr/view/AEN20230419006200320",
        "https://m-en.yna.co.kr/view/AEN20230419006200320",
    ),
    (
        "https://www.newsis.com/view/NISX20260312_0003545057",
        "http://www.newsis.com/view/?id=NISX20260312_0003545057&cID=10401&pID=10400",
        "https://mobile.newsis.com/view/NISX20260312_0003545057",
    ),
    ("https://www.etnews.com/20260310000310", "http://m.etnews.com/20260310000310?SNS=00002"),
    (
        "https://www.asiae.co.kr/article/2026031120190411885",
        "https://view.asiae.co.kr/article/2026031120190411885",
        "https://cm.asiae.co.kr/ampview.htm?no=2026031120190411885",
        "http://view.asiae.co.kr/news/view.htm?sec=it&idxno=2026031120190411885",
    ),
    (
        "https://www.hankyung.com/article/202603127185i",
        "https://hankyung.com/amp/202603127185i",
        "https://www.hankyung.com/economy/article/202603127185i?utm_source=x",
    ),
    (
        "https://www.etoday.co.kr/news/view/2563814",
        "https://m1.etoday.co.kr/view.php?idxno=2563814",
        "http://www.etoday.co.kr/news/section/newsview.php?TM=news&idxno=2563814",
    ),
    (
        "https://www.edaily.co.kr/News/Read?newsId=05326726645382664&mediaCodeNo=257",
        "https://m.edaily.co.kr/news/read?newsId=05326726645382664&mediaCodeNo=257",
        "http://www1.edaily.co.kr/news/news_detail.asp?mediaCodeNo=257&newsId=05326726645382664",
    ),
    ("https://www.mk.co.kr/news/world/11985985", "https://m.mk.co.kr/news/world/11985985?x=1"),
    (
        "https://www.ajunews.com/view/20260304084140534",
        "https://m.ajunews.com/view/20260304084140534",
    ),
    (
        "https://www.sedaily.com/article/20018662",
        "https://m.sedaily.com/article/20018662",
    ),
    (
        "https://www.sedaily.com/NewsView/2GYK4TQ8ZD",
        "https://m.sedaily.com/NewsViewAmp/2GYK4TQ8ZD",
        "https://www.sedaily.com/NewsView/2GYK4TQ8ZD/GE01",
    ),
    (
        "https://biz.chosun.com/it-science/ict/2026/03/12/K62RKAH4Z5BYTFGOZDYJIEEW7I/",
        "https://biz.chosun.com/it-science/ict/2026/03/12/K62RKAH4Z5BYTFGOZDYJIEEW7I/?outputType=amp",
        "https://biz.m.chosun.com/it-science/ict/2026/03/12/K62RKAH4Z5BYTFGOZDYJIEEW7I",
    ),
    (
        "https://www.kbiznews.co.kr/news/articleView.html?idxno=104881",
        "http://kbiznews.co.kr/news/articleViewAmp.html?idxno=104881",
        "https://m.kbiznews.co.kr/news/articleView.html?sc=1&idxno=104881#reply",
    ),
    (
        "https://www.mss.go.kr/site/smba/ex/bbs/View.do?cbIdx=86&bcIdx=1062114",
        "https://www.mss.go.kr/site/smba/ex/board/View.do?cbIdx=86&bcIdx=1062114",
        "http://mss.go.kr/site/smba/ex/board/View.do?bcIdx=1062114&cbIdx=86&parentSeq=1062114",
    ),
    (
        "https://www.korea.kr/briefing/pressReleaseView.do?newsId=156781204",
        "https://m.korea.kr/news/pressReleaseView.do?newsId=156781204&pWise=mSub",
        "https://www.korea.kr/briefing/pressReleaseView.do?call_from=rsslink&newsId=156781204",
    ),
    (
        "https://j-net21.smrj.go.jp/snavi2/articles/171204",
        "https://j-net21.smrj.go.jp/snavi/articles/171204",
        "https://jnet21-snavi.smrj.go.jp/snavi/articles/171204?utm_source=rss",
    ),
    (
        "https://www.chusho.meti.go.jp/keiei/gijut/",
        "https://www.chusho.meti.go.jp/keiei/gijut/index.html",
        "http://www.chusho.meti.go.jp/keiei/gijut/#top",
    ),
    (
        "https://www.jetro.go.jp/biz/areareports/special/2026/1105/90ab17d3c2e4f586.html",
        "https://www.jetro.go.jp/biz/areareports/special/2026/1105/90ab17d3c2e4f586.html?ref=rss",
    ),
    (
        "https://biz.chosun.com/jp/jp-it/2026/08/18/HB4JKL6MNO2PQR5STU7VWX3YZA/",
        "https://biz.chosun.com/jp/jp-it/2026/08/18/HB4JKL6MNO2PQR5STU7VWX3YZA",
    ),
    (
        "https://www.koreatimes.co.kr/business/20261120/small-firms-meet",
        "https://www.koreatimes.co.kr/business/20261120/small-firms-meet?utm_source=rss",
    ),
]


@pytest.mark.parametrize("addresses", ALIASES, ids=lambda addresses: str(addresses[0]))
def test_addresses_of_one_article_have_one_key(addresses: tuple[str, ...]) -> None:
    canonical = addresses[0]
    known = set()
    for url in addresses:
        spider = spider_for(url, LOADER)
        key = spider.key_of(url)
        assert key is not None
        known.add((spider.name, key))
        assert spider.address_of(url, key) == canonical
    assert len(known) == 1


@pytest.mark.parametrize(
    ("url", "spider"),
    [
        (
            "https://biz.chosun.com/jp/jp-industry/2026/11/24/HB4JKL6MNO2PQR5STU7VWX3YZA/",
            "chosunbiz_ja",
        ),
        ("https://biz.chosun.com/en/en-it/2026/11/24/HB4JKL6MNO2PQR5STU7VWX3YZA/", "site"),
        ("https://japan.ajunews.com/view/20261120145233907", "ajunews_ja"),
        ("https://www.yna.co.kr/view/PYH20260312006000091", "site"),  # a photograph
        ("https://www.news1.kr/photos/7210000", "site"),
        ("https://www.mss.go.kr/site/smba/ex/bbs/View.do?cbIdx=310&bcIdx=1", "mss"),  # a call
        ("https://www.mss.go.kr/site/smba/ex/bbs/View.do?cbIdx=81&bcIdx=1", "site"),  # a notice
        ("https://www.chusho.meti.go.jp/koukai/koubo/", "smea"),
        ("https://www.chusho.meti.go.jp/keiei/", "site"),  # a section
        ("https://www.jetro.go.jp/world/asia/kr/", "site"),
        ("https://www.chusho.meti.go.jp/", "site"),
        ("https://www.meti.go.jp/press/2026/11/20261110001/20261110001.html", "site"),
        ("https://www.jetro.go.jp/biznews/2026/11/b71e04c2a9d3586f.html", "jetro"),
        ("https://rss.etnews.com/22069.xml", "site"),
    ],
)
def test_who_reads_an_address(url: str, spider: str) -> None:
    assert spider_for(url, LOADER).name == spider


def test_no_two_outlets_claim_an_address() -> None:
    for addresses in ALIASES:
        for url in addresses:
            assert len([each for each in SPIDERS if each.key_of(url)]) == 1, url
