"""Korea Newswire."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

RELEASE = PageDesign(
    name="article_column",
    title=".release-title h1, #content h1, h1",
    body="section.article_column",
    drop=".release-contact, .release-source-news, .release-source, .images_column",
    dates=".release-time",
)


class NewswireSpider(OutletSpider):
    """Korea Newswire (뉴스와이어), a distributor of press releases in South Korea, in Korean.

    Gives: the release itself, hours before papers reprint it: where many stories begin.
    Terms: internal reading; whoever prints more than five a day needs leave.
    Feeds: all, economy (100), industry (400) and public bodies (1400), 15 to 20 items each; only
    entries that name Japan in title or summary are read.
    Caveats: releases are advertising; the author is the company. The text begins with
    ``서울--(뉴스와이어)--`` and ends with contacts and a notice of the distributor.
    Evidence: feeds and pages fetched and described by one public reader on 2026-03-26.
    """

    name = "newswire"
    title = "뉴스와이어"
    country = "KR"
    language = "ko"
    home = "https://www.newswire.co.kr/"
    policy = Policy(kept="full", days=365, attribution="뉴스와이어")
    terms = "internal reading"
    schedule = "*/30 7-20 * * mon-fri"  # twenty releases are about an hour
    is_press_wire = True

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:www|m)\.newswire\.co\.kr/newsRead\.php\?(?:[^#]*&)?no=(?P<key>\d+)"
        ),
        "https://www.newswire.co.kr/newsRead.php?no={key}",
    )
    sources = tuple(
        Feed(
            f"https://api.newswire.co.kr/rss/{section}",
            only=re.compile("일본|한일|도쿄|오사카|후쿠오카|재팬|Japan"),
        )
        for section in ("all", "industry/100", "industry/400", "industry/1400")
    )

    designs = (RELEASE,)
    usual_origins = {"title": "layout", "body": "layout", "published": "meta"}
