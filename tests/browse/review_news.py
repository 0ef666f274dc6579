"""Twenty-four stories in three languages for the review desk, as a crawl would have left them."""

from __future__ import annotations

import functools
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from newsdb.articles import outlets
from newsdb.articles.verdicts import Reason, Verdict
from newsdb.database import open_database
from newsdb.records import Article, Outlet, Policy
from newsdb.storing import store
from tests.browse.conftest import HOSTILE, START

if TYPE_CHECKING:
    from newsdb.articles.verdicts import Decision

TITLES: dict[str, tuple[str, ...]] = {
    "fnnews": (
        "한일 중소기업, 공동 물류창고 연다",
        "韓日 中企 부품 공동구매 첫 계약",
        "소공인 열두 곳, 오사카 전시회에 함께 간다",
        "도쿄 상담회서 중소기업 40곳 계약",
        "부산 조선기자재 업체, 후쿠오카에 사무소",
        "한·일 상공회의소, 인증 상호인정 건의",
        "일본 금형업체, 시흥에 연구소 세운다",
        HOSTILE,
    ),
    "jetro": (
        "日韓の中小企業、部品を共同購入へ",
        "釜山で日韓商談会、六十社が参加",
        "韓国の町工場と大田区が技術交流",
        "日韓スタートアップ、福岡で合同説明会",
        "中小企業の輸出手続き、日韓で簡素化",
        "大阪の金型会社、韓国に合弁会社",
        "韓国中小企業庁が日本事務所を拡充",
        "日韓の商工会議所、相互認証を提言",
    ),
    "times": (
        "Small firms of Korea and Japan share a warehouse",
        "Busan parts maker opens an office in Fukuoka",
        "Osaka fair draws forty Korean workshops",
        "Mutual recognition of tests would save small exporters money",
        "Japanese mould maker to build a lab in Siheung",
        "Startups of both countries pitch together in Fukuoka",
        "Customs paperwork for small exporters to be cut",
        "Chambers of commerce meet in Incheon",
    ),
}
BODIES = {
    "ko": "두 나라 중소기업이 {n}번째 사업을 함께 한다.\n\n협회는 내년에 참가 업체를 더 모은다.",
    "ja": "両国の中小企業が{n}件目の事業を共同で進める。\n\n協会は来年、参加企業を増やす。",
    "en": "Small firms of both countries start their project number {n}.\n\nMore will join.",
}
LANGUAGES = {"fnnews": "ko", "jetro": "ja", "times": "en"}


def make(path: Path) -> None:
    """Write the database: one story an hour, the outlets by turns, the newest last."""
    path.write_bytes(_made())
    path.chmod(0o600)  # as one that is opened new


@functools.cache
def _made() -> bytes:
    """Return the file, which costs a third of a second to make and is asked for 30 times."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        _store(path)
        return path.read_bytes()


def _store(path: Path) -> None:
    db = open_database(path)
    for name, title, country, policy in (
        ("fnnews", "파이낸셜뉴스", "KR", Policy()),
        ("jetro", "ジェトロ", "JP", Policy(attribution="出典：ジェトロ")),
        ("times", "Times", "KR", Policy()),
    ):
        home = f"https://{name}.example/"
        outlet = Outlet(
            name=name,
            title=title,
            country=country,  # type: ignore[arg-type]
            language=LANGUAGES[name],  # type: ignore[arg-type]
            home=home,
            policy=policy,
        )
        outlets.save(db, outlet)
    number = 0
    for at in range(8):
        for name, titles in TITLES.items():
            number += 1
            language = LANGUAGES[name]
            when = START + timedelta(hours=number)
            article = Article(
                outlet=name,
                key=str(number),
                url=f"https://{name}.example/{number}",
                title=titles[at],
                body=BODIES[language].format(n=number),
                language=language,  # type: ignore[arg-type]
                published_at=when,
            )
            store(db, article, seen_at=when, verdict=verdict(number, titles[at]))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def verdict(number: int, title: str) -> Verdict:
    """Return a verdict whose reason is the beginning of the title; every sixth is to review."""
    decision: Decision = "review" if number % 6 == 0 else "relevant"
    term = title[:2]
    return Verdict(
        decision=decision,
        score=2.0 if decision == "review" else 5.0,
        watchlist="test",
        why=f"title: {term}",
        reasons=(Reason("korea-japan", term, "title", 0, 2, 5.0),),
    )
