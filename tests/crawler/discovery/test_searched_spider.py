"""Naver's news search: off without a key; its results give the outlets' own addresses."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from crawler.discovery.apis.naver import address, hints, key
from crawler.discovery.hints import ListingError
from crawler.discovery.planning import api_queries
from crawler.discovery.requests import listing_request
from crawler.sources import NaverSearch, sources_of
from crawler.spiders.news1 import News1Spider
from crawler.spiders.yna import YnaSpider
from newsdb.articles.revisits import Validators

ITEM = {
    "title": "<b>한일</b> &quot;중소기업&quot; 손잡다",
    "originallink": "https://www.news1.kr/industry/6312877",
    "link": "https://n.news.naver.com/mnews/article/421/0008000001",
    "description": "",
    "pubDate": "Mon, 12 Oct 2026 15:22:00 +0900",
}
KEY = {"NAVER_CLIENT_ID": "name", "NAVER_CLIENT_SECRET": "secret"}


def test_an_answer_gives_the_outlets_own_addresses() -> None:
    (hint,) = hints(json.dumps({"items": [ITEM]}), "u")
    assert hint.url == ITEM["originallink"]
    assert hint.title == '한일 "중소기업" 손잡다'
    assert hint.published_at == datetime.fromisoformat("2026-10-12T15:22:00+09:00")


@pytest.mark.parametrize("text", ["", "[]", "null", '{"errorCode": "024"}', '{"items": [1]}'])
def test_what_is_no_answer_says_so(text: str) -> None:
    with pytest.raises(ListingError, match="not a response of Naver's news search"):
        hints(text, "u")


@pytest.mark.parametrize("levels", [1, 300, 900])
@pytest.mark.parametrize("field", ["title", "originallink"])
def test_an_item_that_can_not_be_read_costs_itself(field: str, levels: int) -> None:
    bad = json.dumps({**ITEM, field: "?"}).replace('"?"', f"{'[' * levels}1{']' * levels}")
    unreadable: list[str] = []
    (hint,) = hints(f'{{"items": [{bad}, {json.dumps(ITEM)}]}}', "u", unreadable=unreadable)
    assert hint.url == ITEM["originallink"]
    assert len(unreadable) == 1
    assert unreadable[0].startswith("item 1: TypeError(")


@pytest.mark.parametrize("missing", ["NAVER_CLIENT_ID", "NAVER_CLIENT_SECRET"])
def test_without_a_key_nothing_is_asked(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEY.items():
        monkeypatch.setenv(name, " " if name == missing else value)
    assert key() is None
    assert api_queries(News1Spider.sources) == []


def test_with_one_only_outlets_that_name_it_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEY.items():
        monkeypatch.setenv(name, value)
    (search,) = sources_of(NaverSearch, News1Spider.sources)
    queries = api_queries(News1Spider.sources)
    asked = [
        listing_request(
            query, slot="news1", validators=Validators("tag"), callback=print, errback=print
        )
        for query in queries
    ]
    assert len(asked) == 3
    assert [each.url for each in asked] == [address(words) for words in search.terms]
    assert asked[0].headers["X-Naver-Client-Secret"] == b"secret"
    assert "secret" not in asked[0].url
    assert "secret" not in repr(queries)
    assert api_queries(YnaSpider.sources) == []
