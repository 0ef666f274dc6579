"""Who bylines name in three languages: no invented people, no roles in names."""

from __future__ import annotations

import pytest

from newsdb.text.data import read_lists
from pipelines.fields import names
from pipelines.fields.bylines import read_signed
from pipelines.fields.names import read_names

OWN = frozenset({"새벽경제", "IT나래", "The Lotus", "蓮新聞"})

#: By kind: the byline, then the people, each with the role behind a slash.
KINDS = {
    "names begin where words do": """
        종로신문 기자 ->
        모임메카 기자 ->
        모두메카 한보리 기자 -> 한보리/기자
        IT나래 한보리 기자 -> 한보리/기자
        디지털뉴스부 기자 ->
        [서울=뉴시스]한보리 기자 -> 한보리/기자
    """,
    "papers and words are no people": """
        동아 한보리 기자 -> 한보리/기자
        시민 기자 ->
        새벽 한보리 기자 -> 한보리/기자
        관리자 ->
        편집부 ->
        뉴스팀 ->
        The Lotus ->
        Staff reporter ->
        Korea Ledger Online ->
        Lotus Newsroom ->
        admin ->
        Reuters Staff ->
        蓮新聞 ->
        編集部 ->
        共同通信 ->
        東京 ->
        管理者 ->
        経済部 ->
    """,
    "roles are no part of names": """
        한보리 취재팀장/기자 -> 한보리/취재팀장
        한보리 경제부 차장 -> 한보리/경제부 차장
        한보리 아나운서 -> 한보리/아나운서
        한보리 중소벤처부 기자 -> 한보리/기자
        한보리 NR스포츠 기자 -> 한보리/기자
        한보리 선임기자 -> 한보리/선임기자
        BR Han Reporter -> BR Han/Reporter
        By Kim Minji, Staff Writer -> Kim Minji
        Kim Minji / Staff Reporter -> Kim Minji
        Reporter Kim Minji -> Kim Minji
        Lee Jun | Tokyo Correspondent -> Lee Jun
        Kim Minji Senior Reporter -> Kim Minji/Senior Reporter
        松岡 大地 記者 -> 松岡 大地/記者
        松岡大地 経済部記者 -> 松岡大地/経済部記者
        松岡大地 編集委員 -> 松岡大地/編集委員
        松岡大地特派員 -> 松岡大地/特派員
        松岡大地（経済部） -> 松岡大地
    """,
    "labels say what somebody did": """
        글·사진=한보리 선임기자 -> 한보리/선임기자
        글 한보리 / 사진 오래원 -> 한보리, 오래원
        취재 한보리 -> 한보리
        기자 한보리 -> 한보리
        정리=한보리 기자 -> 한보리/기자
        記者：松岡大地 -> 松岡大地
        文・松岡大地 -> 松岡大地
        取材・文／松岡大地 -> 松岡大地
        文＝松岡大地、写真＝佐藤健 -> 松岡大地, 佐藤健
        聞き手・松岡大地 -> 松岡大地
        ライター：松岡大地 -> 松岡大地
        Reporting by Kim Minji; editing by Lee Jun -> Kim Minji
        Written by Kim Minji -> Kim Minji
        By KIM MINJI and LEE JUN -> KIM MINJI, LEE JUN
        Story by Kim Minji -> Kim Minji
        Words by Kim Minji, photos by Lee Jun -> Kim Minji, Lee Jun
    """,
    "places stand beside names": """
        부산=한보리 기자 -> 한보리/기자
        도쿄=한보리 특파원 -> 한보리/특파원
        데일리안 = 한보리 기자 -> 한보리/기자
        뉴시스 한보리 -> 한보리
        서울경제TV 한보리기자 -> 한보리/기자
        ソウル＝松岡大地 -> 松岡大地
        松岡大地＝名古屋 -> 松岡大地
        編集部・松岡大地 -> 松岡大地
        東京＝松岡大地、佐藤健 -> 松岡大地, 佐藤健
        ジョン・スミス -> ジョン・スミス
    """,
}


