"""Recording what a crawl tells: one way for crawls beside the database and on other machines.

What is counted here follows from what was stored before: whether a link is new, an article the
same. Each function takes part in the caller's transaction, or makes its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from newsdb import health
from newsdb.articles import (
    articles,
    attempts,
    discovered,
    outlets,
    rejections,
    revisions,
    revisits,
)
from newsdb.articles.articles import Saved
from newsdb.articles.forgotten import is_forgotten
from newsdb.crawls.events import (
    ArticleRead,
    ListingAnswered,
    ListingRead,
    OutletDescribed,
    PageRejected,
    PageUnchanged,
    ReadingBegan,
    ReadingEnded,
    RobotsRead,
)
from newsdb.crawls.outcome import judge
from newsdb.database import transaction
from newsdb.records import OUR_FAULTS
from newsdb.runs import robots, runs
from newsdb.runs.end_file import End
from newsdb.stories import listing
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles.discovered import Remembered
    from newsdb.crawls.events import CrawlBegan, CrawlEnded, Told
    from newsdb.health import Alarm
    from newsdb.runs.runs import Outcome
    from newsdb.similarity.signatures import Signature


@dataclass(slots=True)
class Run:
    """A run in the history; ``last_article`` is the newest article when it began."""

    id: int | None
    lock_name: str = ""
    started_at: datetime | None = None
    last_article: int = 0
    described: set[str] = field(default_factory=set)  # outlets whose row is up to date


class Recorded(NamedTuple):
    """What came of an event: the run's counters it adds to, and the answers that steer a crawl."""

    counts: Mapping[str, int] = {}
    remembered: Remembered | None = None
    change: str | None = None  # of a robots.txt
    forgotten: bool = False


class Verdict(NamedTuple):
    """How a run went, and the problem if it failed."""

    outcome: Outcome
    problem: str | None


def begin(db: Database, began: CrawlBegan) -> Run:
    """Open the run's row in the history."""
    run_id = runs.start(
        db,
        began.spider,
        arguments=began.arguments,
        at=began.at,
        lock_name=began.lock_name,
    )
    return Run(run_id, began.lock_name, began.at, articles.highest_id(db))


def record(db: Database, run: Run, event: Told, *, signature: Signature | None = None) -> Recorded:
    """Record what a crawl tells; ``signature`` is that of an article, computed beforehand."""
    match event:
        case ArticleRead():
            return _store(db, run, event, signature)
        case ListingRead():
            return _remember(db, run, event)
        case PageRejected():
            return _reject(db, run, event)
        case ReadingBegan(outlet=outlet, key=key, at=at):
            if run.id is not None:
                attempts.begin(db, outlet=outlet, key=key, run_id=run.id, at=at)
        case ReadingEnded(outlet=outlet, key=key, waits=True):
            if run.id is not None:
                attempts.end_own(db, outlet=outlet, key=key, run_id=run.id)
        case ReadingEnded(outlet=outlet, key=key):
            attempts.end(db, outlet=outlet, key=key)
        case PageUnchanged(outlet=outlet, key=key, at=at):
            revisits.note_unchanged(db, outlet=outlet, key=key, at=at)
            return Recorded({"visits_unchanged": 1})
        case ListingAnswered(listing=answered, at=at):
            discovered.note_answer(db, answered, at=at)
        case OutletDescribed(outlet=described):
            outlets.save(db, described)
            run.described.add(described.name)
        case RobotsRead(host=host, outlet=asking, status=status, rules=rules, at=at):
            change = robots.note(db, host, outlet=asking, status=status, rules=rules, at=at)
            return Recorded(change=change)
    return Recorded()


def _remember(db: Database, run: Run, event: ListingRead) -> Recorded:
    for outlet in event.outlets:
        outlets.save(db, outlet)
        run.described.add(outlet.name)
    found = discovered.remember(
        db, event.listing, event.links, at=event.at, most_new=event.most_new
    )
    if event.listing is None:  # addresses that a person gave are no finds
        return Recorded(remembered=found)
    counts = {
        "links_found": len(event.links),
        "links_new": len(found.new),
        "links_known": len(found.known),
        "links_left_out": found.left_out,
        "visits": len(found.changed),
    }
    return Recorded({name: number for name, number in counts.items() if number}, found)


