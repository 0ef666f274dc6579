"""Which occurrences of a name count as that name, in Korean, Japanese and English."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchlist.lists import watch_list
from watchlist import load
from watchlist.matcher import MOST, Matcher

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.records import Language
    from watchlist import WatchList

SHIPPED = load()


def found(text: str, language: Language, watch: WatchList = SHIPPED) -> dict[str, list[str]]:
    """Return what is found in ``text``: by concept, as printed."""
    text = unicodedata.normalize("NFC", text)
    finds = watch.matcher.find(text, language)
    by_concept: dict[str, list[str]] = {}
    for first, last, concept in finds.matches:
        start, end = finds.span(first, last)
        by_concept.setdefault(concept, []).append(text[start:end])
    return by_concept


@pytest.mark.parametrize(
    ("text", "language", "concept", "printed"),
    [
        # particles and endings
        ("중소기업의 일본 진출", "ko", "sme", "중소기업"),
        ("중소기업에서는 어렵다", "ko", "sme", "중소기업"),
        ("中企가 日에 간다", "ko", "japan", "日"),
        ("한일의 협력", "ko", "korea-japan", "한일"),
        ("한일간 교류", "ko", "korea-japan", "한일"),
        ("중기들이 나섰다", "ko", "sme", "중기"),
        ("일본에서부터", "ko", "japan", "일본"),
        ("코트라는", "ko", "kotra", "코트라"),
        ("KOTRA가", "ko", "kotra", "KOTRA"),
        ("日本では", "ja", "japan", "日本"),
        ("中小企業の", "ja", "sme", "中小企業"),
        ("Japan's SMEs", "en", "sme", "SMEs"),
        # compounds
        ("한일관계", "ko", "korea-japan", "한일"),
        ("한일중소기업포럼", "ko", "sme", "중소기업"),
        ("한일중소기업포럼", "ko", "korea-japan", "한일"),
        ("중기업계", "ko", "sme", "중기"),
        ("日韓中小企業", "ja", "korea-japan", "日韓"),
        ("日韓中小企業", "ja", "sme", "中小企業"),
        # spacing
        ("중 소 기업", "ko", "sme", "중 소 기업"),
        ("중소 기업", "ko", "sme", "중소 기업"),
        ("두 나라 상인들이", "ko", "two-countries", "두 나라"),
        ("수출 원년, 첫 수출에 웃다", "ko", "commerce", "첫 수출"),
        ("중소벤처 기업부", "ko", "mss", "중소벤처 기업부"),
        ("中小 企業", "ja", "sme", "中小 企業"),
        ("small  business", "en", "sme", "small  business"),
        ("start up", "en", "startup", "start up"),
        ("small- and medium-sized firms", "en", "sme", "small- and medium-sized"),
        # dots, dashes, strokes
        ("한·일 협력", "ko", "korea-japan", "한·일"),
        ("한ㆍ일 협력", "ko", "korea-japan", "한ㆍ일"),
        ("한‧일 협력", "ko", "korea-japan", "한‧일"),
        ("한-일 협력", "ko", "korea-japan", "한-일"),
        ("한/일 협력", "ko", "korea-japan", "한/일"),
        ("중소·벤처기업부", "ko", "mss", "중소·벤처기업부"),
        ("日・韓の協力", "ja", "korea-japan", "日・韓"),
        ("日･韓の協力", "ja", "korea-japan", "日･韓"),
        ("Korea–Japan ties", "en", "korea-japan", "Korea–Japan"),
        # Hanja, old and new characters, width, case
        ("韓日 중기", "ko", "korea-japan", "韓日"),
        ("韓·日 중기", "ko", "korea-japan", "韓·日"),
        ("對日 수출", "ko", "japan", "對日"),
        ("日서 팔린다", "ko", "japan", "日"),
        ("中企 수출", "ko", "sme", "中企"),
        ("對日輸出", "ja", "japan", "對日"),
        ("經濟産業省", "ja", "meti", "經濟産業省"),
        ("経済産業省", "ja", "meti", "経済産業省"),
        ("ｼﾞｪﾄﾛの調査", "ja", "jetro", "ｼﾞｪﾄﾛ"),
        ("ＳＭＥ支援", "ja", "sme", "ＳＭＥ"),
        ("ＪＥＴＲＯ 소장", "ko", "jetro", "ＪＥＴＲＯ"),
        ("jetro", "en", "jetro", "jetro"),
        # bodies rather than the words in them
        ("일본무역진흥기구", "ko", "jetro", "일본무역진흥기구"),
        ("중소기업중앙회는", "ko", "kbiz", "중소기업중앙회"),
        ("日本商工会議所", "ja", "jcci", "日本商工会議所"),
        # a country's Hanja beside a date
        ("22日韓国政府は", "ja", "korea", "韓国"),
        ("15日、日韓の", "ja", "korea-japan", "日韓"),
    ],
)
def test_found(text: str, language: Language, concept: str, printed: str) -> None:
    assert printed in found(text, language).get(concept, [])


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("한일시멘트 주가", "ko", "korea-japan"),
        ("한일고속 여객선", "ko", "korea-japan"),
        ("한일철강이 공시했다", "ko", "korea-japan"),
        ("한일 블루나래호", "ko", "korea-japan"),
        ("한일전에서 졌다", "ko", "korea-japan"),
        ("제한일 뿐이다", "ko", "korea-japan"),
        ("신고 기한일은", "ko", "korea-japan"),
        ("그가 한 일이다", "ko", "korea-japan"),
        ("권한 일부를", "ko", "korea-japan"),
        ("일한의료재단", "ko", "korea-japan"),
        ("10년간 일한 직원", "ko", "korea-japan"),
        ("중기 재정계획", "ko", "sme"),
        ("중기재정계획", "ko", "sme"),
        ("중기적으로 본다", "ko", "sme"),
        ("조선 중기의 그림", "ko", "sme"),
        ("통일본부", "ko", "japan"),
        ("22日 발표", "ko", "japan"),
        ("중소기\n\n업", "ko", "sme"),
        ("中企が進出", "ja", "sme"),
        ("22日韓国政府は", "ja", "korea-japan"),
        ("今日韓国で", "ja", "korea-japan"),
        ("土曜日韓国で", "ja", "korea-japan"),
        ("東京・大田区の町工場", "ja", "korea"),
        ("ソウルフードの店", "ja", "korea"),
        ("North Korea fired", "en", "korea"),
        ("smear campaign", "en", "sme"),
        ("is me or you", "en", "sme"),
        ("중기", "ja", "sme"),
    ],
)
def test_not_found(text: str, language: Language, concept: str) -> None:
    assert concept not in found(text, language)


NAMES = [
    name.bare
    for concept in SHIPPED.concepts.values()
    for name in concept.spellings
    if "ko" in name.languages and all("가" <= letter <= "힣" for letter in name.bare)
]
PARTICLES = (
    "은 는 이 가 을 를 의 에 에서 에게 와 과 로 으로 도 만 부터 까지 들 들의 에서는 라고".split()
)


def concepts_of(text: str) -> set[str]:
    return set(found(text, "ko"))


@settings(deadline=None)  # its time is measured by a benchmark
@given(st.sampled_from(NAMES), st.sampled_from(PARTICLES), st.sampled_from(["", "이번에 ", "“"]))
def test_a_particle_never_loses_a_match(name: str, particle: str, before: str) -> None:
    alone = concepts_of(f"{before}{name} 소식")
    assert alone
    assert alone <= concepts_of(f"{before}{name}{particle} 소식")


@settings(deadline=None)  # its time is measured by a benchmark
@given(st.sampled_from(NAMES), st.sampled_from("·ㆍ‧・･-/"), st.data())
def test_a_middle_dot_never_loses_a_match(name: str, dot: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 1))
    assert concepts_of(f"이번 {name} 소식") <= concepts_of(
        f"이번 {name[:at]}{dot}{name[at:]} 소식"
    )


PIECES = [*"한일 전 시멘트 한일시멘트 통일본부 일본 중소기업 · 중기재정 중기".split(), " ", "\n"]


@settings(deadline=None)  # its time is measured by a benchmark
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_an_exclusion_never_leaks_beyond_its_span(small: WatchList, text: str) -> None:
    """What is found outside all exclusions is the same with and without them."""
    concepts = {id_: replace(each, exclusions=()) for id_, each in small.concepts.items()}
    finds = small.matcher.find(text, "ko").matches
    spans = excluded_spans(text)
    for match in Matcher(concepts).find(text, "ko").matches:
        first, last, _ = match
        if not any(start <= first and last <= end for start, end in spans):
            assert match in finds


def excluded_spans(text: str) -> list[tuple[int, int]]:
    """Return where the exclusions of the small list occur in ``text``, whatever its gaps."""
    packed = [(at, letter) for at, letter in enumerate(text) if letter not in " ·"]
    letters = "".join(letter for _, letter in packed)
    return [
        (packed[at][0], packed[at + len(word) - 1][0] + 1)
        for word in ("통일본부", "한일전", "한일시멘트", "중기재정")
        for at in range(len(letters))
        if letters.startswith(word, at)
    ]


def test_an_exclusion_counts_for_its_own_concept_only(tmp_path: Path) -> None:
    text = """
    replaces = true
    decision = {relevant = 2, review = 1}
    topic.one = {ko = ["시멘트"], not = ["한일시멘트"]}
    topic.two = {ko = ["한일"]}
    rule.one = {when = "one", points = 1}
    """
    watch = watch_list(tmp_path, text)
    assert found("한일시멘트", "ko", watch) == {"two": ["한일"]}


@pytest.mark.parametrize("times", [1, 19, 20, 25, 300])
def test_exclusions_hold_however_often_they_stand_there(times: int) -> None:
    text = "한일 가왕전이 열렸다. " * times
    assert "korea-japan" not in found(text, "ko")
    behind = found(f"{text} 한일 중소기업이 만났다. 한일 가왕전도 열렸다.", "ko")
    assert behind["korea-japan"] == ["한일"]


def test_of_one_concept_the_first_mentions_are_told() -> None:
    finds = SHIPPED.matcher.find("한일 가왕전과 한일 축제. " * 50, "ko")
    places = [start for start, _, concept in finds.matches if concept == "korea-japan"]
    assert places == [8 + 15 * n for n in range(MOST)]


AWKWARD = "한일중소기업ㆍ㈜㎏ＳＭＥ經濟韓日“”ｶﾞﾊﾟﾄﾛｼﾞｪ \u200b½\n가나"


@settings(deadline=None)  # its time is measured by a benchmark
@given(
    st.lists(st.one_of(st.sampled_from(NAMES), st.text(AWKWARD, max_size=6)), max_size=6),
    st.sampled_from(["ko", "ja", "en"]),
)
def test_offsets_point_at_what_was_printed(parts: list[str], language: Language) -> None:
    text = unicodedata.normalize("NFC", " ".join(parts))
    finds = SHIPPED.matcher.find(text, language)
    before = -1
    for first, last, concept in finds.matches:
        start, end = finds.span(first, last)
        assert 0 <= start < end <= len(text)
        assert first >= before  # in order, and no two overlap unless they share a span
        before = first
        again = SHIPPED.matcher.find(text[start:end], language)
        assert concept in {found for _, _, found in again.matches}