def cases() -> list[object]:
    lines = [
        (kind, *line.split("->"))
        for kind, table in KINDS.items()
        for line in table.splitlines()
        if line.strip()
    ]
    return [
        pytest.param(byline.strip(), people.strip(), id=f"{kind}: {byline.strip()}")
        for kind, byline, people in lines
    ]


@pytest.mark.parametrize(("byline", "people"), cases())
def test_kinds(byline: str, people: str) -> None:
    found = read_names(byline, OWN)
    assert ", ".join(f"{e.name}/{e.role}" if e.role else e.name for e in found) == people


TEXTS = {
    "ko": "참여 기업은 검사 장비를 나눠 쓰고, 서로 물량을 넘겨받는다.",
    "ja": "参加企業は検査装置を共用し、互いに注文を引き受ける。",
    "en": "The firms are going to share equipment and take over orders.",
}


@pytest.mark.parametrize(
    ("language", "line", "people"),
    [
        ("ko", "글·사진=한보리 선임기자", ["한보리"]),
        ("ko", "한보리 중소벤처부 기자", ["한보리"]),
        ("ko", "IT나래 한보리 기자 (bori@news.invalid)", ["한보리"]),
        ("ko", "새벽경제 한보리 기자", ["한보리"]),
        ("ko", "취재·글=한보리 기자 사진=오래원 기자", ["한보리", "오래원"]),
        ("ko", "/한보리기자 bori@news.invalid", ["한보리"]),
        ("ja", "記者：松岡大地", ["松岡大地"]),
        ("ja", "文・松岡大地", ["松岡大地"]),
        ("ja", "【松岡大地】", ["松岡大地"]),
        ("ja", "ソウル＝松岡大地", ["松岡大地"]),
        ("ja", "（聞き手・松岡大地）", ["松岡大地"]),
        ("ja", "＝松岡大地", ["松岡大地"]),
        ("en", "Kim Minji, Staff Writer", ["Kim Minji"]),
        ("en", "Kim Minji / Staff Reporter", ["Kim Minji"]),
        ("en", "By Kim Minji", ["Kim Minji"]),
        ("en", "Kim Minji | Tokyo Correspondent", ["Kim Minji"]),
        ("en", "Reporting by Kim Minji; editing by Lee Jun", ["Kim Minji"]),
    ],
)
def test_lines_that_sign_a_text(language: str, line: str, people: list[str]) -> None:
    text = TEXTS[language]
    signed = read_signed([text, text, line], own_names=OWN)
    assert signed.paragraphs == [text, text]
    assert [each.name for each in signed.authors] == people


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ko", "한보리 대표는 “함께 가겠다”고 했다."),
        ("ko", "정리: 이번 협약은 두 나라의 공방을 잇는다."),
        ("ko", "글로벌 기업 기자"),
        ("ko", "종로신문 기자"),
        ("ko", "부산=중소기업 열두 곳"),
        ("ja", "（敬称略）"),
        ("ja", "東京＝中小企業庁によると、参加は十二社。"),
        ("ja", "【関連記事】"),
        ("ja", "【写真特集】"),
        ("ja", "取材・文の依頼はこちら"),
        ("en", "Daegu Metropolitan City, Korea"),
        ("en", "The writer is an economist."),
        ("en", "Workshops of Daegu, Nagoya"),
        ("en", "Contact the reporter at desk@lotus.example"),
        ("en", "Read more, subscribe"),
    ],
)
def test_lines_that_sign_nothing(language: str, line: str) -> None:
    text = TEXTS[language]
    signed = read_signed([text, text, line], own_names=OWN)
    assert signed.paragraphs == [text, text, line]
    assert signed.authors == []


def test_an_unknown_agency_in_a_dateline_is_no_person() -> None:
    signed = read_signed(["(부산=누리소식) 한보리 기자 = " + TEXTS["ko"], TEXTS["ko"]])
    assert [each.name for each in signed.authors] == ["한보리"]
    assert (signed.dateline, signed.paragraphs[0]) == ("부산", TEXTS["ko"])


def test_the_words_of_bylines_are_in_form() -> None:
    for words in read_lists(names.__file__, "byline_words").values():
        assert list(words) == sorted(set(words))
