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
from crawler.urls import clean, identify

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
