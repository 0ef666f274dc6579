"""News1."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import ListPage, NaverSearch
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class News1Spider(OutletSpider):
    """News1 (뉴스1), a Korean news agency.

    Gives: an agency's wire, local desks included, that other outlets reprint.
    Terms: internal analysis only; redistribution and AI use are forbidden.
    Feeds: none was found in August 2026: section pages are read as lists, and Naver's news
    search finds more when its key is set.
    Caveats: section pages may be drawn by scripts [U]: then a run fails and says so. The text is
    in the page and in Next.js' state. JSON-LD has no usable headline and an empty dateModified;
    og:type is website, keywords are a slogan.
    Evidence: a page saved in March 2026.
    """

    name = "news1"
    title = "뉴스1"
    country = "KR"
    language = "ko"
    home = "https://www.news1.kr/"
    policy = Policy(kept="full", days=365, attribution="뉴스1", may_gloss="nothing")
    terms = "internal analysis; no AI use"
    schedule = "*/30 6-23 * * *"

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:www\.|m\.)?news1\.kr/(?:amp/)?(?!photos/)"
            r"(?P<path>[a-z][\w-]*(?:/[a-z][\w-]*)?)/(?P<key>\d{6,8})(?![\w/])"
        ),
        "https://www.news1.kr/{path}/{key}",
    )
    sources = (
        *(
            ListPage(f"https://www.news1.kr/{section}", items="a[href]")
            for section in ("industry/sb-founded", "industry", "economy", "world/northeast-asia")
        ),
        NaverSearch(),
    )

    ignored_readings = frozenset({"meta keywords"})
    usual_origins = {"title": "meta", "body": "text", "published": "json-ld"}
