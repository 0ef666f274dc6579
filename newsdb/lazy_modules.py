"""Modules that are imported when they are first used: large ones that most runs don't need.

Scrapy imports every command and every pipeline whichever is asked for; numpy alone takes a tenth
of a start, and a run that finds nothing new computes nothing with it.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


class LazyModule(ModuleType):
    """Stands for a module until something of it is used; type checkers see the module itself."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self.__name__), name)
        self.__dict__[name] = found
        return found


@contextmanager
def absent(*names: str) -> Iterator[None]:
    """Let what is imported inside find these modules absent, unless they are imported already.

    For libraries that import another one only if it is installed.
    """
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    hidden = [name for name in names if name not in modules]
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del modules[name]
