"""Korea Economic Daily."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

ARTICLETXT = PageDesign(
    name="articletxt",
    title="h1.headline",
    subtitle=".headline-sub, .sub-headline, .article-subtitle",
    body="#articletxt",
    drop=".article-figure, .ad-area, [class^=ad-], .relation-news, .article-copy, .txt-reporter",
    dates=".article-timestamp .datetime",
)


class HankyungSpider(OutletSpider):
    """Korea Economic Daily (한국경제, Hankyung), a Korean business daily.

    Gives: the desk for small firms (중기), and what Korea's large firms do in Japan.
    Terms: article 19 forbids bots and crawlers without written permission (read in October 2026),
    so it is OFF: if you have that, set ``enabled = true`` under [outlets.hankyung] in hanil.toml.
    Some articles are for subscribers.
    Feeds: sections of /feed/, 50 items each in August 2026; a wall against bots (403) on
    2026-10-01.
    Caveats: ``article:section`` 중기 is the desk for small firms. JSON-LD's headline lacks an
    opening quotation mark; its dateModified is cut to the minute and may precede datePublished.
    Evidence: a page saved in March 2026; feeds read in August 2026.
    """

    name = "hankyung"
    title = "한국경제"
    country = "KR"
    language = "ko"
    home = "https://www.hankyung.com/"
    policy = Policy(kept="full", days=365, attribution="한국경제", may_gloss="nothing")
    terms = "crawlers need written permission"
    schedule = "*/30 6-23 * * *"
    enabled = False

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:(?:www|m|plus)\.)?hankyung\.com/(?:[\w-]+/)?(?:article|amp)/"
            r"(?P<key>20\d{8,12}[A-Za-z]?)(?!\w)"
        ),
        "https://www.hankyung.com/article/{key}",
    )
    sources = tuple(
        Feed(f"https://www.hankyung.com/feed/{section}")
        for section in ("economy", "international", "it", "finance", "politics", "all-news")
    )

    designs = (ARTICLETXT,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
