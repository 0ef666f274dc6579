"""KOTRA: news from its offices abroad."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import DataPortal
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class KotraSpider(OutletSpider):
    """KOTRA (대한무역투자진흥공사), South Korea: its offices in Japan, in Korean; official.

    Gives: what Tokyo, Osaka, Nagoya and Fukuoka report: markets, buyers, rules, trade fairs.
    Terms: public data with a free key; attribution.
    Feeds: none: the official API of the data portal, for Japan and with whole texts (search8=Y).
    Without DATA_GO_KR_KEY in the environment nothing is read.
    Caveats: the site shows its articles by scripts since 2026, so the API's texts are taken and no
    page is requested. Whoever strips queries off links breaks those of files.
    Evidence: the call and the names of its fields in three public readers of 2026; no answer was
    seen, so it waits for a probe [U].
    """

    name = "kotra"
    title = "KOTRA 해외시장뉴스"
    country = "KR"
    language = "ko"
    home = "https://dream.kotra.or.kr/kotranews/index.do"
    policy = Policy(kept="full", attribution="KOTRA 해외시장뉴스")
    terms = "public data: attribution"
    schedule = "30 9,18 * * mon-fri"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:dream|news)\.kotra\.or\.kr/[\w/]*actionKotraBoardDetail\.do\?"
            r"(?:[^#]*&)?pNttSn=(?P<key>\d+)"
        ),
        "https://dream.kotra.or.kr/kotranews/cms/news/actionKotraBoardDetail.do?pNttSn={key}",
    )
    sources = (
        DataPortal(
            "https://apis.data.go.kr/B410001/kotra_overseasMarketNews/ovseaMrktNews/ovseaMrktNews"
            "?type=json&pageNo=1&numOfRows=50&search1=%EC%9D%BC%EB%B3%B8&search8=Y",
            title="newsTitl",
            link="kotraNewsUrl",
            date="othbcDt",
            body="newsBdt",
            text="first",
            verified=False,
        ),
    )

    usual_origins = {"body": "feed"}
