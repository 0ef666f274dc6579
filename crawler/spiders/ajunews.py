"""Aju Business Daily, Korean edition."""

from __future__ import annotations

import re

from crawler.designs.ajunews import ARTICLE_BODY
from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class AjunewsSpider(OutletSpider):
    """Aju Business Daily (아주경제), a Korean business daily with Chinese and Japanese editions.

    Gives: a business daily with a Japanese edition: which stories it takes to Japan, and when.
    Terms: internal analysis only; redistribution is forbidden.
    Feeds: sokbo.xml, 802 items in August 2026.
    Caveats: the text's element also holds related news, tags, comments and the reporter's other
    articles. The Japanese edition is an outlet of its own: ajunews_ja.
    Evidence: a page saved in March 2026; carried Korea-Japan stories of small firms three times.
    """

    name = "ajunews"
    title = "아주경제"
    country = "KR"
    language = "ko"
    home = "https://www.ajunews.com/"
    policy = Policy(kept="full", days=365, attribution="아주경제")
    terms = "internal analysis"
    schedule = "*/30 6-23 * * *"

    articles = ArticleUrl(
        re.compile(r"https?://(?:(?:www|m)\.)?ajunews\.com/(?:amp/)?view/(?P<key>20\d{15})(?!\d)"),
        "https://www.ajunews.com/view/{key}",
    )
    sources = (Feed("https://www.ajunews.com/rss/sokbo.xml"),)

    designs = (ARTICLE_BODY,)
    usual_origins = {"title": "meta", "body": "layout", "published": "json-ld"}
