"""Startup Today."""

from __future__ import annotations

from crawler.designs import ndsoft
from crawler.outlet_spider import OutletSpider
from newsdb.records import Policy

HOST = "www.startuptoday.kr"


class StartuptodaySpider(OutletSpider):
    """Startup Today (스타트업투데이), a Korean paper for start-ups and small firms, in Korean.

    Gives: programmes, investments and joint projects of small Korean firms, Japan included.
    Terms: its own page on RSS sets no limit, its page on copyright forbids copying (read in
    October 2026): internal analysis only.
    Feeds: rss/allArticle.xml; in September 2026 the only paper of its kind that passed a reader's
    tests of reach, dates, freshness and topic.
    Caveats: many texts are press releases; the first h1 is the logo.
    Evidence: the feed measured on 2026-09-15; no page of its own was seen, those of more than
    ninety ND-Soft sites were.
    """

    name = "startuptoday"
    title = "스타트업투데이"
    country = "KR"
    language = "ko"
    home = f"https://{HOST}/"
    policy = Policy(kept="full", days=365, attribution="스타트업투데이")
    terms = "internal analysis"
    schedule = "15,45 7-22 * * *"

    articles = ndsoft.addresses(HOST)
    sources = ndsoft.sources(HOST)

    designs = (ndsoft.ARTICLE_VIEW,)
    usual_origins = {"title": "layout", "body": "layout", "published": "meta"}
