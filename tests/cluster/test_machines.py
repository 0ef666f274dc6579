"""A broker, a worker and the writer as processes: the same database, however it was crawled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.crawls import scrapy
from tests.support.machines import machines, redis_server
from tests.support.same_rows import differences

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("jetro", "yna_ja")
REPLAY = "REPLAY=fixtures"

pytestmark = pytest.mark.skipif(not redis_server(), reason="there is no Redis server")


def test_a_crawl_by_a_worker_gives_the_database_of_a_local_one(tmp_path: Path) -> None:
    local = tmp_path / "local.db"
    alone = scrapy("crawl", *NAMES, "-s", REPLAY, "-s", f"DATABASE={local}")
    assert alone.code == 0, alone.log
    with machines(tmp_path) as cluster:
        cluster.start_store()
        cluster.start_worker("worker", REPLAY)
        ends = cluster.crawl(NAMES)
        assert {name: end.code for name, end in ends.items()} == dict.fromkeys(NAMES, 0)
        assert differences(local, cluster.database) == {}
