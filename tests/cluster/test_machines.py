"""A broker, a worker and the writer as processes: the same database, however it was crawled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cluster.machines import machines, redis_server
from tests.support.crawls import scrapy
from tests.support.same_rows import differences

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("jetro", "yna_ja")
REPLAY = "REPLAY=fixtures"

pytestmark = pytest.mark.skipif(not redis_server(), reason="there is no Redis server")


def test_a_crawl_by_a_worker_gives_the_database_of_a_local_one(tmp_path: Path) -> None:
    local = tmp_path / "local.db"
    own = tmp_path / "desk.toml"  # which the worker does not have
    own.write_text('[topic.own-mould]\nko = ["금형"]\nja = ["金型"]\n', encoding="utf-8")
    settings = (f"DATABASE={local}", f"WATCHLIST={own}", REPLAY)
    alone = scrapy("crawl", *NAMES, *(word for each in settings for word in ("-s", each)))
    assert alone.code == 0, alone.log
    with machines(tmp_path, forked=True) as cluster:
        cluster.start_store()
        cluster.start_worker("worker", REPLAY)
        ends = cluster.crawl(NAMES, watchlist=own)
        assert {name: end.code for name, end in ends.items()} == dict.fromkeys(NAMES, 0)
        assert differences(local, cluster.database) == {}
