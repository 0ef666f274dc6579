"""Yonhap News Agency, English edition."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

STORY = PageDesign(
    name="story-news",
    title=".title-article01 h1, h1.tit01",
    body="article.story-news, div.story-news.article, .story-view-zone article.article-story",
    drop=(
        ".comp-box, aside, .txt-copyright, .writer-zone01, .related-group, .related-zone,"
        " .article-ad-box, .link-info"
    ),
    dates=".update-time, .txt-time",
)


class YnaEnSpider(OutletSpider):
    """Yonhap News Agency, South Korea's news agency, in English.

    Gives: the agency in English: names of firms and bodies in Latin letters.
    Terms: as the Korean edition: non-commercial use, no redistribution, no use for AI; internal
    analysis only.
    Feeds: named after the Korean edition's; unverified [U].
    Caveats: the last lines are an e-mail address and (END). Lists of prices are articles too.
    Evidence: two pages saved in April 2023; the design of 2026 is assumed to be the Korean
    edition's, with any site's reading as the fallback [U].
    """

    name = "yna_en"
    title = "Yonhap News Agency"
    country = "KR"
    language = "en"
    home = "https://en.yna.co.kr/"
    policy = Policy(kept="full", days=365, attribution="Yonhap News Agency", may_gloss="nothing")
    terms = "non-commercial; no AI use"
    schedule = "15 7-23 * * *"

    articles = ArticleUrl(
        re.compile(r"https?://(?:m-)?en\.yna\.co\.kr/(?:amp/)?view/(?P<key>AEN\d{17})(?!\d)"),
        "https://en.yna.co.kr/view/{key}",
    )
    sources = tuple(
        Feed(f"https://en.yna.co.kr/RSS/{section}.xml", verified=False)
        for section in ("business", "economy", "news")
    )

    designs = (STORY,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
