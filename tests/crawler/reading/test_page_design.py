"""What a page design takes from a page, and boards with attached files."""

from __future__ import annotations

import re

import pytest

from crawler.designs.boards import KOREAN_BOARD
from crawler.reading.markup.parsed_page import parse
from crawler.reading.page import NoArticleError, read_page
from crawler.reading.page_design import PageDesign
from crawler.reading.text_order import TextOrder

FIRST = "한국과 일본의 소공인 열두 곳이 손을 잡고 공동 공방을 연다고 12일 밝혔다."
SECOND = "공방은 다음 달 후쿠오카에서 문을 열며, 두 나라의 장인이 번갈아 머문다고 한다."
OTHER = "다른 기사의 긴 문장이 여기에 있으며 이 문장은 본문이 아니라고 모두가 말했다."
DESIGN = PageDesign(
    name="news-text",
    title="h2.title",
    subtitle="#body h3",
    body="#body",
    drop=".special",
    dates=".when",
    authors=".who",
    keywords=".words a",
)


def page_of(inside: str) -> str:
    return f"""<html><body><h1>로고</h1><h2 class='title'>두 나라의 공방</h2>
<p class='when'>입력 2026.01.12 10:30</p><p class='who'>김하나 기자</p>
<div id='body'>{inside}</div><div class='words'><a>#공방</a></div>
<div><p>{OTHER}</p><p>{OTHER} 그렇다.</p><p>{OTHER} 그래서다.</p></div></body></html>"""


@pytest.mark.parametrize(
    "inside",
    [
        f"<h3>함께 짓는다</h3><p>{FIRST}</p><p>{SECOND}</p>",
        f"<h3>함께 짓는다</h3>{FIRST}<br><br>{SECOND}",
        f"<h3>함께 짓는다</h3><p>{FIRST}</p><p class='special'>{OTHER}</p><p>{SECOND}</p>",
        f"<h3>함께 짓는다</h3><p>{FIRST}</p><ul class='related'>{OTHER}</ul><p>{SECOND}</p>",
        f"<h3>함께 짓는다</h3><p>{FIRST}</p><p>{SECOND}</p><p>무단 전재 및 재배포 금지</p>",
        f"<p>두 나라의 공방</p><h3>함께 짓는다</h3><p>{FIRST}</p><p>{SECOND}</p>",
    ],
)
def test_the_text_is_what_stands_in_its_place(inside: str) -> None:
    read = read_page(page_of(inside), "https://a.kr/1", designs=(DESIGN,))
    assert read.layout == "news-text"
    assert read.readings["body"][0].values == (FIRST, SECOND)
    assert read.readings["title"][0].values == ("두 나라의 공방",)
    assert read.readings["subtitle"][0].values == ("함께 짓는다",)
    assert read.readings["published"][0].values == ("입력 2026.01.12 10:30",)
    assert read.readings["authors"][0].values == ("김하나 기자",)
    assert read.readings["keywords"][0].values == ("공방",)


def test_a_sentence_in_pieces_is_no_byline() -> None:
    """The region of dates and bylines may be the whole article, with advertisements in it."""
    sentence = "포럼에는 김보라 회장과 이하늘·박서준 간사, 정유진 차관 등 100여명이 참석했다."
    inside = sentence.replace("회장과", "<div class='ad'>광고</div>회장과")
    page = f"""<html><body><article><h2>두 나라의 공방</h2><p>2026.01.12 10:30</p>
<p>한여름 기자</p><div id='body'><p>{FIRST}</p><p>{inside}</p><p>{SECOND}</p></div></article>"""
    design = PageDesign(
        name="whole",
        title="h2",
        body="#body",
        see_through=".ad",
        dates="article",
        authors="article",
    )
    read = read_page(page, "https://a.kr/1", designs=(design,))
    assert read.readings["body"][0].values == (FIRST, sentence, SECOND)
    assert read.readings["authors"][0].values == ("한여름 기자",)


def test_an_empty_place_is_a_finding_whatever_else_stands_on_the_page() -> None:
    with pytest.raises(NoArticleError) as caught:
        read_page(page_of("<script>draw()</script>"), "https://a.kr/1", designs=(DESIGN,))
    assert caught.value.looked_for == "news-text: #body"


def test_a_page_without_the_place_is_read_as_any() -> None:
    page = page_of(f"<p>{FIRST}</p>").replace("id='body'", "itemprop='articleBody'")
    assert read_page(page, "https://a.kr/1", designs=(DESIGN,)).layout == "generic"


def test_the_longest_of_several_places_is_the_text() -> None:
    page = page_of(f"<p>{FIRST}</p><p>{SECOND}</p>").replace(
        "<h1>로고</h1>", "<div id='body'>듣기</div>"
    )
    read = read_page(page, "https://a.kr/1", designs=(DESIGN,))
    assert read.readings["body"][0].values == (FIRST, SECOND)


MARKED = PageDesign(
    name="view-2025",
    marks="div.view",
    body="#body",
    title="h2.title",
    captions="#body .photo",
    see_through=".ad",
    dates="div.view",
    authors="div.view",
)


@pytest.mark.parametrize(
    ("inside", "paragraphs"),
    [
        ("두 나라의 공방이 <div class=ad>광고<br>둘</div>손을 잡는다고 12일 밝혔다.", 1),
        ("<p>두 나라의 공방이 <div class=ad>광고</div>손을 잡는다고 12일 밝혔다.</p>", 1),
        (f"{FIRST}<div class=ad>광고</div>{SECOND}", 2),
        (f"{FIRST}<div class=ad>광고</div> {SECOND}", 2),
        (f"<p>{FIRST}</p><div class=ad>광고</div><p>{SECOND}</p>", 2),
    ],
)
def test_an_unfinished_sentence_goes_on_behind_an_advertisement(
    inside: str, paragraphs: int
) -> None:
    page = f"<div class='view'><h2 class='title'>두 나라</h2>{page_of(inside)}</div>"
    (body,) = read_page(page, "https://a.kr/1", designs=(MARKED,)).readings["body"]
    joined = ("두 나라의 공방이 손을 잡는다고 12일 밝혔다.",)
    assert body.values == (joined if paragraphs == 1 else (FIRST, SECOND))


def test_captions_are_not_part_of_the_text() -> None:
    photo = "<div class='photo'>장인 둘이 물레를 돌리고 있다</div>"
    page = f"<div class='view'>{page_of(f'<p>{FIRST}</p>{photo}<p>{SECOND}</p>')}</div>"
    read = read_page(page, "https://a.kr/1", designs=(MARKED,))
    assert read.readings["body"][0].values == (FIRST, SECOND)
    assert read.readings["captions"][0] == (
        ("장인 둘이 물레를 돌리고 있다",),
        "layout #body .photo",
    )


def test_dates_and_authors_of_a_region_are_not_those_of_the_text_in_it() -> None:
    asked = "공방의 장인은 기자에게 2026년 1월 3일에 문을 열었다고 말했다."
    page = f"<div class='view'>{page_of(f'<p>{FIRST}</p><p>{asked}</p>')}</div>"
    readings = read_page(page, "https://a.kr/1", designs=(MARKED,)).readings
    assert readings["body"][0].values == (FIRST, asked)
    assert readings["published"][0] == (("입력 2026.01.12 10:30",), "layout div.view")
    assert readings["authors"][0] == (("김하나 기자",), "layout div.view")


def test_a_page_without_the_marks_has_another_design() -> None:
    page = parse(page_of(f"<p>{FIRST}</p>"))
    assert MARKED.read(page, "https://a.kr/1") is None
    assert MARKED.expected() == "view-2025: div.view with #body"


IN_ORDER = PageDesign(
    name="plain",
    marks="html[amp]",
    body="body",
    order=TextOrder(
        url=re.compile("/amp/"),
        date_line=re.compile(r"\d{4}\.\d\d\.\d\d \d\d:\d\d"),
        sure="원문 보기",
        header=re.compile("^공유$"),
        opening=re.compile(r"^\[[^\]]{2,10}\]"),
        sentence_end=re.compile(r"다\.$"),
        byline=re.compile("@fixed.example"),
        stop=re.compile("^많이 본 뉴스"),
    ),
)


