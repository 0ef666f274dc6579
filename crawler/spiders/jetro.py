"""Japan External Trade Organization: short news on business, and reports."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.records import Policy

BIZNEWS = PageDesign(
    name="biznews",
    title="#elem_heading_lv1 h1, .elem_heading_lv1 h1, h1",
    # What holds the paragraphs, whatever it is called.
    body="#area_content_main, #pbBlock, div:has(> .elem_paragraph), main article",
    drop=(
        "#elem_topic_path, .elem_topic_path, #elem_heading_lv1, .elem_tag, .elem_note,"
        " .elem_author, .elem_date, .elem_btn, .elem_sns, .elem_relation"
    ),
    dates=".elem_date, #main time, #area_content_main time, main time, #area_content_main .date",
    authors=".elem_author",
    keywords=".elem_tag a",
)


class JetroSpider(OutletSpider):
    """Japan External Trade Organization (ジェトロ, JETRO): its news and reports, in Japanese.

    Gives: what its offices see of Korean firms and policy, and the figures of its surveys.
    Terms: reproduction is reserved, so internal analysis only, with attribution.
    Feeds: biznews (ビジネス短信), areareports and reports; their descriptions are empty, so the
    text comes from the page. They cover the whole world; all is stored and judged like any other.
    Caveats: pages print the day only; the feed adds the hour. robots.txt forbids named
    crawlers only. Authors are printed with their office: （ソウル）.
    Evidence: biznews read in March 2026 with five pages, the other two in use beside it; ids and
    classes of JETRO's own templates; no article page was seen.
    """

    name = "jetro"
    title = "ジェトロ"
    country = "JP"
    language = "ja"
    home = "https://www.jetro.go.jp/biznews/"
    policy = Policy(kept="full", days=365, attribution="ジェトロ")
    terms = "internal analysis; attribution"
    schedule = "10 9-19/2 * * mon-fri"  # about forty a day, all in office hours

    articles = ArticleUrls(
        (
            ArticleUrl(
                re.compile(
                    r"https?://www\.jetro\.go\.jp/biznews/(?P<key>20\d{2}/\d{2}/[0-9a-f]{8,40})\.html"
                ),
                "https://www.jetro.go.jp/biznews/{key}.html",
            ),
            ArticleUrl(
                re.compile(
                    r"https?://www\.jetro\.go\.jp/(?P<path>biz|world)/(?P<key>(?:area)?reports/"
                    r"(?:special/)?20\d{2}/(?:\d{2,4}/)?[0-9a-f]{8,40})\.html"
                ),
                "https://www.jetro.go.jp/{path}/{key}.html",
            ),
        )
    )
    sources = tuple(
        Feed(f"https://www.jetro.go.jp/rss/{kind}.xml")
        for kind in ("biznews", "areareports", "reports")
    )

    designs = (BIZNEWS,)
    usual_origins = {"title": "layout", "body": "layout", "published": "layout"}
