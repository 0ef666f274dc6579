"""Places, words of the trade and names by their sound are one in three languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsdb.text import glossary, places, sounds
from newsdb.text.folding import fold

if TYPE_CHECKING:
    from newsdb.records import Language


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("창원시와 하마마츠 상의", "ko", ["Changwon", "Hamamatsu"]),
        ("昌原と浜松の会社", "ja", ["Changwon", "Hamamatsu"]),
        ("Changwon and Hamamatsu firms", "en", ["Changwon", "Hamamatsu"]),
        ("東京서 열린 상담회", "ko", ["Tokyo"]),
        ("상주 곶감", "ko", ["Sangju"]),
        ("상주하는 직원", "ko", []),
        ("금강산 관광", "ko", []),
        ("장안산", "ko", []),
        ("岡谷の工場", "ja", ["Okaya"]),
        ("金沢社長は述べた", "ja", []),
        ("a gumiho tale", "en", []),
        ("大田区の町工場", "ja", ["Ota ward"]),
    ],
)
def test_places(text: str, language: Language, found: list[str]) -> None:
    assert [each.place.id for each in places.find(fold(text), language)] == found


def test_every_place_is_told_from_the_others() -> None:
    known = places.places()
    assert len(known) > 250
    assert len({each.id for each in known}) == len(known)
    regions = {each.id for each in known}
    assert {each.region for each in known if each.region} <= regions
    for language in ("ko", "ja", "en"):
        names = [name for each in known for name in getattr(each, language)]
        assert len(names) == len(set(names)), language


@pytest.mark.parametrize(
    ("korean", "japanese", "english"),
    [
        ("수출 상담회가 열렸다", "商談会が開かれた", "Export talks were held"),
        ("펌프를 납품한다", "ポンプを納入する", "It will supply pumps"),
        ("안경테 공방", "眼鏡枠の工房", "Eyewear frame workshops"),
    ],
)
def test_one_matter_in_three_languages(korean: str, japanese: str, english: str) -> None:
    texts: dict[Language, str] = {"ko": korean, "ja": japanese, "en": english}
    said = [
        {each.name for each in glossary.find(fold(text), language)}
        for language, text in texts.items()
    ]
    assert set.intersection(*said)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("현길", "hyeon-gil"),
        ("한결", "hangyeol"),
        ("야마부키야", "yamabukiya"),
        ("현길", "ヒョンギル"),
        ("hyeon-gil", "ヒョンギル"),
        ("굴담", "キュルダム"),
        ("클린웍스", "cleanworks"),
    ],
)
def test_names_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert set(sounds.keys(one)) & set(sounds.keys(other))


@pytest.mark.parametrize(
    ("one", "other"), [("현길", "minjun"), ("한결", "ソウル"), ("aoba", "아산")]
)
def test_other_names_share_none(one: str, other: str) -> None:
    assert not set(sounds.keys(one)) & set(sounds.keys(other))
