"""Of which country a body is that several countries have under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchlist import judge, load
from watchlist.neighbours import country_of
from watchlist.sources import WatchListError

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.records import Language

SHIPPED = load()
BODIES = ("sme-agency", "fair-trade-commission", "patent-office")


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("중소기업청은 12일 지원책을 내놨다", "ko", "KR"),
        ("일본의 중소기업청은 12일 지원책을 내놨다", "ko", "JP"),
        ("일본 경제산업성 산하 중소기업청 관계자", "ko", "JP"),
        ("도쿄에 있는 중소기업청을 찾았다", "ko", "JP"),
        ("특허청(일본)에 낸 서류", "ko", "JP"),
        ("일본을 다녀왔다. 중소기업청은 보고서를 냈다", "ko", "KR"),
        ("대만 중소기업청과 협약했다", "ko", "abroad"),
        ("中小企業庁は12日、指針を示した", "ja", "JP"),
        ("韓国政府の中小企業庁が指針を示した", "ja", "KR"),
        ("ソウルの中小企業庁を訪ねた", "ja", "KR"),
        ("中小企業庁の担当者が韓国を訪ねた", "ja", "JP"),
        ("釜山で会見した公取委の委員長", "ja", "KR"),
        ("台湾の公正取引委員会が調べた", "ja", "abroad"),
        ("Korea's small business agency said", "en", "KR"),
        ("Officials of Japan's small business agency said", "en", "JP"),
        ("The small business agency said", "en", None),
        ("Germany's patent office said", "en", "abroad"),
    ],
)
def test_the_neighbours_say_the_country(
    text: str, language: Language, country: str | None
) -> None:
    found = SHIPPED.matcher.find(text, language)
    countries = [
        country_of(
            match,
            found.matches,
            found.folded.text,
            concepts=SHIPPED.concepts,
            language=language,
        )
        for match in found.matches
        if match[2] in BODIES
    ]
    assert countries == [country]


@pytest.mark.parametrize(
    ("body", "is_partner"),
    [
        ("중소벤처기업부와 일본의 중소기업청이 인력 교류 협약을 맺었다.", True),
        ("중소기업청이 소상공인과 협약을 맺었다.", False),
    ],
)
def test_a_rule_sees_the_country(body: str, *, is_partner: bool) -> None:
    found = judge(SHIPPED, title="협약", body=body, language="ko")
    assert (found.score > 0) == is_partner


def test_such_a_body_has_no_country_set(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'name = "mine"\n[organisation.x]\nneighbours = true\ncountry = "KR"\nko = ["조달청"]\n',
        encoding="utf-8",
    )
    with pytest.raises(WatchListError, match="country must not be set"):
        load(file)
