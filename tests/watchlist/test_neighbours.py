"""Of which country a body is that several countries have under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.watchlist.lists import SMALL, watch_list
from watchlist import judge, load
from watchlist.neighbours import country_of, set_aside
from watchlist.sources import WatchListError

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.records import Language

SHIPPED = load()
BODIES = ("sme-agency", "fair-trade-commission", "patent-office", "sme-of-either")


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
        ("釜山の町工場で火災", "ja", "KR"),
        ("大田区の町工場が受注", "ja", "JP"),
        ("韓国の新興企業、町工場と提携", "ja", "JP"),
        ("도쿄 전통시장을 둘러봤다", "ko", "JP"),
        ("한일 협약 뒤 소상공인 매출이 늘었다", "ko", "KR"),
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
        country_of(match, found.matches, found.folded.text, watch=SHIPPED, language=language)
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


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("일본 언론이 밀양의 빵집을 다뤘다", "ko", ["밀양"]),
        ("밀양의 빵집은 일본의 사례를 옮겼다", "ko", ["밀양"]),
        ("밀양 업체가 일본 업체를 제치고 납품한다", "ko", ["밀양"]),
        ("도쿄처럼 골목을 가꾸는 밀양 상인들", "ko", ["밀양"]),
        ("밀양 상인들이 일본 인증 제도를 배운다", "ko", ["밀양", "일본"]),
        ("일본, 제도를 고친다", "ko", ["일본"]),
        ("밀양 업체가 일본 업체와 만든다", "ko", ["밀양", "일본"]),
        ("韓国のように共済を広げる富山市の組合", "ja", ["富山市"]),
        ("韓国の制度を調べた富山市の組合", "ja", ["富山市"]),
        ("韓国の工場と富山市の工場が組む", "ja", ["韓国", "富山市"]),
        ("Miryang bakers pay less than in Japan", "en", ["Miryang"]),
        ("A Japanese-style bakery in Miryang", "en", ["Miryang"]),
        ("Miryang bakers ship to Japan. Like many, they are small", "en", ["Miryang", "Japan"]),
        ("Japanese buyers met bakers in Miryang", "en", ["Japanese", "Miryang"]),
    ],
)
def test_a_country_for_comparison_is_no_party(
    text: str, language: Language, named: list[str]
) -> None:
    found = SHIPPED.matcher.find(text, language)
    aside = set_aside(found.matches, found.folded.text, SHIPPED)
    spans = {
        (start, end)
        for start, end, name in found.matches
        if SHIPPED.concepts[name].country is not None
    }
    assert [text[start:end] for start, end in sorted(spans - aside)] == named


def test_a_list_has_such_words_of_its_own(tmp_path: Path) -> None:
    text = f'{SMALL}\n[topic.fans]\naside = {{ before = 1 }}\nko = ["팬클럽"]\n'
    mine = watch_list(tmp_path, text)
    judged = [
        judge(mine, title="", body=body, language="ko").score
        for body in ("중소기업이 일본 팬클럽을 찾았다", "팬클럽이 일본 중소기업을 찾았다")
    ]
    assert judged == [0, 2]


def test_such_a_body_has_no_country_set(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'name = "mine"\n[organisation.x]\nneighbours = true\ncountry = "KR"\nko = ["조달청"]\n',
        encoding="utf-8",
    )
    with pytest.raises(WatchListError, match="country must not be set"):
        load(file)


def test_a_longer_name_of_a_comparison_hides_no_yardstick() -> None:
    """Of names that overlap the longer one is found: 절반 수준 must be what 절반 is."""
    for yardsticks, hiding in (
        ("yardstick", "compared"),
        ("yardstick", "following"),
        ("yardstick-in-front", "compared"),
    ):
        names = set(SHIPPED.concepts[yardsticks].names)
        hidden = {
            (name, longer)
            for longer in SHIPPED.concepts[hiding].names
            for name in names
            if name in longer and longer not in names
        }
        assert not hidden
