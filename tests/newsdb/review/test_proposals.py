"""Words proposed in the desk, as ``scrapy watchlist proposals`` shows and tries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import watchlist
from commands.common import proposed
from newsdb.articles import outlets
from newsdb.database import now, open_database, transaction
from newsdb.records import Article, Outlet
from newsdb.review import proposals
from newsdb.storing import store
from watchlist.rejudging import rejudge

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    home = "https://a.example/"
    outlets.save(db, Outlet(name="a", title="A", country="KR", language="ko", home=home))
    for key, title in (
        ("1", "나루협동연합, 일본 오사카와 교류 협약"),
        ("2", "나루협동연합, 도쿄 판로 연다"),
        ("3", "봄꽃 축제 열린다"),
    ):
        article = Article(
            outlet="a", key=key, url=f"{home}{key}", title=title, body=f"{title}.", language="ko"
        )
        store(db, article, seen_at=now())
    rejudge(db, watchlist.load(), apply=True)
    return db


def propose(db: Database, term: str, concept: str | None) -> None:
    with transaction(db):
        proposals.propose(db, term, concept=concept, article_id=1, by="ana", at=now())


def test_nothing_proposed(db: Database) -> None:
    (line,) = proposed.lines(db, watchlist.load(), None, every=False)
    assert "There are no proposals" in line


def test_proposals_are_shown_and_tried(db: Database) -> None:
    propose(db, "나루협동연합", "sme")
    propose(db, "판로", None)
    propose(db, "무엇", "no-such")
    before = db.execute("SELECT id, decision FROM articles").fetchall()
    lines = list(proposed.lines(db, watchlist.load(), None, every=False))
    assert lines[0].startswith("나루협동연합  → sme; in 2 articles; ana, 20")
    assert any(line.startswith("판로  → no concept; in 1 article;") for line in lines)
    assert any("no such concept" in line for line in lines)
    assert "  [topic.sme]" in lines
    assert '  ko = ["나루협동연합"]' in lines
    text = "\n".join(lines)
    assert "relevant: +" in text
    assert "나루협동연합, 일본 오사카와 교류 협약" in text.split("change in the archive")[1]
    assert db.execute("SELECT id, decision FROM articles").fetchall() == before


@pytest.mark.parametrize(
    ("term", "article", "language"),
    [
        ("소공인", "ja", "ko"),
        ("ものづくり", "ko", "ja"),
        ("SME desk", "ko", "en"),
        ("中企", "ko", "ko"),
        ("町工場", "ja", "ja"),
    ],
)
def test_the_language_of_a_term(term: str, article: str, language: str) -> None:
    assert proposals.language_of(term, article) == language
