"""What a page's elements weigh: lists of links, and what each element holds."""

from __future__ import annotations

from itertools import islice

import pytest

from crawler.reading.markup.blocks import blocks
from crawler.reading.markup.parsed_page import parse
from crawler.reading.markup.spans import Spans
from crawler.reading.markup.weights import Weights, prose_among

PAGE = parse(
    "<body><div id=menu><ul id=list><li id=one><a href=1>첫째 소식의 제목</a></li>"
    "<li id=two><a href=2>둘째 소식의 제목</a></li></ul><p id=note>안내</p></div>"
    "<div id=text><p id=first>두 회사는 오사카에서 부품을 함께 만들기로 했다고 밝혔다.</p>"
    "<ul id=facts><li>계약은 내년 봄부터 세 해 동안 이어진다고 전했다.</li></ul></div></body>"
)


def weighed(most: int = 99) -> tuple[Weights, Spans]:
    assert PAGE.body is not None
    spans = Spans()
    lines = list(islice(blocks(PAGE.body, spans=spans), most))
    spans.conclude()
    return Weights(lines, prose_among(lines), spans), spans


@pytest.mark.parametrize(
    ("named", "opened", "most", "expected"),
    [
        ("", "", 99, "menu"),
        ("#two", "", 99, "menu two"),
        ("", "#menu", 99, "menu list"),
        ("", "#menu, #list", 99, "menu list one two"),
        ("", "", 1, "menu"),  # where the walk stopped in the middle of the list
    ],
)
def test_of_a_list_of_links_the_outermost_is_told(
    named: str, opened: str, most: int, expected: str
) -> None:
    weights, _ = weighed(most)
    assert PAGE.body is not None
    found = weights.link_lists(
        named={*PAGE.select(named)}, opened={PAGE.body, *PAGE.select(opened)}
    )
    assert {each.get("id") for each in found} - {None} == set(expected.split())


@pytest.mark.parametrize(
    ("element", "expected", "begins"),
    [
        ("menu", (0, 0, 0, 2), "첫째 소식의 제목"),
        ("text", (2, 2, 1, 0), "두 회사는 오사카에서 부품을 함께 만들기로 했다고 밝혔다."),
        ("facts", (1, 1, 1, 0), "계약은 내년 봄부터 세 해 동안 이어진다고 전했다."),
        ("note", (0, 0, 0, 0), "안내"),
    ],
)
def test_what_an_element_holds(
    element: str, expected: tuple[int, int, int, int], begins: str
) -> None:
    weights, _ = weighed()
    (found,) = PAGE.select(f"#{element}")
    weight = weights[found]
    assert (weight.lines, weight.complete, weight.items, weight.links) == expected
    assert weights.begins(found) == begins
    assert weight.prose == weights.prose(found)


def test_an_element_without_lines_weighs_nothing() -> None:
    weights, spans = weighed(1)
    (found,) = PAGE.select("#text")
    assert spans.of(found) == (0, 0)
    assert weights[found].total == 0
    assert weights.begins(found) == ""
    assert found not in weights
