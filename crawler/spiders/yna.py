"""Yonhap News Agency, Korean edition."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

STORY = PageDesign(
    name="story-news",
    title="h1.tit01, h1.tit-name, .title-article01 h1",
    subtitle=".tit-sub h2, .tit-sub .tit01, .title-article01 .tit-sub",
    body="div.story-news.article, article.story-news, article.story-news-article",
    drop=(
        ".comp-box, aside, .txt-copyright, .writer-zone01, .related-group, .tit-sub,"
        " .ads-article01, .btn-zone01, .keyword-zone01, .article-ad-box"
    ),
    dates=".update-time, .txt-time01",
)


class YnaSpider(OutletSpider):
    """Yonhap News Agency (연합뉴스), South Korea's news agency, in Korean.

    Gives: the wire that most Korean outlets reprint: who had it first is measured by it.
    Terms: the feeds for personal and non-commercial use only, else written permission (October
    2026); the footer forbids redistribution and any use for AI. Internal analysis only.
    Feeds: news.xml held 120 items in August 2026; the sections reach further back.
    RPR are releases of firms and institutions, in their own words.
    Caveats: breaking news first appears as one line; the full stories have other keys. The last
    paragraph may be an e-mail address. og:title ends with the agency's name.
    Evidence: a page saved in March 2026, feeds read in August 2026; robots.txt forbids searches.
    """

    name = "yna"
    title = "연합뉴스"
    country = "KR"
    language = "ko"
    home = "https://www.yna.co.kr/"
    policy = Policy(kept="full", days=365, attribution="연합뉴스", may_gloss="nothing")
    terms = "non-commercial; no AI use"
    schedule = "*/20 6-23 * * *"  # an agency; nothing published at night is urgent

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:(?:www|m)\.)?yna\.co\.kr/(?:amp/)?view/(?P<key>(?:AKR|RPR)\d{17})(?!\d)"
        ),
        "https://www.yna.co.kr/view/{key}",
    )
    sources = tuple(
        Feed(f"https://www.yna.co.kr/rss/{section}.xml")
        for section in ("industry", "economy", "international", "news")
    )

    designs = (STORY,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
