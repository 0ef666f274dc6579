"""Modules that cost much and that one file of tests needs: imported when they are used.

Every worker collects all files, and so imports what they import, but runs a third of them.
"""

from __future__ import annotations

import importlib
from typing import Any


class _Late:
    """Stands for a module."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # pytest asks whatever it finds at collection (__test__ ...)
            raise AttributeError(name)
        return getattr(importlib.import_module(self._name), name)


def late(name: str) -> Any:
    """Return what stands for a module, which is imported at the first look into it."""
    return _Late(name)
