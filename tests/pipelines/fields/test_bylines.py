"""Datelines and bylines are removed from the text, and give people and places."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.records import Author
from newsdb.text.data import read_lists
from pipelines.fields import bylines
from pipelines.fields.bylines import merge, read_signed
from pipelines.fields.names import read_names
from pipelines.fields.people import not_names

OWN = frozenset({"파이낸셜뉴스"})
TEXT = "양국 중소기업이 도쿄에서 만났다."

People = list[tuple[str, str | None, str | None]]


@pytest.mark.parametrize(
    ("opening", "place", "source", "people"),
    [
        ("[파이낸셜뉴스] ", None, None, []),
        ("[파이낸셜뉴스]", None, None, []),
        ("【파이낸셜뉴스 도쿄=김하나 특파원】", "도쿄", None, [("김하나", "특파원", None)]),
        ("【도쿄=김하나 특파원】", "도쿄", None, [("김하나", "특파원", None)]),
        ("【 오사카=김하나 특파원】 ", "오사카", None, [("김하나", "특파원", None)]),
        ("[파이낸셜뉴스 부산=김하나 기자] ", "부산", None, [("김하나", "기자", None)]),
        ("(서울=뉴스1) 김하나 기자 = ", "서울", "뉴스1", [("김하나", "기자", None)]),
        ("(도쿄=연합뉴스) 김하나 특파원 = ", "도쿄", "연합뉴스", [("김하나", "특파원", None)]),
        ("[서울=뉴시스]김하나 기자 = ", "서울", "뉴시스", [("김하나", "기자", None)]),
        (
            "(세종=뉴스1) 김하나 이두리 기자 = ",
            "세종",
            "뉴스1",
            [("김하나", "기자", None), ("이두리", "기자", None)],
        ),
        (
            "[파이낸셜뉴스] (서울=뉴스1) 김하나 기자 = ",
            "서울",
            "뉴스1",
            [("김하나", "기자", None)],
        ),
        (
            "(서울·도쿄=연합뉴스) 김하나 기자 이두리 특파원 = ",
            "서울·도쿄",
            "연합뉴스",
            [("김하나", "기자", None), ("이두리", "특파원", None)],
        ),
        ("【ソウル聯合ニュース】", "ソウル", "聯合ニュース", []),
        ("（東京＝聯合ニュース）", "東京", "聯合ニュース", []),
    ],
)
def test_openings(opening: str, place: str | None, source: str | None, people: People) -> None:
    signed = read_signed([opening + TEXT, TEXT], own_names=OWN)
    assert signed.paragraphs == [TEXT, TEXT]
    assert (signed.dateline, signed.source) == (place, source)
    assert signed.authors == [Author(*person) for person in people]


def test_addresses_alone_belong_to_the_reporters_in_their_order() -> None:
    opening = "(서울=연합뉴스) 김하나 이두리 기자 = "
    signed = read_signed([opening + TEXT, TEXT, "hana@a.co.kr, duri@a.co.kr"])
    assert signed.paragraphs == [TEXT, TEXT]
    assert [each.email for each in signed.authors] == ["hana@a.co.kr", "duri@a.co.kr"]


@pytest.mark.parametrize("opening", ["[속보] ", "(지난 25일) ", "[표] ", "<특집> ", "【참고】"])
def test_other_brackets_stay(opening: str) -> None:
    assert read_signed([opening + TEXT, TEXT]).paragraphs[0] == (opening + TEXT)


@pytest.mark.parametrize(
    ("closing", "people"),
    [
        ("hana@fnnews.com 김하나 기자", [("김하나", "기자", "hana@fnnews.com")]),
        ("김하나 기자 hana@fnnews.com", [("김하나", "기자", "hana@fnnews.com")]),
        ("김하나 기자 (hana@fnnews.com)", [("김하나", "기자", "hana@fnnews.com")]),
        (
            "hana@fnnews.com 김하나 부동산전문기자",
            [("김하나", "부동산전문기자", "hana@fnnews.com")],
        ),
        ("hana@fnnews.com 김하나 논설위원", [("김하나", "논설위원", "hana@fnnews.com")]),
        (
            "hana@fnnews.com 김하나 기자, duri@fnnews.com 이두리 선임기자",
            [
                ("김하나", "기자", "hana@fnnews.com"),
                ("이두리", "선임기자", "duri@fnnews.com"),
            ],
        ),
        ("김하나·이두리 기자", [("김하나", "기자", None), ("이두리", "기자", None)]),
        ("경제부 김하나 기자", [("김하나", "기자", None)]),
        ("[email protected] 김하나 기자", [("김하나", "기자", None)]),
        ("김한일 한일경제협력연구소 소장", [("김한일", "한일경제협력연구소 소장", None)]),
    ],
)
def test_closings(closing: str, people: People) -> None:
    signed = read_signed([TEXT, TEXT, closing], own_names=OWN)
    assert signed.paragraphs == [TEXT, TEXT]
    assert signed.authors == [Author(*person) for person in people]


@pytest.mark.parametrize(
    ("end", "people"),
    [
        ("hana@fnnews.com 김하나 기자", [("김하나", "기자", "hana@fnnews.com")]),
        (" 김하나 기자", [("김하나", "기자", None)]),
        (" /김한일 서울대 경제학과 교수", [("김한일", "서울대 경제학과 교수", None)]),
    ],
)
def test_byline_glued_to_the_last_sentence(end: str, people: People) -> None:
    signed = read_signed([TEXT, TEXT + end], own_names=OWN)
    assert signed.paragraphs == [TEXT, TEXT]
    assert signed.authors == [Author(*person) for person in people]


@pytest.mark.parametrize(
    "last",
    [
        "이 소식을 전한 김하나 기자는 현장에 있었다.",
        "현장에는 국내외 기자",
        "문의는 help@kbiz.example.kr 로 하면 된다.",
        "발표자는 김한일 한일경제협력연구소 소장이다.",
    ],
)
def test_prose_about_reporters_stays(last: str) -> None:
    signed = read_signed([TEXT, last])
    assert signed.paragraphs == [TEXT, last]
    assert signed.authors == []


def test_an_address_alone_belongs_to_the_one_who_signed_in_the_dateline() -> None:
    signed = read_signed(["【도쿄=김하나 특파원】" + TEXT, TEXT, "hana@fnnews.com"])
    assert signed.paragraphs == [TEXT, TEXT]
    assert signed.authors == [Author("김하나", "특파원", "hana@fnnews.com")]


def test_photographers_sign_pictures() -> None:
    signed = read_signed([TEXT, "사진=박사진 기자", "hana@fnnews.com 김하나 기자"])
    assert signed.paragraphs == [TEXT]
    assert [person.name for person in signed.authors] == ["김하나"]


def test_the_more_specific_role_wins() -> None:
    signed = read_signed(["【도쿄=김하나 특파원】" + TEXT, TEXT, "hana@fnnews.com 김하나 기자"])
    assert signed.authors == [Author("김하나", "특파원", "hana@fnnews.com")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("조윤주", ["조윤주"]),
        ("김하나, 이두리", ["김하나", "이두리"]),
        ("대전=김하나 기자", ["김하나"]),
        ("By Kim Ha-na", ["Kim Ha-na"]),
        ("山田 太郎", ["山田 太郎"]),
        ("파이낸셜뉴스", []),
        ("연합뉴스", []),
        ("", []),
    ],
)
def test_names_in_bylines(text: str, names: list[str]) -> None:
    assert [person.name for person in read_names(text)] == names


@given(st.lists(st.text(max_size=60), max_size=4))
def test_only_the_edges_are_cut(paragraphs: list[str]) -> None:
    """Whatever the text, what is left is part of the original, in its order."""
    left = iter(read_signed(list(paragraphs)).paragraphs)
    whole = "\n".join(paragraphs)
    position = 0
    for text in left:
        position = whole.index(text, position) + len(text)


def test_a_long_text_takes_no_time() -> None:
    """Patterns that look for an end must not try every beginning of a long paragraph."""
    prose = "홍길동 기자와 김하나·이두리 위원은 " * 5000
    started = time.perf_counter()
    assert read_signed([prose, prose]).paragraphs == [prose, prose]
    assert time.perf_counter() - started < 2


def test_merge_keeps_the_order() -> None:
    people = [Author("이두리", None), Author("김하나", "기자"), Author("이두리", "기자", "a@b.kr")]
    assert merge(people) == [Author("이두리", "기자", "a@b.kr"), Author("김하나", "기자")]


@pytest.mark.parametrize(
    ("opening", "place", "source", "people"),
    [
        ("【ソウル＝早乙女透】", "ソウル", None, ["早乙女透"]),
        ("【ソウル早乙女透】", "ソウル", None, ["早乙女透"]),
        ("【大阪＝早乙女 透】", "大阪", None, ["早乙女 透"]),
        ("（東京＝聯合ニュース）", "東京", "聯合ニュース", []),
        ("【ソウル共同】", "ソウル", "共同通信", []),
        ("SEOUL, April 19 (Yonhap) -- ", "SEOUL", "Yonhap", []),
        ("FUKUOKA, Mar. 4 — ", "FUKUOKA", None, []),
        ("서울--(뉴스와이어)--", "서울", None, []),
        ("수원, 경기--(가상와이어) -- ", "수원, 경기", None, []),
        ("[가상데일리 김하나 기자] ", None, None, ["김하나"]),
    ],
)
def test_openings_of_other_tongues(
    opening: str, place: str | None, source: str | None, people: list[str]
) -> None:
    signed = read_signed([opening + TEXT, "둘째 문단이다."])
    assert signed.paragraphs == [TEXT, "둘째 문단이다."]
    assert (signed.dateline, signed.source) == (place, source)
    assert [person.name for person in signed.authors] == people


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("早乙女透", [("早乙女透", None)]),
        ("早乙女 透記者", [("早乙女 透", "記者")]),
        ("早乙女透、北条環", [("早乙女透", None), ("北条環", None)]),
        ("By Min Ha-eun", [("Min Ha-eun", None)]),
        ("기자명 한가온 기자", [("한가온", "기자")]),
        ("架空新聞社", []),
        ("架空経済部", []),
    ],
)
def test_names_of_other_tongues(byline: str, people: list[tuple[str, str | None]]) -> None:
    assert [(person.name, person.role) for person in read_names(byline)] == people


def test_a_rare_surname_counts_beside_an_address() -> None:
    assert [each.name for each in read_names("mirae@x.kr 옹미래 기자")] == ["옹미래"]
    assert read_names("여러 기자") == []


def test_words_that_are_no_names_are_in_form() -> None:
    lists = read_lists(bylines.__file__, "not_names")
    for words in lists.values():
        assert words == sorted(set(words))
        assert all(re.fullmatch("[가-힣]{2,5}", word) for word in words)
    assert len(not_names()) == sum(map(len, lists.values())), "each in one list"
