"""``scrapy crawl``: as Scrapy's own, with exit codes that cron can trust."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import crawl
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.judging import configured_watchlist
from commands.running import add_json_option, conclude
from crawler.arguments import ArgumentError
from crawler.logs import quieten
from crawler.replay import SavedPageError, saved_pages
from newsdb.database import UnusableDatabaseError, check_writable

if TYPE_CHECKING:
    import argparse


class Command(crawl.Command):
    """Exit code 0: the run succeeded, or another one was under way; 1: it failed; 2: bad usage."""

    def long_desc(self) -> str:
        return (
            "Crawl an outlet: find new articles, read them, store them. Arguments (-a):"
            " since=DATE goes back to a date, urls=FILE or a URL reads only these, search=WORDS"
            " reads what the outlet's own search finds. Settings (-s): DATABASE=PATH; REPLAY=DIR"
            " reads saved pages instead of the network. Exit code: 0 success, 1 failure, 2 bad"
            " usage or configuration."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_json_option(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        quieten()

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        assert self.crawler_process is not None
        if len(args) != 1:
            raise UsageError("name one spider: scrapy crawl fnnews", print_help=False)
        try:
            spider = get_spider_loader(self.settings).load(args[0])
            spider(**opts.spargs)  # refuses arguments that it can't understand
            configured_watchlist(self.settings)
            check_writable(self.settings["DATABASE"])
            if replay := self.settings.get("REPLAY"):
                list(saved_pages(Path(replay)))
        except KeyError:
            known = ", ".join(sorted(get_spider_loader(self.settings).list()))
            raise UsageError(f"no spider is called {args[0]} (there are: {known})") from None
        except (ArgumentError, SavedPageError, UnusableDatabaseError) as error:
            raise UsageError(str(error), print_help=False) from None
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.exitcode = conclude(self.crawler_process, crawler, as_json=opts.json)
