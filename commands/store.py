"""``scrapy store``: the one writer of crawls on other machines."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from cluster.broker import BrokerError, broker_url
from commands.common.printing import for_terminals
from crawler.archive import folder
from newsdb.database import check_writable
from newsdb.database_errors import UnusableDatabaseError
from newsdb.lazy_modules import LazyModule

if TYPE_CHECKING:
    import argparse

    from cluster import serving, writer
else:
    serving = LazyModule("cluster.serving")
    writer = LazyModule("cluster.writer")


class Command(ScrapyCommand):
    """Exit code 0: stopped as asked; 2: bad usage, or the database can't be used."""

    section = "Collect"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "--queue URL [--until-empty]"

    def short_desc(self) -> str:
        return "Store what workers on other machines find: the one writer, beside the database"

    def long_desc(self) -> str:
        return (
            "Store what the crawls of workers tell, each message once. One writer stores at a"
            " time: a second one waits until the first has ended, whatever ended it. A broker or a"
            " disk that fails is tried again. --until-empty: end once nothing waits and no crawl"
            " is under way, to move back to one machine."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--queue", metavar="URL", help="the broker; by default what HANIL_QUEUE says"
        )
        parser.add_argument(
            "--until-empty",
            action="store_true",
            help="end once all is stored and no crawl is under way",
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError("the writer takes options only", print_help=False)
        database = Path(self.settings["DATABASE"])
        try:
            url = broker_url(opts.queue)
            check_writable(database)
        except (BrokerError, UnusableDatabaseError) as error:
            raise UsageError(str(error), print_help=False) from None
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
        archive = None
        if self.settings.getbool("ARCHIVE_ENABLED"):
            archive = folder.place(database, self.settings["ARCHIVE_FOLDER"])
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        try:
            with serving.only_writer(database, stop) as has_it:
                if has_it:
                    stored_by = writer.Writer(database, archive=archive)
                    try:
                        serving.Store(stored_by, database, url, stop).serve(
                            until_empty=opts.until_empty
                        )
                    finally:
                        stored_by.close()
        except (OSError, UnusableDatabaseError) as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 2
