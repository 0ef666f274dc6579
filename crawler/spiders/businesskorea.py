"""BusinessKorea."""

from __future__ import annotations

from crawler.designs import ndsoft
from crawler.outlet_spider import OutletSpider
from newsdb.records import Policy

HOST = "www.businesskorea.co.kr"


class BusinesskoreaSpider(OutletSpider):
    """BusinessKorea, a Korean business magazine, mostly in English.

    Gives: Korean firms' business with Japan for English readers, often before the dailies.
    Terms: the CMS's page on RSS sets no limit, its page on copyright forbids copying (read on
    sister sites in October 2026): internal analysis only.
    Feeds: rss/allArticle.xml, working on 2026-10-01; times without a zone, which means Korean
    time. Other URLs that lists name (allEngArticle) are inventions.
    Caveats: some articles are in Korean: the language is read off each text.
    Evidence: the feed read by one public reader in October 2026; no page of its own was seen,
    those of more than ninety ND-Soft sites were.
    """

    name = "businesskorea"
    title = "BusinessKorea"
    country = "KR"
    language = "en"
    home = f"https://{HOST}/"
    policy = Policy(kept="full", days=365, attribution="BusinessKorea")
    terms = "internal analysis"
    schedule = "55 7-22 * * *"

    articles = ndsoft.addresses(HOST)
    sources = ndsoft.sources(HOST)

    designs = (ndsoft.ARTICLE_VIEW,)
    usual_origins = {"title": "layout", "body": "layout", "published": "meta"}
