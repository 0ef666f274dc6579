"""Seoul Economic Daily."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

ARTICLE_BODY = PageDesign(
    name="article-body",
    title=".article-header h1.title, h1.art_tit",
    subtitle=".article-header .article-subtitle, .art_sub_tit",
    body="#article-body, #v_article, .article_view",
    drop=".article-photo-wrap, .art_photo, .article-ad, [class^=ad-], .article_copy, .art_rel",
    dates=".article-header .date-info",
)


class SedailySpider(OutletSpider):
    """Seoul Economic Daily (서울경제), a Korean business daily.

    Gives: policy for small firms and industry in the regions.
    Terms: internal analysis only; redistribution and AI training are forbidden.
    Feeds: newsall and sections, 50 items each.
    Caveats: URLs before 2026 are /NewsView/<code>, since then /article/<number>. No
    canonical link. JSON-LD writes &apos;. Authors are printed with their city (대전=박희윤).
    Evidence: a page saved in March 2026; feeds read in August 2026.
    """

    name = "sedaily"
    title = "서울경제"
    country = "KR"
    language = "ko"
    home = "https://www.sedaily.com/"
    policy = Policy(kept="full", days=365, attribution="서울경제", may_gloss="nothing")
    terms = "internal analysis; no AI use"
    schedule = "*/30 6-23 * * *"

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:(?:www|m)\.)?sedaily\.com/(?P<form>article|NewsView)(?:Amp)?/"
            r"(?P<key>\d{8,9}(?!\w)|[0-9A-Z]{10,12}(?!\w))"
        ),
        "https://www.sedaily.com/{form}/{key}",
    )
    sources = tuple(
        Feed(f"https://www.sedaily.com/rss/{section}")
        for section in ("business", "economy", "finance", "politics", "society", "newsall")
    )

    designs = (ARTICLE_BODY,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
