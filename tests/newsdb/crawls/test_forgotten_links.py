"""A crawl that comes upon a forgotten article by a link nobody knew leaves nothing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb import forgetting
from newsdb.articles import captures
from newsdb.articles.captures import Capture
from newsdb.articles.discovered import Link, Listing
from newsdb.articles.rejections import Rejection
from newsdb.articles.revisits import Validators
from newsdb.crawls.events import ArticleRead, CrawlBegan, ListingRead, PageRejected
from newsdb.crawls.storage import LocalStorage
from newsdb.records import KST, Article, Outlet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsdb.crawls.recording import Recorded

NOON = datetime(2026, 3, 2, 12, tzinfo=KST)
OUTLET = Outlet(name="a", title="A", country="KR", language="ko", home="https://a.example")
FEED = Listing(url="https://a.example/rss", outlet="a", kind="feed")
LINK = Link(
    outlet="a",
    key="feed-77",
    url="https://a.example/go?no=77",
    title="홍길동 대표 협약",
    published_at=NOON,
    found_by="feed",
    found_in=FEED.url,
)
ARTICLE = Article(
    outlet="a",
    key="1",
    url="https://a.example/1",
    title="홍길동 대표 협약",
    body="홍길동 대표가 도쿄에서 협약을 맺었다. " * 9,
    language="ko",
    published_at=NOON,
)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[LocalStorage]:
    storage = LocalStorage(str(tmp_path / "news.db"))
    storage.begin(CrawlBegan(spider="a", lock_name="a", at=NOON), alone=True)
    yield storage
    storage.close()


def list_it(storage: LocalStorage, *, hours: int = 0) -> list[Link]:
    """Read the feed, which dates its entry anew each time; return the links to be read."""
    at = NOON + timedelta(hours=hours)
    link = replace(LINK, published_at=at)
    storage.tell(ListingRead(listing=FEED, links=(link,), at=at, outlets=(OUTLET,)))
    return storage.left_over(outlet="a")


def read_it(storage: LocalStorage, article: Article = ARTICLE) -> Recorded:
    """Read the link's page, and archive it where that is allowed."""
    if not storage.is_forgotten("a", LINK.key):
        captures.add(
            storage.db,
            Capture(
                kind="page",
                outlet="a",
                key=LINK.key,
                url=LINK.url,
                status=200,
                fetched_at=NOON,
                file="a/2026-03-02/x.warc.gz",
                start=0,
                length=10,
                digest="sha1:A",
            ),
        )
    return storage.tell(
        ArticleRead(
            article=article,
            outlet=OUTLET,
            url=LINK.url,
            seen_at=NOON,
            seen_url=LINK.url,
            link_key=LINK.key,
            validators=Validators(),
        )
    )


def forget(storage: LocalStorage, key: str) -> None:
    forgetting.forget(storage.db, "a", key, because="a court", by="ada", at=NOON)


def counts(storage: LocalStorage) -> list[int]:
    tables = ("articles", "captures", "discovered", "rejections")
    return [storage.db.table(table).count for table in tables]


def test_a_link_to_it_that_nobody_knew_is_read_once_and_never_again(storage: LocalStorage) -> None:
    forget(storage, "1")
    assert [link.key for link in list_it(storage)] == ["feed-77"]
    assert read_it(storage).forgotten
    assert counts(storage) == [0, 0, 0, 0]
    assert captures.to_sweep(storage.db) == ["a/2026-03-02/x.warc.gz"]
    for hours in (1, 2):
        assert list_it(storage, hours=hours) == []
    assert storage.is_forgotten("a", "feed-77")
    assert counts(storage) == [0, 0, 0, 0]


def test_a_link_that_has_an_article_of_its_own_is_done(storage: LocalStorage) -> None:
    forget(storage, "1")
    list_it(storage)
    read_it(storage, replace(ARTICLE, key="feed-77", title="다른 기사"))
    assert counts(storage) == [1, 1, 1, 0]
    assert [link.key for link in list_it(storage, hours=1)] == ["feed-77"]
    assert read_it(storage).forgotten
    assert list_it(storage, hours=1) == []
    assert not storage.is_forgotten("a", "feed-77")
    assert storage.db.table("articles").count == 1


def test_what_is_forgotten_while_it_is_read_is_not_stored(storage: LocalStorage) -> None:
    list_it(storage)
    forget(storage, "feed-77")
    assert read_it(storage).forgotten
    rejection = Rejection(
        outlet="a", key="feed-77", url=LINK.url, reason="no body", found="홍길동", seen_at=NOON
    )
    assert storage.tell(PageRejected(rejection=rejection, at=NOON)).forgotten
    assert counts(storage) == [0, 0, 0, 0]
