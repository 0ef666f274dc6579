"""Writes a spider file for a paper from two of its pages, and tries it at once."""

from __future__ import annotations

import ast
import json
import sys
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy.spiderloader import get_spider_loader

from commands.common.contact import require_contact
from commands.common.records import as_expected, read_response, saved_page_of
from commands.common.sites.shown import policy_of, rhythm_of
from commands.common.sites.visits import taken_names
from crawler import own_spiders
from crawler.failures import reason_of
from crawler.reading.charset import decode
from crawler.reading.responses import text_of
from crawler.replay import SavedPageError
from crawler.sites.addresses import AddressesError, form_of
from crawler.sites.listings import home_signs
from crawler.sites.proposals import Proposal, ProposalError, propose
from crawler.sites.spider_file import Paper, source_of
from newsdb.database import now, stamp
from newsdb.invocation import as_typed
from newsdb.sites import choosing, given
from newsdb.sites.given import AddressError

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.http import Response
    from twisted.python.failure import Failure

#: The folder of fixtures beside that of the spiders.
FIXTURES = own_spiders.FOLDER.parent / "fixtures"


class DesignError(ValueError):
    """No spider can be written; the message says why and what to do."""


class Fetched(NamedTuple):
    """A page that a spider is written from."""

    response: Response
    at: datetime