@pytest.mark.parametrize(
    ("attribute", "url", "link", "is_it"),
    [
        ("amp", "https://a.kr/1", "", True),
        ("", "https://a.kr/amp/1", "", True),
        ("", "https://a.kr/1", " 원문 보기", True),
        ("", "https://a.kr/1", "<br>원문 보기", False),  # on another line than the date
        ("", "https://a.kr/1", "", False),
    ],
)
def test_lines_in_a_known_order(attribute: str, url: str, link: str, is_it: bool) -> None:
    page = parse(
        f"<html {attribute}><body>두 나라의 공방<br>2026.01.12 10:30{link}<br>공유<br>"
        f"함께 짓는다<br>{FIRST}<br>{SECOND}<br>hana@fixed.example 김하나 기자<br>"
        f"많이 본 뉴스<br>{OTHER}</body></html>"
    )
    readings = IN_ORDER.read(page, url)
    assert (readings is not None) == is_it
    if readings:
        values = {field: each[0].values for field, each in readings.items()}
        assert values["title"] == ("두 나라의 공방",)
        assert values["subtitle"] == ("함께 짓는다",)
        assert values["body"] == (FIRST, SECOND)
        assert values["authors"] == ("hana@fixed.example 김하나 기자",)


def test_files_of_a_board_are_links() -> None:
    page = f"""<div class='board_view'><p class='title'>공방 개소</p><ul class='file_list'>
<li><a href='/down/1.hwpx'>계획.hwpx</a></li>
<li><a href='/common/download.do?fileId=2'>보도자료.pdf</a></li>
<li><a href='javascript:view(1)'>미리보기.pdf</a></li><li><a href='/help'>보는 방법</a></li></ul>
<div class='contents'><p>{FIRST}</p><p>{SECOND}</p></div></div>"""
    readings = KOREAN_BOARD.read(parse(page), "https://a.go.kr/board/View.do?id=1")
    assert readings is not None
    assert readings["attachments"][0].values == (
        "https://a.go.kr/down/1.hwpx",
        "https://a.go.kr/common/download.do?fileId=2",
    )
    assert readings["body"][0].values == (FIRST, SECOND)


#: Links of a board, and the files that they lead to: each once, and no viewers.
LINKS = [
    (  # by its name, to be downloaded, and to a viewer
        """<a href='/download.do?f=1&t=G'>가.pdf</a><a href='/docViewer.do?f=1&t=G'>바로보기</a>
        <a href='/download.do?t=G&f=1'>내려받기</a>""",
        ["/download.do?f=1&t=G"],
    ),
    (  # a viewer whose address has a file's name
        "<a href='/synap/doc.html?fn=a.hwpx'>미리보기</a><a href='/down?id=a'>나.hwpx</a>",
        ["/down?id=a"],
    ),
    (  # a file that is named after a viewer
        "<a href='/preview/plan.pdf'>바로보기 설명서.pdf</a><a href='/down?id=2'>다.hwp</a>",
        ["/preview/plan.pdf", "/down?id=2"],
    ),
    ("<a href='/docViewer.do?fileId=9'>바로보기</a>", ["/docViewer.do?fileId=9"]),  # no other way
    (  # two files of one board
        "<a href='/down?id=1&n=1'>라.pdf</a><a href='/down?id=1&n=2'>라.hwpx</a>",
        ["/down?id=1&n=1", "/down?id=1&n=2"],
    ),
    ("<a href='http://[bad'>마.pdf</a><a href=''>바.pdf</a>", []),
]


@pytest.mark.parametrize(("links", "files"), LINKS)
def test_a_file_is_kept_once(links: str, files: list[str]) -> None:
    board = PageDesign(name="board", body="#body", attachments="a[href]")
    page = parse(f"<div id='body'><p>{FIRST}</p><p>{SECOND}</p></div>{links}")
    readings = board.read(page, "https://a.go.kr/view")
    assert readings is not None
    found = [value for reading in readings.get("attachments", []) for value in reading.values]
    assert found == [f"https://a.go.kr{file}" for file in files]
