"""PR TIMES."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

RELEASE = PageDesign(
    name="release",
    title="h1.release--title, [class*=press-release] h1",
    subtitle="h2.release--subtitle, [class*=press-release-subtitle]",
    body="#press-release-body, [class^=press-release-body], .release-body, .rbody",
    drop=".container-thumbnail-list, .text-image-caption, [class*=image-list], [class*=share]",
    dates="time",
    attachments="a[href$='.pdf']",
)


class PrtimesSpider(OutletSpider):
    """PR TIMES, a distributor of press releases in Japan, in Japanese.

    Gives: Japanese firms' own announcements about Korea, before any paper.
    Terms: commercial use needs consent, the press may use it. So it is OFF: if you have consent,
    or need none, set ``enabled = true`` under [outlets.prtimes] in hanil.toml. Even then only
    an excerpt is kept, for 90 days.
    Feeds: index.rdf (RDF), 200 items, about one day; no feed by keyword, so only entries that name
    Korea in title or summary are read.
    Caveats: releases are advertising; the author is the company. Designs of 2020 and 2026 differ.
    Evidence: two pages of 2020; the class of 2026 from a public note [U].
    """

    name = "prtimes"
    title = "PR TIMES"
    country = "JP"
    language = "ja"
    home = "https://prtimes.jp/"
    policy = Policy(kept="excerpt", days=90, attribution="PR TIMES")
    terms = "commercial use needs consent"
    schedule = "45 */4 * * *"  # the feed holds about a day
    enabled = False
    is_press_wire = True

    articles = ArticleUrl(
        re.compile(
            r"https?://prtimes\.jp/(?:amp/)?main/html/rd/(?:amp/)?p/(?P<key>\d{9}\.\d{9})\.html"
        ),
        "https://prtimes.jp/main/html/rd/p/{key}.html",
    )
    sources = (
        Feed(
            "https://prtimes.jp/index.rdf",
            only=re.compile(r"韓国|日韓|韓日|ソウル|釜山|コリア|Korea|K-"),
        ),
    )

    designs = (RELEASE,)
    ignored_readings = frozenset({"meta keywords"})
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