class Pages(scrapy.Spider):
    """Fetches the pages that a person named, as politely as a crawl."""

    name = "site"

    def __init__(self, *args: Any, urls: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.urls = urls
        self.fetched: dict[str, Response] = {}
        self.problems: list[str] = []

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield scrapy.Request(url, self.keep, errback=self.failed, cb_kwargs={"given": url})

    def keep(self, response: Response, given: str) -> None:
        """Keep an answer."""
        self.fetched[given] = response

    def failed(self, failure: Failure) -> None:
        """Note why a page could not be fetched."""
        url = failure.request.url  # type: ignore[attr-defined]  # set by Scrapy
        reason, detail = reason_of(failure)
        self.problems.append(f"{url}: {detail or reason}")


def write_spider(
    process: CrawlerProcessBase, name: str, words: Sequence[str], opts: argparse.Namespace
) -> bool:
    """Write a spider and its fixtures, read both pages with it, and print what it reads.

    Returns whether both were read by its design, each as another text. Raises DesignError,
    ChoiceError, and UsageError where a live site may not be asked.
    """
    settings = process.settings
    choosing.name_of(name, taken_names(settings))
    file = own_spiders.FOLDER / f"{name.replace('-', '_')}.py"
    if file.exists():
        raise DesignError(f"{file} is there already: edit it, or move it away")
    policy, schedule = policy_of(opts), rhythm_of(opts.schedule or "hourly")
    choosing.one_of("country", opts.country or "", choosing.COUNTRIES)
    choosing.one_of("language", opts.language or "", choosing.LANGUAGES)
    first, second = _pages(process, words)
    try:
        form = form_of(first.response.url, second.response.url)
        proposal = propose(text_of(first.response), text_of(second.response))
    except AddressesError as error:
        raise DesignError(f"what articles' addresses look like can't be told: {error}") from None
    except ProposalError as error:
        raise DesignError(str(error)) from None
    home = urljoin(first.response.url, "/")
    signs = home_signs(first.response)
    listing, is_feed = _listing(opts, home, signs.feeds)
    paper = Paper(
        name=name,
        title=choosing.title_of(opts.title or signs.title or urlsplit(home).netloc),
        home=home,
        country=opts.country or choosing.country_of(home),
        language=opts.language or signs.language,  # type: ignore[arg-type]
        policy=policy,
        terms=choosing.terms_of(opts.terms or ""),
        schedule=schedule,
        listing=listing,
        is_feed=is_feed,
    )
    source = source_of(paper, form, proposal)
    ast.parse(source)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    records = _try(settings, name, file, (first, second))
    _report(file, paper, proposal, records)
    texts = {record.get("body") for record in records}
    return len(texts) == 2 and all(record.get("layout") == name for record in records)


def _listing(opts: argparse.Namespace, home: str, feeds: Sequence[str]) -> tuple[str, bool]:
    """Return where articles are found, and whether that is a feed; raises DesignError."""
    try:
        if opts.feed:
            return given.address_of(opts.feed), True
        if opts.list:
            return given.address_of(opts.list), False
    except AddressError as error:
        raise DesignError(f"--feed or --list: {error}") from None
    return (feeds[0], True) if feeds else (home, False)


def _pages(process: CrawlerProcessBase, words: Sequence[str]) -> tuple[Fetched, Fetched]:
    """Return the pages that two words name, files or addresses; raises DesignError."""
    urls = [each for each in words if each.startswith(("http://", "https://"))]
    fetched: dict[str, Response] = {}
    if urls:
        require_contact(process.settings)
        for name in ("ITEM_PIPELINES", "EXTENSIONS"):  # nothing is stored
            process.settings.set(name, {}, priority="cmdline")
        crawler = process.create_crawler(Pages)
        process.crawl(crawler, urls=urls)
        process.start()
        spider = crawler.spider
        if isinstance(spider, Pages):
            fetched = spider.fetched
            if spider.problems:
                raise DesignError("; ".join(spider.problems))
    found = []
    for each in words:
        if each in fetched:
            found.append(Fetched(fetched[each], now()))
            continue
        try:
            page = saved_page_of(Path(each), None)
            response = page.response(scrapy.Request(page.url))
        except (SavedPageError, OSError) as error:
            raise DesignError(str(error)) from None
        found.append(Fetched(response, page.fetched_at or now()))
    return found[0], found[1]


def _try(settings: Any, name: str, file: Path, pages: Sequence[Fetched]) -> list[dict[str, Any]]:
    """Return how the new spider reads both pages, which become its fixtures."""
    invalidate_caches()
    import_module(f"crawler.own_spiders.{file.stem}")
    loader = get_spider_loader(settings)
    records = []
    for place, page in zip(("first", "second"), pages, strict=True):
        folder = FIXTURES / name / place
        folder.mkdir(parents=True, exist_ok=True)
        record = read_response(page.response, loader, seen_at=page.at)
        (folder / "page.html").write_bytes(page.response.body)
        encoding = decode(page.response.body)[1]
        described = {"url": page.response.url, "fetched_at": stamp(page.at), "encoding": encoding}
        _write_json(folder / "page.json", described)
        expected = {"rejected": True} if "rejected" in record else as_expected(record)
        _write_json(folder / "page.expected.json", expected)
        records.append(record)
    return records


def _write_json(file: Path, value: dict[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    file.write_text(f"{text}\n", encoding="utf-8")


def _report(file: Path, paper: Paper, proposal: Proposal, records: list[dict[str, Any]]) -> None:
    say = sys.stdout.write
    say(f"{file}: {paper.title}, its articles from {paper.listing}\n\n")
    for field in ("title", "dates", "authors", "body", "drop"):
        say(f"{field:<8} {getattr(proposal, field) or '(none found)'}\n")
    for record in records:
        if "rejected" in record:
            say(f"\n{record['url']}: not read: {record['rejected']['reason']}\n")
            continue
        paragraphs = record["body"].split("\n\n")
        names = ", ".join(each["name"] for each in record["authors"])
        say(f"\n{record['title']}\n  {record['published_at'] or 'no time'}  {names}\n")
        say(f"  {paragraphs[0][:100]}\n  … {paragraphs[-1][-100:]}\n")
        say(f"  {len(record['body']):,} characters in {len(paragraphs)} paragraphs,")
        say(f" by the design {record['layout']}\n")
    say(f"\nIf that is right: {as_typed('scrapy probe')} {paper.name}, then ")
    say(f"{as_typed('scrapy crawl')} {paper.name}. If not, edit the selectors and read the pages")
    say(f" again: {as_typed('scrapy read')} --pages {FIXTURES / paper.name}\n")
