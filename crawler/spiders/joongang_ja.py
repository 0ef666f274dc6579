"""JoongAng Ilbo, Japanese edition."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import ListPage
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class JoongangJaSpider(OutletSpider):
    """JoongAng Ilbo (中央日報日本語版), the Japanese edition of a Korean daily.

    Gives: Korea's most read paper in Japan; it is known to have carried such stories.
    Terms: not seen; internal analysis only.
    Feeds: none is known; the home page is read as a list [U].
    Caveats: addresses carry section codes (``sectcode``); ``s.`` is the mobile host.
    Evidence: addresses of May and September 2026. No list and no page was seen, so it waits for a
    probe and is read as any site [U].
    """

    name = "joongang_ja"
    title = "中央日報"
    country = "KR"
    language = "ja"
    home = "https://japanese.joins.com/"
    policy = Policy(kept="full", days=365, attribution="中央日報日本語版")
    terms = "internal analysis"
    schedule = "35 8-22/2 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(r"https?://(?:s\.)?japanese\.joins\.com/JArticle/(?P<key>\d{4,8})(?!\d)"),
        "https://japanese.joins.com/JArticle/{key}",
    )
    sources = (
        ListPage("https://japanese.joins.com/", items="a[href*='/JArticle/']", verified=False),
    )
