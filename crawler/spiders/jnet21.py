"""J-Net21 of the SME Support agency, Japan."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed, ListPage, WrittenAddress
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.records import Policy

SITE = "https://j-net21.smrj.go.jp"


class Jnet21Spider(OutletSpider):
    """J-Net21, the portal of SME Support, Japan (中小機構, SMRJ), in Japanese; official.

    Gives: agreements of SMRJ, support for going abroad, and events, before the press has them.
    Terms: not seen; internal analysis only, with attribution.
    Feeds: support, events and notices: RSS with dc:date. Each holds only what is new since 18:30
    of the day before, some dozens of items, so it is read every day after that hour, and before.
    The list of programmes shows the newest thirty; the list of news is not verified [U].
    Caveats: pages print the day only (2023年 10月 26日). A category stands before the title.
    Feeds still name /snavi/, the site has moved to /snavi2/ with the same numbers.
    Evidence: the feeds in more than twelve public readers of 2025 and 2026, the list in one that
    runs daily; news addresses of 2026. No page's markup was seen: read as any site's.
    """

    name = "jnet21"
    title = "J-Net21"
    country = "JP"
    language = "ja"
    home = f"{SITE}/"
    policy = Policy(kept="full", days=365, attribution="中小機構 J-Net21")
    terms = "internal analysis; attribution"
    schedule = "45 9,18 * * *"

    articles = ArticleUrls(
        (
            ArticleUrl(
                re.compile(r"https?://j-net21\.smrj\.go\.jp/news/(?P<key>(?!index)[\w-]+)\.html"),
                f"{SITE}/news/{{key}}.html",
            ),
            ArticleUrl(
                re.compile(
                    r"https?://(?:j-net21|jnet21-snavi)\.smrj\.go\.jp/snavi2?/articles/(?P<key>\d+)"
                ),
                f"{SITE}/snavi2/articles/{{key}}",
                site="snavi-",
            ),
        )
    )
    sources = (
        *(
            Feed(f"{SITE}/snavi/{kind}/{kind}.xml", text="longer")
            for kind in ("support", "event", "public")
        ),
        ListPage(
            f"{SITE}/snavi2/results.php?category=2&page=1&sort=publish_date_default&period=1"
            "&displaysort=DESC&displaycount=30",
            items="article.pickup-item",
            link="[data-url]::attr(data-url)",
            address=WrittenAddress(
                re.compile(r"/articles/(?P<key>\d+)"), f"{SITE}/snavi2/articles/{{key}}"
            ),
            title="[data-title]::attr(data-title)",
        ),
        ListPage(f"{SITE}/news/", items="a[href]", verified=False),
    )
