"""Handing out crawls: what is leased is crawled, or free again."""

from __future__ import annotations

import re
import select
import socket
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import scrapy
from redis import Redis

from cluster import dispatching
from cluster.broker import CRAWLS, queue
from cluster.dispatching import QueuedBundles
from crawler.outlet_attributes import OutletAttributes
from crawler.sources import DataPortal, Feed, NaverSearch, SearchPage
from crawler.urls import ArticleUrl, ArticleUrls
from newsdb.crawls import leases
from newsdb.crawls.messages import read_order
from newsdb.crawls.state import CrawlState, Robots
from newsdb.database import now, open_database, transaction
from newsdb.runs import backlog, robots
from newsdb.runs.backlog import Backlog
from scheduling.history import History
from scheduling.schedules import Schedule
from scheduling.supervisor import End, Supervisor
from tests.cluster.machines import machines, redis_server
from tests.support.crawls import ROOT, rows, value
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from newsdb.crawls.messages import Order
    from scheduling.bundles import Member

LEASED = "SELECT count(*) FROM crawl_leases"
OPEN = "SELECT count(*) FROM crawl_leases WHERE ended_at IS NULL"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    database = tmp_path / "news.db"
    db = open_database(database)
    backlog.note(db, Backlog(now(), 0, 0))
    db.close()
    return database


def queued(
    database: Path,
    watchlist: Path | None = None,
    *,
    url: str,
    spiders: Mapping[str, type[scrapy.Spider]] | None = None,
) -> QueuedBundles:
    return QueuedBundles(
        Supervisor(root=ROOT, logs=None, grace=1),
        History(database),
        parallel=1,
        timeout=60,
        url=url,
        watchlist=watchlist,
        spiders=spiders,
    )


def outlet(name: str) -> Schedule:
    return Schedule(name=name, cron="0 * * * *", arguments=("crawl", name), follows_rhythm=True)


def test_a_scheduler_that_is_stopped_waits_for_no_crawl_of_a_worker(database: Path) -> None:
    bundles = queued(database, url="memory://")
    ends: list[End] = []
    before = set(threading.enumerate())
    run = threading.Thread(
        target=lambda: ends.append(bundles.run(outlet("dawn"), lambda: None, alone=True))
    )
    run.start()
    until(lambda: value(database, OPEN) == 1)
    bundles.supervisor.stop()
    run.join(10)
    assert [each.ending for each in ends] == ["stopped"]
    until(lambda: set(threading.enumerate()) <= before)
    assert value(database, OPEN) == 1  # the crawl goes on


