"""J-Net21 of the SME Support agency, Japan."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import ListPage
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.records import Policy


class Jnet21Spider(OutletSpider):
    """J-Net21, the portal of SME Support, Japan (中小機構, SMRJ), in Japanese; official.

    Terms: not seen; internal analysis only, with attribution.
    Feeds: none is verified [U]: the lists of news and of support programmes are read.
    Caveats: pages print the day only (2023年 10月 26日). A category stands before the title.
    Evidence: it carried the memorandum of KBIZ and SMRJ in October 2023; addresses and dates
    from public text of its pages; no markup was seen, so they are read as any site's [U].
    """

    name = "jnet21"
    title = "J-Net21"
    country = "JP"
    language = "ja"
    home = "https://j-net21.smrj.go.jp/"
    policy = Policy(kept="full", days=365, attribution="中小機構 J-Net21")
    terms = "internal analysis; attribution"
    schedule = "35 9,15 * * mon-fri"

    articles = ArticleUrls(
        (
            ArticleUrl(
                re.compile(r"https?://j-net21\.smrj\.go\.jp/news/(?P<key>(?!index)[\w-]+)\.html"),
                "https://j-net21.smrj.go.jp/news/{key}.html",
            ),
            ArticleUrl(
                re.compile(r"https?://j-net21\.smrj\.go\.jp/snavi2?/articles/(?P<key>\d+)"),
                "https://j-net21.smrj.go.jp/snavi/articles/{key}",
                site="snavi-",
            ),
        )
    )
    sources = (
        ListPage("https://j-net21.smrj.go.jp/news/", items="a[href]", verified=False),
        ListPage("https://j-net21.smrj.go.jp/snavi/articles", items="a[href]", verified=False),
    )
