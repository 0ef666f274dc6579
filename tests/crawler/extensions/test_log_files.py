"""Whose run a line belongs to, and where it is written."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

import pytest
from scrapy import Spider
from scrapy.utils.log import install_scrapy_root_handler
from scrapy.utils.test import get_crawler

from crawler.extensions.log_files import RunLogs, in_run, run_of
from crawler.extensions.run_log import SCRAPYS_CORE, CoreErrors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A logger of a module that knows no spider.
logger = logging.getLogger("pipelines.anything")


class Kept(logging.Handler):
    """Keeps whose run each line is said to be."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, str | None]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.getMessage(), run_of(record)))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


def test_what_a_run_starts_belongs_to_it(kept: Kept) -> None:
    """Tasks that take turns, what they start, and timed calls."""

    async def later(name: str) -> None:
        await asyncio.sleep(0)
        logger.warning("%s later", name)
        asyncio.get_running_loop().call_later(0, logger.warning, "%s timed", name)
        await asyncio.sleep(0.01)

    async def crawl(name: str) -> None:
        logger.warning("%s began", name)
        await asyncio.create_task(later(name))

    async def both() -> None:
        loop = asyncio.get_running_loop()
        tasks = [in_run(name, partial(loop.create_task, crawl(name))) for name in ("mss", "jetro")]
        logger.warning("the process itself")
        await asyncio.gather(*tasks)

    asyncio.run(both())
    assert ("the process itself", None) in kept.said
    assert len(kept.said) == 7
    assert all(run == text.split()[0] for text, run in kept.said if run)


def test_a_spider_that_is_named_counts_more_than_the_context(kept: Kept) -> None:
    spider = Spider("mss")
    crawler = get_crawler(Spider)
    crawler.spider = spider

    def say() -> None:
        for extra in ({"spider": spider}, {"crawler": crawler}, {"spider": None}, {"spider": 5}):
            logger.warning("said", extra=extra)

    in_run("jetro", say)
    assert [run for _, run in kept.said] == ["mss", "mss", "jetro", "jetro"]


def test_an_error_of_scrapys_core_counts_for_its_own_run() -> None:
    mine, other = CoreErrors(Spider("mss")), CoreErrors(Spider("jetro"))
    core = logging.getLogger(f"{SCRAPYS_CORE}.engine")
    for handler in (mine, other):
        core.addHandler(handler)
    try:
        in_run("mss", partial(core.error, "Error while obtaining start requests"))
        core.error("said", extra={"spider": Spider("jetro")})
        core.error("said", extra={"spider": Spider("jetro")})
    finally:
        for handler in (mine, other):
            core.removeHandler(handler)
    assert (mine.number, other.number) == (1, 2)


def test_lines_go_to_their_runs_file_and_nowhere_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when Scrapy makes its handler anew; a log that can't be opened is no loss of lines."""
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    # Each later crawler would make its handler anew where there was one.
    monkeypatch.setattr("scrapy.utils.log._scrapy_root_handler", None)
    settings = get_crawler(Spider, {"LOG_FORMAT": "%(levelname)s %(message)s"}).settings
    install_scrapy_root_handler(settings)
    (tmp_path / "jetro.log").mkdir()
    (tmp_path / "mss.log").write_text("INFO of the last run\n", encoding="utf-8")
    logs = RunLogs(tmp_path, ["mss", "jetro"], like=logging.root.handlers[-1])
    logging.root.addHandler(logs)
    for _ in range(2):
        install_scrapy_root_handler(settings)
        in_run("mss", partial(logger.warning, "중소기업 %s", "\x1b[2J"))
        in_run("jetro", partial(logger.warning, "of the other"))
        logger.warning("of none")
    logs.close()
    written = (tmp_path / "mss.log").read_text("utf-8").splitlines()
    assert written == ["INFO of the last run", *["WARNING 중소기업 \\u001b[2J"] * 2]
    errors = capsys.readouterr().err.splitlines()
    assert errors[0].startswith("WARNING jetro has no log of its own: ")
    assert errors[1:] == ["WARNING of the other", "WARNING of none"] * 2
