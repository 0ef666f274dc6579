"""Which lines begin in which elements, also where a walk stops or begins in the middle."""

from __future__ import annotations

from itertools import islice

import pytest

from crawler.reading.markup.blocks import blocks
from crawler.reading.markup.parsed_page import parse
from crawler.reading.markup.spans import Spans
from crawler.reading.text import ends_sentence

PAGE = parse(
    "<body><div id=a><p>하나</p><p id=b>둘<br>셋</p></div><div id=c><i>\u200b</i>"
    "<p>넷</p><script>다섯</script></div><p id=d>여섯</p></body>"
)


@pytest.mark.parametrize(
    ("most", "start", "expected"),
    [
        (9, "", {"a": "하나 둘 셋", "b": "둘 셋", "c": "넷", "d": "여섯"}),
        (2, "", {"a": "하나 둘", "b": "둘", "c": "", "d": ""}),
        (9, "b", {"a": "둘 셋", "b": "둘 셋", "c": "넷", "d": "여섯"}),
        (3, "b", {"a": "둘 셋", "b": "둘 셋", "c": "넷", "d": ""}),
    ],
)
def test_an_elements_lines_are_a_run(most: int, start: str, expected: dict[str, str]) -> None:
    spans = Spans()
    first = PAGE.select(f"#{start}")[0] if start else None
    assert PAGE.body is not None
    lines = list(islice(blocks(PAGE.body, start=first, spans=spans), most))
    spans.conclude()
    for name, wanted in expected.items():
        is_inside = spans.inside(PAGE.select(f"#{name}"))
        assert " ".join(each.text for each in lines if is_inside(each)) == wanted


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, ["둘이 만났다고"]), (30, ["둘이 만났다고"]), (31, ["둘이", "만났다고"])],
)
def test_few_advertisements_interrupt_a_sentence(number: int, expected: list[str]) -> None:
    page = parse(f"<body><div>둘이 {'<ins>광고</ins>' * number}만났다고</div></body>")
    ads = {*page.by_tag("ins")}
    lines = blocks(page.root, apart=ads, see_through=ads)
    assert [each.text for each in lines] == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["계약을 맺었다", ". "], True),
        (["맺었다.", "”", "  ", "\n"], True),
        (["계약을 맺었다.", " 그리고"], False),
        (["(계약을 맺었다.)", " "], True),
        (["계약을 맺었다 (예정)"], False),
        ([" ", ""], False),
        ([], False),
    ],
)
def test_the_last_parts_tell_how_a_line_ends(parts: list[str], expected: bool) -> None:
    assert ends_sentence(parts) is expected
