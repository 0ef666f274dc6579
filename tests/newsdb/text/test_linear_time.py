"""Hostile lines take time linear in their length, wherever patterns read text."""

from __future__ import annotations

import itertools
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from newsdb.dates.reading import read_dates
from newsdb.records import KST
from newsdb.text.boilerplate import (
    is_boilerplate,
    is_byline,
    is_notice,
    is_press_release,
    printed_text_lines,
    text_lines,
    without_boilerplate,
)
from newsdb.text.names import is_name
from newsdb.text.stems import japanese, korean
from pipelines.fields.bylines import only_signs, read_signed
from pipelines.fields.names import read_names, without_role
from watchlist.edges import read_name

if TYPE_CHECKING:
    from collections.abc import Callable

SEEN_AT = datetime(2026, 3, 12, tzinfo=KST)
PUMPS = [
    " ", ".", "=", "·", "0", "A", "a", "[", "ー", "ァ", "の", "中", "가", "@", "a@", "a.", "-.",
    "제갈 ", "김하나 ", "기자 ", "김하나 기자 ", "관련 ", "구독", "©", "0.", "1,", "年1", "\n",
]  # fmt: skip
ENDS = ["", "!", "々", "기자", "칼럼니스트", "소장", "@a.kr", "."]

READERS: dict[str, Callable[[str], object]] = {
    "is_boilerplate": is_boilerplate,
    "is_byline": is_byline,
    "is_notice": is_notice,
    "is_press_release": is_press_release,
    "text_lines": text_lines,
    "printed_text_lines": printed_text_lines,
    "without_boilerplate": lambda text: without_boilerplate([text]),
    "is_name": lambda text: is_name(text, text, text),
    "korean": korean,
    "japanese": japanese,
    "read_names": read_names,
    "without_role": without_role,
    "read_signed": lambda text: read_signed([text, text]),
    "only_signs": lambda text: only_signs([text]),
    "read_dates": lambda text: read_dates([text], language="ko", seen_at=SEEN_AT),
    "edges": lambda text: read_name("한일")[1].hold(f"한일{text}", 0, 2),
}

#: Where a quadratic pattern takes seconds, a linear one takes thousandths of one; what is below
#: this is not compared, since the clock and other programs weigh more there.
NEGLIGIBLE = 0.03


def seconds(read: Callable[[str], object], text: str) -> float:
    """Return the CPU time of the quickest of three readings."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        read(text)
        taken.append(time.process_time() - start)
        if taken[-1] < NEGLIGIBLE:
            break
    return min(taken)


@pytest.mark.parametrize("name", READERS)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    read = READERS[name]
    slow = {}
    for pump, end in itertools.product(PUMPS, ENDS):
        whole = seconds(read, pump * (20_000 // len(pump)) + end)
        if whole > NEGLIGIBLE:
            half = seconds(read, pump * (10_000 // len(pump)) + end)
            if whole > 3 * half:
                slow[pump, end] = (half, whole)
    assert slow == {}
