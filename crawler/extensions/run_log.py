"""RunLog: records each run: why it ended, its counters, how often each field was filled."""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider

from crawler.extensions.log_files import run_of
from crawler.storage import storage_of
from newsdb.crawls.events import CrawlBegan, CrawlEnded
from newsdb.crawls.recording import judged
from newsdb.crawls.storage import Finished
from newsdb.database import now
from newsdb.database_errors import DatabaseError, UnusableDatabaseError, explain
from newsdb.database_file import identity
from newsdb.records import Article
from newsdb.runs import runs
from newsdb.runs.runs import FaultCount, FieldCount, SourceCount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from newsdb.crawls.storage import CrawlStorage

logger = logging.getLogger(__name__)

#: The fields whose fill rate shows when a selector has stopped matching.
FIELDS = (
    "title",
    "subtitle",
    "body",
    "authors",
    "captions",
    "published_at",
    "modified_at",
    "section",
    "keywords",
    "image_url",
)

#: Fields that have another name in ``field_sources``.
SOURCE_NAMES = {"image_url": "image"}

#: The prefixes of fault counters, by what was requested.
FAULTS: dict[Literal["page", "listing"], str] = {
    "page": "hanil/rejected/",
    "listing": "hanil/listing_fault/",
}


#: What Scrapy logs here as an error is one that it has caught: in a callback, in ``start``, in a
#: pipeline. Its stats know of the first only.
SCRAPYS_CORE = "scrapy.core"


class CoreErrors(logging.Handler):
    """Counts what Scrapy caught in the run of one spider."""

    def __init__(self, spider: Spider) -> None:
        super().__init__(logging.ERROR)
        self.spider = spider
        self.number = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.number += run_of(record) in {None, self.spider.name}


