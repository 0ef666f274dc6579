"""What every ``scrapy`` command loads, since Scrapy imports all of them, whichever is called."""

from __future__ import annotations

import subprocess
import sys

from tests.support.crawls import ROOT

LOAD = """
import pkgutil, sys
from importlib import import_module
import commands
for module in pkgutil.iter_modules(commands.__path__):
    import_module(f"commands.{module.name}")
heavy = {"apscheduler", "datasette", "scrapy.core.downloader.tls", "uvicorn", "xlsxwriter"}
heavy |= {"holidays", "jinja2", "rapidfuzz", "warcio"}  # sqlite-utils imports numpy
print(*sorted(heavy & set(sys.modules)))
"""


def test_no_command_loads_what_only_a_crawl_the_desk_or_the_scheduler_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == []
