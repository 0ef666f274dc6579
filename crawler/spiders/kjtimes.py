"""KJ Times."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import ListPage, NaverSearch
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class KjtimesSpider(OutletSpider):
    """KJ Times (케이제이타임즈), a Korean paper about Korea and Japan, in Korean.

    Gives: little, but all of it about Korea and Japan, written in Korean from Japanese sources.
    Terms: not seen; internal analysis only.
    Feeds: none is known; the list of one section is read, and Naver's search with a key [U].
    Caveats: which section the number (220) means is not known.
    Evidence: the list's address in stored text of its pages, an article's of 2026. No page was
    seen, so it waits for a probe and is read as any site [U].
    """

    name = "kjtimes"
    title = "케이제이타임즈"
    country = "KR"
    language = "ko"
    home = "https://www.kjtimes.com/"
    policy = Policy(kept="full", days=365, attribution="케이제이타임즈")
    terms = "internal analysis"
    schedule = "50 9,13,18 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:www\.|m\.)?kjtimes\.com/news/article\.html\?(?:[^#]*&)?no=(?P<key>\d+)"
        ),
        "https://www.kjtimes.com/news/article.html?no={key}",
    )
    sources = (
        ListPage(
            "https://www.kjtimes.com/news/section_list_all.html?sec_no=220",
            items="a[href*='article.html']",
            verified=False,
        ),
        NaverSearch(),
    )
