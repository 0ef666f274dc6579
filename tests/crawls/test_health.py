"""``scrapy health`` as a person and a machine read it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from newsdb.database import now
from tests.support.crawls import scrapy
from tests.support.past import Past

if TYPE_CHECKING:
    from pathlib import Path


def test_health_is_told_and_an_alarm_accepted(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    past = Past(database, "kbiznews")
    past.run(now() - timedelta(hours=1), new=5, pages={"login": 6})
    past.db.close()
    told = scrapy("health", database)
    assert told.code == 1, told.log
    assert told.out.startswith("ALARM  kbiznews (하루신문): last run ")
    assert "  1. Led to a login or consent page (since " in told.out
    assert "     6 of 11 pages in this run (login: 6)" in told.out
    assert "     -> Open a rejected address" in told.out
    (found,) = json.loads(scrapy("health", database, "--json").out)
    assert [each["kind"] for each in found["alarms"]] == ["login"]
    assert scrapy("health", database, "--accept", "1").code == 2  # why?
    done = scrapy("health", database, "--accept", "1", "--because", "members only")
    assert done.out == "Alarm 1 is closed: members only\n"
    assert scrapy("health", database).code == 0
    assert scrapy("health", tmp_path / "none.db").code == 2
