"""What differs between two texts of one wording decides whether one is a copy."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from benchmarks.duplicates import LABELLED, labelled_pairs
from newsdb.records import KST, Article
from newsdb.similarity.copy_rules import COPIES, HIDDEN, Resemblance, compare
from newsdb.similarity.sentence_style import without_style
from newsdb.similarity.signatures import sign
from newsdb.similarity.traits import Traits

if TYPE_CHECKING:
    from newsdb.records import Language

MONDAY = datetime(2026, 3, 2, 9, tzinfo=KST)
NOTICE = (
    "창원시는 지역 중소기업의 일본 판로를 넓히기 위해 해외 마케팅 지원 사업에 참가할 기업을"
    " 모집한다고 밝혔다."
    " 참가를 원하는 기업은 창원시 누리집에서 신청서를 내려받아 11월 20일까지 제출하면 된다."
    " 선정된 기업은 현지 바이어 상담과 통역, 부스 임차료를 지원받는다."
    " 창원시 관계자는 “지역 기업이 일본 시장에 안착하도록 돕겠다”고 말했다."
)
FAIR = (
    "The Korea-Japan Small Business Expo 2025 opened in Seoul with 80 firms of both countries."
    " Household goods and food are on show for three days, and sentiment improved at home."
    " The organiser expects buyers from all over the region to come to the hall."
)
CAPTION = "한보리 협의회장이 도쿄 한 호텔에서 열린 한일 경제포럼에서 인사말을 하고 있다."


def between(
    one: tuple[str, str], other: tuple[str, str], language: Language, days: float
) -> Resemblance:
    """Return what the rules make of two titles with their texts, so many days apart."""
    signed = [
        sign(
            Article(
                outlet="a",
                key="",
                url="",
                title=title,
                body=body,
                language=language,
                published_at=at,
            )
        )
        for (title, body), at in ((one, MONDAY), (other, MONDAY + timedelta(days=days)))
    ]
    return compare(*signed)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("창원", "안산", "another place"),
        ("11월 20일", "12월 4일", "numbers"),
        ("창원", "한들", "another name"),
    ],
)
def test_notices_of_one_template_are_a_series(old: str, new: str, why: str) -> None:
    title = "창원시, 일본 진출 중소기업 모집"
    other = title.replace(old, new), NOTICE.replace(old, new)
    said = between((title, NOTICE), other, "ko", 5)
    assert said.kind == "series"
    assert why in said.rule


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2025", "2026", "another year"),
        ("improved", "worsened", "the opposite direction"),
        ("Seoul", "Busan", "another place"),
    ],
)
def test_another_fair_is_no_copy(old: str, new: str, why: str) -> None:
    said = between(("Expo opens", FAIR), ("Expo opens", FAIR.replace(old, new)), "en", 1)
    assert said.kind == "series"
    assert why in said.rule


@pytest.mark.parametrize(
    ("title", "days", "kind"),
    [
        ("한일 경제포럼 개막", 0, "exact"),
        ("협의회, 수입규제에 유감", 0, None),
        ("한일 경제포럼 개막", 20, None),
    ],
)
def test_a_caption_is_a_copy_with_its_title_and_on_its_day_only(
    title: str, days: int, kind: str | None
) -> None:
    said = between(("한일 경제포럼 개막", CAPTION), (title, CAPTION), "ko", days)
    assert said.kind == kind


@pytest.mark.parametrize(("days", "kind"), [(0, "near"), (2, "near"), (30, "series")])
def test_a_figure_is_corrected_soon_or_is_that_of_another_time(days: int, kind: str) -> None:
    text = NOTICE.replace("11월 20일까지 ", "").replace("기업을 모집", "기업 40곳을 모집")
    title = "창원시, 중소기업 40곳 모집"
    said = between(
        (title, text), (title.replace("40", "45"), text.replace("40", "45")), "ko", days
    )
    assert said.kind == kind


@pytest.mark.parametrize(("days", "kind"), [(1, "exact"), (15, "series")])
def test_an_equal_text_is_of_another_time_by_the_figure_in_its_title(days: int, kind: str) -> None:
    title = "창원시, 중소기업 40곳 모집"
    said = between((title, NOTICE), (title.replace("40", "75"), NOTICE), "ko", days)
    assert said.kind == kind


def test_a_year_that_both_titles_have_does_not_hide_another() -> None:
    title = "Expo 2025 opens: results of 2024"
    said = between((title, FAIR), (title.replace("2025", "2026"), FAIR), "en", 1)
    assert said.kind == "exact"
    other = FAIR.replace("three days", "four days")
    said = between((title, FAIR), (title.replace("2025", "2026"), other), "en", 1)
    assert (said.kind, "another year" in said.rule) == ("series", True)


def test_words_replaced_weeks_later_make_another_text() -> None:
    title = "장비 보조금 접수"
    text = (
        "도는 절전 장비를 들이는 소규모 사업자에게 주는 보조금을 12월 5일까지 접수한다. 보조율은"
        " 3분의 2이고 한도는 150만원이다. 냉방기와 냉장고, 공장 조명이 대상이다. 도청 창구에서"
        " 서류 쓰는 법을 따로 물을 수 있다. 지난해에는 마감 전에 예산이 다 찼다."
    )
    other = text.replace("절전", "방재").replace("냉방기와 냉장고", "발전기와 배수펌프")
    assert between((title, text), (title, other), "ko", 12).kind not in HIDDEN


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("DAEGU, South Korea (Nadir Wire) -- ", " (Reporting by the Daegu bureau)"),
        ("TOKYO -- ", " (Reporting by A. Kim; Editing by B. Lee)"),
        ("SEOUL, Nov. 3 (Nadir) -- ", ""),
    ],
)
def test_what_a_wire_puts_around_a_text_is_not_compared(opening: str, closing: str) -> None:
    plain = ("Expo opens", FAIR)
    assert between(plain, ("Expo opens", f"{opening}{FAIR}{closing}"), "en", 0).kind == "exact"


@pytest.mark.parametrize(
    ("plain", "polite"),
    [
        ("시가밝혔다", "시가밝혔습니다"),
        ("기업을모집한다", "기업을모집합니다"),
        ("지원을받는다", "지원을받습니다"),
        ("계획이다", "계획입니다"),
        ("商談会を開いた", "商談会を開きました"),
        ("46人の会社だ", "46人の会社です"),
    ],
)
def test_plain_and_polite_style_are_one(plain: str, polite: str) -> None:
    assert without_style(plain) == without_style(polite) != ""


def test_traits_come_back_as_they_were_packed() -> None:
    signature = sign(
        Article(outlet="a", key="", url="", title="제3회 창원 포럼", body=NOTICE, language="ko")
    )
    traits = signature.traits
    assert traits.main_places
    assert traits.facts
    assert Traits.unpack(traits.pack()) == traits
    assert Traits.unpack(b"") == Traits()


RELEASE = (
    "새봄정밀은 {city}에서 열린 부품 전시회에서 세척 로봇 ‘맑음’을 선보였다고 {day}일 밝혔다."
    " {city} 전시장에는 열흘 동안 1만2000명이 다녀갔고 계약 상담은 47건이었다."
    " 로봇은 시간당 {rate}개를 씻으며 물은 예전 기계의 30퍼센트만 쓴다."
    " 회사는 내년 봄까지 5억3000만원을 들여 생산 설비를 늘릴 계획이다."
    " {who} 대표는 “작은 공장도 쓸 수 있게 값을 낮추겠다”며 “{who} 이름을 걸겠다”고 말했다."
)
SHORT_RELEASE = (
    "새봄정밀이 {city} 부품 전시회에서 세척 로봇 ‘맑음’을 내놓았다고 {day}일 알렸다."
    " 한 시간에 {rate}개를 닦는데 물은 예전 기계의 30퍼센트면 된다고 한다."
    " 회사는 5억3000만원을 들여 설비를 늘린다. 행사장을 찾은 사람은 1만2000명, 상담은 47건이다."
    " 김하나 대표는 “작은 공장도 쓸 수 있게 값을 낮추겠다”고 했다."
)
RELEASED = {"city": "도쿄", "day": "24", "rate": "900", "who": "김하나"}


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"city": "동경"}, "near"),
        ({"city": "東京"}, "near"),
        ({"city": "오사카"}, "series"),
    ],
)
def test_a_place_is_no_other_name_however_it_is_written(
    changed: dict[str, str], kind: str
) -> None:
    title = "새봄정밀, {city}서 세척 로봇 공개"
    one, other = (
        (title.format(**fields), RELEASE.format(**fields))
        for fields in (RELEASED, RELEASED | changed)
    )
    assert between(one, other, "ko", 0.1).kind == kind


def test_units_behind_numbers_and_the_end_of_a_loan_word_are_no_names() -> None:
    title = "새봄정밀, 설비에 {amount} 투자"
    one = (title.format(amount="5억3000만원"), RELEASE.format(**RELEASED))
    other = (title.format(amount="5억 3천만 원"), one[1].replace("5억3000만원", "5억 3천만 원"))
    assert between(one, other, "ko", 0.1).kind == "near"
    text = (
        "伊吹精工は{word}を使った保守サービスを来月から始めると発表した。{word}は工場の機械に取り付け、"
        "振動と温度を毎秒測る。故障の前触れが分かれば担当者に知らせる。料金は一台につき月額三千円からで、"
        "まず県内の工場が導入する。社長は「小さな工場ほど{word}が役に立つ」と話した。"
    )
    one, other = (
        (f"伊吹精工、{word}で保守", text.format(word=word)) for word in ("センサー", "センサ")
    )
    assert between(one, other, "ja", 0.1).kind == "near"


@pytest.mark.parametrize(
    ("days", "changed", "kind"),
    [
        (0.1, {}, "rewrite"),
        (5, {}, None),
        (0.1, {"rate": "700"}, None),
        (0.1, {"city": "오사카"}, None),
    ],
)
def test_a_text_shortened_on_its_day_keeps_all_numbers(
    days: float, changed: dict[str, str], kind: str | None
) -> None:
    fields = RELEASED | changed
    one = ("새봄정밀, 도쿄서 세척 로봇 공개", RELEASE.format(**RELEASED))
    other = (f"{fields['city']} 간 새봄정밀 로봇", SHORT_RELEASE.format(**fields))
    assert between(one, other, "ko", days).kind == kind


@pytest.mark.parametrize(
    ("file", "least"), [("copies", 0.9), ("copies_second", 0.9), ("copies_third", 0.85)]
)
def test_pairs_that_a_person_wrote(file: str, least: float) -> None:
    found = labelled_pairs(file=LABELLED.with_name(f"{file}.jsonl"))
    copies = [kind in COPIES for row, kind in found if row["copy"]]
    assert sum(copies) >= least * len(copies) > 17
    hidden = [row["id"] for row, kind in found if not row["copy"] and kind in HIDDEN]
    assert len(hidden) <= 1, hidden
