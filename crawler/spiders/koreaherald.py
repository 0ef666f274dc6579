"""The Korea Herald."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class KoreaheraldSpider(OutletSpider):
    """The Korea Herald, a Korean daily in English.

    Gives: Korea's view of business with Japan for English readers, beside the Korea Times.
    Terms: its group allows non-profit use only, else written permission (October 2026): internal
    analysis only.
    Feeds: newsAll, 50 items, about a day; those of sections (020000000000) are empty.
    Caveats: pages refused a Python client once (403); the honest user agent was not tried. Numbers
    are shared with 헤럴드경제 (heraldcorp), so they are keys on their own host only.
    Evidence: the feed read on 2026-08-20, 2026-08-25 and 2026-10-01 by three public readers; many
    addresses. No page was seen, so it waits for a probe and is read as any site [U].
    """

    name = "koreaherald"
    title = "The Korea Herald"
    country = "KR"
    language = "en"
    home = "https://www.koreaherald.com/"
    policy = Policy(kept="full", days=365, attribution="The Korea Herald")
    terms = "non-profit use only"
    schedule = "40 7-23 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(r"https?://(?:www|m)\.koreaherald\.com/article/(?P<key>\d{7,9})(?!\d)"),
        "https://www.koreaherald.com/article/{key}",
    )
    sources = (Feed("https://www.koreaherald.com/rss/newsAll"),)
