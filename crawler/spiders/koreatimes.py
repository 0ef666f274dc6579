"""The Korea Times."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.records import Policy

EDITOR = PageDesign(
    name="editor-contents",
    body="[class^=EditorContents_contents]",
    drop=".editor-img-box, [class*=related], [class*=Related], [class*=ad-]",
    dates="[class^=ByLine_meta]",
)


class KoreatimesSpider(OutletSpider):
    """The Korea Times, a Korean daily in English.

    Gives: what English readers learn of Korea's business with Japan.
    Terms: internal analysis only; redistribution is forbidden.
    Feeds: allnews.xml, 65 items in August 2026; one of 2022 wrote ``<pubdate>`` and GMT+9.
    Caveats: classes end in a hash that changes with each build. Until 2022 URLs were
    /www/biz/2022/07/126_333462.html. Times are given in UTC (Z).
    Evidence: a page saved in March 2026; the feed read in August 2026.
    """

    name = "koreatimes"
    title = "The Korea Times"
    country = "KR"
    language = "en"
    home = "https://www.koreatimes.co.kr/"
    policy = Policy(kept="full", days=365, attribution="The Korea Times")
    terms = "internal analysis"
    schedule = "20 7-23 * * *"

    articles = ArticleUrls(
        (
            ArticleUrl(
                re.compile(
                    r"https?://(?:www\.|m\.)?koreatimes\.co\.kr/"
                    r"(?P<path>[a-z][\w-]*(?:/[a-z][\w-]*)*)/(?P<key>20\d{6}/[\w-]+)"
                ),
                "https://www.koreatimes.co.kr/{path}/{key}",
            ),
            ArticleUrl(
                re.compile(
                    r"https?://(?:www\.|m\.)?koreatimes\.co\.kr/www/"
                    r"(?P<path>[a-z]\w*/20\d{2}/\d{2})/(?P<key>\d+_\d+)\.html"
                ),
                "https://www.koreatimes.co.kr/www/{path}/{key}.html",
            ),
        )
    )
    sources = (Feed("https://feed.koreatimes.co.kr/k/allnews.xml"),)

    designs = (EDITOR,)
    usual_origins = {"title": "meta", "body": "layout", "published": "json-ld"}
