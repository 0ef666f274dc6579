"""Teikoku Databank."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

FLASH = PageDesign(
    name="flash",
    title="h1[class*='text-title-1-b']",
    body="main",
    drop="nav, h1, [class*=text-sub], p[class], [class*=breadcrumb], [class*=related]",
    dates="div[class*=text-sub]",
)


class TdbSpider(OutletSpider):
    """Teikoku Databank (帝国データバンク), a credit agency of Japan, in Japanese.

    Gives: failures of Japan's small firms as they happen: context for partners, no cooperation.
    Terms: not seen; internal analysis only, three seconds between requests.
    Feeds: jouhou.rdf (RDF), 40 items; dates without a time of day.
    Caveats: only paragraphs without a class are the text; before them stand facts (code, place,
    trade, debts). The site refused a common client at TLS; certificates are always checked here.
    Evidence: feed and pages read and described by one public reader in April 2026, who did not
    check certificates; so it waits for a probe [U].
    """

    name = "tdb"
    title = "帝国データバンク"
    country = "JP"
    language = "ja"
    home = "https://www.tdb.co.jp/"
    policy = Policy(kept="full", days=365, attribution="帝国データバンク")
    terms = "internal analysis"
    schedule = "35 9-19/2 * * mon-fri"
    custom_settings = {"DOWNLOAD_DELAY": 3}
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(r"https?://www\.tdb\.co\.jp/report/bankruptcy/flash/(?P<key>\d+)(?!\d)"),
        "https://www.tdb.co.jp/report/bankruptcy/flash/{key}/",
    )
    sources = (Feed("https://www.tdb.co.jp/rss/jouhou.rdf"),)

    designs = (FLASH,)
    usual_origins = {"title": "layout", "body": "layout", "published": "layout"}
