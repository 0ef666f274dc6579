"""When an article is revisited, and for what reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import discovered, outlets, revisions, revisits
from newsdb.articles.discovered import Link, Listing
from newsdb.articles.revisits import PAUSES, Validators
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.records import Precision

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
FEED = Listing(url="https://a.kr/rss.xml", outlet="a", kind="feed")
LINK = Link(
    outlet="a",
    key="1",
    url="https://a.kr/1",
    title="협약",
    published_at=NOON,
    found_by="feed",
    found_in=FEED.url,
)
ARTICLE = Article(
    outlet="a", key="1", url="https://a.kr/1", title="협약", body="맺었다.", language="ko"
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    outlet = Outlet(name="a", title="가", country="KR", language="ko", home="https://a.kr")
    outlets.save(db, outlet)
    discovered.remember(db, FEED, [LINK], at=NOON)
    store(db, ARTICLE, seen_at=NOON, validators=Validators('"1"', None))
    yield db
    db.close()


def due(db: Database, at: datetime) -> list[str]:
    return [link.key for link in revisits.take_due(db, outlet="a", at=at)]


@pytest.mark.parametrize("decision", ["relevant", "review"])
def test_what_matters_is_looked_at_after_growing_pauses_and_then_rests(
    db: Database, decision: str
) -> None:
    db.conn.execute("UPDATE articles SET decision = ?", (decision,))
    now = NOON
    for pause in PAUSES:
        assert due(db, now + pause - timedelta(seconds=1)) == []
        now += pause
        assert due(db, now) == ["1"]
        assert due(db, now) == []
    assert due(db, now + timedelta(days=13)) == []


def test_a_page_that_names_another_address_keeps_what_its_listing_said(db: Database) -> None:
    link = replace(LINK, key="x?from=rss", url="https://a.kr/x?from=rss", title="상담회")
    discovered.remember(db, FEED, [link], at=NOON)
    article = replace(ARTICLE, key="x", url="https://a.kr/x")
    store(db, article, seen_at=NOON, validators=Validators(), link_key=link.key, seen_url=link.url)
    db.conn.execute("UPDATE articles SET decision = 'relevant' WHERE key = 'x'")
    wanted = replace(link, key="x", url="https://a.kr/x")
    assert revisits.take_due(db, outlet="a", at=NOON + timedelta(hours=1)) == [wanted]
    # A visit is of the article's own address; the next one still knows the listing.
    later = NOON + timedelta(hours=2)
    store(db, article, seen_at=later, validators=Validators(), link_key="x")
    assert revisits.take_due(db, outlet="a", at=NOON + timedelta(hours=8)) == [wanted]


@pytest.mark.parametrize("decision", ["other", None])
def test_other_articles_are_not_looked_at_by_the_clock(db: Database, decision: str | None) -> None:
    db.conn.execute("UPDATE articles SET decision = ?", (decision,))
    assert due(db, NOON + timedelta(hours=2)) == []


def test_what_showed_only_its_headline_is_looked_at_again(db: Database) -> None:
    db.conn.execute("UPDATE articles SET access = 'headline'")
    assert due(db, NOON + timedelta(hours=2)) == ["1"]


@pytest.mark.parametrize("precision", ["minute", "day"])
def test_a_visit_knows_what_the_listing_said(db: Database, precision: Precision) -> None:
    link = replace(
        LINK,
        key="2",
        published_at=NOON.replace(hour=0),
        published_precision=precision,
        modified_at=NOON,
    )
    discovered.remember(db, FEED, [link], at=NOON)
    article = replace(ARTICLE, key="2", access="headline", body="")
    store(db, article, seen_at=NOON, validators=Validators())
    later = NOON + timedelta(hours=2)
    assert revisits.take_due(db, outlet="a", at=later) == [replace(link, url=article.url)]


def test_neither_what_is_gone_nor_what_was_due_long_ago(db: Database) -> None:
    db.conn.execute("UPDATE articles SET decision = 'relevant'")
    assert due(db, NOON + timedelta(days=30)) == []
    revisions.note_removed(db, outlet="a", key="1", at=NOON)
    assert due(db, NOON + timedelta(hours=2)) == []


@pytest.mark.parametrize(
    ("entry", "changed"),
    [
        (LINK, False),
        (replace(LINK, title="“협약”"), False),  # another quotation mark is no other title
        (replace(LINK, title=None, published_at=None), False),
        (replace(LINK, title="협약 (종합)"), True),
        (replace(LINK, published_at=NOON + timedelta(hours=1)), True),
        (replace(LINK, modified_at=NOON + timedelta(hours=1)), True),
        (replace(LINK, title="다른 형식", found_in="https://a.kr/other.xml"), False),
        (replace(LINK, title="다른 형식", found_by="list"), False),
    ],
)
def test_a_feed_tells_of_a_change(db: Database, entry: Link, changed: bool) -> None:
    told = discovered.remember(db, FEED, [entry], at=NOON)
    assert [link.key for link in told.changed] == (["1"] if changed else [])
    left = discovered.to_do(db, outlet="a", at=NOON)  # a kill now loses nothing
    assert [link.key for link in left] == (["1"] if changed else [])
    store(db, ARTICLE, seen_at=NOON)
    assert discovered.remember(db, FEED, [entry], at=NOON).changed == []


def test_a_feed_that_stamps_all_its_entries_anew_tells_of_no_change(db: Database) -> None:
    links = [replace(LINK, key=str(number)) for number in range(2, 12)]
    discovered.remember(db, FEED, links, at=NOON)
    for link in links:
        store(db, replace(ARTICLE, key=link.key), seen_at=NOON)
    later = [replace(link, published_at=NOON + timedelta(hours=1)) for link in links]
    assert discovered.remember(db, FEED, later, at=NOON).changed == []
    edited = [replace(later[0], title="협약 (종합)"), *later[1:]]
    assert [link.key for link in discovered.remember(db, FEED, edited, at=NOON).changed] == ["2"]


def test_validators(db: Database) -> None:
    kept = revisits.validators(db, outlet="a", key="1")
    assert kept.headers == {"If-None-Match": '"1"'}
    store(db, ARTICLE, seen_at=NOON, validators=Validators(None, "Mon, 02 Mar 2026 03:00:00 GMT"))
    kept = revisits.validators(db, outlet="a", key="1")
    assert kept.headers == {"If-Modified-Since": "Mon, 02 Mar 2026 03:00:00 GMT"}
    assert revisits.validators(db, outlet="a", key="2").headers == {}
    later = NOON + timedelta(hours=1)
    revisits.note_unchanged(db, outlet="a", key="1", at=later)
    assert next(db.query("SELECT last_seen_at FROM articles")) == {
        "last_seen_at": later.isoformat(timespec="seconds")
    }
