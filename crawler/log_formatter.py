"""A readable log: one line per event that matters, without article texts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import logformatter
from scrapy.utils.log import get_scrapy_root_handler

from newsdb.text.controls import make_printable

if TYPE_CHECKING:
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure

#: Scrapy's own machinery, silent unless something is wrong with it.
MACHINERY = (
    "scrapy.addons",
    "scrapy.core.engine",
    "scrapy.crawler",
    "scrapy.extensions.memusage",
    "scrapy.middleware",
    "scrapy.spidermiddlewares.httperror",
    "scrapy.utils.log",
    "scrapy.dupefilters",
)


def quieten() -> None:
    """Keep Scrapy's lines about itself out of the log at INFO.

    A filter, because Scrapy's own logging set-up, which comes later, resets the loggers' levels.
    """
    for name in MACHINERY:
        logging.getLogger(name).addFilter(_is_warning)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's log lines without the items, which hold whole articles.

    Making it also makes the log itself safe for a terminal: Scrapy has set up its handler then.
    """

    def __init__(self) -> None:
        if handler := get_scrapy_root_handler():
            make_printable(handler)

    def scraped(self, item: Any, response: Response | Failure | None, spider: Any) -> Any:
        """Name the item's class and page, at DEBUG."""
        del spider
        what, where = type(item).__name__, getattr(response, "url", "")
        return self._line(logging.DEBUG, f"{what} from {where}")

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Any) -> Any:
        """Name the item's class and page, and why it was dropped."""
        del spider
        what, where = type(item).__name__, getattr(response, "url", "")
        return self._line(logging.WARNING, f"Dropped {what} from {where}: {exception}")

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Any) -> Any:
        """Name the item's class and page."""
        del spider, exception  # the traceback follows
        what, where = type(item).__name__, getattr(response, "url", "")
        return self._line(logging.ERROR, f"{what} from {where} could not be processed")

    def _line(self, level: int, message: str) -> LogFormatterResult:
        return {"level": level, "msg": "%(message)s", "args": {"message": message}}
