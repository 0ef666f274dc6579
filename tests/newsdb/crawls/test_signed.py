"""A worker's signature is taken over when it is the one that the writer would make."""

from __future__ import annotations

import binascii
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsdb.crawls import signed
from newsdb.crawls.events import ArticleRead, Signed
from newsdb.crawls.messages import event_to_json, read_event
from newsdb.records import Article, Language
from newsdb.similarity.signatures import Signature, sign
from tests.support.told_crawls import article as told_article

AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)

TEXTS: dict[Language, tuple[str, str]] = {
    "ko": (
        "울산 배관 업체, 나고야 공장과 밸브 1만 개 계약",
        (
            "울산의 배관 업체 다온밸브가 나고야 정밀 공장과 밸브 1만 2000개를 대기로 했다고 12일"
            " 밝혔다.\n\n두 회사는 내년 3월까지 품질 검사를 함께 한다. 다온밸브는 직원 40명의"
            " 회사로, 해외 계약은 이번이 두 번째다."
        ),
    ),
    "ja": (
        "蔚山の配管会社、名古屋の工場とバルブ1万個の契約",
        (
            "蔚山の配管会社ダオンバルブは12日、名古屋の精密工場にバルブ1万2000個を納めると発表した。"
            "\n\n両社は来年3月まで品質検査を共に行う。"
        ),
    ),
    "en": ("Ulsan valve maker signs with Nagoya plant", "Daon Valve of Ulsan said on Thursday."),
}


def article(language: Language = "ko", source: str | None = "연합뉴스") -> Article:
    title, body = TEXTS[language]
    return Article(
        outlet="dawn",
        key="1",
        url="https://dawn.example/1",
        title=title,
        body=body,
        language=language,
        source=source,
        published_at=AT,
    )


def told(one: Article) -> Signed:
    return signed.to_message(one, sign(one, agencies={"연합뉴스"}), (3, 4))


def read(told: Signed, one: Article) -> Signature | None:
    return signed.from_message(told, one, agencies={"연합뉴스"})


@pytest.mark.parametrize("language", TEXTS)
def test_it_is_the_same_after_its_way(language: Language) -> None:
    one = article(language)
    event = replace(told_article("1"), article=one, signed=told(one))
    came = read_event(json.loads(event_to_json(event)))
    assert isinstance(came, ArticleRead)
    assert came.signed is not None
    assert came.signed.asked == (3, 4)
    found = read(came.signed, one)
    here = sign(one, agencies={"연합뉴스"})
    assert found is not None
    assert found.shingles.pack() == here.shingles.pack()
    assert found.numbers.pack() == here.numbers.pack()
    assert replace(found, shingles=here.shingles, numbers=here.numbers) == here


@pytest.mark.parametrize(
    "other",
    [
        replace(article(), title="울산 배관 업체, 나고야 공장과 밸브 2만 개 계약"),
        replace(article(), body="다른 글"),
        replace(article(), language="ja"),
        replace(article(), source=None),
        replace(article(), published_at=None),
    ],
)
def test_one_of_another_text_is_made_again(other: Article) -> None:
    assert read(told(article()), article()) is not None
    assert read(told(article()), other) is None


def test_one_by_another_release_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    older = told(article())
    monkeypatch.setattr(signed, "__version__", "0.0.9")
    assert read(older, article()) is None


def packed(content: bytes) -> str:
    return binascii.b2a_base64(content, newline=False).decode()


@pytest.mark.parametrize(
    "part",
    [
        {"skeleton": 1 << 63},
        {"shingles": -1},
        {"shingles": 1 << 40},
        {"shingles": 2},  # fewer than the sample has
        {"sample": "no base64"},
        {"sample": packed(b"\xfe\xff" * 3000)},
        {"sample": packed(b"\0" + b"\x02\0\0\0\x01\0\0\0")},  # not in order
        {"sample": packed(b"\0" + b"\xff\xff\xff\xff")},  # beyond its space
        {"sample": packed(b"\0\x01\x02")},
        {"numbers": 0},
        {"sentences": packed(b"1234567")},
        {"sentences": packed(bytes(8) * 41)},
        {"bands": packed(b"\xff" * 8)},
        {"words": packed(bytes(8) * 1001)},
        {"traits": packed(b"\x02")},
        {"traits": packed(bytes(15) + b"more")},
        {"traits": "A" * 20_000},
        {"asked": tuple(range(1000))},
    ],
)
def test_what_can_be_no_signature_is_made_again(part: dict[str, int | str]) -> None:
    assert read(replace(told(article()), **part), article()) is None  # type: ignore[arg-type]
