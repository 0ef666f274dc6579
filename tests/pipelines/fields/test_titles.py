"""Headlines and languages."""

from __future__ import annotations

import pytest

from pipelines.fields.languages import language_of
from pipelines.fields.titles import (
    decode,
    printed,
    shortest,
    tags,
    uncut,
    without_barred_parts,
    without_last_part,
    without_site,
    without_site_before,
)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("韓日 中企 &lsquo;맞손&rsquo;", "韓日 中企 ‘맞손’"),
        ("R&amp;amp;D 협력", "R&D 협력"),
        ("R&D 협력 & 투자", "R&D 협력 & 투자"),
        ("줄\n 바꿈", "줄 바꿈"),
        ("\u1112\u1161\u11ab일", "한일"),
        ("…⋯..", "…⋯.."),
    ],
)
def test_entities_once_or_twice(written: str, printed: str) -> None:
    assert decode(written) == printed


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("한일 포럼 - 파이낸셜뉴스", "한일 포럼"),
        ("한일 포럼 | 파이낸셜뉴스", "한일 포럼"),
        ("한일 포럼", "한일 포럼"),
        ("파이낸셜뉴스", "파이낸셜뉴스"),
        ("파이낸셜뉴스 - 한일 포럼", "파이낸셜뉴스 - 한일 포럼"),
    ],
)
def test_site_name_off_the_end(title: str, bare: str) -> None:
    assert without_site(title, ["파이낸셜뉴스"]) == bare


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("[속보] 한일 정상 통화", ("[속보]",)),
        ("[단독][종합] 한일 포럼", ("[단독]", "[종합]")),
        ("코스피 마감 [fn마켓워치]", ("[fn마켓워치]",)),
        ("한일 포럼(종합2보)", ("(종합2보)",)),
        ("【独自】日韓フォーラム", ("【独自】",)),
        ("한일 포럼 (도쿄)", ()),
        ("중소기업[특집]은", ()),
    ],
)
def test_tags(title: str, found: tuple[str, ...]) -> None:
    assert tags(title) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("한일 중소기업 포럼이 열렸다", "ko"),
        ("日韓の中小企業フォーラムが開かれた", "ja"),
        ("SMEs of Korea and Japan met in Tokyo (도쿄)", "en"),
        ("KBIZ와 JETRO가 MOU를 맺었다", "ko"),
        ("日韓首脳会談", "ja"),
        ("", "en"),
    ],
)
def test_language_by_script(text: str, language: str) -> None:
    assert language_of(text) == language


def test_han_alone_is_the_outlets_language() -> None:
    assert language_of("韓日 中企", usual="ko") == "ko"


@pytest.mark.parametrize(
    ("title", "others", "best"),
    [
        (
            "Brewers swap recipes - The Imaginary Times",
            ["Brewers swap recipes"],
            "Brewers swap recipes",
        ),
        ("한일 공방 문 연다 | 가상신문", ["한일 공방 문 연다"], "한일 공방 문 연다"),
        ("한일 공방 문 연다", ["한일 공방"], "한일 공방 문 연다"),  # a beginning is no headline
        ("한일 - 함께 여는 공방", ["한일"], "한일 - 함께 여는 공방"),  # nor is a word
    ],
)
def test_the_same_headline_without_the_site(title: str, others: list[str], best: str) -> None:
    assert shortest(title, others) == best


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("공동 공방 문 연다 < 정책 < 종합 < 기사본문 - 가상신문", "공동 공방 문 연다"),
        ("공동 공방 문 연다 - 가상신문", "공동 공방 문 연다"),
        ("町工場、尾張で受注：架空日報", "町工場、尾張で受注"),
        ("공동 공방 문 연다", "공동 공방 문 연다"),
        ("両国の職人が福岡に工房 | 経済 | 仮想新聞", "両国の職人が福岡に工房"),
        (
            "仮想新聞｜両国の職人が福岡に工房、三百点を製作へ",
            "両国の職人が福岡に工房、三百点を製作へ",
        ),
    ],
)
def test_what_sites_put_behind_it_in_the_title(title: str, bare: str) -> None:
    assert without_last_part(title) == bare


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("공동 공방 문 연다 (가상일보)", "공동 공방 문 연다"),
        ("공동 공방 문 연다[가상뉴스]", "공동 공방 문 연다"),
        ("공동 공방 문 연다 • 가상일보", "공동 공방 문 연다"),
        ("공동 공방 문 연다 (종합)", "공동 공방 문 연다 (종합)"),
        ("공동 공방 문 연다 - 대구편", "공동 공방 문 연다 - 대구편"),
        ("町工場、尾張で受注 | 経済 | 架空新聞", "町工場、尾張で受注"),
        ("町工場、尾張で受注【架空新聞】", "町工場、尾張で受注"),
        ("町工場、尾張で受注（上）", "町工場、尾張で受注（上）"),
        ("Brewers swap recipes | Business | The Lotus", "Brewers swap recipes"),
        ("Brewers swap recipes (Lotus News)", "Brewers swap recipes"),
        ("Brewers swap recipes - and more", "Brewers swap recipes - and more"),
    ],
)
def test_parts_behind_bars_and_outlets_in_brackets(title: str, bare: str) -> None:
    assert without_barred_parts(title) == bare


