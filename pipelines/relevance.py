"""Judges an article by the watch list: score, decision, reasons; nothing is dropped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import watchlist
from pipelines.candidate import Candidate
from pipelines.step import Step
from watchlist.loading import SHIPPED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsdb.articles.verdicts import Verdict
    from newsdb.records import Article
    from watchlist import WatchList


class RelevancePipeline(Step[Candidate]):
    """Adds the verdict to what passes through."""

    def __init__(self, watch: WatchList) -> None:
        self.watch = watch

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the watch list; WatchListError ends the crawl before its first request."""
        return cls(configured(crawler.settings["WATCHLIST"]))

    def take(self, item: Candidate) -> Candidate:
        item.verdict = judge(self.watch, item.article)
        return item


def judge(watch: WatchList, article: Article) -> Verdict:
    """Return the verdict of ``watch`` on ``article``."""
    return watchlist.judge(
        watch,
        title=article.title,
        subtitle=article.subtitle,
        body=article.body,
        language=article.language,
    )


def configured(path: str | None) -> WatchList:
    """Return the watch list that the setting WATCHLIST names, by default the shipped one.

    It is built once for as long as the files are the same. Raises WatchListError.
    """
    own = Path(path) if path else None
    return _loaded(own, tuple(map(_stamp, (SHIPPED, own) if own else (SHIPPED,))))


@lru_cache(maxsize=2)
def _loaded(path: Path | None, _stamps: tuple[object, ...]) -> WatchList:
    return watchlist.load(path)


def _stamp(file: Path) -> object:
    """Return what changes with a file; reading one that isn't there says so."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
