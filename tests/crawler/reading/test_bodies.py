"""The article is found among everything else that a page shows."""

from __future__ import annotations

import pytest

from crawler.reading.bodies import find_body
from crawler.reading.boilerplate import trim, wall
from crawler.reading.markup import seen_lines
from crawler.reading.markup.blocks import blocks
from crawler.reading.markup.parsed_page import parse
from crawler.reading.page import from_text

FIRST = "한국과 일본의 소공인 열두 곳이 손을 잡고 공동 공방을 연다고 12일 밝혔다."
SECOND = "공방은 다음 달 후쿠오카에서 문을 열며, 두 나라의 장인이 번갈아 머문다고 한다."
THIRD = "가온공예조합은 첫해에 물건 삼백 점을 함께 만들어 두 나라에서 팔 계획이라고 설명했다."
ALL = [FIRST, SECOND, THIRD]
TEXT = "".join(f"<p>{each}</p>" for each in ALL)
LINKS = "<ul>" + "<li><a href='/1'>다른 기사의 조금 긴 제목입니다</a></li>" * 5 + "</ul>"


@pytest.mark.parametrize(
    "page",
    [
        f"<body><div class='gnb'>{LINKS}</div><div>{TEXT}</div>{LINKS}</body>",
        f"<div>{LINKS}<div id='articleBody'>{FIRST}<br><br>{SECOND}<br><br>{THIRD}</div></div>",
        f"<table><tr><td>{LINKS}<td>{FIRST}<br>{SECOND}<br>{THIRD}</table>",
        f"<div><div class='txt'>{TEXT}</div><div class='reply'><p>{SECOND} 찬성.</p></div></div>",
        f"<article>{TEXT}<p><a href='/2'>▶ 관련 기사 더 보기로 가는 긴 링크</a></p></article>",
        f"<div class='share-wrap'>{TEXT}</div>",  # a name says one thing, the text another
        f"<div>{TEXT}<div class='relatedNews'><p>{SECOND} 관련해 보도했다.</p></div></div>",
        f"<div>{TEXT}<p style='display: none'>{SECOND} 보이지 않는다.</p></div>",
    ],
)
def test_the_text_and_nothing_else(page: str) -> None:
    body = find_body(parse(page))
    assert body is not None
    assert body.paragraphs == ALL


@pytest.mark.parametrize("name", ["reply", "x"])
def test_what_is_behind_the_last_line_that_is_read_is_no_text(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_lines, "_LINES", ("lines", 12))
    others = "".join(f"<div class={name}>2026.03.12 답변 {n}</div>" for n in range(90))
    body = find_body(parse(f"<article>{TEXT}{others}</article>"))
    assert body is not None
    assert body.paragraphs[:3] == ALL
    assert len(body.paragraphs) == (3 if name == "reply" else 12)


def test_words_linked_to_pages_about_them_are_text() -> None:
    linked = "".join(
        f"<a href='/topic/{city}'>{city}</a>、" for city in ("大阪市", "堺市", "京都市")
    )
    page = (
        "<div><p>関西の三つの市が韓国の中小企業を招いた相談会を来月開くと発表した。</p>"
        f"<p>開催地：{linked}</p>"
        "<p>事前に申し込んだ八十社が韓国の十二社と一社ずつ話し合う予定だ。</p></div>"
    )
    body = find_body(parse(page))
    assert body is not None
    assert body.paragraphs[1] == "開催地：大阪市、堺市、京都市、"


def test_paragraphs_that_are_each_marked_belong_together() -> None:
    long = FIRST * 4
    page = f"<div><p itemprop='articleBody'>{long}</p><p itemprop='articleBody'>{SECOND}</p></div>"
    body = find_body(parse(page))
    assert body is not None
    assert body.paragraphs == [long, SECOND]


def test_captions_and_subtitles_are_kept_apart() -> None:
    page = (
        "<div itemprop='articleBody'><div class='sub_tit'>장인 열두 명이 번갈아 머문다</div>"
        f"<figure><img><figcaption>공방 조감도.</figcaption></figure>{TEXT}</div>"
    )
    body = find_body(parse(page))
    assert body is not None
    assert (body.paragraphs, body.captions) == (ALL, ["공방 조감도."])
    assert body.subtitles == ["장인 열두 명이 번갈아 머문다"]


@pytest.mark.parametrize("page", ["", "<body></body>", f"<body>{LINKS}</body>", "<p>짧은 글.</p>"])
def test_no_text_is_an_answer(page: str) -> None:
    assert find_body(parse(page)) is None


@pytest.mark.parametrize(
    "line",
    [
        "<저작권자 ⓒ 가상신문, 무단 전재 및 재배포 금지>",
        "▶ 관련기사 더 보기",
        "네이버에서 가상신문을 구독하세요",
        "제보는 카카오톡 @가상제보",
        "残り1234文字",
        "この記事は有料会員限定です。会員登録すると続きをお読みいただけます。",
        "本紙掲載の記事の無断転載を禁じます",
        "Sign up for our newsletter.",
        "* * *",
    ],
)
def test_what_the_site_says_is_off(line: str) -> None:
    assert trim([FIRST, line, SECOND])[0] == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "이 앱은 회원가입 없이 쓸 수 있어 소상공인에게 인기를 끌고 있다.",
        "구독 서비스로 커피 원두를 파는 한일 스타트업이 늘었다.",
        "新興企業は会員登録なしで使える通訳サービスを始めた。",
        "A newsletter for small firms of both countries was launched.",
        "◇ 공동 물류",
    ],
)
def test_news_of_such_things_stays(line: str) -> None:
    assert trim([FIRST, line, SECOND])[0] == [FIRST, line, SECOND]


