"""Briefings, drafts and alarms keep no words of an article that was taken out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newsdb import decisions
from newsdb.briefings import drafts, issues, making, memory, watching
from newsdb.database import open_database
from newsdb.forgetting import forget
from tests.newsdb.briefings.conftest import LATER, edit, fill, new, publish
from tests.newsdb.briefings.news import CUSTOMS, MONDAY, WAREHOUSE, put, save_outlets

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

TITLES = {
    "warehouse": "후쿠오카·부산 중소기업, 공동 물류창고 연다",
    "customs": "小口貨物の通関、釜山・博多で共通様式に",
}


def forgotten(db: Database, outlet: str, key: str = "1") -> None:
    forget(db, outlet, key, because="판결", by="ana", at=LATER)


def bakery(db: Database, number: int, *, hours: int = 0) -> int:
    text = f"부산의 빵집 {number}곳이 문을 연다."
    seen = LATER + timedelta(hours=hours)
    return put(db, "namhae", "77", "빵집 소식", text, at=LATER, seen=seen)


def test_the_next_article_is_not_taken_for_it(
    db: Database, ids: dict[str, int], tmp_path: Path
) -> None:
    draft = new(db)
    fill(db, draft, list(ids.values()))
    number = publish(db, draft)
    forgotten(db, "retto")
    article = bakery(db, 12)
    assert article == ids["succession"]  # SQLite gives the number again
    (story,) = db.execute("SELECT story_id FROM articles WHERE id = ?", [article]).fetchone()
    assert memory.read(db, [story]) == {}
    bakery(db, 99, hours=2)
    assert watching.look_after(db, at=LATER) == []
    db.close()
    again = open_database(tmp_path / "again.db")
    save_outlets(again)
    bakery(again, 12)
    decisions.bring(again, tmp_path / "news.db")
    assert issues.sources(again, number)[4] == -ids["succession"]
    again.close()


def test_changes_of_others_are_still_looked_at(db: Database, ids: dict[str, int]) -> None:
    """The ids of its changes are given again, below the position up to which all was seen."""
    draft = new(db)
    fill(db, draft, [ids["warehouse"]], "계약액은 1,120만 달러입니다.")
    publish(db, draft)
    for hours in range(4):
        bakery(db, 12 + hours, hours=hours)
    watching.look_after(db, at=LATER)
    forgotten(db, "namhae", "77")
    text = WAREHOUSE.replace("1,120", "920")
    put(db, "namhae", "1", TITLES["warehouse"], text, seen=LATER + timedelta(hours=6))
    assert [each.subject for each in watching.look_after(db, at=LATER)] == ["1/1"]


def test_alarms_and_corrections_lose_its_words(db: Database, ids: dict[str, int]) -> None:
    draft = new(db)
    fill(db, draft, [ids["customs"]])
    number = publish(db, draft)
    text = CUSTOMS.replace("180", "80")
    put(db, "tokai", "1", TITLES["customs"], text, at=MONDAY + timedelta(hours=3), seen=LATER)
    watching.look_after(db, at=LATER)
    correction = making.correction_of(db, number, editor="김하늘", actor="ana", at=LATER)
    fill(db, correction, [ids["warehouse"]])
    second = publish(db, correction)
    still_open = making.correction_of(db, number, editor="김하늘", actor="ana", at=LATER)
    assert TITLES["customs"] in issues.stored(db, second).correction
    db.execute("UPDATE articles SET url = 'https://tokai.example/2' WHERE outlet = 'tokai'")
    forgotten(db, "tokai")
    assert issues.stored(db, second).correction == "[요청에 따라 삭제된 기사]"
    assert drafts.head(db, still_open).correction == "[요청에 따라 삭제된 기사]"
    for table in ("briefing_issues", "briefing_drafts", "briefing_events", "alarms"):
        rows = "\n".join(map(str, db.table(table).rows))
        assert TITLES["customs"] not in rows, table
        assert "https://tokai.example/1" not in rows, table


def test_what_was_done_to_others_can_still_be_taken_back(
    db: Database, ids: dict[str, int]
) -> None:
    draft = new(db)
    fill(db, draft, [ids["customs"], ids["warehouse"]], "가", "나")
    before = drafts.head(db, draft).edits
    forgotten(db, "tokai")
    assert drafts.head(db, draft).edits > before  # who issues it looks at it again
    assert drafts.undo(edit(db, draft))
    assert [each.sentence for each in drafts.read(db, draft).items] == [""]
    assert drafts.undo(edit(db, draft))
    assert drafts.read(db, draft).items == ()
    assert not drafts.undo(edit(db, draft))


def test_an_entry_does_not_come_back_on_another_article(db: Database, ids: dict[str, int]) -> None:
    draft = new(db)
    fill(db, draft, [ids["succession"]], "직원 14명이 모두 남는 조건입니다.")
    (item,) = drafts.read(db, draft).items
    drafts.remove(edit(db, draft), item.id, version=item.version)
    forgotten(db, "retto")
    assert bakery(db, 12) == ids["succession"]
    assert not drafts.undo(edit(db, draft))
    assert drafts.read(db, draft).items == ()
