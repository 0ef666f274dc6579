"""An archive of invented stories, stored as a crawl stores them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from newsdb.articles import outlets
from newsdb.articles.verdicts import Verdict
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.storing import store

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsdb.articles.verdicts import Decision
    from newsdb.records import Country, Language, Precision

#: A Wednesday.
DAY = datetime(2026, 12, 2, 12, 0, tzinfo=KST)
OUTLETS: tuple[tuple[str, str, Country, Language], ...] = (
    ("namhae", "남해일보", "KR", "ko"),
    ("kyushu", "九州経済日報", "JP", "ja"),
)


def archive(path: Path) -> Database:
    """Make a database with two outlets and no article."""
    path.write_bytes(_blank())
    return open_database(path)


@cache
def _blank() -> bytes:
    """Return such a file; the tables take most of a second."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "news.db"
        db = open_database(file)
        for name, title, country, language in OUTLETS:
            home = f"https://{name}.example/"
            outlets.save(
                db, Outlet(name=name, title=title, country=country, language=language, home=home)
            )
        db.close()
        return file.read_bytes()


def add(
    db: Database,
    title: str,
    *,
    at: datetime = DAY,
    outlet: str = "namhae",
    score: float = 6,
    decision: Decision = "relevant",
    body: str = "두 회사가 창고를 함께 빌린다. 내년 3월에 문을 연다.",
    seen_at: datetime | None = None,
    precision: Precision = "minute",
) -> int:
    """Store an article, a story of its own; return the story."""
    key = str(db.table("articles").count + 1)
    article = Article(
        outlet=outlet,
        key=key,
        url=f"https://{outlet}.example/{key}?a=1&b=2",
        title=title,
        body=body,
        language="ko" if outlet == "namhae" else "ja",
        published_at=at,
        published_precision=precision,
    )
    verdict = Verdict(
        decision=decision, score=score, watchlist="test", why="title: 한일 + 中企", reasons=()
    )
    store(db, article, seen_at=seen_at or at + timedelta(minutes=5), verdict=verdict)
    (story,) = db.execute("SELECT story_id FROM articles WHERE key = ?", [key]).fetchone()
    return int(story)
