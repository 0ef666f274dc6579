"""``scrapy read``: how would this page be read? The record with its sources, or a feed's links."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.printing import for_terminals
from commands.common.records import (
    as_expected,
    as_record,
    links_on,
    listing_on,
    read_saved,
    saved_page_of,
)
from crawler.log_formatter import quieten
from crawler.registry import spider_for
from crawler.replay import SavedPageError, saved_pages

if TYPE_CHECKING:
    import argparse

    from scrapy.spiderloader import SpiderLoaderProtocol

    from newsdb.articles.rejections import Rejection
    from pipelines.candidate import Candidate


class Command(ScrapyCommand):
    """Prints the normalised record of a page and the source of each field, or a listing's links.

    Exit code 0: an article, or a listing with articles; 1: no article, or none; 2: bad usage.
    """

    section = "Collect"
    requires_project = True

    def syntax(self) -> str:
        return "FILE_OR_URL [--url URL] [--generic] [--expected] | --pages DIR [--generic]"

    def short_desc(self) -> str:
        return "Show how a page would be read: the record, the layout, each field's source"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", help="the URL that FILE was saved from")
        parser.add_argument(
            "--generic", action="store_true", help="read as a page of any site, not of its outlet"
        )
        parser.add_argument(
            "--expected", action="store_true", help="print the record as a fixture expects it"
        )
        parser.add_argument(
            "--pages", metavar="DIR", type=Path, help="read all saved pages, one JSON line each"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if not opts.loglevel:  # the record is the answer; the log shows only what went wrong
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        quieten()

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if bool(args) == bool(opts.pages) or len(args) > 1:
            raise UsageError("name one file or URL, or a folder with --pages", print_help=False)
        loader = get_spider_loader(self.settings)
        if opts.pages:
            print_saved(opts.pages, loader, generic=opts.generic)
            return
        try:
            if args[0].startswith(("http://", "https://")):
                record = self.read_live(args[0], loader, generic=opts.generic)
            else:
                page = saved_page_of(Path(args[0]), opts.url)
                if not opts.generic and (listing := listing_on(page, loader)):
                    links = {"links": links_on(page, *listing)}
                    sys.stdout.write(f"{json.dumps(links, ensure_ascii=False, indent=2)}\n")
                    self.exitcode = 0 if links["links"] else 1
                    return
                record = read_saved(page, loader, generic=opts.generic)
        except (SavedPageError, OSError) as error:
            raise UsageError(str(error), print_help=False) from error
        if opts.expected:
            record = {"rejected": True} if "rejected" in record else as_expected(record)
        sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
        self.exitcode = 1 if "rejected" in record else 0

    def read_live(
        self, url: str, loader: SpiderLoaderProtocol, *, generic: bool
    ) -> dict[str, Any]:
        """Fetch a page as politely as a crawl would and read it; nothing is stored."""
        assert self.crawler_process is not None
        settings = self.crawler_process.settings
        for name, value in (
            ("DATABASE", ":memory:"),
            ("EXTENSIONS", {}),
            ("ITEM_PIPELINES", {"pipelines.normalise.NormalisePipeline": 100}),
        ):
            settings.set(name, value, priority="cmdline")
        crawler = self.crawler_process.create_crawler(
            type(spider_for(url, loader, generic=generic))
        )
        items: list[Candidate | Rejection] = []

        def collect(item: Candidate | Rejection) -> None:
            items.append(item)

        crawler.signals.connect(collect, signals.item_scraped)
        self.crawler_process.crawl(crawler, urls=url)
        self.crawler_process.start()
        if not items:
            return {"url": url, "rejected": {"reason": "not fetched", "found": "see the log"}}
        return as_record(items[0])


@for_terminals
def print_saved(directory: Path, loader: SpiderLoaderProtocol, *, generic: bool) -> None:
    """Print the record of each page saved below a folder, one JSON object a line.

    Raises UsageError when the folder or one of its JSON files can't be read.
    """
    try:
        for page in saved_pages(directory):
            file = str(page.file.relative_to(directory))
            line = {"file": file, **read_saved(page, loader, generic=generic)}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    except SavedPageError as error:
        raise UsageError(str(error), print_help=False) from error