def test_the_printed_heading_counts_where_another_source_gives_it() -> None:
    assert printed("긴 제목으로 보냈다", "인쇄한 제목", ["인쇄한 제목"]) == "인쇄한 제목"
    assert printed("보낸 제목", "가상신문", ["보낸 제목"]) == "보낸 제목"  # h1 is the logo
    assert printed("보낸 제목", None, []) == "보낸 제목"


@pytest.mark.parametrize("site", ["가상신문", "仮想新聞", "The Lotus"])
@pytest.mark.parametrize(
    "behind",
    " ㅣ {}|ㅣ{}| • {}| ({})|({})| [{}]| 【{}】| ‹ {}| » {}| ~ {}|│{}".split("|"),
)
def test_signs_before_the_sites_name(site: str, behind: str) -> None:
    for title in ("공동 공방 문 연다", "町工場、尾張で受注", "Brewers swap recipes"):
        assert without_site(title + behind.format(site), [site]) == title


@pytest.mark.parametrize(
    ("title", "names", "bare"),
    [
        ("가상신문 - 공동 공방 문 연다", ["가상신문"], "공동 공방 문 연다"),
        ("[가상신문] 공동 공방 문 연다", ["가상신문"], "[가상신문] 공동 공방 문 연다"),
        ("[가상신문]: 공동 공방 문 연다", ["가상신문"], "공동 공방 문 연다"),
        ("가상신문ㅣ공동 공방 문 연다", ["가상신문"], "공동 공방 문 연다"),
        ("가상신문 기자 - 공방을 가다", ["가상신문"], "가상신문 기자 - 공방을 가다"),
        ("仮想新聞｜町工場、尾張で受注", ["仮想新聞"], "町工場、尾張で受注"),
        ("仮想新聞：町工場、尾張で受注", ["仮想新聞"], "町工場、尾張で受注"),
        ("The Lotus | Brewers swap recipes", ["The Lotus"], "Brewers swap recipes"),
        ("The Lotus: Brewers swap recipes", ["The Lotus"], "Brewers swap recipes"),
        ("The Lotus - on top", ["The Lotus"], "on top"),
        ("The Lotus - top", ["The Lotus"], "The Lotus - top"),  # too short for a headline
    ],
)
def test_the_sites_name_in_front(title: str, names: list[str], bare: str) -> None:
    assert without_site_before(title, names) == bare


@pytest.mark.parametrize(
    ("title", "others", "whole"),
    [
        ("공방들 ", ['공방들 "함께" 협약'], '공방들 "함께" 협약'),
        ("공방들", ["공방들 함께 협약"], "공방들"),  # a subtitle, not a quotation
        ("町工場が", ['町工場が"受注"へ'], '町工場が"受注"へ'),
        ("Brewers say", ["Brewers say 'yes' to recipes"], "Brewers say 'yes' to recipes"),
        ("Brewers say", ["Cooks say 'yes'", "Brewers say"], "Brewers say"),
        ("", ['"함께" 협약'], ""),
    ],
)
def test_a_title_that_a_quotation_mark_ended(title: str, others: list[str], whole: str) -> None:
    assert uncut(title, others) == whole
