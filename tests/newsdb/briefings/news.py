"""A week of invented news in two countries, as crawls would have left it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.articles import outlets
from newsdb.articles.verdicts import Reason, Verdict
from newsdb.records import KST, Article, Outlet, Policy
from newsdb.similarity.signatures import sign
from newsdb.storing import store

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsdb.records import Country, Language

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=KST)
WEEK = ("2026-11-30", "2026-12-06")

#: Name, title, country, language, terms.
OUTLETS: tuple[tuple[str, str, Country, Language, Policy], ...] = (
    ("namhae", "남해일보", "KR", "ko", Policy()),
    ("hangang", "한강경제", "KR", "ko", Policy(kept="excerpt", attribution="한강경제 제공")),
    ("tokai", "東海工業新聞", "JP", "ja", Policy(days=30)),
    ("retto", "列島通信", "JP", "ja", Policy(kept="headline")),
)

WAREHOUSE = (
    "후쿠오카와 부산의 중소기업 조합이 하카타항에 공동 창고를 연다. 면적은 2,400㎡다.\n\n"
    "두 조합이 맺은 계약액은 1,120만 달러다. 김하늘 이사장은 “내년 3월에 문을 연다”고 말했다."
)
CUSTOMS = (
    "釜山と博多の税関は小口貨物の通関書類を共通の様式にする。来年4月に試行を始める。\n\n"
    "対象は両国の中小企業180社で、手数料は取らない。"
)


def save_outlets(db: Database) -> None:
    for name, title, country, language, policy in OUTLETS:
        outlets.save(
            db,
            Outlet(
                name=name,
                title=title,
                country=country,
                language=language,
                home=f"https://{name}.example/",
                policy=policy,
            ),
        )


def put(
    db: Database,
    outlet: str,
    key: str,
    title: str,
    body: str,
    *,
    at: datetime = MONDAY,
    seen: datetime | None = None,
    concept: str = "sme",
) -> int:
    """Store an article as it was printed and seen at a time; return its id."""
    language = next(each[3] for each in OUTLETS if each[0] == outlet)
    article = Article(
        outlet=outlet,
        key=key,
        url=f"https://{outlet}.example/{key}",
        title=title,
        body=body,
        language=language,
        published_at=at,
    )
    verdict = Verdict(
        decision="relevant",
        score=5.0,
        watchlist="test",
        why=f"title: {title[:2]}",
        reasons=(Reason(concept, title[:2], "title", 0, 2, 5.0),),
    )
    store(
        db,
        article,
        seen_at=seen or at,
        verdict=verdict,
        signature=sign(article),
    )
    row = db.execute("SELECT id FROM articles WHERE outlet = ? AND key = ?", [outlet, key])
    return int(row.fetchone()[0])


def week(db: Database) -> dict[str, int]:
    """Store a week's articles; return their ids by a short name."""
    save_outlets(db)
    hour = timedelta(hours=1)
    return {
        "warehouse": put(
            db, "namhae", "1", "후쿠오카·부산 중소기업, 공동 물류창고 연다", WAREHOUSE
        ),
        "customs": put(
            db,
            "tokai",
            "1",
            "小口貨物の通関、釜山・博多で共通様式に",
            CUSTOMS,
            at=MONDAY + 3 * hour,
            concept="customs",
        ),
        "guarantee": put(
            db,
            "hangang",
            "1",
            "엔화 결제 보증, 수출 중소기업 240곳으로 넓힌다",
            "보증기금은 보증 대상을 수출 중소기업 240곳으로 넓힌다.\n\n신청은 12월 14일부터다.",
            at=MONDAY + 5 * hour,
        ),
        "succession": put(
            db,
            "retto",
            "1",
            "後継者難の金型メーカー、韓国企業が承継",
            "北陸の金型メーカーを韓国企業が承継する。従業員14人は全員残る。",
            at=MONDAY + 7 * hour,
        ),
    }
