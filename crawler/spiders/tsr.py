"""Tokyo Shoko Research."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

FLASH = PageDesign(
    name="entry",
    title="h1.title_data",
    body="div:has(> .entry_info), main",
    drop=".entry_info, .entry_info_code, nav, [class*=related], [class*=sns], h1",
    keywords=".entry_info li a",
)


class TsrSpider(OutletSpider):
    """Tokyo Shoko Research (東京商工リサーチ), a credit agency of Japan, in Japanese.

    Gives: failures of Japan's small firms as they happen: context for partners, no cooperation.
    Terms: not seen; internal analysis only, three seconds between requests.
    Feeds: news_flash.xml, 10 items; it is no well-formed XML.
    Caveats: a note with the firm's register number stands behind ※ at the end of the text. The
    site refused a common client at TLS; certificates are always checked here.
    Evidence: feed and pages read and described by one public reader in April 2026, who did not
    check certificates; so it waits for a probe [U].
    """

    name = "tsr"
    title = "東京商工リサーチ"
    country = "JP"
    language = "ja"
    home = "https://www.tsr-net.co.jp/"
    policy = Policy(kept="full", days=365, attribution="東京商工リサーチ")
    terms = "internal analysis"
    schedule = "15 9-19/2 * * mon-fri"
    custom_settings = {"DOWNLOAD_DELAY": 3}
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(r"https?://www\.tsr-net\.co\.jp/news/tsr/detail/(?P<key>\d+_\d+)\.html"),
        "https://www.tsr-net.co.jp/news/tsr/detail/{key}.html",
    )
    sources = (Feed("https://www.tsr-net.co.jp/rss/news_flash.xml"),)

    designs = (FLASH,)
    usual_origins = {"title": "layout", "body": "layout"}
