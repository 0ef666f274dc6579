"""NewsSwitch of Nikkan Kogyo."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

ARTICLE_TEXT = PageDesign(
    name="article_text", title="h1", body=".article_text", dates=".article_date time"
)


class NewswitchSpider(OutletSpider):
    """NewsSwitch (ニュースイッチ), the free site of Japan's trade daily Nikkan Kogyo, in Japanese.

    Gives: Japan's small manufacturers at length, and whom they work with.
    Terms: Nikkan Kogyo's: notice and credit to republish, no redistribution by program, robots
    for AI refused; internal analysis only, an excerpt is kept.
    Feeds: /rss, named by one list that had not tried it [U].
    Caveats: articles of the daily appear here days later.
    Evidence: the page's classes of 2019, addresses of 2026. Neither feed nor page of today was
    seen, so it waits for a probe [U].
    """

    name = "newswitch"
    title = "ニュースイッチ"
    country = "JP"
    language = "ja"
    home = "https://newswitch.jp/"
    policy = Policy(
        kept="excerpt", days=365, attribution="ニュースイッチ／日刊工業新聞", may_gloss="nothing"
    )
    terms = "no redistribution; no AI use"
    schedule = "40 8-20/3 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(r"https?://newswitch\.jp/p/(?P<key>\d{3,7})(?!\d)"),
        "https://newswitch.jp/p/{key}",
    )
    sources = (Feed("https://newswitch.jp/rss", verified=False),)

    designs = (ARTICLE_TEXT,)
    usual_origins = {"body": "layout", "published": "layout"}
