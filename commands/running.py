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
        "--json", action="store_true", help="print what the run came to as one JSON object"
    )


def conclude(process: CrawlerProcessBase, crawler: Crawler, *, as_json: bool) -> int:
    """Run what was prepared and return the exit code that its outcome deserves."""
    process.start()
    if process.bootstrap_failed:
        return 1
    summary = crawler.stats.get_value("hanil/summary", {})
    if as_json:
        sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    return 0 if summary.get("outcome") in {"success", "not_run"} else 1
