"""Japan Chamber of Commerce and Industry."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import ListPage
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class JcciSpider(OutletSpider):
    """Japan Chamber of Commerce and Industry (日本商工会議所), Japan, in Japanese.

    Gives: meetings and statements with Korea's chamber, and what local chambers do abroad.
    Terms: not seen; internal analysis only, with attribution.
    Feeds: none: the list of news is read; a date stands beside each link.
    Caveats: the address holds month, day and time of publication (0910164726). One reader had to
    correct the charset that the site declares.
    Evidence: the list read by a public reader in 2026; addresses of 2026. No article was seen, so
    it waits for a probe and is read as any site [U].
    """

    name = "jcci"
    title = "日本商工会議所"
    country = "JP"
    language = "ja"
    home = "https://www.jcci.or.jp/"
    policy = Policy(kept="full", days=365, attribution="日本商工会議所")
    terms = "internal analysis; attribution"
    schedule = "20 10,17 * * mon-fri"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(
            r"https?://www\.jcci\.or\.jp/news/(?P<key>[a-z-]+/20\d{2}/\d{10})\.html(?:[?#]|$)"
        ),
        "https://www.jcci.or.jp/news/{key}.html",
    )
    sources = (ListPage("https://www.jcci.or.jp/news/", items=":has(> a[href])", date=":scope"),)
