"""Every address of an article leads to one key."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.registry import spider_for
from crawler.spiders.fnnews import FnnewsSpider
from crawler.urls import clean, identify, is_same_page
from newsdb.schema.frozen_addresses import rekeyed

KEY = "202511251636058421"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.fnnews.com/news/{KEY}",
        f"http://www.fnnews.com/news/{KEY}",
        f"https://fnnews.com/news/{KEY}",
        f"https://m.fnnews.com/news/{KEY}?utm_source=kakao",
        f"https://busan.fnnews.com/news/{KEY}",
        f"https://www.fnnews.com/ampNews/{KEY}",
        f"https://www.fnnews.com/news/{KEY}#comment",
        f"  https://www.fnnews.com/news/{KEY}/ ",
    ],
)
def test_aliases_of_one_article(url: str) -> None:
    key = FnnewsSpider.key_of(url)
    assert key == KEY
    assert FnnewsSpider.address_of(url, key) == f"https://www.fnnews.com/news/{KEY}"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.fnnews.com/",
        "https://www.fnnews.com/section/002002000",
        "https://www.fnnews.com/news/2025112516360584",  # too short
        f"https://www.fnnews.com/news/{KEY}9",  # too long
        f"https://www.notfnnews.com/news/{KEY}",
        f"https://www.fnnews.com.example.kr/news/{KEY}",
        f"https://example.kr/?u=https://www.fnnews.com/news/{KEY}",
        "javascript:void(0)",
        "",
    ],
)
def test_what_is_no_article(url: str) -> None:
    assert FnnewsSpider.key_of(url) is None


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("HTTPS://News.Example.KR/A?utm_source=x&id=Ab1#top", "https://news.example.kr/A?id=Ab1"),
        ("https://e.jp/中小?fbclid=1", "https://e.jp/%E4%B8%AD%E5%B0%8F"),
        ("https://e.jp/%e4%b8%ad?page=2&source=a", "https://e.jp/%E4%B8%AD?page=2&source=a"),
        ("https://e.kr:443", "https://e.kr/"),
        ("http://e.kr:8080/a", "http://e.kr:8080/a"),
    ],
)
def test_cleaning_keeps_what_may_be_content(url: str, cleaned: str) -> None:
    assert clean(url) == cleaned


def test_keys_of_any_site_differ_where_articles_may() -> None:
    assert identify("https://a.kr/view?id=Ab1") != identify("https://a.kr/view?id=aB1")
    assert identify("http://www.a.kr/news/1/") == identify("https://a.kr/news/1?utm_medium=x")
    assert identify("https://news.a.kr/1") != identify("https://a.kr/1")
    assert identify("https://www.a.kr/") == ("a.kr", "")


#: Addresses of one article on any site: the plain one, then the others.
ONE_ARTICLE = [
    # Trackers, as services of many countries add them
    (
        "https://www.news.example/articles/12345",
        *(
            f"https://www.news.example/articles/12345?{each}"
            for each in (
                "utm_source=kakao&utm_medium=social", "srsltid=AfmB1", "gbraid=0AAA", "wbraid=1",
                "twclid=2-abc", "igsh=MzRl", "mkt_tok=NDE", "guccounter=1&guce_referrer=aHR0",
                "__twitter_impression=true", "NaPm=ct%3Dabc", "kakaotalk_from=x", "n_cid=SNS01",
                "UTM_Campaign=x", "iref=comtop_list", "yclid=1&ysclid=2", "hsa_acc=1&hsa_cam=2",
                "mc_eid=1", "at_medium=RSS&at_campaign=RSS", "_hsenc=p2&_hsmi=3", "wt.mc_id=1",
                "spm=a2.1", "bsft_uid=1", "cx_testId=3&cx_artPos=2", "ga_source=x&ga_medium=y",
                "elqTrackId=ab&elq=1", "trk_msg=A1", "sessionid=0af3c2e9d1", "session_id=",
                "s_kwcid=AL!1", "ref_src=twsrc", "cmpid=rss", "&&",
            )
        ),
    ),
    # Hosts and AMP forms
    (
        "https://www.한빛일보.example/news/2025/11/0307",
        "http://m.한빛일보.example/news/2025/11/0307/",
        "https://xn--on3brzl4r5no.example/amp/news/2025/11/0307",
        "https://amp.한빛일보.example/news/2025/11/0307/amp/",
        "https://한빛일보.example/news/2025/11/0307?amp=1",
        "https://amp.한빛일보.example/amp/news/2025/11/0307/amp",
        "https://한빛일보.example./news/2025/11/0307?outputType=amp",
    ),
    (
        "https://shinbun.example.jp/中小企業/記事1.html",
        "https://sp.shinbun.example.jp/%E4%B8%AD%E5%B0%8F%E4%BC%81%E6%A5%AD/記事1.html",
        "https://SHINBUN.example.jp:443//中小企業/記事1.html#top",
        "https://shinbun.example.jp/中小企業/記事1.amp.html",
        "https://shinbun.example.jp/x/../中小企業/./記事1.html",
        "https://m.shinbun.example.jp/中小企業/記事1.html;jsessionid=0A1B",
    ),
    # Order and writing of parameters, visits
    (
        "https://n.example/view?a=1&b=2",
        "https://n.example/view?b=2&a=1",
        "https://n.example/view?a=1&amp;b=2",
        "https://n.example/view?PHPSESSID=0af&a=1&b=2",
        "https://n.example/view;jsessionid=1F2E?a=1&b=2",
        "https://n.example/view?a=%31&b=2&JSESSIONID=9",
        "https://touch.n.example/view?b=2&amp=1&a=1",
    ),
    ("https://n.example/가?q=가 나", "https://n.example/%EA%B0%80?q=%EA%B0%80+%EB%82%98"),
]  # fmt: skip

TWO_ARTICLES = [
    ("https://n.example/view?id=Ab1", "https://n.example/view?id=aB1"),
    ("https://n.example/view?id=1&page=1", "https://n.example/view?id=1&page=2"),
    ("https://n.example/news?uid=1", "https://n.example/news?uid=2"),
    ("https://n.example/news?cid=1", "https://n.example/news?cid=2"),
    ("https://n.example/news?ref=1", "https://n.example/news?ref=2"),
    ("https://n.example/news?ga=1", "https://n.example/news?ga=2"),
    ("https://n.example/news?pk=1", "https://n.example/news?pk=2"),
    ("https://n.example/?123", "https://n.example/?124"),
    ("https://n.example/%C7%D1.html", "https://n.example/%C7%D2.html"),  # EUC-KR
    ("https://n.example/list?q=%8A%BF", "https://n.example/list?q=%8A%C0"),  # Shift_JIS
    ("https://blog.n.example/1", "https://n.example/1"),
    ("https://news.kbiz.or.kr/a/1", "https://kbiz.or.kr/a/1"),
    ("https://m.co.kr/1", "https://sp.co.kr/1"),
    ("https://m.jp/1", "https://sp.jp/1"),
    ("https://n.example/symposium?sessionId=101", "https://n.example/symposium?sessionId=102"),
    ("https://n.example/list?session_id=7", "https://n.example/list?session_id=8"),
    ("https://n.example/view?cmp_id=5", "https://n.example/view?cmp_id=6"),
    ("https://n.example/view?ncid=5", "https://n.example/view?ncid=6"),
    ("https://n.example/view?cx_idx=5", "https://n.example/view?cx_idx=6"),
    ("https://n.example/view?ga_no=5", "https://n.example/view?ga_no=6"),
    ("https://n.example/view?trk_no=5", "https://n.example/view?trk_no=6"),
    ("https://n.example/tag/amp", "https://n.example/tag"),
    ("https://n.example/amp/tag", "https://n.example/tag"),
    ("https://n.example/음악/amp", "https://n.example/음악"),
    ("https://n.example/a%3Fid=1", "https://n.example/a?id=1"),
    ("https://n.example/%EA%B0%80%3fid=1", "https://n.example/가?id=1"),
    ("https://n.example/amplifier", "https://n.example/lifier"),
    ("https://n.example/a/b", "https://n.example/a%2Fb?x"),
    ("https://n.example:8080/1", "https://m.other.example/1"),
]


@pytest.mark.parametrize("urls", ONE_ARTICLE, ids=lambda urls: urls[0])
def test_addresses_of_one_page_have_one_key(urls: tuple[str, ...]) -> None:
    assert {identify(url) for url in urls} == {identify(urls[0])}


@pytest.mark.parametrize(("url", "other"), TWO_ARTICLES)
def test_addresses_of_two_pages_have_two(url: str, other: str) -> None:
    assert identify(url) != identify(other)


@pytest.mark.parametrize("url", [url for urls in ONE_ARTICLE for url in urls])
def test_the_migration_gives_keys_as_they_are_made_now(url: str) -> None:
    assert rekeyed(*identify(url)) == identify(url)


@pytest.mark.parametrize(
    ("canonical", "is_believed"),
    [
        ("https://n.example/2025/11/25/hanil-firms-sign", True),
        ("https://m.n.example/article/20251125", True),
        ("https://n.example/view?no=17", False),
        ("https://n.example/기사/한일-중소기업-협약-체결", True),
        ("https://n.example/記事/日韓-中小企業-協定", True),
        ("https://n.example/a?id=1", False),
        ("https://n.example/view?x=2&id=1&lang=ko", True),
        ("https://n.example/a?table=news", False),
        ("https://n.example/bbs_news_view.php", False),
        ("https://n.example/", False),
        ("https://n.example", False),
        ("https://n.example/news", False),
        ("https://n.example/view.php", False),
        ("https://n.example/2025/11/", False),
        ("https://n.example/경제/", False),
        ("https://other.example/2025/11/25/hanil-firms-sign", False),
        ("https://blog.n.example/article/20251125", False),
        ("javascript:void(0)", False),
        ("https://[", False),
    ],
)
def test_which_canonical_addresses_are_believed(canonical: str, is_believed: bool) -> None:
    assert is_same_page("https://www.n.example/a?id=1&x=2", canonical) is is_believed


@pytest.mark.parametrize(
    ("url", "canonical", "is_believed"),
    [
        ("bbs/board.php?bo_table=news&wr_id=1", "bbs/board.php?bo_table=news", False),
        ("bbs/board.php?bo_table=news2&wr_id=1", "bbs/board.php?bo_table=news2", False),
        ("bbs/board.php?bo_table=news&wr_id=1&sca=", "bbs/board.php?bo_table=news&wr_id=1", True),
        ("select_bbs_view.do?nttId=17", "select_bbs_view.do?menu=a", False),
        ("news/17", "view?lang=ko", False),
        ("view.php?no=20251125", "article/20251125", True),
    ],
)
def test_a_canonical_address_keeps_what_tells_a_boards_articles_apart(
    url: str, canonical: str, is_believed: bool
) -> None:
    site = "https://n.example/"
    assert is_same_page(f"{site}{url}", f"{site}{canonical}") is is_believed


LOADER = get_spider_loader(get_project_settings())
GROUPS = json.loads((Path(__file__).parents[1] / "data" / "url_groups.json").read_text("utf-8"))


def known_as(url: str) -> tuple[str, str | None]:
    """Return the outlet and key that a crawl gives ``url``, whichever spider reads it."""
    spider = spider_for(url, LOADER)
    return spider.outlet_of(url).name, spider.key_of(url)


@pytest.mark.parametrize("group", GROUPS["same_article"], ids=lambda group: str(group[0]))
def test_addresses_of_one_article_are_merged(group: list[str]) -> None:
    assert len({known_as(url) for url in group}) == 1


@pytest.mark.parametrize("pair", GROUPS["different_articles"], ids=lambda pair: str(pair[0]))
def test_addresses_of_two_articles_never_are(pair: list[str]) -> None:
    assert len({known_as(url) for url in pair}) == 2


@pytest.mark.parametrize("url", ["", "ftp://a.kr/1", "/news/1", "https://"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError, match=r"not an http\(s\) URL"):
        clean(url)


@given(st.text(max_size=30), st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5)))
def test_cleaning_twice_is_cleaning_once(path: str, query: dict[str, str]) -> None:
    url = f"https://a.kr/{quote(path)}?{urlencode(query)}"
    assert clean(clean(url)) == clean(url)
