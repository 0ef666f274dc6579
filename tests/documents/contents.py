"""Briefings with all that a briefing can hold; outlets, firms and people are invented."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zlib import compress, crc32

from newsdb.briefings.content import (
    Addition,
    Appearance,
    Briefing,
    Entry,
    Figure,
    Gap,
    Lead,
    Licence,
    Numbers,
    Section,
    Source,
    Text,
)

if TYPE_CHECKING:
    from newsdb.briefings.content import Language

NAMHAE = Appearance(
    outlet="남해일보", country="KR", at="2026-12-02T16:40:00+09:00", url="https://namhae.example/1"
)
KYUSHU = Appearance(
    outlet="九州経済日報",
    country="JP",
    at="2026-12-02T05:30:00+09:00",
    url="https://kyushu.example/直?a=1&b=骨",
)
HANGANG = Appearance(
    outlet="한강경제", country="KR", at="2026-12-02", url="https://hangang.example/3"
)


def source(appearance: Appearance, **changed: Any) -> Source:
    """Return the source that an outlet's appearance is."""
    return Source(
        **{
            "article": 812,
            "revision": 2,
            "text_hash": "0f" * 32,
            "outlet": appearance.outlet,
            "country": appearance.country,
            "at": appearance.at,
            "url": appearance.url,
            **changed,
        }
    )


WAREHOUSE = Entry(
    story=4117,
    headline=Text(words="후쿠오카·부산 중소기업, 공동 물류창고 내년 3월 연다", language="ko"),
    sentence=Text(
        words="하카타항에 창고를 함께 빌립니다.\n\n일본 측이 임대료의 60%를 냅니다.",
        language="ko",
    ),
    note=Text(words="회원사에 알릴 것", language="ko"),
    excerpt=Text(words="조합은 2일 “내년 3월 문을 연다”고 밝혔다.", language="ko"),
    source=source(
        NAMHAE, authors=("김하늘 기자",), attribution="ⓒ 남해일보", capture="2026-12.warc.gz#90210"
    ),
    appearances=(KYUSHU, NAMHAE, HANGANG),
    lead=Lead(country="JP", hours=11.2, other="KR"),
    additions=(
        Addition(
            outlet="九州経済日報",
            country="JP",
            words=Text(words="直島の骨材会社も加わる。", language="ja"),
            url=KYUSHU.url,
        ),
        Addition(outlet="한강경제", country="KR", words=None),
    ),
    follows=31,
    address="https://desk.example/-/story/4117",
)
CUSTOMS = Entry(
    story=4217,
    headline=Text(words="小口貨物の通関、釜山・博多で共通様式に　来春から試行", language="ja"),
    withheld=True,
    source=source(KYUSHU, at="2026-12-02", unverified=True),
    appearances=(KYUSHU,),
    lead=Lead(country="JP", hours=None, other=None),
)
HOSTILE = Entry(
    story=4317,
    headline=Text(
        words="R&D <48주> <script>alert(1)</script> *[x](javascript:alert(2))* | "
        "\x00\x0b\ud83d\u202e끝\ufffe",
        language="ko",
    ),
    sentence=Text(words="길" * 700 + " # no heading\n- no list\n| no | table", language="ko"),
    source=source(
        HANGANG, url="javascript:alert(3)", outlet='한강"경제<b>', authors=("\ud800",), article=9
    ),
    appearances=(replace(HANGANG, url="data:text/html,x"), NAMHAE),
    lead=Lead(country="KR", hours=0.4, other="JP"),
    address="file:///etc/passwd",
)


def briefing(language: Language = "ko", **changed: Any) -> Briefing:
    """Return an issue with three stories in two sections, one of them hostile."""
    return Briefing(
        **{
            "number": 32,
            "title": {
                "ko": "한일 중소기업 조간 브리핑",
                "ja": "日韓中小企業・直近の動き",
                "en": "Small firms of Korea and Japan",
            }[language],
            "kind": "weekly",
            "language": language,
            "since": "2026-11-26",
            "until": "2026-12-02",
            "editor": "김하늘",
            "issued_at": "2026-12-03T08:30:00+09:00",
            "introduction": {
                "ko": "두 도시의 조합이 창고를 함께 씁니다.\n\n엔화 보증은 두 배가 됩니다.",
                "ja": "直近の一週間は骨材と物流が中心でした。\n\n次号は十二月十日です。",
                "en": "Two cooperatives will share a warehouse.\n\nThe guarantee doubles.",
            }[language],
            "sections": (
                Section(
                    title={"ko": "통관·물류", "ja": "通関・物流", "en": "Logistics"}[language],
                    entries=(WAREHOUSE, CUSTOMS),
                ),
                Section(title="R&D", entries=(HOSTILE,)),
                Section(title={"ko": "사람", "ja": "人", "en": "People"}[language]),
            ),
            "numbers": Numbers(
                figures=(
                    Figure(group="stories", name="", now=25, before=21.25),
                    Figure(group="articles", name="", now=1204, before=None),
                    Figure(group="country", name="KR", now=15, before=12),
                    Figure(group="country", name="JP", now=10, before=9.25),
                    Figure(group="outlet", name="九州経済日報", now=4, before=2),
                    Figure(group="language", name="ja", now=9, before=8),
                    Figure(group="concept", name="물류", now=6, before=3),
                ),
                first={"KR": 3, "JP": 2},
                median_lead={"KR": 6.0, "JP": 0.5},
                only={"JP": 1},
            ),
            "gaps": (
                Gap(outlet="北陸産業新聞", since="2026-12-02", until=None),
                Gap(outlet="중기저널", since="2026-11-28", until="2026-11-30"),
            ),
            "licences": (Licence(outlet="남해일보", number="A-12", until="2027-03-31"),),
            "boilerplate": "부산중소기업연합 · 051-000-0000",
            "corrects": 31,
            "correction": "3번 항목의 계약액은 920만 달러입니다.",
            **changed,
        }
    )


def png(width: int = 4, height: int = 2) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x0b\x53\x94" * width) * height
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
