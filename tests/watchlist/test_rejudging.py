"""Rejudging the archive: first the difference, the change only on request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from commands.common.rejudged import report
from newsdb.articles.verdicts import count
from newsdb.storing import store
from pipelines.relevance import configured, judge
from tests.pipelines.test_relevance import ARTICLE, NOON, WEATHER, db
from tests.watchlist.lists import watch_list
from watchlist.rejudging import rejudge

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

__all__ = ["db"]

RAIN = """
[topic.rain]
ko = ["|비|"]
[rule.rain]
when = "title:rain"
points = 5
[rule.near]
points = -9
"""


@pytest.fixture
def archive(db: Database) -> Database:
    watch = configured(None)
    for article in (ARTICLE, WEATHER):
        store(db, article, seen_at=NOON, verdict=judge(watch, article))
    unjudged = replace(WEATHER, key="3", url="https://a.kr/3", title="모레 비")
    purged = replace(WEATHER, key="4", url="https://a.kr/4", title="그제 비")
    store(db, unjudged, seen_at=NOON)
    store(db, purged, seen_at=NOON, verdict=judge(watch, purged))
    db.conn.execute("DELETE FROM article_bodies WHERE article_id = 4")
    return db


def decisions(db: Database) -> list[str | None]:
    return [row["decision"] for row in db.query("SELECT decision FROM articles ORDER BY id")]


def test_the_difference_is_shown_and_nothing_changed(archive: Database, tmp_path: Path) -> None:
    told: list[int] = []
    outcome = rejudge(archive, watch_list(tmp_path, RAIN), progress=told.append)
    assert sum(told) == count(archive) == 4
    assert decisions(archive) == ["relevant", "other", None, "other"]
    lines = list(report(outcome, shown=20))
    assert lines[0] == "relevant: +2, -1"
    assert lines[1:5] == [
        "  + 내일 비 [2: other → relevant, 5]",
        "      title: 비",
        "  + 모레 비 [3: never judged → relevant, 5]",
        "      title: 비",
    ]
    assert lines[5].startswith("  - 한·일 中企, 오사카서 상담회 [1: relevant → ")
    assert "against: near" in lines[6]
    assert lines[-3:] == [
        "3 articles judged, 3 decided differently",
        "1 of them had never been judged",
        "1 could not be judged: their text was purged or is not kept in full",
    ]
    assert [line for line in report(outcome, shown=1) if "more" in line] == [
        "  + and 1 more (--all shows them)"
    ]


def test_the_change_is_made_when_asked_for(archive: Database, tmp_path: Path) -> None:
    watch = watch_list(tmp_path, RAIN)
    rejudge(archive, watch, apply=True)
    assert decisions(archive) == ["other", "relevant", "relevant", "other"]
    versions = [row["watchlist"] for row in archive.query("SELECT watchlist FROM articles")]
    assert versions == [watch.version] * 3 + [configured(None).version]
    assert not rejudge(archive, watch).changes


def test_what_is_kept_in_part_is_not_judged(archive: Database, tmp_path: Path) -> None:
    if "kept" not in {column.name for column in archive.table("articles").columns}:
        archive.conn.execute("ALTER TABLE articles ADD COLUMN kept TEXT NOT NULL DEFAULT 'full'")
    archive.conn.execute("UPDATE articles SET kept = 'excerpt' WHERE id = 2")
    outcome = rejudge(archive, watch_list(tmp_path, RAIN))
    assert (outcome.judged, outcome.gone) == (2, 2)


def test_an_article_edited_meanwhile_keeps_its_own_verdict(
    archive: Database, tmp_path: Path
) -> None:
    def edit(_: object) -> None:
        archive.conn.execute("UPDATE articles SET revision = 2, decision = 'review' WHERE id = 2")

    watch = watch_list(tmp_path, RAIN)
    matcher = watch.matcher
    find = matcher.find

    def find_and_edit(text: str, language: object) -> object:
        edit(None)
        return find(text, language)  # type: ignore[arg-type]

    matcher.find = find_and_edit  # type: ignore[method-assign, assignment]
    rejudge(archive, watch, apply=True)
    assert decisions(archive)[1] == "review"