def test_nothing_comes_after_a_list_of_others() -> None:
    others = ["다른 소식 하나가 있었다.", "다른 소식 둘이 있었다."]
    assert trim([FIRST, SECOND, "많이 본 뉴스", *others])[0] == [FIRST, SECOND]


def test_headline_and_date_on_top_are_off_and_subtitles_told() -> None:
    top = ["한일 공동 공방", "입력 2026.03.12 19:11", "장인 열두 명 번갈아 머물러"]
    body, lead = trim([*top, FIRST, SECOND], ["한일 공동 공방"])
    assert body == [FIRST, SECOND]
    assert lead == ["장인 열두 명 번갈아 머물러"]


@pytest.mark.parametrize(
    "line",
    [
        "この記事は有料会員限定です。登録すると続きをお読みいただけます。",
        "残り1,204文字",
        "続きを読むにはログインが必要です",
        "유료회원 전용 기사입니다",
        "기사 전문은 로그인 후 보실 수 있습니다",
        "This article is for subscribers only.",
        "Subscribe to continue reading",
    ],
)
def test_a_wall_is_told(line: str) -> None:
    page = parse(f"<div>{TEXT}</div><div class='pay'><p>{line}</p></div>")
    assert from_text(page, "")["access"][0].values == ("false",)


@pytest.mark.parametrize(
    "line",
    [
        "有料会員になると会員限定の記事もお読みいただけます。",  # an offer below a free text
        "유료 구독 서비스를 운영하는 중소기업이 늘고 있다.",
        "The centre is open to subscribers of both countries.",
    ],
)
def test_what_is_no_wall(line: str) -> None:
    assert wall([line]) is None


@pytest.mark.parametrize(("at", "is_told"), [(0, True), (199, True), (250, False), (-1, True)])
def test_a_wall_is_looked_for_at_both_ends_of_a_text(at: int, is_told: bool) -> None:
    lines = [FIRST] * 500
    lines[at] = "Subscribe to continue reading"
    assert (wall(lines) is not None) is is_told


def test_a_line_that_holds_the_whole_text_once_more_is_no_paragraph() -> None:
    texts = [f"{first} {second}" for first, second in zip(ALL, ALL[1:] + ALL[:1], strict=True)]
    whole = " ".join(texts)
    body = find_body(
        parse(f"<div><p>{whole}</p>{''.join(f'<p>{each}</p>' for each in texts)}</div>")
    )
    assert body is not None
    assert body.paragraphs == texts


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (f"<div><a href='/r/1'>김하나 기자</a></div><div>{TEXT}</div>", ("김하나 기자",)),
        (f"<div><p class='author-name'><a>山本葵</a></p>{TEXT}</div>", ("山本葵",)),
        (f"<span rel='author'>김하나</span><div>{TEXT}</div>", ("김하나",)),
    ],
)
def test_bylines_that_lead_to_their_authors(page: str, authors: tuple[str, ...]) -> None:
    assert from_text(parse(page), "")["authors"][0].values == authors


def test_a_name_in_a_caption_is_no_author() -> None:
    caption = "<table><tr><td class='caption'>[가상일보 김하나 기자]</td></tr></table>"
    assert "authors" not in from_text(parse(f"<div>{caption}{TEXT}</div>"), "")


def test_the_hour_that_only_machines_are_told() -> None:
    time = "<time datetime='2025-11-25T16:36:05+09:00'>2025年11月25日</time>"
    page = f"<p>公開 {time}</p><div>{TEXT}</div>"
    assert from_text(parse(page), "")["published"][0].values == ("公開 2025-11-25T16:36:05+09:00",)


def test_of_a_line_with_many_times_the_first_are_told() -> None:
    shown = [f"11월 {n}일" for n in range(100)]
    times = " ".join(f"<time datetime='2026-11-25T10:00'>{each}</time>" for each in shown)
    (line,) = blocks(parse(f"<p>{times}</p>").root)
    assert line.text == " ".join(shown)  # all of the line is read
    assert [each.shown for each in line.times] == shown[:20]


@pytest.mark.parametrize(
    ("picture", "captions"),
    [
        (
            "<figure><p>이미지 확대</p><figcaption>두 나라의 공방</figcaption></figure>",
            ["두 나라의 공방"],
        ),
        ("<div class='photo'><div>AD</div><span>원본보기 아이콘</span></div>", []),
        (
            (
                "<figure><div>사진 확대</div><p class='caption'>공방 전경</p></figure>"
                "<figure><img><figcaption>개소식</figcaption></figure>"
            ),
            ["공방 전경", "개소식"],
        ),
        ("<div class='img_box'><img>▲공방의 아침</div>", ["▲공방의 아침"]),
    ],
)
def test_a_picture_has_one_caption_and_its_buttons_none(picture: str, captions: list[str]) -> None:
    body = find_body(
        parse(f"<article><p>{FIRST}</p>{picture}<p>{SECOND}</p><p>{THIRD}</p></article>")
    )
    assert body is not None
    assert body.captions == captions
    assert body.paragraphs == ALL


def test_a_second_document_behind_the_first_is_left_alone() -> None:
    title = "Ferry link lets Busan bakeries deliver to Tsushima before noon"
    text = "The boat leaves at 8:40 a.m. and needs 70 minutes; customs are cleared on board under"
    text = f"{text} a trial that ends in March."
    body = find_body(parse(f"<title>{title}</title><header>{text}</html><h1>"), headlines=[title])
    assert body is not None
    assert body.paragraphs == [text]
