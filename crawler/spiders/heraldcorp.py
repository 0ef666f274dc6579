"""Herald Business."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class HeraldcorpSpider(OutletSpider):
    """Herald Business (헤럴드경제), a Korean business daily, in Korean.

    Gives: another business daily's eye on small firms, with the largest feed of all.
    Terms: articles for non-profit use only, else written permission (October 2026): internal
    analysis only.
    Feeds: google/newsAll, 300 items.
    Caveats: pages refused a Python client once (403); the honest user agent was not tried.
    Evidence: the feed read on 2026-08-20; addresses of 2026. No page was seen, so it waits for a
    probe and is read as any site [U].
    """

    name = "heraldcorp"
    title = "헤럴드경제"
    country = "KR"
    language = "ko"
    home = "https://biz.heraldcorp.com/"
    policy = Policy(kept="full", days=365, attribution="헤럴드경제")
    terms = "non-profit use only"
    schedule = "10,40 6-23 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:biz|mbiz|news|m)\.heraldcorp\.com/article/(?P<key>\d{7,9})(?!\d)"
        ),
        "https://biz.heraldcorp.com/article/{key}",
    )
    sources = (Feed("https://biz.heraldcorp.com/rss/google/newsAll"),)
