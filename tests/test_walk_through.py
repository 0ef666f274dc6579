"""“Add an outlet in ten minutes”: the page's files, as shown, do what it says."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.settings import Settings

from commands.common.records import as_expected, read_saved
from crawler.outlet_spider import OutletSpider
from crawler.replay import saved_pages
from crawler.spider_loader import OutletLoader
from tests.crawler.spiders.test_outlets import TestOutlet as RulesOfOutlets
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = (ROOT / "docs" / "adding-an-outlet.md").read_text(encoding="utf-8")
#: A file as the page shows it: its path in a comment, or above it (JSON has no comments).
FILE = re.compile(
    r"(?:^`(?P<above>[\w./-]+)`:\n\n)?"
    r"^```\w+\n(?(above)|(?:#|<!--) (?P<path>[\w./-]+/[\w.-]+)(?: -->)?\n)(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FILES = {match["above"] or match["path"]: match["text"] for match in FILE.finditer(PAGE)}
SPIDER = "crawler/spiders/hyupdong.py"
CASE = "fixtures/hyupdong/news-text-bakery"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Write the files, with the spider in a package of its own."""
    root = tmp_path_factory.mktemp("walk")
    (root / "walked").mkdir()
    (root / "walked" / "__init__.py").write_text("")
    (root / "walked" / "hyupdong.py").write_text(FILES[SPIDER], encoding="utf-8")
    (root / CASE).mkdir(parents=True)
    for path, text in FILES.items():
        if path.startswith("fixtures/"):
            (root / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(root))
    yield root
    sys.path.remove(str(root))


@pytest.fixture(scope="module")
def loader(project: Path) -> OutletLoader:
    del project
    return OutletLoader(Settings({"SPIDER_MODULES": ["walked"]}))


def test_the_page_shows_every_file() -> None:
    names = {f"{CASE}/page.{ending}" for ending in ("html", "json", "expected.json")}
    assert {SPIDER, *names} == set(FILES)


def test_the_article_reads_as_the_page_says(project: Path, loader: OutletLoader) -> None:
    (page,) = saved_pages(project / "fixtures")
    record = read_saved(page, loader)
    expected: dict[str, Any] = json.loads(FILES[f"{CASE}/page.expected.json"])
    assert as_expected(record) == expected
    assert record["sources"]["title"] == "layout h2.news-title"


def test_the_spider_keeps_the_rules_of_outlets(loader: OutletLoader) -> None:
    spider = loader.load("hyupdong")
    assert issubclass(spider, OutletSpider)
    rules = RulesOfOutlets()
    rules.test_docstring_says_what_an_analyst_and_a_lawyer_ask(spider)
    rules.test_class_says_what_the_database_needs(spider)
    assert len(FILES[SPIDER].encode()) <= 3000


def test_any_other_page_is_read_before_there_is_a_spider(project: Path) -> None:
    (page,) = saved_pages(project / "fixtures")
    nobody = OutletLoader(Settings({"SPIDER_MODULES": ["crawler.spiders.yna"]}))
    record = read_saved(page, nobody)
    assert record["title"] == "두 나라 빵집이 함께 굽는 쌀빵"
    assert record["published_at"] == "2026-11-20T09:30:00+09:00"
