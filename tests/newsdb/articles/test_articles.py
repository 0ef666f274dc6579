"""Storing: new, the same, revised; links and rejections beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import corrections, discovered, outlets, rejections, revisions
from newsdb.articles.articles import Saved
from newsdb.articles.discovered import PAUSES, Link, Listing
from newsdb.articles.rejections import Rejection
from newsdb.database import open_database
from newsdb.records import KST, Article, Author, Outlet
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.records import Access

NOON = datetime(2025, 11, 25, 12, 0, tzinfo=KST)
LISTING = Listing(url="https://a.kr/rss.xml", outlet="a", kind="feed", etag='"1"')
ARTICLE = Article(
    outlet="a",
    key="1",
    url="https://a.kr/news/1",
    title="한일 중기 포럼",
    body="첫 문단.\n\n둘째 문단.",
    language="ko",
    authors=(Author("김하나", "기자", "hana@a.kr"), Author("이두리")),
    keywords=("포럼", "중소기업"),
    published_at=NOON,
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    outlets.save(
        db, Outlet(name="a", title="가", country="KR", language="ko", home="https://a.kr")
    )
    yield db
    db.close()


def link(key: str) -> Link:
    return Link(
        outlet="a",
        key=key,
        url=f"https://a.kr/news/{key}",
        published_at=NOON,
        found_by="feed",
        found_in=LISTING.url,
    )


def test_a_new_article(db: Database) -> None:
    discovered.remember(db, LISTING, [link("1")], at=NOON)
    saved = store(db, ARTICLE, seen_at=NOON, found_in=LISTING.url)
    assert saved is Saved.NEW
    row = next(db.query("SELECT * FROM articles"))
    assert (row["title"], row["published_at"], row["day"]) == (
        "한일 중기 포럼",
        "2025-11-25T12:00:00+09:00",
        "2025-11-25",
    )
    assert row["keywords"] == '["포럼", "중소기업"]'
    assert [(each["name"], each["role"]) for each in db.query("SELECT * FROM authors")] == [
        ("김하나", "기자"),
        ("이두리", None),
    ]
    assert next(db.query("SELECT state FROM discovered")) == {"state": "done"}


def test_the_same_article_again_only_was_seen_again(db: Database) -> None:
    store(db, ARTICLE, seen_at=NOON)
    later = NOON + timedelta(hours=1)
    changed_ads = replace(ARTICLE, image_url="https://a.kr/1.jpg")
    saved = store(db, changed_ads, seen_at=later, seen_url="https://m.a.kr/news/1")
    assert saved is Saved.SAME
    row = next(db.query("SELECT * FROM articles"))
    assert (row["revision"], row["last_seen_at"]) == (1, "2025-11-25T13:00:00+09:00")
    assert db.table("sightings").count == 2
    assert db.table("revisions").count == 1


def test_an_edit_is_a_revision_and_loses_nothing(db: Database) -> None:
    store(db, ARTICLE, seen_at=NOON)
    edited = replace(ARTICLE, body="첫 문단.\n\n고친 문단.", authors=(Author("박세나"),))
    assert store(db, edited, seen_at=NOON + timedelta(hours=2)) is Saved.REVISED
    assert revisions.bodies(db, 1) == {1: ARTICLE.body, 2: edited.body}
    assert next(db.query("SELECT body FROM article_bodies"))["body"] == edited.body
    assert [row["name"] for row in db.query("SELECT name FROM authors")] == ["박세나"]
    assert next(db.query("SELECT revision FROM articles"))["revision"] == 2


@pytest.mark.parametrize(
    "less",
    [
        replace(ARTICLE, access="headline", body=""),
        replace(ARTICLE, access="headline", body="", title="한일 중기 포럼 열려"),
        replace(ARTICLE, access="partial", body="첫 문단."),
        replace(ARTICLE, access="partial", body="첫 문단.", title="한일 중기 포럼 열려"),
    ],
)
def test_a_page_that_shows_less_takes_no_text_away(db: Database, less: Article) -> None:
    discovered.remember(db, LISTING, [link("1")], at=NOON)
    store(db, ARTICLE, seen_at=NOON)
    assert store(db, less, seen_at=NOON + timedelta(hours=1)) is Saved.SAME
    row = next(db.query("SELECT access, body, last_seen_at FROM articles a JOIN article_bodies"))
    assert row == {"access": "free", "body": ARTICLE.body} | {
        "last_seen_at": "2025-11-25T13:00:00+09:00"
    }
    assert next(db.query("SELECT state FROM discovered")) == {"state": "done"}


def test_a_feeds_longer_text_stays_when_the_feed_has_moved_on(db: Database) -> None:
    listed = replace(ARTICLE, field_sources={"body": "feed content"})
    store(db, listed, seen_at=NOON)
    short = replace(ARTICLE, body="짧은 요약.", field_sources={"body": "layout #text"})
    assert store(db, short, seen_at=NOON) is Saved.SAME
    edited = replace(short, field_sources={"body": "feed content"})
    assert store(db, edited, seen_at=NOON) is Saved.REVISED
    assert store(db, replace(short, body="더 긴 본문이 왔다."), seen_at=NOON) is Saved.REVISED


@pytest.mark.parametrize(
    ("access", "outcome"),
    [("headline", Saved.SAME), ("partial", Saved.SAME), ("free", Saved.REVISED)],
)
def test_where_an_excerpt_is_kept_only_what_is_shown_is_compared(
    db: Database, access: Access, outcome: Saved
) -> None:
    store(db, ARTICLE, seen_at=NOON)
    db.conn.execute("UPDATE articles SET kept = 'excerpt'")
    db.conn.execute("UPDATE article_bodies SET body = '첫 문단.'")
    other = replace(ARTICLE, access=access, body="첫 문단의 다른 앞부분이 여기에 있다.")
    assert store(db, other, seen_at=NOON) is outcome


def test_a_part_with_other_words_is_a_revision(db: Database) -> None:
    store(db, ARTICLE, seen_at=NOON)
    edited = replace(ARTICLE, access="partial", body="고친 문단.")
    assert store(db, edited, seen_at=NOON + timedelta(hours=1)) is Saved.REVISED


def test_the_text_of_a_headline_may_follow(db: Database) -> None:
    headline = replace(ARTICLE, access="headline", body="")
    assert store(db, headline, seen_at=NOON) is Saved.NEW
    assert store(db, headline, seen_at=NOON) is Saved.SAME
    assert store(db, ARTICLE, seen_at=NOON + timedelta(hours=1)) is Saved.REVISED
    row = next(db.query("SELECT access, body FROM articles a JOIN article_bodies"))
    assert row == {"access": "free", "body": ARTICLE.body}
    kinds = [each["kind"] for each in db.query("SELECT DISTINCT kind FROM changes")]
    assert kinds == ["body added"]
    assert corrections.ledger(db, at=NOON + timedelta(hours=1)) == [], "the outlet changed nothing"


def test_links_are_new_once(db: Database) -> None:
    first = discovered.remember(db, LISTING, [link("1"), link("2")], at=NOON)
    again = discovered.remember(db, LISTING, [link("2"), link("3")], at=NOON)
    assert [each.key for each in first.new] == ["1", "2"]
    assert ([each.key for each in again.new], [each.key for each in again.known]) == (["3"], ["2"])
    assert discovered.validators(db, LISTING.url) == ('"1"', None)


def test_an_answer_without_links_keeps_the_validators(db: Database) -> None:
    discovered.remember(db, LISTING, [link("1")], at=NOON)
    discovered.note_answer(db, replace(LISTING, status=304, etag=None), at=NOON)
    assert discovered.validators(db, LISTING.url) == ('"1"', None)
    assert next(db.query("SELECT status, links FROM feeds")) == {"status": 304, "links": 1}


def test_an_unreadable_page_is_tried_again_with_growing_pauses(db: Database) -> None:
    discovered.remember(db, LISTING, [link("1")], at=NOON)
    now = NOON
    for attempt, pause in enumerate(PAUSES):
        todo = discovered.to_do(db, outlet="a", at=now)
        assert [(each.key, each.attempts, each.published_at) for each in todo] == [
            ("1", attempt, NOON)
        ]
        rejection = Rejection(
            outlet="a", key="1", url="https://a.kr/news/1", reason="no body", seen_at=now
        )
        rejections.save(db, rejection, at=now)
        assert discovered.to_do(db, outlet="a", at=now + pause - timedelta(seconds=1)) == []
        now += pause
    rejections.save(db, rejection, at=now)
    assert discovered.to_do(db, outlet="a", at=now + timedelta(days=365)) == []
    assert next(db.query("SELECT state FROM discovered")) == {"state": "given_up"}
    assert db.table("rejections").count == len(PAUSES) + 1


def test_a_page_that_becomes_readable_is_done(db: Database) -> None:
    discovered.remember(db, LISTING, [link("1")], at=NOON)
    rejections.save(
        db, Rejection(outlet="a", key="1", url="u", reason="http 500", seen_at=NOON), at=NOON
    )
    store(db, ARTICLE, seen_at=NOON + timedelta(hours=1))
    assert discovered.to_do(db, outlet="a", at=NOON + timedelta(days=1)) == []
