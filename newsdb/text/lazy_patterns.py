"""Regular expressions that are compiled when they are first used.

Scrapy imports every command and every spider whichever is asked for, and a large pattern takes
some ten milliseconds to compile: all of them together took as long as everything else of a start.
"""

from __future__ import annotations

import re
from typing import Any, cast


class LazyPattern:
    """What stands for a pattern until it is used; from then on it costs as little as one."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in _ATTRIBUTES:
            raise AttributeError(name)
        pattern = self.compiled()
        self.__dict__ |= {each: getattr(pattern, each) for each in _ATTRIBUTES}
        return self.__dict__[name]

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern; raises re.error when it is none."""
        source, flags = self._source, self._flags
        return re.compile(source, flags)


_ATTRIBUTES = frozenset(
    (
        "findall finditer flags fullmatch groupindex groups match pattern search split sub subn"
    ).split()
)


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled at its first use; a fault in it shows only then."""
    return cast("re.Pattern[str]", LazyPattern(source, flags))
