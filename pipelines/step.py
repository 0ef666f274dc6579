"""What every step of the line has in common: a fault costs one article, and leaves a trace."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from crawler.time_limit import TimeLimitError, time_limit
from newsdb.articles.rejections import Rejection, traceback_of
from newsdb.records import FAILED, TOO_LONG
from pipelines.candidate import Candidate

if TYPE_CHECKING:
    from crawler.items import RawArticle

logger = logging.getLogger(__name__)

Item = TypeVar("Item", "RawArticle", Candidate)


class Step(ABC, Generic[Item]):
    """A pipeline that works on articles and lets rejections pass.

    Whatever goes wrong in ``take``, or takes too long there, the item goes on as a rejection with
    its traceback, so that it is stored and counted.
    """

    @abstractmethod
    def take(self, item: Item) -> Candidate | Rejection:
        """Return the article after this step, or why it is none."""

    def process_item(self, item: Item | Rejection) -> Candidate | Rejection:
        if isinstance(item, Rejection):
            return item
        try:
            with time_limit():
                return self.take(item)
        except Exception as error:
            raw = item.raw if isinstance(item, Candidate) else item
            logger.exception("%s: %s failed", raw.seen_url, type(self).__name__)
            return fault_of(raw, error, step=type(self).__name__)


def fault_of(raw: RawArticle, error: Exception, *, step: str) -> Rejection:
    """Return what went wrong in this program when ``step`` had an article before it."""
    return Rejection(
        outlet=raw.outlet.name,
        key=raw.link_key or raw.key,
        url=raw.seen_url,
        reason=TOO_LONG if isinstance(error, TimeLimitError) else FAILED,
        looked_for=f"what {step} makes of an article",
        found=traceback_of(error),
        seen_at=raw.seen_at,
    )
