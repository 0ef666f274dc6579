"""Lines of a text are taken from those of its page only where they are the same."""

from __future__ import annotations

import pytest

from crawler.reading.markup.blocks import blocks
from crawler.reading.markup.parsed_page import parse
from crawler.reading.markup.seen_lines import seen, unbroken

TEXT = "<p>두 나라의 공방이 <a href=1>손을 잡</a>았다.</p><img src=x><p>사진=공방</p>"


@pytest.mark.parametrize(
    ("body", "is_taken"),
    [
        (f"앞 <div id=t>{TEXT}</div> 뒤", True),
        (f"<b>앞</b><section id=t>앞에 <b>선</b> 말{TEXT}끝</section>뒤", True),
        (f"<div id=t>{TEXT}<p class=ad>광고</p></div>", False),
        (f"<p class=ad>광고</p><div id=t>{TEXT}</div>", True),
        (f"<img src=y><div id=t>{TEXT}</div>", False),  # whose caption the first line isn't
        (f"<a href=2><div id=t>{TEXT}</div></a>", False),
        (f"앞 <span id=t>{TEXT}</span> 뒤", False),
        ("<div id=t></div>", False),
    ],
)
def test_lines_of_a_text_out_of_its_pages(body: str, is_taken: bool) -> None:
    page = parse(f"<body>{body}</body>")
    shown, _, spans = seen(page, page.root, None)
    (element,), apart = page.select("#t"), page.select(".ad")
    taken = unbroken(page, element, shown, spans, apart)
    assert bool(taken) is is_taken
    if taken:
        first = taken[0].number
        taken = [each._replace(number=each.number - first) for each in taken]
        assert taken == list(blocks(element, apart=set(apart)))