def _store(db: Database, run: Run, event: ArticleRead, signature: Signature | None) -> Recorded:
    article = event.article
    link_key = event.link_key or article.key
    if is_forgotten(db, outlet=article.outlet, key=article.key):
        if link_key != article.key:
            _keep_out(db, article.outlet, article.key, link_key)
        return Recorded({"forgotten": 1}, forgotten=True)
    # It was forgotten by its link's address while this crawl was reading it.
    if link_key != article.key and is_forgotten(db, outlet=article.outlet, key=link_key):
        return Recorded({"forgotten": 1}, forgotten=True)
    if event.outlet.name not in run.described:
        outlets.save(db, event.outlet)
        run.described.add(event.outlet.name)
    saved = store(
        db,
        article,
        seen_at=event.seen_at,
        run_id=run.id,
        seen_url=event.seen_url,
        found_in=event.found_in,
        link_key=event.link_key,
        signature=signature,
        verdict=event.verdict,
        validators=event.validators,
    )
    counts = {f"articles_{saved}": 1}
    if event.verdict is not None and saved is not Saved.SAME:
        counts[f"decided_{event.verdict.decision}"] = 1
    return Recorded(counts)


def _keep_out(db: Database, outlet: str, key: str, link_key: str) -> None:
    """Forget a link that has turned out to lead to a forgotten article, and what it brought.

    ``key`` is the article's own. Where another article is stored under ``link_key`` only the page
    that was just archived goes.
    """
    page = {"outlet": outlet, "key": key, "link": link_key}
    with transaction(db):
        db.conn.execute(
            "DELETE FROM captures WHERE outlet = :outlet AND key = :link AND article_id IS NULL",
            page,
        )
        db.conn.execute(
            "INSERT OR IGNORE INTO forgotten (outlet, key, because, forgotten_by, forgotten_at)"
            " SELECT outlet, :link, because, forgotten_by, forgotten_at FROM forgotten"
            " WHERE outlet = :outlet AND key = :key AND NOT EXISTS"
            " (SELECT 1 FROM articles WHERE outlet = :outlet AND key = :link)",
            page,
        )
        if not is_forgotten(db, outlet=outlet, key=link_key):
            discovered.note_done(db, outlet=outlet, keys=[link_key])
            return
        for table in ("discovered", "rejections", "reading_attempts"):
            db.conn.execute(
                f"DELETE FROM {table} WHERE outlet = :outlet AND key = :link",  # noqa: S608 ours
                page,
            )


def _reject(db: Database, run: Run, event: PageRejected) -> Recorded:
    rejection = event.rejection
    if is_forgotten(db, outlet=rejection.outlet, key=rejection.key):
        return Recorded({"forgotten": 1}, forgotten=True)  # while this crawl was reading it
    if rejection.reason in revisions.GONE:
        page = {"outlet": rejection.outlet, "key": rejection.key}
        if revisions.is_stored(db, **page):
            removed = revisions.note_removed(db, **page, at=rejection.seen_at)
            return Recorded({"articles_removed": 1} if removed else {})
    rejections.save(db, rejection, at=event.at, run_id=run.id)
    counts = {"rejected": 1, f"rejected/{rejection.reason}": 1}
    if rejection.attempts:
        counts["rejected_again"] = 1
    if rejection.reason in OUR_FAULTS:
        counts["errors"] = 1
    return Recorded(counts)


def judged(ended: CrawlEnded) -> Verdict:
    """Return how a run went, by what it and those who recorded it have counted."""
    outcome, problem = judge(ended.reason, ended.counts)
    return Verdict(outcome, f"{problem}: {ended.unusable}" if ended.unusable else problem)


def write_end(db: Database, run: Run, ended: CrawlEnded, verdict: Verdict) -> None:
    """Write a run's end into the history."""
    assert run.id is not None
    attempts.end_run(db, run.id)
    runs.finish(
        db,
        run.id,
        at=ended.at,
        reason=ended.reason,
        outcome=verdict.outcome,
        problem=verdict.problem,
        counts=ended.counts,
        seconds=ended.seconds,
        fields=ended.fields,
        sources=ended.sources,
        faults=ended.faults,
    )


def end_of(run: Run, ended: CrawlEnded, verdict: Verdict) -> End:
    """Return a run's end as a file beside the database can keep it."""
    assert run.id is not None
    assert run.started_at is not None
    return End(
        run_id=run.id,
        started_at=run.started_at,
        finished_at=ended.at,
        reason=ended.reason,
        outcome=verdict.outcome,
        problem=verdict.problem,
        counts=dict(ended.counts),
        seconds=ended.seconds,
    )


def look_after(
    db: Database, run: Run, *, at: datetime, quietly: bool = False
) -> tuple[Counter[str], list[Alarm]]:
    """Count the copies and stories that a run has found, and keep the alarms that follow.

    ``quietly``: it did nothing, from which no alarm can follow.
    """
    assert run.id is not None
    copies, stories = listing.found_in_run(db, run.id, after=run.last_article)
    if quietly:
        return Counter(copies=copies, stories=stories), []
    # Only at the end, since a run that is refused needs none of it.
    from newsdb.briefings import watching  # noqa: PLC0415

    alarms = health.after_run(db, run.id, at=at)
    alarms += watching.look_after(db, at=at)
    return Counter(copies=copies, stories=stories), alarms
