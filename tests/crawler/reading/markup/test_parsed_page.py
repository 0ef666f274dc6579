"""A page's index: what is inside what, and where a page is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.reading.markup import parsed_page
from crawler.reading.markup.parsed_page import parse, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

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
    assert page.cuts == {"elements and comments": 40}
    assert sum(1 for _ in page.root.iter()) == 40
    assert "처음" in text_in(page.root)
    assert "마지막" not in text_in(page.root)
    assert page.elements == [*page.root.iter("*")]


def test_a_page_of_fewer_nodes_is_whole() -> None:
    page = parse("<body>" + "<p>가나</p>" * 60)
    assert not page.cuts
    assert len(page.by_tag("p")) == 60


def test_a_second_document_behind_the_first_is_inside_nothing() -> None:
    page = parse("<title>제목</title><header>앞</html><h1>")
    second = page.root.getnext()
    assert second is not None
    assert second not in page.positions
    assert not page.inside({page.root})(second)
    assert not page.inside({second})(page.root)


def test_headings_that_never_end_are_no_headings() -> None:
    page = parse("<h1>앞" + "<h1>제목입니다" * 2000)
    assert len(page.by_tag("h1")) == 2001
    assert sum(map(len, page.heading_texts("h1"))) < 200 * 5000
    assert parse("<h1> 제목 </h1><h2>둘째</h2>").heading_texts("h1", "h2") == [" 제목 ", "둘째"]


def test_elements_are_found_by_tags_and_attributes_in_document_order() -> None:
    page = parse(
        "<h2 id=a>하나</h2><p id=b title=둘>둘</p><h1 id=c>셋</h1><fb:like id=d title=''>넷"
    )

    def ids(elements: Iterable[etree._Element]) -> str:
        return "".join(each.get("id", "-") for each in elements)

    assert ids(page.by_tag("h1", "h2", "h3")) == "ac"
    assert [ids(page.by_tag(tag)) for tag in ("h1", "p", "fb:like", "form", "b")] == [
        *("c", "b", "d", "", "")
    ]
    assert ids(page.having("title")) == "bd"
    assert ids(page.having("id")) == "abcd"
    assert not page.having("lang")
    found = page.having_any(("title", "lang"), page.elements)
    assert found == {*page.having("title")}


def test_names_are_class_and_id_of_those_that_have_either() -> None:
    page = parse("<p class='a b'>하나</p><p id=c>둘</p><p class=d id=c>셋</p><p>넷</p>")
    assert list(map(page.names.get, page.by_tag("p"))) == [
        *(("a b", ""), ("", "c"), ("d", "c")),
        None,
    ]
