"""Lines of a text are those of its page where they are the same; of very long pages the first."""

from __future__ import annotations

import pytest

from crawler.reading.bodies import find_body
from crawler.reading.markup import seen_lines
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


#: What ends the element of a text before the lines of a list, and how each of these is written.
LOOSE = [
    ("</div>", "의견 {n}<br>"),
    ("</div>", "<b></b>의견 {n}<br>"),
    ("</div><div>", "의견 {n}<br>"),
    ("", "제{n} 공방<br>"),
    ("", "<p>제{n} 공방</p>"),
]


@pytest.mark.parametrize(("end", "line"), LOOSE)
@pytest.mark.parametrize("is_known", [False, True])
def test_a_text_before_more_lines_than_are_read_is_whole(
    end: str, line: str, is_known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_lines, "_LINES", ("lines", 60))
    said = [f"전주와 가나자와의 빵집 {n}곳이 쌀빵을 함께 굽기로 했다." for n in range(20, 40)]
    text = "".join(f"<p>{each}</p>" for each in said)
    text += "<div class=related><a href=/1>다른 기사</a></div>"
    listed = "".join(line.format(n=n) for n in range(200))
    page = parse(f"<body><h1>쌀빵</h1><div id=t>{text}{end}{listed}</div></body>")
    (place,) = page.select("#t")
    found = find_body(page, headlines=["쌀빵"], place=place if is_known else None)
    assert found is not None
    assert found.paragraphs[:20] == said
    assert is_known or page.cuts == {"lines": 60}
