"""Pages as records: what is printed of a page, kept as a fixture, and shown before it is stored.

Functions, since Scrapy would take every command class in this package for a command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parsel import Selector
from scrapy import Request

from crawler.reading.charset import decode
from crawler.reading.page import NoArticleError
from crawler.registry import spider_for
from crawler.replay import SavedPage, SavedPageError, saved_page
from newsdb.articles.discovered import Link
from newsdb.articles.rejections import Rejection
from newsdb.database import now
from pipelines.candidate import Candidate
from pipelines.normalise import normalise

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from scrapy.http import Response
    from scrapy.spiderloader import SpiderLoaderProtocol


#: Fields that are not part of what a page says, or that follow from the form of another one.
UNSAID = frozenset(
    (
        "found_by sources date_source published_conflict published_precision modified_precision"
    ).split()
)


def read_saved(
    page: SavedPage, loader: SpiderLoaderProtocol, *, generic: bool = False
) -> dict[str, Any]:
    """Return the record of a saved page, read by the code that a crawl runs."""
    response = page.response(Request(page.url))
    return read_response(response, loader, seen_at=page.fetched_at or now(), generic=generic)


def read_response(
    response: Response, loader: SpiderLoaderProtocol, *, seen_at: datetime, generic: bool = False
) -> dict[str, Any]:
    """Return the record of a response to the request for a page, fetched at an aware time."""
    url = response.url
    spider = spider_for(url, loader, generic=generic)
    outlet = spider.outlet_of(url)
    link = Link(outlet=outlet.name, key=spider.key_of(url) or "", url=url)
    try:
        if response.status != 200:
            found = str(response.status)
            raise NoArticleError(f"http {found}", looked_for="200", found=found)
        return as_record(normalise(spider.read(response, link, seen_at=seen_at)))
    except NoArticleError as error:
        return as_record(
            Rejection(
                outlet=outlet.name,
                key=link.key,
                url=url,
                reason=error.reason,
                looked_for=error.looked_for,
                found=error.found,
                seen_at=seen_at,
            )
        )


def as_record(read: Candidate | Rejection) -> dict[str, Any]:
    """Return what was read in JSON's types; a rejection goes under the key ``rejected``."""
    if isinstance(read, Candidate):
        record = read.article.to_json()
        record["sources"] = record.pop("field_sources")
        return record
    why = {"reason": read.reason, "looked_for": read.looked_for, "found": read.found}
    return {"outlet": read.outlet, "key": read.key, "url": read.url, "rejected": why}


def as_expected(record: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a record that a page states, not how it was found or field sources."""
    return {name: value for name, value in record.items() if name not in UNSAID}


def saved_page_of(file: Path, url: str | None) -> SavedPage:
    """Return the page in ``file``; its URL is ``url``, or from the JSON next to it, or on it."""
    if not file.is_file():
        raise SavedPageError(f"{file} is not a file")
    description = file.with_suffix(".json")
    saved = saved_page(description) if description.exists() else None
    if saved and saved.file == file and url in {None, saved.url}:
        return saved
    return SavedPage(url=url or _address_in(file), file=file)


def _address_in(file: Path) -> str:
    page = Selector(text=decode(file.read_bytes())[0])
    url = page.css("link[rel=canonical]::attr(href), meta[property='og:url']::attr(content)").get()
    if not url or not url.startswith("http"):
        how = "in <link rel=canonical> or, with read, by --url"
        raise SavedPageError(f"{file} does not state its URL: give it {how}")
    return url
