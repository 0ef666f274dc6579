"""A page's index: what is inside what, and where a page is cut."""

from __future__ import annotations

import pytest

from crawler.reading.markup import parsed_page
from crawler.reading.markup.parsed_page import parse, text_in

PAGE = """<body><div id=a><p id=b>하나 <b id=c>둘</b></p><!-- x --></div>셋
<div id=d><p id=e>넷</p></div><p id=f>다섯</p></body>"""


@pytest.mark.parametrize(
    ("outer", "inside"),
    [
        ("", ""),
        ("a", "a b c"),
        ("b", "b c"),
        ("d", "d e"),
        ("f", "f"),
        ("c d", "c d e"),
        ("a b f", "a b c f"),
        ("e d", "d e"),
    ],
)
def test_what_is_inside_of_elements(outer: str, inside: str) -> None:
    page = parse(PAGE)
    is_inside = page.inside([each for name in outer.split() for each in page.select(f"#{name}")])
    named = [each for each in page.elements if each.get("id")]
    found = [each.get("id") for each in named if is_inside(each)]
    assert found == inside.split()


@pytest.mark.parametrize("behind", ["<html><p>둘</html>", "<!-- x --><html/>", "<p>둘"])
def test_what_stands_beside_the_root_is_no_part_of_the_page(behind: str) -> None:
    page = parse(f"<html><body><p>하나</p></body></html>{behind}")
    is_inside = page.inside([page.root])
    assert all(is_inside(each) for each in page.elements)


@pytest.mark.parametrize(
    ("outer", "below"), [("", ""), ("a", "b c"), ("b", "c"), ("a c", "b c"), ("d f", "e")]
)
def test_what_is_below_elements(outer: str, below: str) -> None:
    page = parse(PAGE)
    elements = [each for name in outer.split() for each in page.select(f"#{name}")]
    is_below = page.inside(elements, only_below=True)
    named = [each for each in page.elements if each.get("id")]
    assert [each.get("id") for each in named if is_below(each)] == below.split()


@pytest.mark.parametrize(
    "pieces",
    [
        "<p>가나</p>",
        "<div>가나",
        "<!-- 가나 -->다",
        "<ul><li>가<li>나</ul>",
    ],
)
def test_a_page_of_more_nodes_than_any_article_has_is_cut(
    pieces: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed_page, "MOST_NODES", 40)
    page = parse(f"<body><h1>제목</h1><p>처음</p>{pieces * 60}<p>마지막</p></body>")
    assert page.is_cut
    assert sum(1 for _ in page.root.iter()) == 41
    assert "처음" in text_in(page.root)
    assert "마지막" not in text_in(page.root)
    assert page.elements == [*page.root.iter("*")]


def test_a_page_of_fewer_nodes_is_whole() -> None:
    page = parse("<body>" + "<p>가나</p>" * 60)
    assert not page.is_cut
    assert len(page.by_tag("p")) == 60


def test_headings_that_never_end_are_no_headings() -> None:
    page = parse("<h1>앞" + "<h1>제목입니다" * 2000)
    assert len(page.by_tag("h1")) == 2001
    assert sum(map(len, page.heading_texts("h1"))) < 200 * 5000
    assert parse("<h1> 제목 </h1><h2>둘째</h2>").heading_texts("h1", "h2") == [" 제목 ", "둘째"]
