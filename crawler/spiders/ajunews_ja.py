"""Aju Business Daily, Japanese edition."""

from __future__ import annotations

import re

from crawler.designs.ajunews import ARTICLE_BODY
from crawler.outlet_spider import OutletSpider
from crawler.sources import ListPage
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class AjunewsJaSpider(OutletSpider):
    """Aju Business Daily (亜洲日報), the Japanese edition of a Korean business daily.

    Gives: an early view, in Japanese, of what a Korean business daily says of Japan.
    Terms: internal analysis only; redistribution is forbidden.
    Feeds: none is known [U]; the home page and section pages are read as lists.
    Caveats: many texts are translated by machine (AIが翻訳). Keys look like the Korean
    edition's, but a story has a different one there.
    Evidence: addresses of September 2026; no page was seen, so the page's classes are the Korean
    edition's, with any site's reading as the fallback [U].
    """

    name = "ajunews_ja"
    title = "亜洲日報"
    country = "KR"
    language = "ja"
    home = "https://japan.ajunews.com/"
    policy = Policy(kept="full", days=365, attribution="亜洲日報")
    terms = "internal analysis"
    schedule = "40 8-22 * * *"

    articles = ArticleUrl(
        re.compile(r"https?://(?:m\.)?japan\.ajunews\.com/(?:amp/)?view/(?P<key>20\d{15})(?!\d)"),
        "https://japan.ajunews.com/view/{key}",
    )
    sources = (
        ListPage("https://japan.ajunews.com/", items="a[href]", verified=False),
        ListPage("https://japan.ajunews.com/economy", items="a[href]", verified=False),
    )

    designs = (ARTICLE_BODY,)
    usual_origins = {"title": "meta", "body": "layout", "published": "json-ld"}
