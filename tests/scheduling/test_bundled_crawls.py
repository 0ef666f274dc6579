"""Whole crawls of outlets that share a process."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from newsdb.database import now, open_database
from scheduling import bundles
from scheduling.history import History
from scheduling.schedules import Schedule
from scheduling.service import Service
from scheduling.supervisor import Supervisor
from tests.crawls.test_faults import three_articles
from tests.support.crawls import ROOT, rows
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_outlets_that_share_a_process_which_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What had ended stays as it is; what hadn't runs again, and each has its lines in its log."""
    database, logs = tmp_path / "news.db", tmp_path / "logs"
    open_database(database).close()
    monkeypatch.setattr(bundles, "QUIET", 0.2)
    monkeypatch.setattr(bundles, "POLL", 0.1)
    killed: list[int] = []

    def is_done(name: str) -> bool:
        return bool(rows(database, "SELECT 1 FROM job_runs WHERE job = ? AND exit_code = 0", name))

    with three_articles() as site:
        site.add_pages(ROOT / "fixtures" / "newsis")
        # Scrapy's settings stand behind the names of the outlets, which the scheduler appends.
        start = "import sys; from scrapy.cmdline import execute; execute(['scrapy', *sys.argv[1:],"
        settings = (*site.settings, "-s", f"DATABASE={database}")
        outlets = [
            Schedule(name=name, cron="0 6 * * *", arguments=("crawl", name), follows_rhythm=True)
            for name in ("fnnews", "newsis")
        ]
        command = (sys.executable, "-c", f"{start} *{list(settings)!r}])")
        service = Service(
            outlets,
            Supervisor(root=ROOT, logs=logs, grace=20.0),
            History(database),
            parallel=1,
            timeout=120,
            clock=now,
            command=command,
        )

        def meet(asked: str) -> None:
            if asked.startswith("/view/") and not killed:
                until(lambda: is_done("fnnews"), seconds=90)
                assert list(service.running) == ["newsis"]
                killed.append(int((tmp_path / ".newsis.lock").read_text()))
                os.kill(killed[0], signal.SIGKILL)

        site.on_request = meet
        ends = service.make(outlets)
    assert [end[:2] for end in ends] == [("exited", 0)] * 2
    assert rows(database, "SELECT spider, outcome, reason FROM runs ORDER BY id") == [
        ("fnnews", "success", "finished"),
        ("newsis", "not_run", "killed"),
        ("newsis", "success", "finished"),
    ]
    assert [service.history.trouble(each)[0] for each in outlets] == [0, 0]
    told = {file.stem: file.read_text("utf-8") for file in logs.iterdir()}
    assert "newsis" not in told["fnnews"]
    assert "3 articles stored" in told["fnnews"]
    assert "fnnews" not in told["newsis"]
    assert told["newsis"].count("listings to read") == 2
    assert told["crawls"] == ""
