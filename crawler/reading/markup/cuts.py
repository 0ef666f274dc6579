"""What of a page is left out because it has more than any honest one, for the log to tell."""

from __future__ import annotations

import logging
from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeVar

from crawler.urls import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

_Value = TypeVar("_Value")


class _Page(Protocol):
    """A page that remembers what of it was cut, and how much of each is read."""

    cuts: dict[str, int]


def first(page: _Page, values: Iterable[_Value], what: str, most: int) -> list[_Value]:
    """Return the first ``most`` of a page's values, and remember if there are more of ``what``."""
    left = iter(values)
    found = list(islice(left, most))
    if next(left, None) is not None:
        page.cuts[what] = most
    return found


def log_cuts(page: _Page, url: str) -> None:
    """Warn of what of the page at ``url`` was cut while it was read."""
    for what, most in page.cuts.items():
        more = f"more than {most:,} {what}"
        logger.warning("%s: it has %s, only the first are read", url[:LONGEST], more)
