"""What of a page is left out because it has more than any honest one, for the log to tell."""

from __future__ import annotations

import logging
from itertools import islice
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from crawler.urls import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.reading.markup.parsed_page import Page

logger = logging.getLogger(__name__)

_Value = TypeVar("_Value")

#: Of the pages that are in use, what is cut and how much of it is read.
_cuts: WeakKeyDictionary[Page, dict[str, int]] = WeakKeyDictionary()


def cut(page: Page, what: str, most: int) -> None:
    """Remember that of ``what`` a page has only the first ``most`` are read."""
    _cuts.setdefault(page, {})[what] = most


def first(page: Page, values: Iterable[_Value], what: str, most: int) -> list[_Value]:
    """Return the first ``most`` of a page's values, and remember if there are more of ``what``."""
    left = iter(values)
    found = list(islice(left, most))
    if next(left, None) is not None:
        cut(page, what, most)
    return found


def cuts_of(page: Page) -> Mapping[str, int]:
    """Return what of a page was cut while it was read, and how much of each was read."""
    return _cuts.get(page, {})


def log_cuts(page: Page, url: str) -> None:
    """Warn of what of the page at ``url`` was cut while it was read."""
    for what, most in cuts_of(page).items():
        logger.warning("Of %s only the first %d %s are read", url[:LONGEST], most, what)
