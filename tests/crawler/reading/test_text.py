"""Lines of text as a browser would show them."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.reading.text import lines, tidy


def shown(markup: str) -> list[str]:
    element = html.fromstring(f"<div>{markup}</div>")
    return lines(element, drop=set(element.cssselect(".drop")))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>하나</p><p>둘</p>", ["하나", "둘"]),
        ("하나<br><br>둘<br>셋", ["하나", "둘", "셋"]),
        ("굵은 <b>글</b>자는 <i>이어진다</i>", ["굵은 글자는 이어진다"]),
        ("줄\n  바꿈과\t빈칸&nbsp;&nbsp;은 하나", ["줄 바꿈과 빈칸 은 하나"]),
        ("앞<!-- 주석 -->뒤", ["앞뒤"]),
        ("앞<script>x()</script>뒤<style>a{}</style>", ["앞뒤"]),
        ("앞<figure class=drop>설명</figure>뒤", ["앞", "뒤"]),
        ("<table><tr><td>가</td><td>나</td></tr><tr><td>다</td></tr></table>", ["가 나", "다"]),
        ("<ul><li>하나<li>둘</ul>끝", ["하나", "둘", "끝"]),
        ("", []),
    ],
)
def test_lines(markup: str, expected: list[str]) -> None:
    assert shown(markup) == expected


def test_tidy_composes_and_drops_what_is_invisible() -> None:
    assert tidy(" \u1112\u1161\u11ab\u200b일\xa0 \n포럼\ufeff ") == "한일 포럼"


def test_deep_nesting_is_no_recursion() -> None:
    assert shown("<span>" * 200 + "속" + "</span>" * 200) == ["속"]


def test_every_character_is_treated_alike_in_short_and_in_odd_texts() -> None:
    """What most lines consist of takes a shorter way; a control behind the text rules that out."""
    for number in (*range(0x2000), *range(0x2000, 0x2100), *range(0xFE00, 0x10000), 0x1F600):
        odd = f"a{chr(number)}b {chr(number)}\n."
        assert tidy(odd) == tidy(f"{odd}\0"), ascii(odd)


@pytest.mark.parametrize("before", [0, 1, 17, 30, 45])
@pytest.mark.parametrize("marks", [0, 3, 30, 31, 32, 400])
def test_marks_are_treated_alike_wherever_they_stand(before: int, marks: int) -> None:
    text = "가" * before + "x" + "\u0315" * marks
    assert tidy(text) == tidy(f"{text}\0") == "가" * before + "x" + "\u0315" * min(marks, 30)
