"""Whose run a log line belongs to, where one process crawls several outlets.

A run is started in a context of its own, which its tasks, signals and downloads inherit; so even a
line of a module-level logger of a pipeline or an extension tells its run.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, TypeVar

from scrapy.utils.log import get_scrapy_root_handler

from newsdb.text.controls import make_printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

logger = logging.getLogger(__name__)

T = TypeVar("T")

_run: ContextVar[str | None] = ContextVar("run", default=None)


def in_run(name: str, start: Callable[[], T]) -> T:
    """Return what ``start`` does, which belongs to a run with all that comes of it."""
    context = copy_context()
    context.run(_run.set, name)
    return context.run(start)


def run_of(record: logging.LogRecord) -> str | None:
    """Return the spider whose run wrote a record, None for a line of the process itself.

    A spider that the record names is believed before the context: Twisted makes timed calls of
    several runs in the context of one of them.
    """
    crawler = getattr(record, "crawler", None)
    spider = getattr(record, "spider", None) or getattr(crawler, "spider", None)
    name = getattr(spider, "name", None)
    return name if isinstance(name, str) else _run.get()


class RunLogs(logging.Handler):
    """Appends the lines of each run to NAME.log in a folder instead of Scrapy's log.

    It must be added before the crawls start: Scrapy makes its own handler anew whenever one does,
    so that it comes after this one. A log that can't be opened leaves its lines to Scrapy's.
    """

    def __init__(self, folder: Path, names: Iterable[str], *, like: logging.Handler) -> None:
        super().__init__(like.level)
        self.files: dict[str | None, logging.FileHandler] = {}
        for name in names:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                file = logging.FileHandler(
                    folder / f"{name}.log", encoding="utf-8", errors="backslashreplace"
                )
            except OSError as error:
                logger.warning("%s has no log of its own: %s", name, error)
                continue
            file.setFormatter(like.formatter)
            make_printable(file)
            self.files[name] = file

    def emit(self, record: logging.LogRecord) -> None:
        if file := self.files.get(run_of(record)):
            file.handle(record)
            record.__dict__["in_own_log"] = True
            if usual := get_scrapy_root_handler():
                usual.addFilter(_is_left)  # which does nothing the second time

    def close(self) -> None:
        for file in self.files.values():
            file.close()
        super().close()


def _is_left(record: logging.LogRecord) -> bool:
    return not getattr(record, "in_own_log", False)
