"""What ``tests.support.programs.forks`` does once before it forks: what each command would do."""

from __future__ import annotations

import functools
import gc
import importlib.metadata
import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from scrapy import cmdline
from scrapy.settings import Settings

import watchlist
from commands.common.records import read_saved
from crawler.replay import saved_pages
from crawler.spider_loader import OutletLoader
from newsdb.text.lazy_patterns import LazyPattern
from tests.support import desks, new_databases
from tests.support.crawls import REPLICA

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def warm() -> Iterator[None]:
    """Build the watch list and all patterns that are compiled at first use: 1 s of CPU time.

    In the block, new databases are copies, desks are compiled once, and Scrapy has looked for
    commands of other packages.
    """
    loader = OutletLoader(Settings({"SPIDER_MODULES": ["crawler.spiders"]}))
    for page in itertools.islice(saved_pages(REPLICA), 8):
        read_saved(page, loader)
    assert watchlist.load().matcher
    for each in gc.get_objects():
        if isinstance(each, LazyPattern):
            assert each.search
    entry_points = functools.cache(importlib.metadata.entry_points)
    assert not entry_points(group="scrapy.commands")
    with (
        new_databases.copied(),
        desks.compiled_once(),
        patch.object(cmdline, "entry_points", entry_points),
    ):
        yield
