"""WoW!Korea."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

NEWS_TEXT = PageDesign(name="news_text", body=".news_text", drop=".relation, [class*=ad-]")


class WowkoreaSpider(OutletSpider):
    """WoW!Korea, a site about Korea for readers in Japan, in Japanese.

    Gives: Korean agencies' items in Japanese: which of them reach Japan at all.
    Terms: not seen; internal analysis only.
    Feeds: rss_all.xml, named by one list [U].
    Caveats: mostly translations of Yonhap and Edaily, which stories show as such.
    Evidence: addresses in stored text, the text's class on an old mobile page. Neither feed nor
    page of today was seen, so it waits for a probe [U].
    """

    name = "wowkorea"
    title = "WoW!Korea"
    country = "JP"
    language = "ja"
    home = "https://www.wowkorea.jp/"
    policy = Policy(kept="full", days=365, attribution="WoW!Korea")
    terms = "internal analysis"
    schedule = "30 8-22/2 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:www|m|s)\.wowkorea\.jp/news/korea/(?P<path>20\d{2}/\d{4})/"
            r"(?P<key>\d+)\.html"
        ),
        "https://www.wowkorea.jp/news/korea/{path}/{key}.html",
    )
    sources = (Feed("https://www.wowkorea.jp/rss/rss_all.xml", verified=False),)

    designs = (NEWS_TEXT,)
    usual_origins = {"body": "layout"}
