"""ChosunBiz, Japanese edition."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class ChosunbizJaSpider(OutletSpider):
    """ChosunBiz (朝鮮ビズ), the Japanese pages of a Korean business paper on Arc XP.

    Terms: internal analysis only; redistribution and AI training are forbidden.
    Feeds: the category feed follows Arc's URL pattern and is unverified [U]; without it, the
    Japanese home page is read for articles and feeds.
    Caveats: the texts are translated by machine. As in the Korean pages, everything stands in
    Fusion.globalContent, and the page is read before the feed's text.
    Evidence: addresses under /jp/ in public data; the Korean page of March 2026 [U].
    """

    name = "chosunbiz_ja"
    title = "朝鮮ビズ"
    country = "KR"
    language = "ja"
    home = "https://biz.chosun.com/jp/"
    policy = Policy(kept="full", days=365, attribution="朝鮮ビズ")
    terms = "internal analysis; no AI use"
    schedule = "50 8-22 * * *"

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:biz\.(?:m\.)?|m\.biz\.)chosun\.com/(?P<path>jp/[\w-]+(?:/[\w-]+)*"
            r"/\d{4}/\d{2}/\d{2})/(?P<key>[A-Z0-9]{26})(?!\w)"
        ),
        "https://biz.chosun.com/{path}/{key}/",
    )
    sources = (
        Feed(
            "https://biz.chosun.com/arc/outboundfeeds/rss/category/jp/?outputType=xml",
            verified=False,
            text="backup",
        ),
    )

    usual_origins = {"title": "state", "body": "state", "published": "state"}
