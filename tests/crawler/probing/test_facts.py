"""What a probe says of a listing and of articles' texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import HtmlResponse

from crawler.discovery.hints import Entry, Hint
from crawler.probing.facts import Page, described, page_of, text_fact

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
HINTS = [Hint(f"https://a.example/{n}", "제목", NOON - timedelta(days=n)) for n in range(8)]
NEWEST = "newest 2026-11-24 12:00"


@pytest.mark.parametrize(
    ("hints", "body", "expected"),
    [
        (
            HINTS,
            b"<item><pubDate>20261124120000</pubDate></item>",
            f"7 links, 8 with dates, {NEWEST}, about 7 a week, dates as “20261124120000”",
        ),
        (
            [HINTS[0]._replace(entry=Entry(None, "가" * 1240))],
            b"<dc:date><![CDATA[ 2026-11-24 ]]></dc:date>",
            f"7 links, 1 with dates, {NEWEST}, dates as “2026-11-24”, texts of 1,240 characters",
        ),
        ([HINTS[0]._replace(published_at=None)], b"", "7 links, 0 with dates"),
        ([], b"\xff<pubDate>\xff</pubDate>", "7 links, 0 with dates, dates as “\ufffd”"),
    ],
)
def test_what_a_listing_holds(hints: list[Hint], body: bytes, expected: str) -> None:
    assert described(hints, 7, body) == expected


def test_where_texts_stand() -> None:
    response = HtmlResponse(
        "https://a.example/1",
        body=b"<body><iframe class='iframeRes' src='/text'></iframe></body>",
        headers={"Content-Type": "text/html"},
    )
    page = page_of(response, characters=42, source="layout .view", files=2)
    assert page == Page(42, "layout .view", 2, 1, None)
    whole = Page(1200, "feed description", 0, 0, "utf-8")
    assert text_fact([page, whole]).found == (
        "42, 1,200 characters from layout .view, 2 files, 1 iframes, charset not in the header"
    )