def test_a_crawl_has_the_end_of_its_lease_however_late_that_is_told(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = QueuedBundles._settle_one

    def late(self: QueuedBundles, member: Member, lease: Future[leases.End]) -> None:
        threading.Event().wait(0.2)
        settle(self, member, lease)

    monkeypatch.setattr(QueuedBundles, "_settle_one", late)
    bundles = queued(database, url="memory://")
    ends: list[End] = []
    run = threading.Thread(
        target=lambda: ends.append(bundles.run(outlet("dawn"), lambda: None, alone=True))
    )
    run.start()
    until(lambda: value(database, OPEN) == 1)
    db = open_database(database)
    (lease,) = leases.run_out(db, at=now() + timedelta(days=1))
    with transaction(db):
        leases.end(db, lease, "refused", at=now(), problem="another watch list")
    db.close()
    run.join(20)
    assert [(each.ending, each.problem) for each in ends] == [
        ("not_started", "another watch list")
    ]


def test_outlets_are_free_when_the_broker_cannot_be_reached(database: Path) -> None:
    end = queued(database, url="redis://:s3cret@127.0.0.1:1/0").run(
        outlet("dawn"), lambda: None, alone=True
    )
    assert end.ending == "not_started"
    assert end.problem == "the broker redis://127.0.0.1:1/0 can't be reached: OperationalError"
    assert value(database, OPEN) == 0


class CutAfterSending:
    """A broker's address that hands everything on, and closes once an order has gone through."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.server.getsockname()[1]}/0"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.server.accept()
                threading.Thread(target=self.hand_on, args=[client], daemon=True).start()

    def hand_on(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as up:
            while True:
                for each in select.select([client, up], [], [])[0]:
                    if not (data := each.recv(1 << 16)):
                        return
                    (up if each is client else client).sendall(data)
                    if each is client and b"LPUSH" in data:
                        up.recv(1 << 16)
                        return


@pytest.mark.skipif(not redis_server(), reason="there is no Redis server")
def test_an_order_of_which_nobody_knows_whether_it_came_keeps_its_lease(
    database: Path, tmp_path: Path
) -> None:
    with machines(tmp_path) as cluster:
        way = CutAfterSending(cluster.port)
        bundles = queued(database, url=way.url)
        ends: list[End] = []
        run = threading.Thread(
            target=lambda: ends.append(bundles.run(outlet("dawn"), lambda: None, alone=True))
        )
        run.start()
        with Redis(port=cluster.port) as client:
            until(lambda: client.llen(CRAWLS) == 1)
        way.server.close()
        bundles.supervisor.stop()
        run.join(20)
    assert [each.ending for each in ends] == ["stopped"]  # it was waited for
    assert value(database, OPEN) == 1


class Dusk(OutletAttributes, scrapy.Spider):
    """The second edition of a paper: its pages are on the first one's host."""

    name = "dusk"
    home = "https://dawn.example/dusk/"
    articles = ArticleUrls(
        (ArticleUrl(re.compile("https://m.dawn.example/(?P<key>.)"), "https://a.example/{key}"),)
    )
    sources = (
        Feed("https://rss.example/dusk", elsewhere=("https://feeds.example:8443/dusk",)),
        SearchPage("https://search.example/?q={query}", items="li", results="ul"),
        NaverSearch(),
        DataPortal("https://portal.example/", title="t", link="l", date="d", body="b"),
    )


@pytest.mark.parametrize(
    ("spiders", "hosts"),
    [
        (
            {"dusk": Dusk},
            [
                *("dawn.example", "rss.example", "feeds.example:8443", "search.example"),
                "a.example",
            ],
        ),
        ({"dusk": scrapy.Spider}, []),  # one that is no outlet
        ({}, []),
    ],
)
def test_an_order_has_the_rules_of_the_hosts_that_its_spider_names(
    database: Path, spiders: dict[str, type[scrapy.Spider]], hosts: list[str]
) -> None:
    bundles = queued(database, url="memory://", spiders=spiders)
    db = open_database(database)
    with transaction(db):
        for host in ("portal.example", "other.example", *hosts):
            robots.note(db, host, outlet="dawn", status=200, rules="Disallow: /", at=now())
    crawl = bundles._lease(db, "7" * 32, "dusk", None)
    db.close()
    assert crawl
    assert [each.host for each in crawl.state.robots] == hosts


def state_of_bytes(size: int) -> CrawlState:
    rules = Robots(host="dawn.example", rules="가" * (size // 3), seen_at=now())
    return CrawlState(robots=(rules,))


@pytest.mark.parametrize(
    ("sizes", "left"),
    [
        ([1, 1, 1], set()),
        ([3_000_000, 3_000_000, 3_000_000], set()),
        ([1, 9_000_000, 1], {"b"}),
    ],
)
def test_what_is_too_large_for_one_order_goes_in_several(
    sizes: list[int], left: set[str], database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = {name: state_of_bytes(size) for name, size in zip("abc", sizes, strict=True)}
    monkeypatch.setattr(dispatching, "state_of", lambda _db, name, **_: states[name])
    bundles = queued(database, url="memory://")
    taken(bundles)  # other tests' orders
    ends: dict[str, End] = {}

    def run(name: str) -> None:
        ends[name] = bundles.run(outlet(name), lambda: None)

    runs = [threading.Thread(target=run, args=[name]) for name in "abc"]
    for each in runs:
        each.start()
    until(lambda: value(database, LEASED) == 3 and set(ends) == left)
    bundles.supervisor.stop()
    for each in runs:
        each.join(20)
    spiders = [each.spider for order in taken(bundles) for each in order.crawls]
    assert sorted(spiders) == sorted({*states} - left)
    assert all("more than 8000000" in (ends[name].problem or "") for name in left)


def taken(bundles: QueuedBundles) -> list[Order]:
    """Take the orders that wait for workers out of the broker, as workers read them."""
    with bundles.app.connection_for_read() as connection:
        crawls = queue(CRAWLS)(connection.channel())
        crawls.declare()
        found = []
        while message := crawls.get(no_ack=True):
            found.append(read_order(message.payload[0][0]))
        return found


def test_nothing_is_leased_for_a_watch_list_that_cannot_be_read(
    database: Path, tmp_path: Path
) -> None:
    watchlist = tmp_path / "own.toml"
    watchlist.write_text("[[concept", encoding="utf-8")
    end = queued(database, watchlist, url="memory://").run(
        outlet("dawn"), lambda: None, alone=True
    )
    assert end.ending == "not_started"
    assert "own.toml" in (end.problem or "")
    assert value(database, "SELECT count(*) FROM crawl_leases") == 0


def test_what_goes_wrong_after_leasing_frees_the_outlets(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(directory: Path, name: str) -> bool:
        if name == "dusk":
            raise OSError(5, "Input/output error")
        return False

    monkeypatch.setattr(dispatching, "is_locked", fails)
    bundles = queued(database, url="memory://")
    bundles.regions = {"eve": "JP"}  # an order of its own, which goes out
    ends: dict[str, End] = {}

    def run(name: str) -> None:
        ends[name] = bundles.run(outlet(name), lambda: None)

    runs = [threading.Thread(target=run, args=[name]) for name in ("dawn", "dusk", "eve")]
    for each in runs:
        each.start()
    until(lambda: set(ends) == {"dawn", "dusk"})
    assert {each.ending for each in ends.values()} == {"not_started"}
    until(lambda: value(database, OPEN) == 1)
    bundles.supervisor.stop()
    for each in runs:
        each.join(20)
    assert ends["eve"].ending == "stopped"


def test_a_list_edited_by_hand_is_a_version_where_crawls_are_handed_out(
    database: Path, tmp_path: Path
) -> None:
    watchlist = tmp_path / "own.toml"
    watchlist.write_text("# 부산의 금형\n", encoding="utf-8")
    queued(database, watchlist, url="redis://127.0.0.1:1/0").run(
        outlet("dawn"), lambda: None, alone=True
    )
    assert rows(database, "SELECT text, person FROM watch_list_versions") == [
        ("# 부산의 금형\n", None)
    ]
    (at,) = rows(database, "SELECT at FROM watch_list_versions")[0]
    assert datetime.fromisoformat(at) <= now()
