"""Every page saved in fixtures/ reads as the file next to it says.

A case is a folder ``fixtures/<outlet>/<case>/``; ``<stem>.expected.json`` holds an article's whole
record, ``{"rejected": true}`` for what is no article, or the ``links`` of a feed or list.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from commands.common.records import links_on, listing_on, read_saved
from crawler.outlet_spider import OutletSpider
from crawler.registry import spider_for
from crawler.replay import SavedPage, saved_page
from newsdb.records import Article

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
CASES = sorted(FIXTURES.rglob("*.expected.json"))
LOADER = get_spider_loader(get_project_settings())

#: How a page was found, which source gave each field and which contradict is not what a page says;
#: how exact a time is, its form says.
UNSAID = {"found_by", "field_sources", "date_source", "published_conflict"}
UNSAID |= {"published_precision", "modified_precision"}


def case_name(path: Path) -> str:
    return str(path.parent.relative_to(FIXTURES))


def page_of(expected: Path) -> SavedPage:
    page = saved_page(expected.with_name(expected.name.replace(".expected.json", ".json")))
    assert page is not None
    return page


@pytest.mark.parametrize("path", CASES, ids=case_name)
def test_page_reads_as_expected(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    page = page_of(path)
    if "links" in expected:
        found = listing_on(page, LOADER)
        assert found
        assert found[0].name == path.parent.parent.name
        assert links_on(page, *found) == expected["links"]
        return
    record = read_saved(page, LOADER)
    if "rejected" in expected:
        assert record["rejected"]["reason"]
        return
    assert set(expected) == set(Article.__dataclass_fields__) - UNSAID, "say every field"
    assert {name: record.get(name) for name in expected} == expected
    assert record["sources"].keys() >= {"title", "body"}


def spider_of(outlet: str) -> type[OutletSpider]:
    spider = LOADER.load(outlet)
    assert issubclass(spider, OutletSpider)
    return spider


def test_there_are_pages_of_every_design() -> None:
    records = [json.loads(path.read_text(encoding="utf-8")) for path in CASES]
    spider = spider_of("fnnews")
    layouts = {record.get("layout") for record in records}
    assert layouts >= {design.name for design in spider.designs}
    assert spider_for("https://www.fnnews.com/news/202511251630001234", LOADER).name == "fnnews"


def test_every_expectation_has_its_page() -> None:
    for path in CASES:
        assert page_of(path).file.exists(), path
