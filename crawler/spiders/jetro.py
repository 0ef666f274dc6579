"""Japan External Trade Organization: short news on business."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.places import Place
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

BIZNEWS = Place(
    name="biznews",
    title="h1, .elem_heading_lv1",
    body="#pbBlock, .elem_paragraph_wrap, #main .elem_text, main article",
    drop=".elem_tag, .elem_note, .elem_author, .elem_date, .elem_btn, .elem_sns, .elem_relation",
    dates=".elem_date, #main time, main time",
    authors=".elem_author",
    keywords=".elem_tag a",
)


class JetroSpider(OutletSpider):
    """Japan External Trade Organization (ジェトロ, JETRO): ビジネス短信, in Japanese; official.

    Terms: reproduction is reserved, so internal analysis only, with attribution.
    Feeds: biznews.xml, 40 items in March 2026; it covers the whole world, and articles not about
    Korea are stored too and judged like any other.
    Caveats: pages print the day only; the feed adds the hour. robots.txt forbids named
    crawlers only. Authors are printed with their office: （ソウル）.
    Evidence: the feed read in March 2026; no real page was seen, so the classes are those of
    one public reader, with any site's reading as the fallback [U].
    """

    name = "jetro"
    title = "ジェトロ"
    country = "JP"
    language = "ja"
    home = "https://www.jetro.go.jp/biznews/"
    policy = Policy(kept="full", days=365, attribution="ジェトロ「ビジネス短信」")
    terms = "internal analysis; attribution"
    schedule = "10 9-19/2 * * mon-fri"  # about forty a day, all in office hours

    articles = ArticleUrl(
        re.compile(
            r"https?://www\.jetro\.go\.jp/biznews/(?P<key>20\d{2}/\d{2}/[0-9a-f]{8,40})\.html"
        ),
        "https://www.jetro.go.jp/biznews/{key}.html",
    )
    sources = (Feed("https://www.jetro.go.jp/rss/biznews.xml", verified=False),)

    designs = (BIZNEWS,)
    usual_origins = {"title": "layout", "body": "layout", "published": "layout"}
