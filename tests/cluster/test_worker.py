"""What a worker does of itself, so that no two crawls ask an outlet."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from cluster.worker import ALIVE, GIVE_UP, grace_within, settings_of
from crawler.outlet_spider import OutletSpider
from newsdb.crawls.messages import VERSION, Order, OrderedCrawl
from newsdb.crawls.state import CrawlState


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
    order = Order(
        version=VERSION,
        program="1",
        watchlist="1",
        timeout=60,
        lease=60,
        crawls=[OrderedCrawl(lease="5" * 32, spider="dawn", state=CrawlState())],
    )
    settings = Settings({"OUTLETS_ENABLED": {"dawn": False, "dusk": False}})
    assert not _outlet("dawn").is_enabled(settings)
    settings.update(settings_of(order, Path("/nowhere")), priority="cmdline")
    assert _outlet("dawn").is_enabled(settings)


def _outlet(name: str) -> type[OutletSpider]:
    return type(name, (OutletSpider,), {"name": name})
