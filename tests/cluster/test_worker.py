"""What a worker does of itself, so that no two crawls ask an outlet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from cluster.broker import EVENTS, connected, queue
from cluster.outbox import ALIVE, GIVE_UP
from cluster.worker import Worker, grace_within, settings_of
from cluster.writer import Writer
from crawler.outlet_spider import OutletSpider
from newsdb import __version__
from newsdb.crawls.messages import VERSION, Order, OrderedCrawl, order_to_json
from newsdb.crawls.state import CrawlState
from pipelines.relevance import configured
from tests.support.crawls import ROOT, rows
from tests.support.told_crawls import AT, LEASE, leased

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A broker in this process.
MEMORY = "memory://"


def ordered() -> Order:
    return Order(
        version=VERSION,
        program=__version__,
        watchlist=configured(None).version,
        timeout=60,
        lease=6,
        begin_by=datetime.now(UTC) + timedelta(minutes=10),
        crawls=[OrderedCrawl(lease=LEASE, spider="dawn", state=CrawlState())],
    )


@pytest.fixture
def worker() -> Iterator[Worker]:
    known = ["dawn"]
    worker = Worker(
        MEMORY,
        name="busan",
        root=ROOT,
        logs=None,
        grace=1,
        watchlist=None,
        known=lambda: known,
    )
    yield worker
    told()
    worker.close()


def told() -> list[bytes]:
    """Take what waits for the writer out of the broker."""
    with connected(MEMORY) as connection:
        events = queue(EVENTS)(connection.channel())
        events.declare()
        found = []
        while message := events.get(no_ack=True):
            found.append(message.body)
        return found


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"begin_by": datetime.now(UTC) - timedelta(hours=1)},
            "s too late, when another crawl may be under way",
        ),
        ({"program": "0.0.1"}, f"it has version {__version__} of the program, not 0.0.1"),
        ({"watchlist": "another-1"}, "there is another watch list: "),
        (
            {"crawls": [OrderedCrawl(lease=LEASE, spider="dusk", state=CrawlState())]},
            "it has no spider dusk",
        ),
        ({"version": 99}, "version 99 of messages is not known here"),
        ({"program": ""}, "program: String should have at least 1 character"),
    ],
)
def test_what_is_not_crawled_is_told_and_its_lease_ends(
    changed: dict[str, object], said: str, worker: Worker, tmp_path: Path
) -> None:
    body = order_to_json(ordered())
    if fields := {name: changed[name] for name in ("version", "program") if name in changed}:
        body = json.dumps(json.loads(body) | fields)
    else:
        body = order_to_json(replace(ordered(), **changed))  # type: ignore[arg-type]
    database = tmp_path / "news.db"
    assert leased(database)
    worker.crawl(body)
    writer = Writer(database, clock=lambda: AT)
    assert writer.handle(*told()) == []
    writer.close()
    ((ending, problem),) = rows(database, "SELECT ending, problem FROM crawl_leases")
    assert ending == "refused"
    assert problem.startswith("busan: ")
    assert said in problem


def test_an_order_that_comes_twice_is_followed_once(worker: Worker) -> None:
    late = order_to_json(replace(ordered(), begin_by=datetime.now(UTC) - timedelta(hours=1)))
    for _ in range(2):
        worker.crawl(late)
    assert len(told()) == 1


@pytest.mark.parametrize("body", [None, 7, [], "", "{}", "[1]", '{"crawls": [{"lease": "../"}]}'])
def test_what_is_no_order_costs_only_itself(body: object, worker: Worker) -> None:
    worker.crawl(body)
    worker.crawl("\ud800" if body is None else body)
    assert told() == []


def test_what_cannot_be_begun_is_told(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))  # or a disk is full
    worker.crawl(order_to_json(ordered()))
    (body,) = told()
    assert "it could not be crawled: FileNotFoundError" in json.loads(body)["refused"]


@pytest.mark.parametrize(
    ("lease", "usual", "grace"), [(180.0, 60.0, 30.0), (180.0, 5.0, 5.0), (6.0, 60.0, 1.0)]
)
def test_crawls_are_over_before_their_lease_is_anothers(
    lease: float, usual: float, grace: float
) -> None:
    assert grace_within(lease, usual) == grace
    without_the_broker = lease * GIVE_UP + grace  # since the broker confirmed anything
    killed = grace  # since its worker was heard of, at most a sixth of a lease before
    assert max(without_the_broker, lease * ALIVE + killed) < lease


def test_what_is_handed_out_is_crawled_whatever_this_machine_has_switched_off() -> None:
    order = ordered()
    settings = Settings({"OUTLETS_ENABLED": {"dawn": False, "dusk": False}})
    assert not _outlet("dawn").is_enabled(settings)
    settings.update(settings_of(order, Path("/nowhere")), priority="cmdline")
    assert _outlet("dawn").is_enabled(settings)


def _outlet(name: str) -> type[OutletSpider]:
    return type(name, (OutletSpider,), {"name": name})
