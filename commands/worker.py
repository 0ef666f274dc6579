"""``scrapy worker``: crawls what a scheduler on another machine hands out."""

from __future__ import annotations

import logging
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from cluster.broker import BrokerError, broker_url, queue_of
from commands.common.contact import require_contact
from commands.common.printing import for_terminals
from newsdb.configuration import home, load
from newsdb.lazy_modules import LazyModule

if TYPE_CHECKING:
    import argparse

    from cluster import working
    from scheduling import capacity
else:
    capacity = LazyModule("scheduling.capacity")
    working = LazyModule("cluster.working")


class Command(ScrapyCommand):
    """Exit code 0: stopped as asked; 2: bad usage, or the broker can't be used."""

    section = "Collect"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "--queue URL [--region KR|JP] [--parallel N]"

    def short_desc(self) -> str:
        return "Crawl for a scheduler on another machine, which hands crawls out by a broker"

    def long_desc(self) -> str:
        return (
            "Crawl what scheduler.py --queue hands out, and send what is found to the one writer"
            " (store). It needs the same version and spiders as the scheduler's machine and a"
            " contact; the watch list comes with what it is to crawl. --region: it also takes"
            " outlets that ask for a worker there. Until SIGTERM, after which its crawls end in"
            " good order."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--queue",
            metavar="URL",
            help="the broker: redis://HOST:6379/0 or amqp://USER:PASSWORD@HOST/VHOST;"
            " by default what HANIL_QUEUE says",
        )
        parser.add_argument("--region", choices=("KR", "JP"), help="where this machine is")
        parser.add_argument(
            "--parallel", metavar="N", type=int, help="processes at once (default: by cores)"
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError("a worker takes options only", print_help=False)
        if opts.parallel is not None and not 1 <= opts.parallel <= 100:
            raise UsageError("--parallel: a number from 1 to 100", print_help=False)
        require_contact(self.settings)
        try:
            url = broker_url(opts.queue)
        except BrokerError as error:
            raise UsageError(str(error), print_help=False) from None
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
        settings, configuration = self.settings, load()
        loader = get_spider_loader(settings)
        try:
            working.work(
                url,
                queues=[queue_of(None), *([queue_of(opts.region)] if opts.region else [])],
                parallel=opts.parallel or capacity.runs_at_once(),
                name=socket.gethostname(),
                root=home(),
                logs=Path(configuration.database).parent / "logs",
                grace=configuration.scheduler.grace,
                watchlist=settings["WATCHLIST"],
                known=loader.list,
                settings=[word for each in opts.set for word in ("-s", each)],
            )
        except BrokerError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 2
