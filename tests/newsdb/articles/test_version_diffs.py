"""What changed between the newest versions of an article, as far as it may be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets, version_diffs
from newsdb.articles.changes import Piece
from newsdb.database import now, open_database
from newsdb.records import Article, Outlet, Policy
from newsdb.storing import store

if TYPE_CHECKING:
    from pathlib import Path

OUTLET = Outlet(name="a", title="A", country="KR", language="ko", home="https://a.example/")
SECOND = "\n\n창고는 부산 쪽 {count}곳이 함께 쓴다."


@pytest.mark.parametrize(("kept", "shown"), [("full", True), ("excerpt", False)])
def test_versions_with_their_differences(tmp_path: Path, kept: str, shown: bool) -> None:
    db = open_database(tmp_path / "news.db")
    for number, (title, count) in enumerate((("창고 3월 연다", 31), ("창고 4월 연다", 45))):
        outlets.save(db, OUTLET)
        article = Article(
            outlet="a",
            key="1",
            url="https://a.example/1",
            title=title,
            body="두 나라 회사가 창고를 빌렸다." + SECOND.format(count=count),
            language="ko",
        )
        store(db, article, seen_at=now() - timedelta(hours=2 - number))
    policy = Policy(kept=kept)  # type: ignore[arg-type]
    outlets.save(db, replace(OUTLET, policy=policy))
    new, first = version_diffs.newest(db, 1, at=now())
    assert (new.number, first.number, first.diff) == (2, 1, ())
    assert (new.title_before, new.title) == ("창고 3월 연다", "창고 4월 연다")
    assert "figure" in new.kinds
    assert bool(new.diff) == shown  # an excerpt ends before the change
    assert not shown or [piece.text for piece in new.diff if piece.change == "added"] == ["45"]
    db.close()


def test_what_both_have_is_shortened() -> None:
    long = "가" * 500
    pieces = [Piece("same", long), Piece("removed", "3"), Piece("same", "나"), Piece("same", long)]
    found = version_diffs.shortened(pieces)
    assert found[0].text == f" … {'가' * 60}"
    assert found[1:3] == (Piece("removed", "3"), Piece("same", "나"))
    assert found[3].text == f"{'가' * 60} … "
