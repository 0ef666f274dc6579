"""Maeil Business Newspaper."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed, Sitemap
from crawler.urls import ArticleUrl
from newsdb.records import Policy

NEWS_CNT = PageDesign(
    name="news_cnt",
    title=".news_ttl_sec .view_head_title, h2.news_ttl",
    subtitle=".midtitle_text, .news_ttl_sub",
    body="div.news_cnt_detail_wrap, div[itemprop=articleBody], div.article_body",
    drop=".mid_title, .midtitle_text, .ad_wrap, .thumb_area, #refTotal, .relation_news",
    dates=".view_art_date, .registration",
)


class MkSpider(OutletSpider):
    """Maeil Business Newspaper (매일경제, MK), a Korean business daily.

    Gives: the largest business daily: firms and management (50100032).
    Terms: no commercial use without consent (October 2026); redistribution and AI training are
    forbidden. Internal analysis only; some articles are for subscribers.
    Feeds: 50100032 기업·경영, 30100041 경제, 30300018 국제, 40300001 전체 (50 to 200 items).
    Sitemaps of articles are read for going back only; unverified [U].
    Caveats: the section is part of the URL, the number alone is the key. h1 is the logo,
    the title an h2. The text mixes <p> and <br>; .midtitle_text is the subtitle.
    Evidence: a page saved in March 2026; feeds read in February and August 2026.
    """

    name = "mk"
    title = "매일경제"
    country = "KR"
    language = "ko"
    home = "https://www.mk.co.kr/"
    policy = Policy(kept="full", days=365, attribution="매일경제", may_gloss="nothing")
    terms = "non-commercial; no AI use"
    schedule = "*/30 6-23 * * *"

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:(?:www|m)\.)?mk\.co\.kr/(?:amp/)?news/"
            r"(?P<section>[a-z-]+)/(?P<key>\d{6,9})(?!\d)"
        ),
        "https://www.mk.co.kr/news/{section}/{key}",
    )
    sources = (
        *(
            Feed(f"https://www.mk.co.kr/rss/{section}/")
            for section in ("50100032", "30100041", "30300018", "40300001")
        ),
        *(
            Sitemap(f"https://www.mk.co.kr/sitemap/{name}/", verified=False, archive=True)
            for name in ("latest-articles", "daily-articles")
        ),
    )

    designs = (NEWS_CNT,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
