"""Pages of any site: the address under which an article is filed."""

from __future__ import annotations

from datetime import datetime

import pytest
from scrapy.http import HtmlResponse

from crawler.spiders.site import SiteSpider
from newsdb.articles.discovered import Link
from newsdb.records import Policy
from newsdb.sites.sites import Site

NOON = datetime.fromisoformat("2026-11-25T12:00:00+09:00")
TEXT = "".join(
    f"<p>군산과 사카타의 양조장 {each}곳이 함께 빚은 술을 내년 봄에 내놓겠다고 밝혔다.</p>"
    for each in range(2, 9)
)
PAGE = (
    "<html><head><meta property='og:type' content='article'><title>함께 빚은 술</title>{}"
    f"</head><body><h1>함께 빚은 술</h1><article>{TEXT}</article></body></html>"
)


@pytest.mark.parametrize(
    ("url", "canonical", "key"),
    [
        ("https://a.example/?p=17", "/2026/brewed-in-two-towns/", "2026/brewed-in-two-towns"),
        ("https://m.a.example/v?no=170017", "https://www.a.example/news/170017", "news/170017"),
        ("https://a.example/v?no=17", "/news/20261125-17", "news/20261125-17"),
        ("https://a.example/v?no=17", "https://a.example/", "v?no=17"),
        ("https://a.example/v?no=17", "https://a.example/v", "v?no=17"),
        ("https://a.example/v?no=17", "https://b.example/news/170017", "v?no=17"),
        ("https://a.example/v?no=17", "https://a.example/v?no=17&utm_source=x", "v?no=17"),
        ("https://a.example/v?no=17", "", "v?no=17"),
    ],
)
def test_the_canonical_address_files_a_page_where_it_may_be_believed(
    url: str, canonical: str, key: str
) -> None:
    body = PAGE.format(f'<link rel="canonical" href="{canonical}">').encode()
    spider = SiteSpider(urls=url)
    link = Link(outlet="site:a.example", key="as-found", url=url)
    article = spider.read(HtmlResponse(url, body=body, encoding="utf-8"), link, seen_at=NOON)
    assert (article.outlet.name, article.key, article.link_key) == (
        "site:a.example",
        key,
        "as-found",
    )
    assert spider.key_of(article.url) == key


def test_what_may_go_to_a_translator_is_what_was_said_of_a_site() -> None:
    spider = SiteSpider(urls="https://a.example/1")
    spider.kept["a.example"] = Site(
        name="aenews",
        title="에이뉴스",
        home="https://a.example/",
        sources=(),
        schedule="0 * * * *",
        policy=Policy(kept="excerpt", may_learn=True, may_gloss="headline"),
    )
    assert spider.outlet_of("https://a.example/1").policy.may_gloss == "headline"
    assert spider.outlet_of("https://b.example/1").policy.may_gloss == "nothing"  # nobody said
    assert spider.outlet_of("https://a.example/1").policy.kept == "excerpt"
