"""A new reading that can't be stored costs ``scrapy reread`` only itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from commands import reread
from newsdb.articles import articles
from newsdb.articles.captures import Capture
from newsdb.storing import store
from tests.newsdb.articles.test_revisions import FULL, NOON, STUB, db
from watchlist import load

if TYPE_CHECKING:
    import pytest
    from sqlite_utils import Database

__all__ = ["db"]


def capture(article_id: int) -> Capture:
    return Capture(
        kind="page", outlet="a", key=f"{article_id}", url=f"https://a.kr/{article_id}", status=200,
        fetched_at=NOON, file="f", start=0, length=1, digest="x", article_id=article_id,
    )  # fmt: skip


def test_the_others_are_stored(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    found = []
    for number, body in enumerate((FULL, f"{FULL}\ud800", FULL), start=1):
        article = replace(STUB, key=f"{number}", url=f"https://a.kr/{number}")
        store(db, article, seen_at=NOON)
        read = replace(article, body=body)
        found.append((capture(number), read, articles.compare(db, number, read)))
    failed = reread._store(db, found, load())
    assert [each.split(": ")[:2] for each in failed] == [["https://a.kr/2", "not stored"]]
    bodies = [row["body"] for row in db.query("SELECT body FROM article_bodies ORDER BY 1")]
    assert sorted(bodies) == sorted([FULL, STUB.body, FULL])
    assert "surrogates" in caplog.text
