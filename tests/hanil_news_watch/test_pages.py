"""``read_page``: what ``hanil read`` says, from Python."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from hanil_news_watch.pages import read_page
from newsdb.records import KST
from tests.support.crawls import ROOT, scrapy

PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="{charset}">
<title>{title}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}"></head>
<body><h1>{title}</h1><p class="date">{day}</p>
<div class="article-body"><p>{text}</p><p>{text}</p></div>
</body></html>"""
AT = datetime(2026, 11, 20, 12, tzinfo=KST)
URL = "https://www.example.kr/news/1"


@pytest.mark.parametrize(
    ("charset", "language", "title", "day", "text"),
    [
        *(
            (
                charset,
                "ko",
                "두 나라 빵집이 함께 굽는 쌀빵",
                "입력 2026.11.20 09:30",
                "전주와 가나자와의 빵집 열네 곳이 쌀빵을 함께 개발해 두 나라에서 판다.",
            )
            for charset in ("utf-8", "euc-kr")
        ),
        (
            "shift_jis",
            "ja",
            "両国のパン屋が焼く米粉パン",
            "2026年11月20日 9時30分",
            "全州と金沢の町のパン屋14軒が共同で米粉パンを開発し、両国で販売すると20日に発表した。",
        ),
    ],
)
def test_a_page_of_any_site(charset: str, language: str, title: str, day: str, text: str) -> None:
    page = PAGE.format(charset=charset, language=language, title=title, day=day, text=text)
    record = read_page(page.encode(charset), URL, fetched_at=AT)
    assert record["title"] == title
    assert record["published_at"] == "2026-11-20T09:30:00+09:00"
    assert text in record["body"]
    assert record["language"] == language
    assert record["outlet"] == "site:example.kr"
    assert json.loads(json.dumps(record)) == record
    without = page.replace(f'<meta charset="{charset}">', "")
    assert read_page(without.encode(charset), URL, fetched_at=AT, encoding=charset) == record
    assert read_page(page, URL, fetched_at=AT) == record


def test_it_is_what_the_command_prints() -> None:
    file = min((ROOT / "fixtures" / "yna").glob("*/page.html"))
    described = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    printed = json.loads(scrapy("read", file).out)
    at = datetime.fromisoformat(described["fetched_at"])
    assert read_page(file.read_bytes(), described["url"], fetched_at=at) == printed
    assert printed["outlet"] == "yna"


def test_what_is_not_an_article_is_rejected() -> None:
    record = read_page("<html><body><p>404</p></body></html>", URL)
    assert set(record) == {"outlet", "key", "url", "rejected"}
    assert record["rejected"]["reason"]


@pytest.mark.parametrize(
    ("url", "at"), [("news/1", None), (URL, AT.replace(tzinfo=None))], ids=["url", "zone"]
)
def test_what_can_not_be_meant(url: str, at: datetime | None) -> None:
    with pytest.raises(ValueError, match=r"address|zone"):
        read_page("<html></html>", url, fetched_at=at)
