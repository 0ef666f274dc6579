"""RunLog: records each run: why it ended, its counters, how often each field was filled."""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider

from crawler.extensions.log_files import run_of
from crawler.extensions.run_outcome import judge
from newsdb import health
from newsdb.articles import articles, attempts
from newsdb.database import (
    DatabaseError,
    UnusableDatabaseError,
    explain,
    now,
    open_database,
    transaction,
    wait_at_most,
)
from newsdb.database_file import identity
from newsdb.records import Article
from newsdb.runs import end_file, runs
from newsdb.runs.end_file import End
from newsdb.runs.runs import FaultCount, FieldCount, SourceCount
from newsdb.stories import listing
from newsdb.watch_list import versions
from newsdb.watch_list.versions import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from sqlite_utils import Database

    from newsdb.health import Alarm
    from newsdb.runs.runs import Outcome

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

#: How long the run's end waits for a database that has kept the run waiting, in milliseconds.
LAST_WAIT = 5_000

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
    """Inserts a row in ``runs`` when a spider opens and completes it when the spider closes."""

    db: Database
    run_id: int | None = None  # none where the run could not begin
    end_file: Path | None = None  # none where another run holds the lock

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
        """Start the run's row, and close those of runs that were killed."""
        self.started = time.monotonic()
        self.core_errors = CoreErrors(spider)
        logging.getLogger(SCRAPYS_CORE).addHandler(self.core_errors)
        path = self.crawler.settings["DATABASE"]
        try:
            self.db = open_database(path)
            self._start(spider)
        except (DatabaseError, UnusableDatabaseError) as error:
            said = explain(error, path) if isinstance(error, DatabaseError) else str(error)
            logger.error("The run can't begin: %s", said)
            raise CloseSpider("database_unusable") from error
        self.file = identity(path)

    def _start(self, spider: Spider) -> None:
        """Open the run's row in the history; raises DatabaseError."""
        arguments = getattr(spider, "arguments", {})
        lock_name = getattr(spider, "lock_name", spider.name)
        if not self.crawler.stats.get_value("hanil/already_running"):
            self._close_earlier(lock_name)
        self.started_at = now()
        self.run_id = runs.start(
            self.db, spider.name, arguments=arguments, at=self.started_at, lock_name=lock_name
        )
        self.crawler.stats.set_value("hanil/run_id", self.run_id)
        self.last_article = articles.highest_id(self.db)
        self._notice_watch_list()

    def _notice_watch_list(self) -> None:
        """Keep the text of the user's watch list as a version, if it was edited by hand."""
        named = self.crawler.settings["WATCHLIST"]
        if not named:
            return
        with suppress(FileError):  # judging says what is wrong with it
            if not versions.is_noticed(self.db, versions.read_file(Path(named))):
                with transaction(self.db):
                    versions.notice(self.db, Path(named), at=self.started_at)

    def _close_earlier(self, lock_name: str) -> None:
        """Complete earlier runs that could not do so: as they said, or else as killed."""
        path = end_file.place(Path(self.crawler.settings["DATABASE"]), lock_name)
        end = end_file.read(path)
        if end and runs.is_unfinished(
            self.db, end.run_id, lock_name=lock_name, started_at=end.started_at
        ):
            self._finish(end)  # this run has counted nothing yet
            logger.warning("An earlier run's end is in the history now: %s", end.problem)
        if killed := runs.close_killed(self.db, lock_name):
            logger.warning("Earlier runs that were killed: %d", killed)
        end_file.reserve(path)
        self.end_file = path

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
        """Complete the run's row, evaluate the outlet's health and log the outcome."""
        counts = self._counts()
        reason, outcome, problem = self._judge(reason, counts)
        seconds = time.monotonic() - self.started
        reasons = self._faults("page")
        alarms: list[Alarm] = []
        try:
            if self.run_id is None:
                raise UnusableDatabaseError("it could not begin")
            end = End(
                run_id=self.run_id,
                started_at=self.started_at,
                finished_at=now(),
                reason=reason,
                outcome=outcome,
                problem=problem,
                counts=counts,
                seconds=seconds,
            )
            try:
                self._finish(end)
            except DatabaseError as error:
                outcome, problem = self._keep(end, error)
                raise
            counts["copies"], counts["stories"] = listing.found_in_run(
                self.db, self.run_id, after=self.last_article
            )
            if outcome != "not_run":
                alarms = health.after_run(self.db, self.run_id, at=now())
                # Only at the end, since a run that is refused needs none of it.
                from newsdb.briefings import watching  # noqa: PLC0415
                from newsdb.figures import counting  # noqa: PLC0415

                alarms += watching.look_after(self.db, at=now())
                counting.bring_up_to_date(self.db)
        except UnusableDatabaseError:
            pass  # said when the run was to begin
        except DatabaseError as error:
            where = self.crawler.settings["DATABASE"]
            logger.error("The run's end can't be written: %s", explain(error, where))
        finally:
            logging.getLogger(SCRAPYS_CORE).removeHandler(self.core_errors)
        if hasattr(self, "db"):
            self.db.close()
        self.crawler.stats.set_value(
            "hanil/summary",
            {
                "spider": spider.name,
                "outcome": outcome,
                "reason": reason,
                "problem": problem,
                **{name: counts[name] for name in (*runs.COUNTERS, "copies", "stories")},
                "rejected_because": reasons,
                "alarms": [f"{each.kind} {each.subject}".strip() for each in alarms],
                "seconds": round(seconds, 1),
            },
        )
        if outcome == "not_run":
            return
        level = logging.ERROR if outcome == "failure" else logging.INFO
        logger.log(level, "%s", closing_line(spider.name, counts, reasons, seconds))
        if problem:
            logger.error("%s failed: %s", spider.name, problem)

    def _judge(self, reason: str, counts: Counter[str]) -> tuple[str, Outcome, str | None]:
        """Return why the run ended, how it went and what was wrong, if anything."""
        if self.run_id is not None and identity(self.crawler.settings["DATABASE"]) != self.file:
            reason = "database_gone"
        unusable = self.crawler.stats.get_value("hanil/database_unusable")
        if not unusable:
            return reason, *judge(reason, counts)
        if hasattr(self, "db"):  # it has been waited for long enough
            wait_at_most(self.db, LAST_WAIT)
        # Whether or not there was time left to close for it.
        outcome, problem = judge("database_unusable", counts)
        return "database_unusable", outcome, f"{problem}: {unusable}"

    def _finish(self, end: End) -> None:
        """Write the run's end into the history; raises DatabaseError."""
        attempts.end_run(self.db, end.run_id)
        runs.finish(
            self.db,
            end.run_id,
            at=end.finished_at,
            reason=end.reason,
            outcome=end.outcome,
            problem=end.problem,
            counts=end.counts,
            seconds=end.seconds,
            fields=self._field_counts(),
            sources=(SourceCount(*key, number) for key, number in self.sources.items()),
            faults=self._fault_counts(),
        )

    def _keep(self, end: End, error: Exception) -> tuple[Outcome, str | None]:
        """Keep an end that could not be written for the next run; return outcome and problem."""
        if end.outcome == "not_run":
            return end.outcome, end.problem
        said = explain(error, self.crawler.settings["DATABASE"])
        problem = end.problem or f"its end could not be written into the history: {said}"
        kept = end.model_copy(update={"outcome": "failure", "problem": problem})
        if self.end_file and end_file.write(self.end_file, kept):
            logger.warning("The next run will enter this run's end into the history")
        return "failure", problem

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
