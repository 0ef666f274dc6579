"""korea.kr: the press releases of all ministries, found by a search for Japan."""

from __future__ import annotations

import re

from crawler.designs.boards import KOREA_KR
from crawler.outlet_spider import OutletSpider
from crawler.sources import DataPortal, SearchPage, searched
from crawler.urls import ArticleUrl
from newsdb.records import Policy

SEARCH = SearchPage(
    "https://www.korea.kr/briefing/pressReleaseList.do?pageIndex={page}&srchWord={query}",
    items="div.list_type li",  # the filters before it lead to releases too
    results="div.list_type",
    title="strong",
    date=".source > span",
    summary=".lead",
    text="longer",
    terms=("일본", "한일"),
    first_page=1,
)


RELEASES = DataPortal(
    "https://apis.data.go.kr/1371000/pressReleaseService/pressReleaseList"
    "?startDate={since}&endDate={until}&pageNo=1&numOfRows=100",
    title="Title",
    link="OriginalUrl",
    date="ApproveDate",
    body="DataContents",
    section="MinisterCode",
    only=re.compile("일본|한일"),
)


class KoreakrSpider(OutletSpider):
    """Policy Briefing (정책브리핑, korea.kr), South Korea: all ministries' releases, in Korean.

    Gives: what other ministries than mss do with Japan: trade, customs, competition, diplomacy.
    Terms: 공공누리, mostly type 1: attribution; photographs and third parties' works excepted.
    Feeds: none: all RSS ended on 2026-07-01 (a feed is a 404). The list of press releases is
    searched for Japan; with DATA_GO_KR_KEY in the environment the official API is read as well.
    Caveats: pages often hold files only, so the list's lead counts where it is longer. The day is
    printed without an hour. A release is also on its ministry's site, as a copy.
    Evidence: the list and a page's files, from a public reader's copies of July 2026; the list
    read every five minutes by another in October 2026; the API's answer described by two. The
    element of the text was not seen, and a firewall may refuse some readers [U].
    """

    name = "koreakr"
    title = "정책브리핑"
    country = "KR"
    language = "ko"
    home = "https://www.korea.kr/"
    policy = Policy(
        kept="full",
        attribution="정책브리핑 (공공누리 제1유형)",
        may_learn=True,
        may_gloss="sentence",
    )
    terms = "KOGL type 1: attribution"
    schedule = "12,42 8-20 * * mon-fri"

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:www\.|m\.)?korea\.kr/(?:briefing|news)/"
            r"pressReleaseView\.do\?(?:[^#]*&)?newsId=(?P<key>\d+)"
        ),
        "https://www.korea.kr/briefing/pressReleaseView.do?newsId={key}",
    )
    sources = (*searched(SEARCH), SEARCH, RELEASES)

    designs = (KOREA_KR,)
    usual_origins = {"body": "layout"}
