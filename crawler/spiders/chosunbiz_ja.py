"""ChosunBiz, Japanese edition."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

SECTION = "https://biz.chosun.com/arc/outboundfeeds/rss/category/{}/?outputType=xml"


class ChosunbizJaSpider(OutletSpider):
    """ChosunBiz (朝鮮ビズ), the Japanese pages of a Korean business paper on Arc XP.

    Gives: Korean industry news as it reaches Japanese readers, by machine translation.
    Terms: internal analysis only; redistribution and AI training are forbidden.
    Feeds: Arc names a feed after each section; those of Korean sections are in wide use, of the
    Japanese ones nobody has shown any, and category/jp least [U]. They are tried in turn, each
    failure is logged, and then the Japanese home page is read for articles and feeds.
    Caveats: the texts are translated by machine. As in the Korean pages, everything stands in
    Fusion.globalContent, and the page is read before the feed's text.
    Evidence: addresses of June to August 2026 (sections are jp-it, jp-science); the Korean page of
    March 2026. No feed was seen [U].
    """

    name = "chosunbiz_ja"
    title = "朝鮮ビズ"
    country = "KR"
    language = "ja"
    home = "https://biz.chosun.com/jp/"
    policy = Policy(kept="full", days=365, attribution="朝鮮ビズ", may_gloss="nothing")
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
            SECTION.format("jp/jp-industry"),
            verified=False,
            text="backup",
            elsewhere=tuple(map(SECTION.format, ("jp-industry", "jp-economy", "jp"))),
        ),
    )

    usual_origins = {"title": "state", "body": "state", "published": "state"}
