"""Asia Economy."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

TXT_AREA = PageDesign(
    name="txt_area",
    title=".article-header h1.title, h1.title",
    subtitle="#txt_area .article_head h2",
    body="#txt_area",
    drop=(
        ".mainnews_add, .article_photo, .img_figure, .article_ad, .ad-area, .btn-otherLang__bx,"
        " .txt_prohibition, .relate_box, .article_head"
    ),
    dates=".article-header__date",
)


class AsiaeSpider(OutletSpider):
    """Asia Economy (아시아경제), a Korean business daily.

    Gives: local industry and small firms beyond Seoul, reprints told by their figures.
    Terms: its feeds for non-commercial use only (October 2026); redistribution and AI use are
    forbidden. Internal analysis only.
    Feeds: all.htm held 100 items in August 2026; pages name asia_rss.htm.
    Caveats: four hosts and two forms of URL lead to one id. Advertisements, 원본보기 and
    꼭 봐야 할 주요 뉴스 stand inside the text. Zones are written +0900.
    Evidence: a page saved in March 2026; carried Korea-Japan stories of small firms in 2025.
    """

    name = "asiae"
    title = "아시아경제"
    country = "KR"
    language = "ko"
    home = "https://www.asiae.co.kr/"
    policy = Policy(kept="full", days=365, attribution="아시아경제", may_gloss="nothing")
    terms = "non-commercial; no AI use"
    schedule = "*/30 6-23 * * *"

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:(?:www|view|cm|core|m)\.)?asiae\.co\.kr/"
            r"(?:(?:\w+/)*article/|[\w/]*view\.htm\?(?:[^#]*&)?(?:no|idxno)=)"
            r"(?P<key>20\d{15,18})(?!\d)"
        ),
        "https://www.asiae.co.kr/article/{key}",
    )
    sources = (
        Feed("https://view.asiae.co.kr/rss/all.htm"),
        Feed("https://www.asiae.co.kr/news/rss/asia_rss.htm"),
    )

    designs = (TXT_AREA,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
