"""Printed dates, read to the minute or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.dates.forms import AHEAD, EARLIEST
from newsdb.dates.reading import read_dates
from newsdb.records import KST

if TYPE_CHECKING:
    from newsdb.records import Language

SEEN = datetime(2025, 11, 26, 10, 0, tzinfo=KST)
TABLE = Path(__file__).parents[2] / "data" / "dates.tsv"
FORMS = [line.split("\t")[:3] for line in TABLE.read_text("utf-8").splitlines()[1:]]


def read_date(text: str, *, language: Language, seen_at: datetime) -> datetime | None:
    """Return the date printed in a text; that of publication if there are several."""
    dates = read_dates([text], language=language, seen_at=seen_at)
    moment = dates.published or dates.modified
    return moment.at if moment else None


def minute(moment: datetime | None) -> str | None:
    return moment.astimezone(KST).strftime("%Y-%m-%d %H:%M") if moment else None


@pytest.mark.parametrize(("text", "language", "expected"), FORMS)
def test_forms_seen_on_pages(text: str, language: str, expected: str) -> None:
    read = read_date(text, language=cast("Language", language), seen_at=SEEN)
    assert minute(read) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-11-25T16:36:33 +0900", "2025-11-25 16:36"),  # fnnews: a blank before the zone
        ("2025-11-25T16:36:33.1234567+09:00", "2025-11-25 16:36"),  # seven digits
        ("2025-11-25T07:36:33Z", "2025-11-25 16:36"),
        ("2025-11-25T16:36:00-05:00", "2025-11-26 06:36"),
        ("입력2025.11.25 16:36", "2025-11-25 16:36"),
        ("2025년11월25일16시36분", "2025-11-25 16:36"),
        ("어제 오후 4:36", "2025-11-25 16:36"),
        ("昨日 16:36", "2025-11-25 16:36"),
        ("2025年11月24日 25:30", "2025-11-25 01:30"),
        ("2025.11.25 24:00", "2025-11-26 00:00"),
        ("12/30 09:00", "2024-12-30 09:00"),  # the latest that has come
        ("오후 16:36 2025.11.25", "2025-11-25 00:00"),
        ("Updated: Nov 25, 2025 4:36 PM", "2025-11-25 16:36"),
    ],
)
def test_more_forms(text: str, expected: str) -> None:
    assert minute(read_date(text, language="ko", seen_at=SEEN)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("20251125T163605+0900", "ko", "2025-11-25 16:36"),
        ("2025-11-25T163605+0900", "ko", "2025-11-25 16:36"),
        ("20251125T073605Z", "ko", "2025-11-25 16:36"),
        ("2025.11.25ㅣ16:36", "ko", "2025-11-25 16:36"),
        ("작성일 : 25-11-25 16:36", "ko", "2025-11-25 16:36"),
        ("11-25 16:36", "ko", "2025-11-25 16:36"),
        ("발행일 : 2025-11-25 16:36 지면 : 2025-11-26 15면", "ko", "2025-11-25 16:36"),
        ("입력2025.11.25. 오후 4:36수정2025.11.25. 오후 6:02", "ko", "2025-11-25 16:36"),
        ("2025년 11월 25일 정오", "ko", "2025-11-25 12:00"),
        ("한 시간 전", "ko", "2025-11-26 09:00"),
        ("Tue Nov 25 16:36:05 KST 2025", "ko", "2025-11-25 16:36"),
        ("令和七年十一月二十五日", "ja", "2025-11-25 00:00"),
        ("平成三十一年四月三十日", "ja", "2019-04-30 00:00"),
        ("二〇二五年十一月二十五日", "ja", "2025-11-25 00:00"),
        ("R7/11/25", "ja", "2025-11-25 00:00"),
        ("本日 8:05", "ja", "2025-11-26 08:05"),
        ("公開 2025/11/25 16:36　更新 2025/11/25 18:02", "ja", "2025-11-25 16:36"),
        ("[公開日]2025年11月25日 [最終更新日]2025年11月26日", "ja", "2025-11-25 00:00"),
        ("Published : Nov. 25, 2025 - 16:36", "en", "2025-11-25 16:36"),
        ("Nov. 25, 2025 2:36 a.m. EST", "en", "2025-11-25 16:36"),
        ("an hour ago", "en", "2025-11-26 09:00"),
    ],
)
def test_forms_of_three_languages(text: str, language: str, expected: str) -> None:
    read = read_date(text, language=cast("Language", language), seen_at=SEEN)
    assert minute(read) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("04/05/2025", "en"),  # April or May
        ("24-11-25 16:36", "en"),  # 2024 or the 24th
        ("昭和64年1月7日", "ja"),  # before the web, and no 7th of January of this year
        ("3ヶ月前", "ja"),
        ("9月期決算", "ja"),
    ],
)
def test_what_may_be_two_dates_is_none(text: str, language: str) -> None:
    assert read_date(text, language=cast("Language", language), seen_at=SEEN) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3.5% 상승",
        "2025.13.45 10:00",
        "2025.02.30",
        "25:30",
        "1개월 전",  # no day
        "11/25",  # may be a fraction
        "2031.01.01 09:00",  # still to come
        "1889.01.01",
        "전화 02-2003-7114",
        "202511251636058421",  # an article id
        "기사 12건",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text, language="ko", seen_at=SEEN) is None


def test_labels_tell_the_dates_apart() -> None:
    line = "파이낸셜뉴스   2025.11.25 16:36   수정 : 2025.11.25 22:48기사원문"
    dates = read_dates([line], language="ko", seen_at=SEEN)
    assert (
        minute(dates.published and dates.published.at),
        minute(dates.modified and dates.modified.at),
    ) == (
        "2025-11-25 16:36",
        "2025-11-25 22:48",
    )
    dates = read_dates(
        ["수정 2025.11.25 22:48", "입력 2025.11.25 16:36"], language="ko", seen_at=SEEN
    )
    assert minute(dates.published and dates.published.at) == "2025-11-25 16:36"


@pytest.mark.parametrize(
    ("line", "modified"),
    [
        ("2023/1/14 21:17（最終更新 1/15 9:05）", "2023-01-15 09:05"),
        ("2023年12月31日 23:50（更新 1月1日 0:10）", "2024-01-01 00:10"),
        ("입력 2024.12.31 23:50 수정 01.02 09:00", "2025-01-02 09:00"),
    ],
)
def test_a_date_without_year_is_the_one_nearest_to_the_date_beside_it(
    line: str, modified: str
) -> None:
    dates = read_dates([line], language="ja", seen_at=SEEN)
    assert minute(dates.modified and dates.modified.at) == modified


def test_a_day_without_hour_says_so() -> None:
    dates = read_dates(["2025.11.25"], language="ko", seen_at=SEEN)
    assert dates.published is not None
    assert not dates.published.timed


@given(st.text(max_size=80))
def test_any_text_gives_a_sane_date_or_none(text: str) -> None:
    read = read_date(text, language="ko", seen_at=SEEN)
    assert read is None or (read.tzinfo is not None and EARLIEST <= read <= SEEN + AHEAD)


@given(
    st.datetimes(datetime(1995, 1, 1), SEEN.replace(tzinfo=None)),  # noqa: DTZ001
    st.sampled_from(
        [
            "%Y.%m.%d %H:%M",
            "%Y-%m-%d %H:%M:%S",
            "%Y년 %m월 %d일 %H시 %M분",
            "%Y年%m月%d日 %H:%M",
            "입력 %Y.%m.%d. %H:%M",
            "%Y-%m-%dT%H:%M:%S+09:00",
        ]
    ),
)
def test_what_is_printed_is_read_back(moment: datetime, form: str) -> None:
    moment = moment.replace(tzinfo=KST)
    read = read_date(moment.strftime(form), language="ko", seen_at=SEEN + timedelta(minutes=1))
    assert minute(read) == minute(moment)
