"""A crawl on another machine as the messages that it sends, without a broker or a crawl."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.articles.discovered import Link, Listing
from newsdb.articles.rejections import Rejection
from newsdb.articles.revisits import Validators
from newsdb.articles.verdicts import Reason, Verdict
from newsdb.crawls import leases
from newsdb.crawls.events import (
    ArticleRead,
    CrawlBegan,
    CrawlEnded,
    ListingRead,
    OutletDescribed,
    PageRejected,
    ReadingBegan,
    RobotsRead,
)
from newsdb.crawls.messages import VERSION, Bundle, Ended, bundle_to_json, event_to_json
from newsdb.database import open_database, transaction
from newsdb.records import Article, Outlet
from newsdb.runs.runs import FieldCount

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsdb.crawls.events import Event

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
LEASE = "5" * 32
OUTLET = Outlet(
    name="dawn", title="새벽신문", country="KR", language="ko", home="https://dawn.example/"
)
FEED = Listing(url="https://dawn.example/rss", outlet="dawn", kind="feed", etag='"v1"', entries=6)
KEYS = ("1", "2", "3", "4", "5", "6")

TEXTS = (
    "부산의 한 금형 업체가 오사카 부품 회사와 3년짜리 공급 계약을 맺었다고 12일 밝혔다.",
    "두 회사는 시험 생산을 마치는 대로 공동 검사장을 세우고 기술자를 서로 보내기로 했다.",
    "업계에서는 환율이 흔들리는 가운데 이번 계약이 다른 중소기업에도 길잡이가 될 것으로 본다.",
)


def link(key: str) -> Link:
    return Link(
        outlet="dawn",
        key=key,
        url=f"https://dawn.example/news/{key}",
        title=f"소식 {key}",
        found_by="feed",
        found_in=FEED.url,
    )


def article(key: str) -> ArticleRead:
    text = "\n\n".join(f"{each} ({key})" for each in TEXTS)
    return ArticleRead(
        article=Article(
            outlet="dawn",
            key=key,
            url=f"https://dawn.example/news/{key}",
            title=f"금형 업체와 부품 회사의 계약 {key}",
            body=text,
            language="ko",
            published_at=AT - timedelta(hours=int(key)),
            found_by="feed",
            layout="body",
            field_sources={"title": "meta title"},
        ),
        outlet=OUTLET,
        url=f"https://dawn.example/news/{key}",
        seen_at=AT,
        seen_url=f"https://dawn.example/news/{key}",
        found_in=FEED.url,
        verdict=Verdict(
            decision="relevant",
            score=2.0,
            watchlist="own-1",
            why="title: 계약",
            reasons=(Reason("deal", "계약", "title", 13, 15, 1.0),),
        ),
        validators=Validators(f'"{key}"'),
    )


def bundles_of(lease: str = LEASE) -> list[bytes]:
    """Return the messages of a crawl of six links, of which five are articles."""
    events: list[list[Event]] = [
        [],
        [
            CrawlBegan(spider="dawn", lock_name="dawn", at=AT),
            OutletDescribed(outlet=OUTLET),
            RobotsRead(host="dawn.example", outlet="dawn", status=200, rules="", at=AT),
        ],
        [ListingRead(listing=FEED, links=tuple(map(link, KEYS)), at=AT)],
        [ReadingBegan(outlet="dawn", key="1", at=AT), article("1"), article("2")],
        [article("3"), rejected("4")],
        [],
        [article("5"), article("6")],
        [
            CrawlEnded(
                at=AT + timedelta(minutes=1),
                reason="finished",
                seconds=60.0,
                counts={"requests": 9, "listings": 1},
                fields=(FieldCount("dawn", "body", "title", 5, 5),),
            )
        ],
    ]
    told = [bundle(number, each, lease=lease) for number, each in enumerate(events)]
    return [*told, bundle(len(told), [], ended=Ended(ending="exited"), lease=lease)]


def rejected(key: str) -> PageRejected:
    url = f"https://dawn.example/news/{key}"
    rejection = Rejection(outlet="dawn", key=key, url=url, reason="no body", seen_at=AT)
    return PageRejected(rejection=rejection, at=AT)


def bundle(
    number: int,
    events: Sequence[Event],
    *,
    ended: Ended | None = None,
    refused: str | None = None,
    lease: str = LEASE,
) -> bytes:
    head = Bundle(
        version=VERSION,
        lease=lease,
        number=number,
        worker="seoul-1",
        sent_at=AT,
        events=[],
        ended=ended,
        refused=refused,
    )
    return bundle_to_json(head, [event_to_json(each) for each in events])


def leased(database: Path, lease: str = LEASE, *, at: datetime = AT, name: str = "dawn") -> bool:
    """Give the crawl its lease, in a database that is made if it is missing."""
    db = open_database(database)
    try:
        with transaction(db):
            return leases.take(
                db,
                lease,
                spider=name,
                lock_name=name,
                region=None,
                at=at,
                until=at + timedelta(minutes=15),
                seconds=180,
            )
    finally:
        db.close()
