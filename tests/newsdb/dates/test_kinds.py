"""Kinds of printed dates that were misread, in every language in which they occur."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

import pytest

from newsdb.dates.reading import read_dates, read_listing_date
from newsdb.records import KST

if TYPE_CHECKING:
    from newsdb.records import Language

SEEN = datetime(2026, 11, 26, 10, 0, tzinfo=KST)

#: By kind: language, what is printed, what it means; a day alone where no time can be known.
KINDS = {
    "a time in parentheses": """
        ko  입력 2026.03.12 (04:43)               2026-03-12 04:43
        ko  2026.03.12.(16:05)                    2026-03-12 16:05
        ko  2026년 3월 12일 (오후 4:05)           2026-03-12 16:05
        ko  2026-03-12(목) (09:10)                2026-03-12 09:10
        ko  수정 2026.03.12 ( 04:44 )             2026-03-12 04:44
        ja  2026年3月12日（16:05）                2026-03-12 16:05
        ja  2026年3月12日（木）（16時05分）       2026-03-12 16:05
        ja  2026/03/12（午後4時5分）              2026-03-12 16:05
        ja  公開日：2026.3.12（9:10）             2026-03-12 09:10
        ja  2026-03-12 （ 23:59 ）                2026-03-12 23:59
        en  March 12, 2026 (4:05 p.m.)            2026-03-12 16:05
        en  12 March 2026 (16:05)                 2026-03-12 16:05
        en  2026-03-12 (16:05)                    2026-03-12 16:05
        en  Mar. 12, 2026 (9:10 am)               2026-03-12 09:10
        en  Published 2026/03/12 (00:30)          2026-03-12 00:30
    """,
    "parts of the day": """
        ko  2026년 3월 12일 밤 11시 20분          2026-03-12 23:20
        ko  2026년 3월 12일 새벽 2시              2026-03-12 02:00
        ko  2026.03.12 낮 12시 30분               2026-03-12 12:30
        ko  2026.03.12 아침 7:05                  2026-03-12 07:05
        ko  2026.03.12 저녁 6시 반                2026-03-12 18:30
        ko  2026.03.12 밤 12시                    2026-03-13 00:00
        ko  2026.03.12 정오                       2026-03-12 12:00
        ko  2026.03.12 오전 12:10                 2026-03-12 00:10
        ko  어제 밤 11시                          2026-11-25 23:00
        ja  2026年3月12日 午後3時半               2026-03-12 15:30
        ja  2026年3月12日 夜9時                   2026-03-12 21:00
        ja  2026年3月12日 未明2時10分             2026-03-12 02:10
        ja  2026年3月12日 早朝5時                 2026-03-12 05:00
        ja  2026年3月12日 夕方6時                 2026-03-12 18:00
        ja  2026年3月12日 正午                    2026-03-12 12:00
        ja  2026年3月12日 午前0時5分              2026-03-12 00:05
        en  March 12, 2026 noon                   2026-03-12 12:00
        en  March 12, 2026 12:10 a.m.             2026-03-12 00:10
        en  March 12, 2026 12:10 PM               2026-03-12 12:10
        en  March 12, 2026 at noon                2026-03-12 12:00
        en  12 March 2026, 11.20PM                2026-03-12 23:20
    """,
    "a part of the day that leaves the hour open": """
        ko  2026.03.12 자정                       2026-03-12
        ko  2026.03.12 밤 1시                     2026-03-12
        ko  2026.03.12 오전 16:05                 2026-03-12
        ko  2026.03.12 저녁 1시                   2026-03-12
        ko  2026.03.12 심야 3시                   2026-03-12
        ja  2026年3月12日 午後12時                2026-03-12
        ja  2026年3月12日 深夜1時                 2026-03-12
        ja  2026年3月12日 夜3時                   2026-03-12
        ja  2026年3月12日 午前12時                2026-03-12
        ja  2026年3月12日 夕方1時                 2026-03-12
        en  March 12, 2026 midnight               2026-03-12
        en  March 12, 2026 in the evening         2026-03-12
        en  12 March 2026, late                   2026-03-12
        en  March 12, 2026 (night)                2026-03-12
        en  12 March 2026 afternoon               2026-03-12
    """,
    "a clock before the day or in another form": """
        en  14:05, 12 March 2026                  2026-03-12 14:05
        en  Published 14:05, 12 March 2026        2026-03-12 14:05
        en  5.30pm, 12 March 2026                 2026-03-12 17:30
        en  12 March 2026, 5.30pm                 2026-03-12 17:30
        en  March 12, 2026 at 5 PM                2026-03-12 17:00
        en  Posted at 5 PM on March 12, 2026      2026-03-12 17:00
        en  9:10 a.m. on Thursday, March 12, 2026  2026-03-12 09:10
        en  Thursday 12th March 2026 | 5:30pm     2026-03-12 17:30
        en  March 12th, 2026 — 17:30              2026-03-12 17:30
        en  Thu Mar 12 17:30:05 KST 2026          2026-03-12 17:30
    """,
    "zones by name, offset and place": """
        ko  2026-03-12 07:36:05 UTC               2026-03-12 16:36
        ko  2026/03/12 07:36:05 +0000             2026-03-12 16:36
        ko  2026.03.12 16:36 (한국시간)           2026-03-12 16:36
        ko  2026.03.12 16:36 KST                  2026-03-12 16:36
        ko  2026-03-12 03:36 America/New_York     2026-03-12 16:36
        ja  2026年3月12日 16:36 JST               2026-03-12 16:36
        ja  2026/03/12 07:36 GMT                  2026-03-12 16:36
        ja  2026-03-12 08:36 CET                  2026-03-12 16:36
        ja  2026年3月12日 16:36（日本時間）       2026-03-12 16:36
        ja  2026-03-12T07:36:05 Etc/UTC           2026-03-12 16:36
        en  March 12, 2026 3:36 a.m. ET           2026-03-12 16:36
        en  Jan. 12, 2026 2:36 a.m. ET            2026-01-12 16:36
        en  12 March 2026 07:36 GMT               2026-03-12 16:36
        en  Thu Mar 12 2026 16:36:05 GMT+0900 (Korean Standard Time)  2026-03-12 16:36
        en  2026-03-12 10:36-05:00                2026-03-13 00:36
        en  Thu, 12 Mar 26 07:36:05 +0000         2026-03-12 16:36
    """,
    "zones that nobody can know": """
        ko  2026.03.12 16:36 현지시간             2026-03-12
        ko  2026.03.12 16:36 (현지시각)           2026-03-12
        ja  2026年3月12日 16:36 現地時間          2026-03-12
        ja  2026年3月12日 16:36（現地時間）       2026-03-12
        en  March 12, 2026 4:36 p.m. local time   2026-03-12
        en  12 March 2026 16:36 IST               2026-03-12
    """,
    "opening hours are no zones": """
        ko  2026.03.12 10:00-12:00                2026-03-12 10:00
        ja  2026年3月12日 13:30-15:00             2026-03-12 13:30
        en  March 12, 2026 10:00-12:00            2026-03-12 10:00
    """,
    "months and days alone, with a weekday as proof": """
        ko  11.25(수)                             2026-11-25
        ko  11/24(화)                             2026-11-24
        ko  12.31(수)                             2025-12-31
        ko  11-23(월)                             2026-11-23
        ko  3.12(목)                              2026-03-12
        ja  11/25(水)                             2026-11-25
        ja  11.24（火）                           2026-11-24
        ja  3/12(木)                              2026-03-12
        ja  令8・11・25                           2026-11-25
        ja  令8.3.12 16:36                        2026-03-12 16:36
        en  Nov. 25                               2026-11-25
        en  25 November, 16:36                    2026-11-25 16:36
        en  Nov 25, 4:36 PM                       2026-11-25 16:36
        en  Sept. 9                               2026-09-09
        en  Updated Dec. 31                       2025-12-31
    """,
    "the year last, where the day is certain": """
        ko  25/11/2026 16:36                      2026-11-25 16:36
        ja  25.11.2026                            2026-11-25
        en  25/11/2026                            2026-11-25
        en  11/25/2026 4:36 PM                    2026-11-25 16:36
        en  09/09/2026                            2026-09-09
    """,
    "digits without signs": """
        ko  20261006091605                        2026-10-06 09:16
        ko  202610060916                          2026-10-06 09:16
        ja  20261006091605                        2026-10-06 09:16
        en  20261006T001605Z                      2026-10-06 09:16
        en  20261006                              2026-10-06
    """,
    "no date at all": """
        ko  2026.13.05                            -
        ko  단기 4359년 11월 25일                 -
        ko  11.25(월)                             -
        ko  2026.02.30 10:00                      -
        ko  3.5(%)                                -
        ja  2026年13月5日                         -
        ja  11/25(月)                             -
        ja  令和99年3月1日                        -
        ja  3.12                                  -
        ja  24/7                                  -
        en  04/05/2026                            -
        en  13/13/2026                            -
        en  may 12 firms join                     -
        en  March of the firms                    -
        en  2026-03-12T09:30:00+99:99             -
    """,
}


def cases() -> list[object]:
    return [
        pytest.param(*(part.strip() for part in _parts(line)), id=f"{kind}: {line.strip()}")
        for kind, table in KINDS.items()
        for line in table.splitlines()
        if line.strip()
    ]


def _parts(line: str) -> tuple[str, str, str]:
    language, rest = line.split(maxsplit=1)
    text, _, meaning = rest.rpartition("  ")
    return language, text, meaning


@pytest.mark.parametrize(("language", "text", "meaning"), cases())
def test_kinds(language: str, text: str, meaning: str) -> None:
    dates = read_dates([text], language=cast("Language", language), seen_at=SEEN)
    moment = dates.published or dates.modified
    form = "%Y-%m-%d %H:%M" if moment and moment.timed else "%Y-%m-%d"
    assert (moment.at.astimezone(KST).strftime(form) if moment else "-") == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2026-03-12 오후 11:23:17", "2026-03-12T23:23:17"),
        ("2026년 03월 12일  01:31:15", "2026-03-12T01:31:15"),
        ("2026-03-12 4:36 PM", "2026-03-12T16:36:00"),
        ("Thu, 12 Mar, 2026 06:28:00 UTC", "2026-03-12T15:28:00"),
        ("Thu, 12 Mar 2026 18:28:00 Etc/GMT", "2026-03-13T03:28:00"),
        ("Thu, 12 Mar 2026 18:28:00 -0000", "2026-03-13T03:28:00"),
        ("Thu,12 Mar 2026 4:35:5 GMT+9", "2026-03-12T04:35:05"),
        ("20260312091605", "2026-03-12T09:16:05"),
        ("2026年3月12日 午後4時36分", "2026-03-12T16:36:00"),
        ("Thu, 12 Mar 2026", "2026-03-12"),
        ("2026.03.12", "2026-03-12"),
        ("Thu, 12 Mar 2026 00:00:00 +0900", "2026-03-12"),  # made from a day
        ("2026-03-12T00:00:00+09:00", "2026-03-12"),
        ("2026-03-12T00:00:00Z", "2026-03-12T09:00:00"),
        ("어제 16:36", None),  # a saved list is read later
        ("11.25 16:36", None),
        ("2099-01-01 10:00", None),
    ],
)
def test_listings_are_read_alike(text: str, meaning: str | None) -> None:
    moment = read_listing_date(text, now=SEEN)
    local = moment and moment.at.astimezone(KST).replace(tzinfo=None)
    read = local and (local.isoformat() if moment and moment.timed else local.date().isoformat())
    assert read == meaning


def test_a_label_says_what_the_date_is() -> None:
    dates = read_dates(["2026.03.11", "입력 2026.03.12 09:00"], language="ko", seen_at=SEEN)
    assert dates.labelled
    assert not read_dates(["2026.03.11"], language="ko", seen_at=SEEN).labelled
