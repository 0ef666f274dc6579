"""Money Today."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.records import Policy

ARTICLE_VIEW = PageDesign(
    name="articleView",
    title="h1.headline, h1.subject",
    subtitle="#articleMain .subtitle, .article_subtitle",
    body="#articleView, #textBody",
    drop=".mobile_hot, .article_ads, .ad-tag, .articlePhoto, .copyright, .__cf_email__",
    dates=".article_wrap .text .date",
)


class MtSpider(OutletSpider):
    """Money Today (머니투데이), a Korean business daily.

    Gives: start-ups and small firms on the market, with the best metadata of all.
    Terms: internal analysis only; redistribution and AI training are forbidden.
    Feeds: mt_news.xml (100 items); pages name latest-atom.xml.
    Caveats: section and date are part of the URL, the number alone is the key; old
    URLs (mtview.php?no=) have the same number. 독자들의 PICK! stands inside the text.
    Evidence: a page saved in March 2026; feeds read in August 2026.
    """

    name = "mt"
    title = "머니투데이"
    country = "KR"
    language = "ko"
    home = "https://www.mt.co.kr/"
    policy = Policy(kept="full", days=365, attribution="머니투데이", may_gloss="nothing")
    terms = "internal analysis; no AI use"
    schedule = "*/20 6-23 * * *"  # its feeds hold a hundred of many more articles

    articles = ArticleUrls(
        (
            ArticleUrl(
                re.compile(
                    r"https?://(?:(?:www|m)\.)?mt\.co\.kr/(?P<section>[a-z-]+(?:/[a-z-]+)*)/"
                    r"(?P<day>\d{4}/\d{2}/\d{2})/(?P<key>20\d{17})(?!\d)"
                ),
                "https://www.mt.co.kr/{section}/{day}/{key}",
            ),
            ArticleUrl(
                re.compile(
                    r"https?://(?:news|m)\.mt\.co\.kr/(?:mtview|renew/view\w*)\.(?:php|html)\?"
                    r"(?:[^#]*&)?no=(?P<key>20\d{17})(?!\d)"
                ),
                "https://news.mt.co.kr/mtview.php?no={key}",
            ),
        )
    )
    sources = (
        Feed("http://rss.mt.co.kr/mt_news.xml"),
        Feed("https://www.mt.co.kr/rss/latest-atom.xml"),
    )

    designs = (ARTICLE_VIEW,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
