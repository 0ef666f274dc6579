"""What normalising an article of 2,000 characters and reading a date cost.

``python -m benchmarks.normalise``: CPU milliseconds, the median of five rounds.
"""

from __future__ import annotations

import statistics
import time
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.items import RawArticle, Reading
from newsdb.dates.reading import read_dates
from newsdb.records import KST, Outlet
from pipelines.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

SEEN = datetime(2026, 11, 23, 9, 0, tzinfo=KST)
SENTENCE = "한국과 일본의 소공인 열두 곳이 손을 잡고 ‘공동 공방’을 후쿠오카에 연다고 12일 밝혔다. "
OUTLET = Outlet(name="gasang", title="가상신문", country="KR", language="ko", home="https://x.kr/")
DATES = (
    "2026-03-12T16:55:33+09:00",
    "2026-03-12T16:55:33 +0900",
    "입력 2026.03.12 16:55 수정 2026.03.12 17:01",
    "2026년 3월 12일 오후 4시 55분",
    "2026年3月12日 16時55分",
    "令和8年3月12日 午後4時55分",
    "March 12, 2026 4:55 p.m.",
    "3시간 전",
)


def article() -> RawArticle:
    """Return an article as read from a page: ten paragraphs, 2,000 characters."""
    paragraphs = tuple((SENTENCE * 4)[:200] for _ in range(10))
    first = f"[가상신문 도쿄=김하나 특파원] {paragraphs[0]}"
    return RawArticle(
        outlet=OUTLET,
        key="1",
        url="https://x.kr/1",
        seen_url="https://x.kr/1",
        seen_at=SEEN,
        found_by="url",
        layout="generic",
        readings={
            "title": [
                Reading(("[단독] 한일 공방, 후쿠오카에 문 연다 - 가상신문",), "meta og:title")
            ],
            "body": [Reading((first, *paragraphs[1:], "hana@x.kr 김하나 기자"), "text div")],
            "authors": [Reading(("김하나 기자",), "json-ld author")],
            "published": [Reading(("2026-03-12T16:55:33+09:00",), "json-ld datePublished")],
            "modified": [Reading(("2026-03-12T17:01:10+09:00",), "json-ld dateModified")],
            "site": [Reading(("가상신문",), "meta og:site_name")],
        },
    )


def cost(work: Callable[[], object], times: int) -> float:
    """Return the CPU milliseconds of one call."""
    work()
    rounds = []
    for _ in range(5):
        started = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - started) * 1000 / times)
    return statistics.median(rounds)


def main() -> None:
    raw = article()
    print(f"normalise, 2,000 characters   {cost(lambda: normalise(raw), 300):.3f} ms")
    for text in DATES:
        spent = cost(lambda text=text: read_dates([text], language="ko", seen_at=SEEN), 500)  # type: ignore[misc]
        print(f"{spent:.4f} ms  {text}")


if __name__ == "__main__":
    main()
