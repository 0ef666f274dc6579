"""An article as its outlet changes it: each edit is a revision of the right kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets, revisions
from newsdb.articles.articles import Saved
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet, Policy
from newsdb.similarity.signatures import sign
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
STUB = Article(
    outlet="a",
    key="1",
    url="https://a.kr/1",
    title="[속보] 한일 중소기업 단체, 판로 협약",
    body="한국과 일본의 중소기업 단체가 판로 협약을 맺었다.\n\n(기사 이어집니다)",
    language="ko",
)
FULL = (
    "한국과 일본의 중소기업 단체가 2일 도쿄에서 판로 협약을 맺었다.\n\n"
    "두 단체는 기업 120곳을 잇는 상담회를 열기로 했다. 첫 상담회는 오사카에서 열린다.\n\n"
    "김하나 회장은 “문턱을 함께 낮추겠다”고 말했다."
)
NOTICE = "\n\n[바로잡습니다] 처음 기사에서 장소를 교토라고 적었으나 도쿄이므로 바로잡습니다."


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    outlet = Outlet(name="a", title="가", country="KR", language="ko", home="https://a.kr")
    outlets.save(db, outlet)
    yield db
    db.close()


def kinds(db: Database) -> list[list[str]]:
    return [[each["kind"] for each in row["changes"]] for row in revisions.read(db, 1)]


def test_from_stub_to_removal(db: Database) -> None:
    title = "한일 중소기업 단체, 도쿄서 판로 협약"
    versions = [
        STUB,
        replace(STUB, title=title, body=FULL),
        replace(STUB, title=title, body=FULL + NOTICE),
        replace(STUB, title=title, body=FULL.replace("120곳", "130곳") + NOTICE),
    ]
    for hours, version in enumerate(versions):
        store(db, version, seen_at=NOON + timedelta(hours=hours))
    gone = {"outlet": "a", "key": "1"}
    assert revisions.note_removed(db, **gone, at=NOON + timedelta(hours=5))
    assert not revisions.note_removed(db, **gone, at=NOON + timedelta(hours=6))
    assert kinds(db) == [
        [],
        ["title", "body added"],
        ["correction notice"],
        ["figure"],
        ["removed at source"],
    ]
    row = next(db.query("SELECT revision, removed_at FROM articles"))
    assert (row["revision"], row["removed_at"]) == (5, "2026-03-02T17:00:00+09:00")
    assert next(db.query("SELECT body FROM article_bodies"))["body"] == versions[-1].body
    figure = list(revisions.read(db, 1))[3]
    assert [tuple(each) for each in figure["diff"] if each.change != "same"] == [
        ("removed", "2"),
        ("added", "3"),
    ]


def test_what_comes_back_is_restored(db: Database) -> None:
    store(db, STUB, seen_at=NOON)
    revisions.note_removed(db, outlet="a", key="1", at=NOON + timedelta(hours=1))
    assert store(db, STUB, seen_at=NOON + timedelta(hours=2)) is Saved.REVISED
    assert kinds(db) == [[], ["removed at source"], ["restored"]]
    assert next(db.query("SELECT removed_at FROM articles"))["removed_at"] is None
    assert store(db, STUB, seen_at=NOON + timedelta(hours=3)) is Saved.SAME


def test_what_was_never_stored_can_not_be_removed(db: Database) -> None:
    assert not revisions.note_removed(db, outlet="a", key="1", at=NOON)
    assert not revisions.is_stored(db, outlet="a", key="1")


def test_noise_is_no_revision_and_is_compared_with_what_was_stored(db: Database) -> None:
    store(db, replace(STUB, body=FULL), seen_at=NOON)
    for number in range(20):
        noise = f"{FULL}\n\n조회 {number * 37:,}\n\n▶ 관련기사: 수출 {number}% 늘어"
        assert store(db, replace(STUB, body=noise), seen_at=NOON) is Saved.SAME
    assert kinds(db) == [[]]
    edited = FULL.replace("오사카", "나고야") + "\n\n조회 9,999"
    assert store(db, replace(STUB, body=edited), seen_at=NOON) is Saved.REVISED


def test_what_may_not_be_kept_is_compared_by_its_hashes(db: Database) -> None:
    outlet = Outlet(
        name="a",
        title="가",
        country="KR",
        language="ko",
        home="https://a.kr",
        policy=Policy(kept="headline"),
    )
    outlets.save(db, outlet)

    def put(body: str, title: str = STUB.title) -> Saved:
        article = replace(STUB, title=title, body=body)
        return store(db, article, seen_at=NOON, signature=sign(article))

    assert put(FULL) is Saved.NEW
    assert put(f"{FULL}\n\n조회 1,204") is Saved.SAME
    assert put(FULL.replace("120곳", "130곳")) is Saved.REVISED
    assert put(FULL.replace("120곳", "130곳"), title="협약") is Saved.REVISED
    assert kinds(db) == [[], ["wording"], ["title"]]
    assert revisions.bodies(db, 1) == {1: "", 2: "", 3: ""}
