"""Small and Medium Enterprise Agency of Japan."""

from __future__ import annotations

import re

from crawler.designs.boards import FILES
from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed, ListPage
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.records import Policy

NOTICE = PageDesign(
    name="notice",
    title="#main h1, main h1, h1",
    body="#main, #contents, #mainContents, main",
    drop=(
        "nav, #topicPath, .topicPath, .breadcrumb, .date, .pdf, .file, [class*=download],"
        " .contact, #contact, .pageTop, .sns, h1"
    ),
    dates="#main .date, main .date, .update",
    attachments=FILES,
)


class SmeaSpider(OutletSpider):
    """Small and Medium Enterprise Agency (中小企業庁), Japan, in Japanese; an official source.

    Gives: Japan's SME policy at its source: calls, adopted projects, councils, guides for trade.
    Terms: Public Data License 1.0: free use with attribution.
    Feeds: index.xml is RDF (RSS 1.0) with five items; the list of calls never runs dry.
    Caveats: items that lead to meti.go.jp are left out: its articles and its robots.txt answer
    403. Some readers are refused here too; the site is slow, so a minute is waited. No charset
    in the header. Many links are folders (/keiei/gijut/). Files are kept as links.
    Evidence: the feed read in April 2026 by three public readers, the list (new design) by two;
    no article was seen, so its selectors are those common on Japanese government pages, with any
    site's reading as the fallback.
    """

    name = "smea"
    title = "中小企業庁"
    country = "JP"
    language = "ja"
    home = "https://www.chusho.meti.go.jp/"
    policy = Policy(
        kept="full",
        attribution="出典：中小企業庁ウェブサイト",
        may_learn=True,
        may_gloss="sentence",
    )
    terms = "PDL 1.0: attribution"
    schedule = "25 9,13,18 * * mon-fri"  # the feed holds five items
    custom_settings = {"DOWNLOAD_TIMEOUT": 60}

    articles = ArticleUrls(
        (
            ArticleUrl(  # a folder, or its index
                re.compile(
                    r"https?://www\.chusho\.meti\.go\.jp/(?P<key>[a-z_]+/(?:[\w-]+/)+)"
                    r"(?:index\.html?)?(?:[?#]|$)"
                ),
                "https://www.chusho.meti.go.jp/{key}",
            ),
            ArticleUrl(
                re.compile(
                    r"https?://www\.chusho\.meti\.go\.jp/(?P<key>[a-z_]+/[\w/-]+\.html?)(?:[?#]|$)"
                ),
                "https://www.chusho.meti.go.jp/{key}",
            ),
        )
    )
    sources = (
        Feed("https://www.chusho.meti.go.jp/rss/index.xml"),
        ListPage(
            "https://www.chusho.meti.go.jp/koukai/hojyokin/index.html",
            items="dl.p-top__news__list > dd",
            date="dt",
            date_is="before",
        ),
    )

    designs = (NOTICE,)
    usual_origins = {"title": "layout", "body": "layout"}
