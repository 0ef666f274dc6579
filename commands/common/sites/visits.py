"""Fetching what a person names: a look at a site, a page to keep; and telling a waiting desk.

Functions, since Scrapy would take every command class in this package for a command.
"""

from __future__ import annotations

import getpass
import logging
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.contact import require_contact
from commands.common.records import read_response
from commands.common.watch_list import configured_watchlist
from crawler.registry import spider_for
from crawler.sites.visit import SiteVisit
from crawler.spiders.site import SiteSpider
from newsdb.articles.rejections import Rejection
from newsdb.database import check_writable, now, open_database, transaction
from newsdb.records import SITE_PREFIX, Article
from newsdb.sites import choosing, given, sites
from newsdb.sites.given import AddressError
from newsdb.visibility import excerpt
from scheduling.jobs import known_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from newsdb.sites.given import Given, Purpose

logger = logging.getLogger(__name__)


def person_of(named: str | None) -> str:
    """Return who does it; raises UsageError where neither an option nor the system says."""
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise UsageError("--by NAME says who does this", print_help=False) from None


def checked_address(text: str) -> str:
    """Return an address that may be fetched; raises UsageError."""
    try:
        return given.address_of(text)
    except AddressError as error:
        raise UsageError(f"{text}: {error}", print_help=False) from None


@dataclass(slots=True)
class Desk:
    """Tells a desk that waits for it how far a process has got; without a number nobody waits."""

    database: str
    number: int | None

    def say(self, step: str, url: str) -> None:
        """Say what is being done: a key of the desk's messages, and to which address."""
        logger.info("%s: %s", step.removeprefix("step_"), url)
        self._write(lambda db, number: given.say(db, number, f"{step} {url}", at=now()))

    def end(self, found: dict[str, Any], **more: Any) -> None:
        """Say what came of it."""
        self._write(lambda db, number: given.end(db, number, found, at=now(), **more))

    def _write(self, what: Any) -> None:
        if self.number is None:
            return
        db = open_database(self.database)
        try:
            with transaction(db):
                what(db, self.number)
        finally:
            db.close()


def asked_by_desk(database: str, number: int, purpose: Purpose) -> Given:
    """Return what somebody gave at the desk, once; raises UsageError."""
    db = open_database(database)
    try:
        found = given.numbered(db, number)
    finally:
        db.close()
    if found is None or found.purpose != purpose or found.is_over:
        raise UsageError(f"--given {number}: nobody waits for that", print_help=False)
    return found


@contextmanager
def told(desk: Desk) -> Iterator[None]:
    """Tell the desk of what keeps the block from beginning, such as a missing contact."""
    try:
        yield
    except UsageError as error:
        desk.end({"problem": "refused", "detail": str(error)}, well=False)
        raise


def taken_names(settings: BaseSettings) -> frozenset[str]:
    """Return the names of all spiders, also of those whose file is broken."""
    return known_names(get_spider_loader(settings).list())


def look_at(process: CrawlerProcessBase, url: str, desk: Desk) -> dict[str, Any]:
    """Visit a site and return what ``SiteVisit`` found, with a free name; nothing is stored.

    ``known`` names the outlet whose spider reads the articles already. Raises UsageError where a
    live site may not be asked.
    """
    settings = process.settings
    with told(desk):
        require_contact(settings)
    for name in ("ITEM_PIPELINES", "EXTENSIONS"):  # nothing is stored
        settings.set(name, {}, priority="cmdline")
    loader = get_spider_loader(settings)

    def read(response: Response) -> dict[str, Any]:
        return _shown(read_response(response, loader, seen_at=now()))

    crawler = process.create_crawler(SiteVisit)
    process.crawl(crawler, url=url, read=read, say=desk.say)
    process.start()
    visit = crawler.spider
    found: dict[str, Any] = {"problem": "broken_off", "detail": ""}
    if isinstance(visit, SiteVisit):
        found = visit.found
    if "home" in found:
        outlets = {each["outlet"] for each in found.get("articles", ()) if "outlet" in each}
        known = sorted(each for each in outlets if not each.startswith(SITE_PREFIX))
        found["known"] = known[0] if known else None
        taken = taken_names(settings)
        found["taken"] = sorted(taken)
        found["name"] = choosing.name_for(found["home"], taken | _site_names(desk.database))
    desk.end(found, well="problem" not in found)
    return found


