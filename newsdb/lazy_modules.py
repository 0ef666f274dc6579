"""Modules that are imported when they are first used: large ones that most runs don't need.

Scrapy imports every command and every pipeline whichever is asked for; numpy alone takes a tenth
of a start, and a run that finds nothing new computes nothing with it.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class LazyModule(ModuleType):
    """Stands for a module until something of it is used; type checkers see the module itself."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self.__name__), name)
        self.__dict__[name] = found
        return found
