"""Ministry of SMEs and Startups: its boards of press releases and of calls."""

from __future__ import annotations

import re

from crawler.designs.boards import KOREAN_BOARD
from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed, ListPage, WrittenAddress
from crawler.urls import ArticleUrl
from newsdb.records import Policy

VIEW = "https://www.mss.go.kr/site/smba/ex/bbs/View.do?cbIdx={board}&bcIdx={key}"
ROW = re.compile(r"doBbsFView\('(?P<board>86|310)','(?P<key>\d{1,12})'")


class MssSpider(OutletSpider):
    """Ministry of SMEs and Startups (중소벤처기업부), South Korea, in Korean; an official source.

    Gives: the ministry's programmes, figures and agreements with Japan, the hour they appear.
    Terms: 공공누리 type 1: free use with attribution, but for photographs and others' works; so
    its texts may be learned from.
    Feeds: press releases (86) and calls (310), 20 items each; pubDate is ``20261006091605``, in
    Korean time. The list of releases shows ten and has no links, only calls of a script.
    Caveats: the text may stand in an iframe or only in attached HWPX and PDF files, so the longer
    of page and feed counts. The same releases are on korea.kr, as copies (koreakr).
    Evidence: the feed read by three public readers in September and October 2026; list rows and
    the addresses of articles in several; no page was seen, so the board's classes are
    guesses, with any site's reading as the fallback.
    """

    name = "mss"
    title = "중소벤처기업부"
    country = "KR"
    language = "ko"
    home = "https://www.mss.go.kr/"
    policy = Policy(
        kept="full",
        attribution="중소벤처기업부 (공공누리 제1유형)",
        may_learn=True,
        may_gloss="sentence",
    )
    terms = "KOGL type 1: attribution"
    schedule = "*/30 7-20 * * mon-fri"  # releases are published in office hours

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:www\.|m\.)?mss\.go\.kr/site/smba/(?:\w+/)*View\.do\?"
            r"(?=(?:[^#]*&)?cbIdx=(?P<board>86|310)(?!\d))(?:[^#]*&)?bcIdx=(?P<key>\d+)"
        ),
        VIEW,
        site="mss-",
    )
    sources = (
        Feed("https://www.mss.go.kr/rss/smba/board/86.do", text="longer"),
        Feed("https://www.mss.go.kr/rss/smba/board/310.do", text="longer"),
        ListPage(
            "https://www.mss.go.kr/site/smba/ex/bbs/List.do?cbIdx=86",
            items="tr[onclick]",
            link="::attr(onclick)",
            address=WrittenAddress(ROW, VIEW),
            title="td.subject, td.txt_l a, td:nth-of-type(2)",
            date="td",
        ),
    )

    designs = (KOREAN_BOARD,)
    usual_origins = {"body": "layout"}
