"""Articles on list pages."""

from __future__ import annotations

from datetime import datetime

from parsel import Selector

from crawler.discovery.hints import Hint
from crawler.discovery.list_pages import list_hints
from crawler.sources import ListPage

BASE = "https://news.example.kr/list"
NOON = datetime.fromisoformat("2025-11-25T12:00:00+09:00")


def test_list_page() -> None:
    page = Selector(
        text="""<div class="wrap_txt"><strong class="tit_thumb">
        <a href="/news/1">하나 <b>둘</b></a></strong>
        <span class="caption">2025.11.25 12:00</span></div>
        <div class="wrap_txt"><a href="javascript:void(0)">아님</a></div>"""
    )
    listing = ListPage(BASE, items=".wrap_txt", link=".tit_thumb a[href]", date="span.caption")
    assert list_hints(page, listing) == [Hint("https://news.example.kr/news/1", "하나 둘", NOON)]
