"""What commands that run a spider have in common: --json and exit codes.

Functions, since Scrapy takes every command class in this package for a command.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler, CrawlerProcessBase


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Let a command take --json."""
    parser.add_argument(
        "--json",
        action="store_true",
        help="print what each run came to as a JSON object on a line",
    )


def conclude(process: CrawlerProcessBase, *crawlers: Crawler, as_json: bool) -> int:
    """Run what was prepared and return the exit code that its outcome deserves.

    Of several crawlers the worst decides. As JSON each is an object on a line of its own.
    """
    process.start()
    summaries = [each.stats.get_value("hanil/summary", {}) for each in crawlers]
    if as_json and not process.bootstrap_failed:
        for summary in summaries:
            sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    good = all(summary.get("outcome") in {"success", "not_run"} for summary in summaries)
    return 0 if good and not process.bootstrap_failed else 1
