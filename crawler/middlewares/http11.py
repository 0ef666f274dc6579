"""Scrapy's handler of HTTP/1.1, imported without asking each module where its file is.

Importing it makes three deprecated classes. For each, Scrapy asks ``inspect.stack()`` and
``inspect.getmodule()`` which module makes it, and those look for the source of each of some fifty
frames; for a frame that has none, as Python's import system, in every module that is loaded. With
a thousand loaded that was a sixth of a start. So it is imported from here, before anything else
imports it.
"""

from __future__ import annotations

import inspect
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def _caller_and_its_caller(context: int = 1) -> list[Any]:
    """Stand for ``inspect.stack`` where only the module of the second frame is asked for.

    ``getmodule`` returns a module as it is, so it stands in the place of its frame.
    """
    del context
    frame = sys._getframe(1)
    return [(_module(frame),), (_module(frame.f_back),)]


def _module(frame: Any) -> Any:
    return sys.modules.get(frame.f_globals["__name__"]) if frame else None


@contextmanager
def _short_stack() -> Iterator[None]:
    kept = inspect.stack
    inspect.stack = _caller_and_its_caller
    try:
        yield
    finally:
        inspect.stack = kept


with _short_stack():
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

__all__ = ["HTTP11DownloadHandler"]
