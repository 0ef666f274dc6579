"""Edaily."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.records import Policy

NEWS_BODY = PageDesign(
    name="news_body",
    title=".news_titles h1",
    subtitle=".news_titles h2, .news_subtitle",
    body="div.news_body",
    drop="table, .gg_textshow, [id^=view_ad], .view_ad01, .reporter_info, .news_domino",
    dates=".news_titles .dates, .dates",
)


class EdailySpider(OutletSpider):
    """Edaily (이데일리), a Korean business daily.

    Gives: small firms on the stock market, and their dealings with Japan.
    Terms: written permission even for non-profit use of its texts (October 2026); redistribution
    and AI training are forbidden. Internal analysis only: ask it, or turn it off.
    Feeds: edaily_news.xml; read in August 2026 by one source, HTML by another [U].
    marketin. has its news of capital markets, numbered together with the others.
    Caveats: JSON-LD writes +08:00 on Seoul's clock, the meta tag is right. Meta author and
    keywords say nothing. The text has no <p>, only <br>; captions stand in tables.
    Evidence: a page saved in March 2026; carried Korea-Japan stories of small firms twice.
    """

    name = "edaily"
    title = "이데일리"
    country = "KR"
    language = "ko"
    home = "https://www.edaily.co.kr/"
    policy = Policy(kept="full", days=365, attribution="이데일리", may_gloss="nothing")
    terms = "permission for any use; no AI use"
    schedule = "*/30 6-23 * * *"

    articles = ArticleUrls(
        tuple(
            ArticleUrl(
                re.compile(
                    rf"https?://{host}edaily\.co\.kr/[\w/.]*\?(?:[^#]*&)?"
                    r"newsId=(?P<key>\d{17,20})(?!\d)",
                    re.IGNORECASE,
                ),
                canonical,
            )
            for host, canonical in (
                (
                    r"(?:(?:www1?|m)\.)?",
                    "https://www.edaily.co.kr/News/Read?newsId={key}&mediaCodeNo=257",
                ),
                (r"marketin\.", "https://marketin.edaily.co.kr/News/ReadE?newsId={key}"),
            )
        )
    )
    sources = (Feed("http://rss.edaily.co.kr/edaily_news.xml", verified=False),)

    designs = (NEWS_BODY,)
    ignored_readings = frozenset({"meta keywords", "meta news_keywords", "meta dable:author"})
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
