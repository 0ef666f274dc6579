"""Selectors that start at a page's index find what parsel finds by walking the page."""

from __future__ import annotations

import pytest
from cssselect import SelectorError
from parsel import Selector

from crawler.reading.markup import selectors
from crawler.reading.markup.parsed_page import parse
from crawler.reading.markup.selectors import compiled

PAGE = """
<html><head><title>가람신문</title><meta property="og:title" content="공방"></head>
<body class="news-view  wide\tdark"><div id="AD_top" class="ad-box">광고</div>
<div id="view" class="view box"><!-- 본문 --><p>첫째</p><p class="">둘째</p>
  <p class="lead box"><span class="ad-in">x</span>셋째</p><section class="view">
  <div class="box" lang="ko-KR"><a href="/files/a.pdf">첨부</a><a>이름</a></div></section></div>
<ul><li>하나<li class="box">둘</ul><DIV CLASS="view" Data-Kind="A">끝</DIV><h1></h1></body></html>
"""


@pytest.mark.parametrize(
    "css",
    [
        *("p", "P", "*", "title", ".box", ".view.box", "#view", "div#view.box", "p#view", "#none"),
        *(".ad", ".ad-box, .ad-in", "[class^=ad-]", "[class*='ew']", "[class$=box]", "[id^=AD]"),
        *("[class~=box]", "[class]", "[class='']", "[class*='']", "[lang|=ko]", "[class|='']"),
        "a[href$='.pdf']",
        *(
            "[DATA-KIND=A]",
            "[data-kind=a]",
            "meta[property='og:title']",
            "p[class]",
            "a:not([href])",
        ),
        *("#view p", "#view > p", "#view > .box", "body .view .box a", "div div", ".view .view"),
        *(
            "p + p",
            "p ~ section",
            "h1 + p",
            "li:last-of-type",
            "span:last-of-type",
            "p:not(.lead)",
        ),
        *("div:has(> p)", "div:has(> .lead, > a)", "body > div:not(#view):not(.view)", "div *"),
        *("#view a", "div div a", ".view .view div", ".view [class^=ad-]", "#view [href]", "h1 p"),
        *("section p:not(.lead), #view p:not(.lead)", "div > div a", "p + p span", "body *"),
        # By XPath, as everything else that designs rarely need.
        *("p:nth-of-type(2)", "p:first-child", "div:has(a)", "p[class!=lead]", ":not(p)"),
        *("p, .box, #view", ".box, p, p", ".wide.dark", "article", "html", "head > title"),
    ],
)
def test_finds_what_a_walk_of_the_page_finds(css: str) -> None:
    page = parse(PAGE)
    walked = [each.root for each in Selector(root=page.root, type="html").css(css)]
    assert page.select(css) == walked


def test_an_empty_selector_finds_nothing() -> None:
    assert parse(PAGE).select("") == []


@pytest.mark.parametrize("css", ["p[", "> p", "p:nonesuch", "div::before("])
def test_says_that_a_selector_is_none(css: str) -> None:
    with pytest.raises(SelectorError):
        compiled(css)


def test_names_are_separated_by_blanks_of_html() -> None:
    page = parse("<p class='가\u3000나 다'>x</p>")
    assert [len(page.select(css)) for css in (".가", ".다", ".가\u3000나")] == [0, 1, 1]


@pytest.mark.parametrize(
    ("page", "css"),
    [
        ("<div class=a>" * 900 + "<p>끝</p>", ".none .a .a .a .a p"),
        ("<div class=a>" * 900 + "<p>끝</p>", ".none > .a .a .a p, .none ~ .a .a p"),
        ("<div class=a></div>" * 900 + "<p>끝</p>", ".none ~ .a ~ .a ~ .a ~ p"),
    ],
)
def test_an_element_is_looked_at_once_for_each_combinator(
    page: str, css: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    taken = selectors.names_in

    def names_in(value: str) -> list[str]:
        nonlocal steps
        steps += 1
        return taken(value)

    monkeypatch.setattr(selectors, "names_in", names_in)
    assert parse(f"<body>{page}").select(css) == []
    assert steps < 900 * 10  # the fourth power of the depth, if each combinator began anew
