"""A long article is judged by what it is about; what it names elsewhere changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchlist import judge, load

if TYPE_CHECKING:
    from newsdb.records import Language

#: Sentences that name nothing on the list.
NEUTRAL = {
    "ko": "시는 새 도서관을 내년 봄에 열기로 하고 열람실과 주차장을 지을 곳을 찾는다고 밝혔다. ",
    "ja": "市は新しい図書館を来春に開く方針で、閲覧室と駐車場を置く場所を探している。",
    "en": "The city will open a new library next spring and looks for a place for its rooms. ",
}
#: What such articles name further down: sport, crime, weather, a large company, third countries.
ELSEWHERE = {
    "ko": "프로야구 감독이 선수와 함께 경기장을 찾았다. 경찰은 용의자를 체포했다. 드라마 배우가"
    " 삼성전자 광고를 찍었다. 폭우로 축구 경기가 취소됐다. 국회의원 선거 여론조사가 나왔다. ",
    "ja": "プロ野球の監督が選手と球場を訪れた。警察は容疑者を逮捕した。ドラマの俳優がトヨタの"
    "広告に出た。大雨でサッカーの試合が中止になった。選挙の世論調査が出た。",
    "en": "A baseball coach met the players. Police arrested a suspect. An actor made an advert"
    " for Samsung Electronics. Heavy rain stopped a football match. An election poll came out. ",
}
ABOUT: dict[Language, tuple[tuple[str, str], ...]] = {
    "ko": (
        (
            "광양 중소기업, 마쓰에 조선소에 밸브 납품",
            (
                "광양의 중소기업 세 곳이 일본 마쓰에 조선소에 밸브를 납품하기로 했다. 세 회사는"
                " 일본 바이어와 상담회에서 만나 공동 수출을 추진해 왔다. "
            ),
        ),
        (
            "군포 소공인, 쓰바메 공장과 칼 함께 만든다",
            (
                "군포의 소공인들이 일본 쓰바메의 공장과 칼을 함께 만든다. 두 지역의 중소기업은"
                " 판로를 나누기로 협약했다. "
            ),
        ),
    ),
    "ja": (
        (
            "韓国の中小企業、松江の造船所に弁を納入",
            (
                "韓国・光陽の中小企業3社が松江の造船所に弁を納める契約を結んだ。3社は日本のバイヤーと"
                "商談会で会い、共同での輸出を進めてきた。"
            ),
        ),
    ),
    "en": (
        (
            "Small Korean firms to supply valves to Japanese shipyard",
            (
                "Three small firms from Gwangyang in South Korea agreed to supply valves to"
                " a shipyard in Matsue, Japan. The small companies met Japanese buyers at a fair. "
            ),
        ),
    ),
}
#: Terms of one matter in parts of an article that have nothing to do with each other.
APART: dict[Language, tuple[str, ...]] = {
    "ko": (
        "이 도서관은 일본 건축가의 책을 모은 서가를 둔다. ",
        "같은 날 중소기업 지원 예산도 통과됐다. ",
        "한국 작가의 전시회가 함께 열린다. ",
        "코트라는 북미 수출 상담회 일정을 공개했다. ",
    ),
    "ja": (
        "図書館には韓国の建築家の本を集めた棚がある。",
        "同じ日に中小企業の支援予算も通った。",
        "日本の作家の展示会も開かれる。",
        "ジェトロは北米の商談会の日程を公開した。",
    ),
    "en": (
        "The library keeps books by a Japanese architect. ",
        "On the same day a budget for small firms was passed. ",
        "A fair of paintings will be held in a hall. ",
        "An exhibition of a South Korean painter opens then. ",
    ),
}


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [(language, *each) for language, articles in ABOUT.items() for each in articles],
)
def test_what_follows_takes_nothing_from_what_an_article_is_about(
    language: Language, title: str, text: str
) -> None:
    watch = load()
    alone = judge(watch, title=title, body=text, language=language)
    assert alone.decision == "relevant"
    long = text + NEUTRAL[language] * 5 + (ELSEWHERE[language] + NEUTRAL[language]) * 4
    assert judge(watch, title=title, body=long, language=language).decision == "relevant"


@pytest.mark.parametrize("language", APART)
def test_terms_far_from_each_other_are_not_one_matter(language: Language) -> None:
    gap = NEUTRAL[language] * 4
    body = gap + gap.join(APART[language]) + gap
    verdict = judge(load(), title=NEUTRAL[language][:30], body=body, language=language)
    assert verdict.decision == "other", verdict.why
