"""What commands that run a spider share: --json and exit codes.

Functions, since Scrapy would take every command class in this package for a command.
"""

from __future__ import annotations

import gc
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler, CrawlerProcessBase


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add the option --json to a command that runs spiders."""
    parser.add_argument(
        "--json",
        action="store_true",
        help="print the outcome of each run as a JSON object on its own line",
    )


def conclude(process: CrawlerProcessBase, *crawlers: Crawler, as_json: bool) -> int:
    """Run the prepared crawlers and return the exit code for their outcome.

    The worst of several crawlers decides. With ``as_json`` each prints an object on its own line.
    """
    gc.freeze()  # what was imported stays: a search for cycles would pass 300,000 objects
    process.start()
    summaries = [each.stats.get_value("hanil/summary", {}) for each in crawlers]
    if as_json and not process.bootstrap_failed:
        for summary in summaries:
            sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    good = all(summary.get("outcome") in {"success", "not_run"} for summary in summaries)
    return 0 if good and not process.bootstrap_failed else 1
