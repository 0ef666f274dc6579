"""Every article is stored with its decision, its score and its reasons; nothing is dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.storing import store
from pipelines.relevance import configured, judge
from watchlist import WatchListError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=KST)
ARTICLE = Article(
    outlet="a",
    key="1",
    url="https://a.kr/news/1",
    title="한·일 中企, 오사카서 상담회",
    body="중소기업 열 곳이 일본 오사카에서 바이어를 만났다.\n\n비가 왔다.",
    language="ko",
    published_at=NOON,
)
WEATHER = replace(ARTICLE, key="2", url="https://a.kr/news/2", title="내일 비", body="비가 온다.")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    outlets.save(
        db, Outlet(name="a", title="가", country="KR", language="ko", home="https://a.kr")
    )
    yield db
    db.close()


def test_an_article_is_stored_with_what_was_decided(db: Database) -> None:
    watch = configured(None)
    verdict = judge(watch, ARTICLE)
    store(db, ARTICLE, seen_at=NOON, verdict=verdict)
    row = next(db.query("SELECT decision, score, watchlist, why FROM articles"))
    assert row == {
        "decision": "relevant",
        "score": verdict.score,
        "watchlist": watch.version,
        "why": verdict.why,
    }
    reasons = list(db.query("SELECT * FROM reasons"))
    texts = {"title": ARTICLE.title, "body": ARTICLE.body}
    assert {row["concept"] for row in reasons} >= {"korea-japan", "sme", "fair"}
    for row in reasons:
        assert texts[row["field"]][row["start"] : row["end"]] == row["term"]


def test_what_is_not_relevant_is_stored_too(db: Database) -> None:
    store(db, WEATHER, seen_at=NOON, verdict=judge(configured(None), WEATHER))
    row = next(db.query("SELECT decision, score, why FROM articles"))
    assert row == {"decision": "other", "score": 0.0, "why": ""}
    assert db.table("reasons").count == 0


def test_an_edit_is_judged_anew(db: Database) -> None:
    watch = configured(None)
    store(db, ARTICLE, seen_at=NOON, verdict=judge(watch, ARTICLE))
    edited = replace(ARTICLE, title="내일 비", body="비가 온다.")
    store(db, edited, seen_at=NOON, verdict=judge(watch, edited))
    assert next(db.query("SELECT decision FROM articles")) == {"decision": "other"}
    assert db.table("reasons").count == 0


def test_the_newest_relevant_articles_are_found_by_an_index(db: Database) -> None:
    plan = " ".join(
        row["detail"]
        for row in db.query(
            "EXPLAIN QUERY PLAN SELECT id FROM articles WHERE decision = 'relevant'"
            " ORDER BY published_at DESC LIMIT 20"
        )
    )
    assert "articles_by_decision" in plan
    assert "TEMP B-TREE" not in plan


def test_a_configured_list_that_is_broken_is_not_half_used(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[topic.sme]\nkr = ['중소기업']\n")
    with pytest.raises(WatchListError, match="line 2"):
        configured(str(file))
