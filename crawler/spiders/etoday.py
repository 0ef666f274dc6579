"""Etoday."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

ARTICLE_VIEW = PageDesign(
    name="articleView",
    title="h1.main_title",
    subtitle=".articleView .subview_title",
    body="div.articleView",
    drop=(
        ".img_box_C, .img_box_L, .img_box_R, .img_box_desc, .relation_newslist, .subview_title,"
        " [id^=div-gpt-ad], #img_ifm_bnr, .kwd_tags, .recommend_btn"
    ),
    dates=".view_top_container .newsinfo",
)


class EtodaySpider(OutletSpider):
    """Etoday (이투데이), a Korean business daily.

    Gives: the trade ministry's and associations' beat, quickly.
    Terms: internal analysis only; redistribution is forbidden.
    Feeds: all news (231 items in August 2026) and sections; some items have no summary.
    Caveats: three hosts and two forms of URL lead to one number. JSON-LD has no
    dateModified; the author in ``article:author`` is the paper, in ``dd:author`` the person.
    Captions begin with ▲.
    Evidence: a page saved in March 2026; carried Korea-Japan stories of small firms twice.
    """

    name = "etoday"
    title = "이투데이"
    country = "KR"
    language = "ko"
    home = "https://www.etoday.co.kr/"
    policy = Policy(kept="full", days=365, attribution="이투데이")
    terms = "internal analysis"
    schedule = "*/30 6-23 * * *"

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:(?:www|m1?)\.)?etoday\.co\.kr/"
            r"(?:news/(?:amp/)?view/|[\w/]*view\.php\?(?:[^#]*&)?idxno=)(?P<key>\d{5,9})(?!\d)"
        ),
        "https://www.etoday.co.kr/news/view/{key}",
    )
    sources = tuple(
        Feed(f"https://rss.etoday.co.kr/eto/{section}_news{rest}.xml")
        for section, rest in (
            ("company", ""),
            ("industry", ""),
            ("economy", ""),
            ("global", ""),
            ("etoday", "_all"),
        )
    )

    designs = (ARTICLE_VIEW,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