def _site_names(database: str) -> frozenset[str]:
    db = open_database(database)
    try:
        return frozenset(each.name for each in sites.listing(db))
    finally:
        db.close()


def _shown(record: dict[str, Any]) -> dict[str, Any]:
    """Return of a record what shows whether a page was read rightly.

    No more of the text than an excerpt: nobody has agreed to the site's terms yet.
    """
    if "rejected" in record:
        return {name: record[name] for name in ("outlet", "url", "rejected")}
    same = ("outlet", "url", "title", "published_at", "section", "access", "layout", "language")
    paragraphs = record["body"].split("\n\n")
    return {
        **{name: record[name] for name in same},
        "authors": [each["name"] for each in record["authors"]],
        "excerpt": excerpt(record["body"]),
        "last": paragraphs[-1][-80:] if len(paragraphs) > 1 else "",
        "characters": len(record["body"]),
        "paragraphs": len(paragraphs),
    }


def keep_page(process: CrawlerProcessBase, url: str, desk: Desk) -> dict[str, Any]:
    """Fetch a page, judge it and store it; return what became of it.

    ``stored`` tells that it is there; ``problem`` and ``detail`` why not. Raises UsageError where
    a live site may not be asked.
    """
    settings = process.settings
    with told(desk):
        require_contact(settings)
        configured_watchlist(settings)
        check_writable(settings["DATABASE"])
        kind = _asking(type(spider_for(url, get_spider_loader(settings))), settings)
    items: list[Article | Rejection] = []

    def collect(item: Article | Rejection) -> None:
        items.append(item)

    crawler = process.create_crawler(kind)
    crawler.signals.connect(collect, signals.item_scraped)
    desk.say("step_page", url)
    process.crawl(crawler, urls=[url])
    process.start()
    found = _outcome(settings["DATABASE"], items, crawler.stats.get_stats())
    of_article = {name: found.pop(name, None) for name in ("outlet", "key")}
    desk.end(found, well="problem" not in found, **of_article)
    return {**found, **of_article}


def _asking(spider: type, settings: BaseSettings) -> type:
    """Return a spider that takes the page a person asked for; raises UsageError.

    Its lock is another than that of the outlet's crawl, which may go on for most of an hour.
    """
    if spider is not SiteSpider and not spider.is_enabled(settings):  # type: ignore[attr-defined]
        raise UsageError(
            f"{spider.name} is off: its terms ask for consent",  # type: ignore[attr-defined]
            print_help=False,
        )
    more: dict[str, Any] = {"is_asked_for": True}
    if spider is not SiteSpider:
        more["lock_name"] = f"{spider.name}-keep"  # type: ignore[attr-defined]
    return type(spider.__name__, (spider,), more)


def _outcome(
    database: str, items: list[Article | Rejection], counts: dict[str, Any]
) -> dict[str, Any]:
    if not items:
        if counts.get("hanil/already_running"):
            return {"problem": "busy", "detail": ""}
        if counts.get("hanil/forgotten"):
            return {"problem": "forgotten", "detail": ""}
        return {"problem": "not fetched", "detail": counts.get("hanil/summary", {}).get("problem")}
    item = items[0]
    if isinstance(item, Rejection):
        return {"problem": item.reason, "detail": item.found or ""}
    db = open_database(database)
    try:
        number = given.article_of(db, item.outlet, item.key)
    finally:
        db.close()
    return {
        "stored": True,
        "article": number,
        "title": item.title,
        "outlet": item.outlet,
        "key": item.key,
    }


def print_line(text: str = "") -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")
