"""Rules turn matches into a score, the score into a decision, and say why."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchlist.lists import SMALL, watch_list
from watchlist import judge

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.articles.verdicts import Verdict
    from newsdb.records import Language
    from watchlist import WatchList

FILLER = "오늘 아침 공방 앞 골목에는 비가 내렸고 사람들은 우산을 쓰고 걸었다. " * 3


def one_rule(folder: Path, when: str) -> WatchList:
    head = SMALL[: SMALL.index("[rule.near]")]
    return watch_list(folder, f'{head}[rule.it]\nwhen = "{when}"\npoints = 3\n')


def holds(folder: Path, when: str, body: str, language: Language = "ko") -> bool:
    watch = one_rule(folder, when)
    return judge(watch, title="", body=body, language=language).decision == "relevant"


@pytest.mark.parametrize(
    ("when", "body", "expected"),
    [
        ("sme and JP", "중소기업이 일본에 간다", True),
        ("sme and JP", "중소기업이 간다", False),
        ("sme or JP", "중소기업이 간다", True),
        ("sme and not sports", "중소기업이 간다", True),
        ("sme and not sports", "중소기업 축구 대회", False),
        ("not sports and sme", "중소기업이 간다", True),
        ("sme or JP and sports", "중소기업이 간다", True),
        ("(sme or JP) and sports", "중소기업이 간다", False),
        ("near(sme, JP)", "일본 중소기업", True),
        ("near(sme, JP)", f"일본 이야기다. {FILLER}중소기업 이야기다.", False),
        ("near(sme, JP, 200)", f"일본 이야기다. {FILLER}중소기업 이야기다.", True),
        ("near(sme, JP, 3)", "일본의 작은 중소기업", False),
        ("near(sme, JP) >= 2", "일본 중소기업", False),
        ("near(sme, JP) >= 2", "일본 중소기업이 도쿄에서 중소기업과", True),
        ("near(near(sme, JP), sports)", "일본 중소기업 축구", True),
        ("sme >= 3", "중소기업과 중소기업과 중소기업", True),
        ("sme >= 3", "중소기업과 중소기업", False),
        ("opening:sme", "시의 중소기업이 일본에 다녀왔다. 비가 왔다.", True),
        ("opening:sme", "오늘도 온종일 비가 많이 내렸다. 중소기업이 일본에 갔다.", False),
        ("opening:sme", "속보. 시의 중소기업이 일본에 다녀왔다고 한다.", True),
        ("opening:(sme and JP)", "중소기업 이야기가 오늘도 나왔다. 일본은 비다.", False),
        ("lead:sme", f"중소기업. {FILLER * 4}", True),
        ("lead:sme", f"{FILLER * 4}중소기업.", False),
        ("body:sme", f"{FILLER * 4}중소기업.", True),
        ("title:sme", "중소기업", False),
        ("partner", "일본", True),
        ("partner", "한국", False),
        ("home", "한국", True),
        ("both", "한일 협력", True),
        ("both", "한국 일본", False),
        ("smrj", "중소기업기반정비기구", True),
        ("sme and JP", "중소기업기반정비기구", True),
        ("near(partner, sme)", "중소기업기반정비기구", True),
    ],
)
def test_rules(tmp_path: Path, when: str, body: str, expected: bool) -> None:
    assert holds(tmp_path, when, body) is expected


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("ko", "일본 중소기업", True),
        ("ko", "한국 중소기업", False),
        ("ja", "韓国の中小企業", True),
        ("ja", "日本の中小企業", False),
        ("en", "SMEs of Korea and of Japan", True),
        ("en", "SMEs of Korea", False),
        ("en", "SMEs of Japan", False),
        ("en", "SMEs of Korea. " + "It rained for a day in the hills. " * 9 + "Japan", False),
        ("en", "Korea-Japan SMEs", True),
    ],
)
def test_the_home_country_need_not_be_named(
    tmp_path: Path, language: Language, body: str, expected: bool
) -> None:
    assert holds(tmp_path, "near(partner, sme)", body, language) is expected


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [("en", "SMEs", True), ("ja", "中小企業", False), ("ko", "중소기업", False)],
)
def test_an_english_lead_has_more_characters(
    tmp_path: Path, language: Language, words: str, expected: bool
) -> None:
    body = "It rained for a day in the hills. " * 12 + words
    assert holds(tmp_path, "lead:sme", body, language) is expected


def test_title_and_subtitle_are_title(small: WatchList) -> None:
    verdict = judge(small, title="손잡다", subtitle="日 중기", body="오늘 만났다.", language="ko")
    assert (verdict.decision, verdict.score) == ("relevant", 4)
    assert verdict.why == "subtitle: 日 + 중기"


@pytest.mark.parametrize(
    ("title", "body", "decision", "score"),
    [
        ("한·일 중소기업 만나", "도쿄에서 중소기업이 만났다.", "relevant", 4),
        ("", "도쿄에서 중소기업이 만났다.", "review", 2),
        ("", "중소기업이 만났다.", "other", 0),
        ("", "도쿄 축구 대회에 중소기업", "other", 0),
        ("", "비가 왔다.", "other", 0),
        ("", "", "other", 0),
    ],
)
def test_decisions(small: WatchList, title: str, body: str, decision: str, score: float) -> None:
    verdict = judge(small, title=title, body=body, language="ko")
    assert (verdict.decision, verdict.score) == (decision, score)
    assert verdict.watchlist == small.version


def test_reasons_are_legible(small: WatchList) -> None:
    body = "일본 중소기업과 만났다. 일본 중소기업이 왔다. 축구도 했다."
    verdict = judge(small, title="한·일 중 소 기업 포럼", body=body, language="ko")
    assert verdict.why == "title: 한·일 + 중 소 기업; body: 중소기업 near 일본 ×2"


def test_reasons_against_are_told(small: WatchList) -> None:
    verdict = judge(small, title="", body="일본 축구에 중소기업", language="ko")
    assert verdict.why == "body: 중소기업 near 일본; against: sports (축구)"
    assert {(each.term, each.weight) for each in verdict.reasons} == {
        ("일본", 1.0),
        ("중소기업", 1.0),
        ("축구", -2.0),
    }


def test_weights_share_out_the_score(small: WatchList) -> None:
    verdict = judge(small, title="韓日 中企", body="일본 중소기업", language="ko")
    assert sum(each.weight for each in verdict.reasons) == pytest.approx(verdict.score, abs=0.01)
    assert [(each.field, each.start, each.end, each.concept) for each in verdict.reasons] == [
        ("title", 0, 2, "korea-japan"),
        ("title", 3, 5, "sme"),
        ("body", 0, 2, "japan"),
        ("body", 3, 7, "sme"),
    ]


PARTS = [
    *"한일 한ㆍ일 일본 中企 ㈜가나 ＳＭＥ 축구 ｼﾞｪﾄﾛ 日韓 중소기업기반정비기구 비가 韓國".split(),
    "중 소 기업",
    "\n\n",
]


def test_a_concept_can_weigh_more_or_less(tmp_path: Path) -> None:
    heavy = SMALL.replace("[topic.sme]", "[topic.sme]\nweight = 3")
    light = SMALL.replace("[topic.sme]", "[topic.sme]\nweight = 0.5")
    scores = [
        judge(watch_list(tmp_path, text), title="", body="일본 중소기업", language="ko").score
        for text in (SMALL, heavy, light)
    ]
    assert scores == [2, 4, 1.5]


ARTICLES = st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join)


@settings(deadline=None)  # its time is measured by a benchmark
@given(ARTICLES, ARTICLES, st.sampled_from(["ko", "ja", "en"]))
def test_reasons_point_at_the_stored_text(
    shipped: WatchList, title: str, body: str, language: Language
) -> None:
    title, body = (unicodedata.normalize("NFC", text) for text in (title, body))
    verdict = judge(shipped, title=title, body=body, language=language)
    texts = {"title": title, "body": body}
    for reason in verdict.reasons:
        assert texts[reason.field][reason.start : reason.end] == reason.term
    assert verdict == judge(shipped, title=title, body=body, language=language)


#: In passing: both words, far apart, in a long article on something else.
PASSING = (
    "시장은 새 도서관을 짓겠다고 밝혔다. " * 20
    + "한 중소기업이 창호를 납품한다. "
    + "열람실은 밤 열 시까지 연다. " * 20
    + "설계는 일본 건축가의 책을 참고했다. "
    + "주차장은 지하에 둔다. " * 20
)


def verdict_of(shipped: WatchList, title: str, body: str, language: Language = "ko") -> Verdict:
    return judge(shipped, title=title, body=body, language=language)


def test_words_in_passing_do_not_make_a_long_article_relevant(shipped: WatchList) -> None:
    assert verdict_of(shipped, "시립 도서관, 내년에 문 연다", PASSING).decision == "other"


def test_a_long_article_on_the_matter_is_relevant(shipped: WatchList) -> None:
    body = (
        "경북 구미의 금형 업체 다섯 곳이 일본 오사카에서 상담회를 열었다.\n\n"
        "이번 행사에는 일본 중소기업 스무 곳이 참여해 부품 공급을 논의했다.\n\n"
        + "참가한 업체들은 내년에도 만나기로 했다. " * 40
        + "\n\n시는 중소기업의 일본 수출을 계속 돕겠다고 했다."
    )
    verdict = verdict_of(shipped, "구미 금형 중소기업, 오사카서 수출 상담", body)
    assert verdict.decision == "relevant"
    assert verdict.why.startswith("title: ")
