"""Ministry of SMEs and Startups: press releases on its own site and on korea.kr."""

from __future__ import annotations

import re

from crawler.designs.boards import KOREAN_BOARD
from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.records import Policy


class MssSpider(OutletSpider):
    """Ministry of SMEs and Startups (중소벤처기업부), South Korea, in Korean; an official source.

    Terms: 공공누리 type 1: free use with attribution; so its texts may be learned from.
    Feeds: its press board (86) on mss.go.kr and its department's feed on korea.kr. Descriptions
    hold the text and are the backup when a page can't be read.
    Caveats: one source on two sites with separate numbering: a release has two keys and is
    linked as a copy. Much is only in attached HWPX and PDF files, which are kept as links.
    Evidence: both feeds and URLs in several public readers; no page was seen, so the
    board's classes are guesses, with any site's reading as the fallback [U].
    """

    name = "mss"
    title = "중소벤처기업부"
    country = "KR"
    language = "ko"
    home = "https://www.mss.go.kr/"
    policy = Policy(kept="full", attribution="중소벤처기업부 (공공누리 제1유형)", may_learn=True)
    terms = "KOGL type 1: attribution"
    schedule = "*/30 7-20 * * mon-fri"  # releases are published in office hours

    articles = ArticleUrls(
        (
            ArticleUrl(
                re.compile(
                    r"https?://(?:www\.|m\.)?mss\.go\.kr/site/smba/(?:\w+/)*View\.do\?"
                    r"(?=(?:[^#]*&)?cbIdx=86(?!\d))(?:[^#]*&)?bcIdx=(?P<key>\d+)"
                ),
                "https://www.mss.go.kr/site/smba/ex/board/View.do?cbIdx=86&bcIdx={key}",
                site="mss-",
            ),
            ArticleUrl(
                re.compile(
                    r"https?://(?:www\.|m\.)?korea\.kr/(?:briefing|news)/"
                    r"pressReleaseView\.do\?(?:[^#]*&)?newsId=(?P<key>\d+)"
                ),
                "https://www.korea.kr/briefing/pressReleaseView.do?newsId={key}",
                site="korea-",
            ),
        )
    )
    sources = (
        Feed("https://www.mss.go.kr/rss/smba/board/86.do", verified=False, text="backup"),
        Feed("https://www.korea.kr/rss/dept_mss.xml", verified=False, text="backup"),
    )

    designs = (KOREAN_BOARD,)
    usual_origins = {"body": "layout"}