class RunLog:
    """Begins a run in the crawl's storage when a spider opens, ends it when the spider closes."""

    storage: CrawlStorage
    has_begun = False

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.filled: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.sources: Counter[tuple[str, str, str, str]] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Begin the run, and close those that were killed."""
        self.started = time.monotonic()
        self.core_errors = CoreErrors(spider)
        logging.getLogger(SCRAPYS_CORE).addHandler(self.core_errors)
        path = self.crawler.settings["DATABASE"]
        try:
            self.storage = storage_of(self.crawler)
            self._begin(spider)
        except (DatabaseError, UnusableDatabaseError) as error:
            said = explain(error, path) if isinstance(error, DatabaseError) else str(error)
            logger.error("The run can't begin: %s", said)
            raise CloseSpider("database_unusable") from error
        self.file = identity(path)

    def _begin(self, spider: Spider) -> None:
        """Open the run in the history; raises DatabaseError, CloseSpider if it may not begin."""
        lock_name = getattr(spider, "lock_name", spider.name)
        is_leased = self.storage.is_leased(lock_name)
        if is_leased:
            self.crawler.stats.set_value("hanil/already_running", True)
        began = CrawlBegan(
            spider=spider.name,
            lock_name=lock_name,
            arguments=getattr(spider, "arguments", {}),
            at=now(),
        )
        alone = not self.crawler.stats.get_value("hanil/already_running")
        run_id = self.storage.begin(began, alone=alone)
        self.has_begun = True
        self.crawler.stats.set_value("hanil/run_id", run_id)
        if named := self.crawler.settings["WATCHLIST"]:
            self.storage.notice_watch_list(Path(named), at=began.at)
        if is_leased:
            logger.info("%s is being crawled by another machine: nothing to do", lock_name)
            raise CloseSpider("already_running")

    def item_scraped(self, item: object) -> None:
        """Count which fields an article has, and from which kind of source."""
        if isinstance(item, Article):
            counter = self.filled[item.outlet, item.layout or ""]
            counter.update({"articles": 1})
            counter.update(field for field in FIELDS if getattr(item, field))
            for field in FIELDS:
                if source := item.field_sources.get(SOURCE_NAMES.get(field, field)):
                    key = (item.outlet, item.layout or "", field, source.split(" ", 1)[0])
                    self.sources[key] += 1

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Complete the run, which evaluates the outlet's health, and log the outcome."""
        ended = self._ended(reason)
        counts, reasons = Counter(ended.counts), self._faults("page")
        finished = self.storage.end(ended) if self.has_begun else Finished(judged(ended))
        logging.getLogger(SCRAPYS_CORE).removeHandler(self.core_errors)
        if hasattr(self, "storage"):
            self.storage.close()
        outcome, problem = finished.verdict
        counts["copies"], counts["stories"] = finished.copies, finished.stories
        self.crawler.stats.set_value(
            "hanil/summary",
            {
                "spider": spider.name,
                "outcome": outcome,
                "reason": ended.reason,
                "problem": problem,
                **{name: counts[name] for name in (*runs.COUNTERS, "copies", "stories")},
                "rejected_because": reasons,
                "alarms": [f"{each.kind} {each.subject}".strip() for each in finished.alarms],
                "seconds": round(ended.seconds, 1),
            },
        )
        if outcome == "not_run":
            return
        level = logging.ERROR if outcome == "failure" else logging.INFO
        logger.log(level, "%s", closing_line(spider.name, counts, reasons, ended.seconds))
        if problem:
            logger.error("%s failed: %s", spider.name, problem)

    def _ended(self, reason: str) -> CrawlEnded:
        """Return how the run ended, with all that it counted."""
        if self.has_begun and identity(self.crawler.settings["DATABASE"]) != self.file:
            reason = "database_gone"
        if unusable := self.crawler.stats.get_value("hanil/database_unusable"):
            reason = "database_unusable"  # whether or not there was time left to close for it
        return CrawlEnded(
            at=now(),
            reason=reason,
            seconds=time.monotonic() - self.started,
            counts=self._counts(),
            fields=tuple(self._field_counts()),
            sources=tuple(SourceCount(*key, number) for key, number in self.sources.items()),
            faults=tuple(self._fault_counts()),
            unusable=unusable,
        )

    def _counts(self) -> Counter[str]:
        stats = self.crawler.stats.get_stats()
        counts = Counter(
            {
                name.removeprefix("hanil/"): value
                for name, value in stats.items()
                if name.startswith("hanil/") and isinstance(value, int)
            }
        )
        counts["requests"] = stats.get("downloader/request_count", 0)
        counts["retried"] = stats.get("retry/count", 0)
        counts["errors"] += self.core_errors.number
        return counts

    def _faults(self, what: Literal["page", "listing"]) -> dict[str, int]:
        prefix = FAULTS[what]
        stats = self.crawler.stats.get_stats()
        return {k.removeprefix(prefix): v for k, v in stats.items() if k.startswith(prefix)}

    def _fault_counts(self) -> Iterator[FaultCount]:
        for what in FAULTS:
            for reason, number in self._faults(what).items():
                yield FaultCount(what, reason, number)

    def _field_counts(self) -> Iterator[FieldCount]:
        for (outlet, layout), counter in self.filled.items():
            for field in FIELDS:
                yield FieldCount(outlet, layout, field, counter[field], counter["articles"])


def closing_line(
    spider: str, counts: Counter[str], reasons: dict[str, int], seconds: float
) -> str:
    """Return a summary of the run in one line."""
    stored = f"{counts['articles_new']} articles stored"
    if not (counts["articles_new"] or counts["articles_revised"]):
        stored = "nothing new to store"
    new, known = counts["links_new"], counts["links_known"]
    parts = [stored]
    if counts["listings"]:
        parts.insert(0, f"{counts['links_found']} links found ({new} new, {known} known)")
    if counts["articles_new"]:
        parts.append(f"{counts['copies']} copies, {counts['stories']} stories")
    if counts["articles_revised"]:
        parts.append(f"{counts['articles_revised']} revised")
    if counts["articles_removed"]:
        parts.append(f"{counts['articles_removed']} removed at source")
    if same := counts["articles_same"] + counts["visits_unchanged"]:
        parts.append(f"{same} unchanged")
    if counts["articles_new"] or counts["articles_revised"]:
        decided = counts["decided_relevant"], counts["decided_review"]
        parts.append("{} relevant, {} to review".format(*decided))
    if counts["listings_unchanged"]:
        parts.append(f"{counts['listings_unchanged']} listings unchanged")
    if counts["rejected"]:
        why = ", ".join(f"{reason}: {number}" for reason, number in sorted(reasons.items()))
        parts.append(f"{counts['rejected']} rejected ({why})")
    for name, words in (("refused", "refused (403)"), ("limited", "slowed down (429)")):
        if counts[name]:
            parts.append(f"{counts[name]} times {words}")
    return f"{spider}: {'; '.join(parts)}; {counts['requests']} requests, {seconds:.1f} s"
