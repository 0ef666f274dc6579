"""``scrapy crawl``: Scrapy's own command, with exit codes that cron can trust."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.log import get_scrapy_root_handler

from commands.common.contact import require_contact
from commands.common.printing import for_terminals
from commands.common.running import add_json_option, conclude
from commands.common.standstill import ended_when_it_stands_still
from commands.common.watch_list import configured_watchlist
from crawler.arguments import ArgumentError, read_urls
from crawler.extensions.log_files import RunLogs, in_run
from crawler.log_formatter import quieten
from crawler.outlet_spider import OutletSpider
from crawler.replay import SavedPageError, archived_pages, is_archive, saved_pages
from crawler.spiders.site import listings_of_site, sites_in
from crawler.storage import is_local
from newsdb.database import check_writable, limit_caches
from newsdb.database_errors import UnusableDatabaseError

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.spiderloader import SpiderLoaderProtocol

#: What the database's connections of several outlets may keep in memory together, in MB. One
#: outlet's may keep a third of that; thirty of those would reach MEMUSAGE_LIMIT_MB.
SHARED_CACHES = 256


class Command(crawl.Command):
    """Exit code 0: success, or another run was under way; 1: failure; 2: bad usage; 75: later."""

    section = "Collect"

    def syntax(self) -> str:
        return "[options] OUTLET [OUTLET ...]"

    def short_desc(self) -> str:
        return "Crawl outlets: find new articles, read them, store them"

    def long_desc(self) -> str:
        return (
            "Crawl outlets, several at a time, each in its own run: a failure in one doesn't stop"
            " the others. Arguments (-a):"
            " since=DATE goes back to a date, urls=FILE_OR_URL reads only these, search=WORDS"
            " reads what the outlet's own search finds. Settings (-s): DATABASE=PATH; REPLAY=PATH"
            " reads saved pages (a folder, or WARC files) instead of the network. A live site is"
            " crawled only with a contact (hanil.toml, HANIL_CONTACT or -s CONTACT=ADDRESS), which"
            " it sees in the user agent. Exit code:"
            " 0 success, 1 failure, 2 bad usage or configuration, 75 a fault that may pass."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_json_option(parser)
        parser.add_argument(
            "--logs",
            metavar="DIR",
            type=Path,
            help="append each outlet's log to DIR/OUTLET.log instead of standard error",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        quieten()

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        assert self.crawler_process is not None
        if not args:
            raise UsageError("name one or more spiders: scrapy crawl fnnews", print_help=False)
        try:
            names = list(dict.fromkeys(args))
            self._read_archive(names, opts.spargs)
            plans = self._plans(names, opts.spargs)
            self._refuse_one_file(len(plans))
            require_contact(self.settings)
            configured_watchlist(self.settings)
            if is_local(self.settings):
                check_writable(self.settings["DATABASE"])
        except (ArgumentError, SavedPageError, UnusableDatabaseError) as error:
            raise UsageError(str(error), print_help=False) from None
        crawlers = [self._create_crawler(spider) for spider, _ in plans]
        if len(crawlers) > 1:
            limit_caches(SHARED_CACHES)
        if opts.logs and (usual := get_scrapy_root_handler()):
            logs = RunLogs(opts.logs, (spider.name for spider, _ in plans), like=usual)
            logging.getLogger().addHandler(logs)
        for crawler, (spider, arguments) in zip(crawlers, plans, strict=True):
            in_run(spider.name, partial(self.crawler_process.crawl, crawler, **arguments))
        with ended_when_it_stands_still() if len(crawlers) > 1 else nullcontext():
            self.exitcode = conclude(self.crawler_process, *crawlers, as_json=opts.json)

    def _read_archive(self, names: list[str], arguments: dict[str, Any]) -> None:
        """Check what REPLAY names; of a WARC file read the pages that are the outlets' own.

        An archive has no listings that would lead to them.
        """
        assert self.settings is not None
        if not (replay := self.settings.get("REPLAY")):
            return
        path = Path(replay)
        if not is_archive(path):
            list(saved_pages(path))
        elif not {"urls", "search"} & set(arguments):
            loader = get_spider_loader(self.settings)
            spiders = [_load(name, loader) for name in names]
            outlets = [each for each in spiders if issubclass(each, OutletSpider)]
            urls = dict.fromkeys(page.url for page in archived_pages(path))
            own = [url for url in urls if any(outlet.key_of(url) for outlet in outlets)]
            if not own:
                raise SavedPageError(f"{path} has no page of {', '.join(names)}")
            arguments["urls"] = own

    def _refuse_one_file(self, spiders: int) -> None:
        """Refuse to let several spiders overwrite each other's items in one file."""
        assert self.settings is not None
        for uri, feed in self.settings.getdict("FEEDS").items():
            if spiders > 1 and feed.get("overwrite") and "%(name)s" not in str(uri):
                raise UsageError(
                    f"-O {uri}: several outlets would overwrite each other's articles; use"
                    " -o FILE.jsonl, or a file for each with %(name)s in its name",
                    print_help=False,
                )

    def _plans(
        self, names: list[str], arguments: dict[str, str]
    ) -> list[tuple[type[Spider], dict[str, Any]]]:
        """Return the requested spiders, each with its checked arguments.

        When several are named, each reads only its own URLs among ``urls``.
        """
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        spiders = [_load(name, loader) for name in names]
        for spider in spiders:
            if issubclass(spider, OutletSpider) and not spider.is_enabled(self.settings):
                why = (
                    f"waits for a probe: if its facts hold (scrapy probe {spider.name}), set"
                    if spider.awaits_probe
                    else f"is off ({spider.terms}): if you may crawl it, set"
                )
                where = f"[outlets.{spider.name}] in hanil.toml"
                raise UsageError(
                    f"{spider.name} {why} enabled = true under {where}", print_help=False
                )
        if len(spiders) == 1 or "urls" not in arguments:
            for spider in spiders:
                spider(**arguments)  # rejects arguments that it can't understand
            if site := arguments.get("site"):
                listings_of_site(sites_in(self.settings["DATABASE"]), site)
            return [(spider, arguments) for spider in spiders]
        outlets = [spider for spider in spiders if issubclass(spider, OutletSpider)]
        dealt: dict[type[Spider], list[str]] = {}
        for url in read_urls(arguments["urls"]):
            owner = next((each for each in outlets if each.key_of(url)), None)
            if owner is None:
                raise ArgumentError(f"-a urls: {url} is not an article of {', '.join(names)}")
            dealt.setdefault(owner, []).append(url)
        return [(each, {**arguments, "urls": urls}) for each, urls in dealt.items()]


def _load(name: str, loader: SpiderLoaderProtocol) -> type[Spider]:
    try:
        return loader.load(name)
    except KeyError:
        why = getattr(loader, "broken", {}).get(name)
        known = ", ".join(sorted(loader.list()))
        problem = f"{name} can't be used: {why}" if why else f"there is no spider {name}"
        raise UsageError(f"{problem} (known spiders: {known})", print_help=False) from None
