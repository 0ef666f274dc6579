"""What comes in too long, half or from beyond the calendar is cut, cleaned or left out."""

from __future__ import annotations

import json
import time
import unicodedata
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest

from commands.judge import judge_line
from crawler.addresses import AllowedAddresses
from crawler.items import LIMITS, LONGEST_BODY, RawArticle, Reading
from newsdb.articles.rejections import Rejection
from newsdb.dates.reading import read_dates
from newsdb.records import KST, Outlet
from newsdb.text.composing import composed
from newsdb.text.folding import fold
from pipelines.normalise import NormalisePipeline, normalise
from watchlist.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE = "한국과 일본의 소공인 열두 곳이 손을 잡고 공동 공방을 연다고 12일 밝혔다."
RAW = RawArticle(
    outlet=Outlet(name="a", title="가신문", country="KR", language="ko", home="https://a.kr/"),
    key="1",
    url="https://a.kr/1",
    seen_url="https://a.kr/1",
    seen_at=datetime(2026, 11, 20, 12, tzinfo=KST),
    found_by="url",
    layout="x",
    readings={
        "title": [Reading(("공동 공방을 열다",), "meta title")],
        "body": [Reading((SENTENCE,), "text body")],
    },
)


def with_reading(field: str, *values: str) -> RawArticle:
    return replace(RAW, readings={**RAW.readings, field: [Reading(values, f"meta {field}")]})  # type: ignore[dict-item]


@pytest.mark.parametrize("field", LIMITS)
def test_every_field_has_a_limit(field: str) -> None:
    raw = with_reading(field, *["가" * 60_000] * 30, *["가" * 100] * 20_000)
    most, longest = LIMITS[field]  # type: ignore[index]
    (reading,) = raw.readings[field]  # type: ignore[index]
    assert len(reading.values) <= most
    assert max(map(len, reading.values)) <= longest
    assert sum(map(len, reading.values)) <= LONGEST_BODY
    assert raw.cut == (field,)


@pytest.mark.parametrize("field", LIMITS)
@pytest.mark.parametrize("bad", ["가\ud83d 나", "가\x00나", "\udfff"])
def test_half_characters_do_not_come_in(field: str, bad: str) -> None:
    item = NormalisePipeline().process_item(with_reading(field, bad))
    if not isinstance(item, Rejection):
        str(item.article.to_json()).encode("utf-8")


@pytest.mark.parametrize("field", ["published", "modified"])
@pytest.mark.parametrize(
    "date",
    [
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+09:00",
        "0001-01-01T00:00:00+14:00",
        "0000-00-00T00:00:00Z",
        "2026-11-20T09:30:00+99:99",
        "9999년 12월 31일",
        "December 31, 9999 11:59 PM PST",
        "99999999999",
        "-62135596800",
        "1 Jan 1900 00:00 +1400",
        "昭和999年1月1日",
    ],
)
def test_dates_from_beyond_the_calendar_are_none(field: str, date: str) -> None:
    item = normalise(with_reading(field, date))
    assert not isinstance(item, Rejection)
    assert item.article.published_at is None


@pytest.mark.parametrize(
    "author",
    ["김하나 " * 6_000, "제갈" * 12_000, "=" * 24_000, "a@" * 12_000, " · " * 8_000],
)
def test_long_authors_take_no_time(author: str) -> None:
    started = time.thread_time()
    normalise(with_reading("authors", author))
    assert time.thread_time() - started < 1


#: Runs of marks that CPython sorts one by one: four of one letter, vowels of Tibetan that are two
#: marks each, voicing marks of Kana that become marks, marks of the second plane.
RUNS = ("\u0315\u0300\u05ae\u0323", "\u0f73", "\uff9e\uff9f\u0315", "\U0001d165\u0315\U0001d16d")


@pytest.mark.parametrize("marks", RUNS)
@pytest.mark.parametrize(
    "read",
    [
        composed,
        partial(composed, form="NFKC"),
        partial(composed, form="NFD"),
        fold,
        lambda text: AllowedAddresses().refuse(text),
        lambda text: read_dates([text], language="ko", seen_at=RAW.seen_at),
        lambda text: judge_line(load(), json.dumps({"title": "협약", "text": text}).encode()),
    ],
    ids=["composed", "compatible", "decomposed", "folded", "host", "date", "judged"],
)
def test_thousands_of_marks_on_a_letter_take_no_time(
    read: Callable[[str], object], marks: str
) -> None:
    text = "가" + marks * 30_000
    started = time.thread_time()
    read(text)
    assert time.thread_time() - started < 2


def test_marks_that_anybody_writes_stay() -> None:
    assert composed("か\u3099e\u0301") == "がé"
    assert composed("ﾊﾟｰﾄﾅｰ", "NFKC") == "パートナー"
    assert composed("가\u0315" + "\u0300" * 40) == "가\u0300" + "\u0300" * 28 + "\u0315"


def test_every_character_that_becomes_a_mark_counts_as_one() -> None:
    for point in (*range(0xD800), *range(0xE000, 0x110000)):
        first = unicodedata.normalize("NFKD", chr(point))[0]
        if unicodedata.combining(first):
            assert len(composed("가" + chr(point) * 40, "NFC")) < 70, hex(point)
