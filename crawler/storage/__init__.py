"""The storage of a crawl: one object that its spider, middlewares and pipelines share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.utils.misc import load_object

from newsdb.crawls.storage import CrawlStorage, LocalStorage

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

#: The value of CRAWL_STORAGE for crawls beside the database.
LOCAL = "crawler.storage.local_storage"

_opened: WeakKeyDictionary[Crawler, CrawlStorage] = WeakKeyDictionary()


def storage_of(crawler: Crawler) -> CrawlStorage:
    """Return the storage of a crawl, which the setting CRAWL_STORAGE names; opened at first use.

    It is closed when the crawl's engine has stopped. Raises UnusableDatabaseError.
    """
    if (storage := _opened.get(crawler)) is None:
        make: Callable[[Crawler], CrawlStorage] = load_object(
            crawler.settings.get("CRAWL_STORAGE", LOCAL)
        )
        storage = _opened[crawler] = make(crawler)
        crawler.signals.connect(storage.close, signals.engine_stopped, weak=False)
    return storage


def storage_if_any(crawler: Crawler) -> CrawlStorage | None:
    """Return the storage of a crawl without making a database where there is none."""
    if (
        is_local(crawler.settings)
        and crawler not in _opened
        and not Path(crawler.settings["DATABASE"]).exists()
    ):
        return None
    return storage_of(crawler)


def is_local(settings: BaseSettings) -> bool:
    """Tell whether a crawl has the database beside it."""
    return bool(settings.get("CRAWL_STORAGE", LOCAL) == LOCAL)


def local_storage(crawler: Crawler) -> LocalStorage:
    """Return the storage of a crawl beside the database; raises UnusableDatabaseError."""
    return LocalStorage(crawler.settings["DATABASE"])
