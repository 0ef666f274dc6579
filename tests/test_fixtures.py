"""Every page saved in fixtures/ reads as the file next to it says.

A case is a folder ``fixtures/<outlet>/<case>/``; ``<stem>.expected.json`` holds an article's whole
record, ``{"rejected": true}`` for what is no article, or the ``links`` of a feed or list.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from parsel import Selector
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from commands.common.records import read_saved
from crawler.discovery.apis import data_portal
from crawler.discovery.apis.data_portal import PortalQuery
from crawler.discovery.feeds import feed_hints
from crawler.discovery.list_pages import list_hints
from crawler.middlewares import data_portal_key
from crawler.outlet_spider import OutletSpider
from crawler.reading.charset import decode
from crawler.registry import spider_for
from crawler.replay import SavedPage, saved_page
from crawler.sources import DataPortal, ListPage, SearchPage, sources_of
from newsdb.records import Article, dated

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
        assert links_on(page, path.parent.parent.name) == expected["links"]
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


def links_on(page: SavedPage, outlet: str) -> list[dict[str, Any]]:
    """Return the links of a feed, list or search page that its outlet's spider follows."""
    spider = spider_of(outlet)()
    body = page.file.read_bytes()
    if urlsplit(page.url).hostname == data_portal_key.HOST:
        (service,) = sources_of(DataPortal, spider.sources)
        query = PortalQuery(service, date(2026, 11, 22), date(2026, 11, 24))
        hints = data_portal.hints(body, query, page.url)
    elif page.file.suffix == ".xml":
        hints = feed_hints(body, page.url)
    else:
        pages = {each.url: each for each in sources_of(ListPage, spider.sources)}
        listing = pages.get(page.url)
        if listing is None:
            (search,) = sources_of(SearchPage, spider.sources)
            listing = search.page("", 0)
        hints = list_hints(Selector(text=decode(body)[0], type="html"), listing)
    links: dict[str, dict[str, Any]] = {}
    for hint in hints:
        key = spider.key_of(hint.url)
        if not key and page.file.suffix != ".xml":
            continue  # a page links to more than articles
        assert key, hint.url
        links.setdefault(
            key,
            {
                "key": key,
                "url": spider.address_of(hint.url, key),
                "title": hint.title,
                "published_at": dated(hint.published_at, hint.published_precision),
            },
        )
    return list(links.values())


def test_there_are_pages_of_every_design() -> None:
    records = [json.loads(path.read_text(encoding="utf-8")) for path in CASES]
    spider = spider_of("fnnews")
    layouts = {record.get("layout") for record in records}
    assert layouts >= {design.name for design in spider.designs}
    assert spider_for("https://www.fnnews.com/news/202511251630001234", LOADER).name == "fnnews"


def test_every_expectation_has_its_page() -> None:
    for path in CASES:
        assert page_of(path).file.exists(), path
