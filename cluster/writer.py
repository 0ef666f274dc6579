"""The one writer: records what crawls on other machines tell, each bundle once and in order."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cluster.archiving import Archiving
from crawler.extensions.run_log import closing_line
from crawler.time_limit import TimeLimitError, time_limit
from newsdb.articles.rejections import Rejection, traceback_of
from newsdb.crawls import leases, recording
from newsdb.crawls.events import ArticleRead, CrawlBegan, CrawlEnded, PageCaptured, PageRejected
from newsdb.crawls.messages import MessageError, read_bundle, read_event
from newsdb.crawls.recording import Run
from newsdb.database import now, open_database, part_of_transaction, transaction
from newsdb.database_errors import DatabaseError, explain, is_about_file
from newsdb.database_file import identity
from newsdb.figures import counting
from newsdb.health import alarms
from newsdb.health.alarms import Alarm
from newsdb.health.installation import INSTALLATION
from newsdb.records import FAILED, TOO_LONG
from newsdb.runs import runs
from newsdb.runs.runs import FaultCount
from pipelines.duplicates import signature_of, signature_told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from newsdb.crawls.events import Event
    from newsdb.crawls.leases import Lease
    from newsdb.crawls.messages import Bundle
    from newsdb.similarity.signatures import Signature

logger = logging.getLogger(__name__)


class DeadLetter(NamedTuple):
    """A message, or an event of one, that can't be understood or recorded."""

    problem: str
    body: bytes


class _Signed(NamedTuple):
    event: Event
    signature: Signature | None = None


class _Opened(NamedTuple):
    """A bundle with its events as they are recorded."""

    bundle: Bundle
    body: bytes
    events: Sequence[_Signed]
    letters: list[DeadLetter]


class Writer:
    """Records bundles, several in one transaction; what it has recorded it refuses.

    A lease that has ended refuses all that comes late. Raises DatabaseError where the file can't
    be written: nothing of the bundles is recorded then, and they may be handed in once more.
    """

    def __init__(
        self,
        database: Path,
        *,
        archive: Path | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.path = database
        self.archiving = Archiving(archive)
        self.db = open_database(database)
        self.file = identity(database)
        self.clock = clock
        self.behind_seconds = 0  # how old the newest bundle was when it came
        self.recorded = 0  # bundles, by this writer
        self._pruned: date | None = None
        self._described: dict[str, set[str]] = {}  # by lease: outlets whose row is up to date

    def close(self) -> None:
        """Close the database and the archive's files."""
        self.archiving.close()
        self.db.close()

    def follow(self) -> None:
        """Open the file that is there now, if that is another one: a backup was restored.

        Raises DatabaseError while there is none: one made anew would hide that it is lost.
        """
        if (present := identity(self.path)) == self.file:
            return
        if present is None:
            raise DatabaseError("unable to open database file: it is not there any more")
        logger.warning("%s is another file now, which is written from now on", self.path)
        self.archiving.close()
        self.db.close()
        self.db, self.file = open_database(self.path), present
        self._described.clear()

    def handle(self, *bodies: bytes) -> list[DeadLetter]:
        """Record bundles in one transaction; returns what of them could not be understood."""
        self.follow()
        letters: list[DeadLetter] = []
        # What takes long is done before the transaction, for which others wait.
        opened = [each for body in bodies if (each := self._opened(body, letters))]
        ended = False
        try:
            with transaction(self.db):
                for each in opened:
                    ended |= self._take(each, letters)
        except BaseException:
            self._described.clear()  # nothing of it was written
            raise
        if ended:
            self._count()
        return self._told(letters)

    def _opened(self, body: bytes, letters: list[DeadLetter]) -> _Opened | None:
        """Return a bundle with its events; None where it is none, or not needed any more."""
        try:
            bundle = read_bundle(body)
        except MessageError as error:
            letters.append(DeadLetter(str(error), body))
            return None
        self.behind_seconds = max(0, round((self.clock() - bundle.sent_at).total_seconds()))
        lease = self._lease_of(bundle)
        return self._open(lease, bundle, body) if lease else None

    def _lease_of(self, bundle: Bundle) -> Lease | None:
        """Return the lease of a bundle that is still to be recorded.

        A lease is that of the worker which was heard of first: numbers of two would be mixed.
        """
        lease = leases.get(self.db, bundle.lease)
        if lease is None or lease.ending or bundle.number < lease.next_number:
            logger.debug("%s, %d: not needed any more", bundle.lease, bundle.number)
            return None
        if lease.worker not in {None, bundle.worker}:
            logger.warning(
                "%s: %s is crawled by %s: nothing of it is recorded",
                bundle.worker,
                lease.spider,
                lease.worker,
            )
            return None
        return lease

    def _take(self, opened: _Opened, letters: list[DeadLetter]) -> bool:
        """Record a bundle, or keep it until its turn; returns whether its crawl has finished."""
        bundle = opened.bundle
        lease = self._lease_of(bundle)  # as it is after the bundles before
        if lease is None:
            return False
        lease.worker = bundle.worker
        lease.until = max(lease.until, self._after(lease))
        if bundle.number > lease.next_number:  # its letters are told when it is its turn
            if not leases.keep_bundle(self.db, lease.id, bundle.number, opened.body):
                problem = f"{lease.spider}: more waits for a message before it than is kept"
                letters.append(DeadLetter(problem, opened.body))
        else:
            self._record(lease, opened)
            letters.extend(opened.letters)
            letters.extend(self._record_kept(lease))
        if lease.ending is None:
            leases.note(self.db, lease)
        return lease.ending == "finished"

    def _count(self) -> None:
        """Bring the figures up to date, in transactions of their own: it may be much."""
        try:
            counting.bring_up_to_date(self.db)
        except DatabaseError as error:  # till the next run they are counted where they are read
            logger.warning("Figures: %s", explain(error, self.path))

    def _after(self, lease: Lease) -> datetime:
        return self.clock() + leases.lasting(lease)

    def set_aside(self, letter: DeadLetter) -> list[DeadLetter]:
        """Have an alarm about a message that can't be recorded; returns it as a dead letter."""
        return self._told([letter])

    def expire(self, *, at: datetime | None = None) -> list[DeadLetter]:
        """End the leases that had run out at a time of which all is recorded; by default now.

        What came behind a bundle that was lost is recorded before.
        """
        self.follow()
        letters: list[DeadLetter] = []
        at = at or self.clock()
        for each in leases.run_out(self.db, at=at):
            with transaction(self.db):
                lease = leases.get(self.db, each.id)
                if lease is None or lease.ending or lease.until >= at:
                    continue
                letters += self._record_kept(lease, with_gaps=True)
                if lease.ending is None:
                    self._lose(lease, f"its worker {lease.worker} was not heard of any more")
        if self._pruned != (day := self.clock().date()):
            self._pruned = day
            leases.prune(self.db, at=self.clock())
        return self._told(letters)

    def _record_kept(self, lease: Lease, *, with_gaps: bool = False) -> list[DeadLetter]:
        """Record the bundles that waited for one before them."""
        letters: list[DeadLetter] = []
        for number, body in leases.kept_bundles(self.db, lease.id):
            if number < lease.next_number:
                continue  # recorded
            if lease.ending or (number > lease.next_number and not with_gaps):
                break
            if number > lease.next_number:
                lost = number - lease.next_number
                logger.warning("%s: %d messages of its crawl were lost", lease.spider, lost)
            try:
                bundle = read_bundle(body)
            except MessageError as error:  # a release before this one kept it
                letters.append(DeadLetter(str(error), body))
                continue
            opened = self._open(lease, bundle, body)
            self._record(lease, opened)
            letters += opened.letters
        return letters

    # One bundle.

    def _open(self, lease: Lease, bundle: Bundle, body: bytes) -> _Opened:
        opened = _Opened(bundle, body, events := [], letters := [])
        for raw in bundle.events:
            try:
                events.append(self._sign(read_event(raw)))
            except MessageError as error:
                letters.append(DeadLetter(f"{lease.spider}: {error}", repr(raw).encode()))
        return opened

    def _sign(self, event: Event) -> _Signed:
        """Return an event with the signature of its article; a rejection where there is none."""
        if not isinstance(event, ArticleRead):
            return _Signed(event)
        if event.signed and (told := signature_told(self.db, event.signed, event.article)):
            return _Signed(event, told)
        try:
            with time_limit():
                return _Signed(event, signature_of(self.db, event.article))
        except Exception as error:
            if is_about_file(error):
                raise
            logger.exception("%s: it can't be signed", event.seen_url)
            return _Signed(self._fault(event, error, step="signing"))

    def _fault(self, event: ArticleRead, error: Exception, *, step: str) -> PageRejected:
        return PageRejected(
            rejection=Rejection(
                outlet=event.outlet.name,
                key=event.link_key or event.article.key,
                url=event.seen_url,
                reason=TOO_LONG if isinstance(error, TimeLimitError) else FAILED,
                looked_for=f"what {step} makes of an article",
                found=traceback_of(error),
                seen_at=event.seen_at,
            ),
            at=self.clock(),
        )

    def _record(self, lease: Lease, opened: _Opened) -> None:
        bundle = opened.bundle
        self.recorded += 1
        lease.next_number = bundle.number + 1
        for event, signature in opened.events:
            if lease.ending:
                return
            before = lease.run_id, lease.last_article, lease.ending, lease.problem
            try:
                with part_of_transaction(self.db):
                    self._record_event(lease, event, signature)
            except Exception as error:
                if is_about_file(error):
                    raise
                lease.run_id, lease.last_article, lease.ending, lease.problem = before
                self._described.pop(lease.id, None)
                logger.exception("%s: %s can't be recorded", lease.spider, event.type)
                opened.letters.extend(self._instead(lease, event, error))
        if bundle.refused:
            if lease.run_id is not None:
                runs.note_lost(self.db, lease.run_id, bundle.refused)
            self._end(lease, "refused", bundle.refused)
        elif bundle.ended and not lease.ending:
            ended = bundle.ended
            self._lose(lease, ended.problem or f"its process {ended.ending} without a word")

    def _instead(self, lease: Lease, event: Event, error: Exception) -> list[DeadLetter]:
        """Record why an article is not stored; for other events return a dead letter."""
        if isinstance(event, ArticleRead):
            fault = self._fault(event, error, step="storing")
            try:
                with part_of_transaction(self.db):
                    recorded = recording.record(self.db, self._run(lease), fault)
            except Exception as another:  # such as an outlet that can't be stored either
                if is_about_file(another):
                    raise
            else:
                lease.counts.update(recorded.counts)
                return []
        return [DeadLetter(f"{lease.spider}: {error!r}", repr(event).encode("utf-8", "replace"))]

    def _record_event(self, lease: Lease, event: Event, signature: Signature | None) -> None:
        match event:
            case CrawlBegan():
                self._begin(lease, event)
            case CrawlEnded():
                self._finish(lease, event)
            case PageCaptured():
                self.archiving.keep(self.db, lease, event)
            case _:
                recorded = recording.record(self.db, self._run(lease), event, signature=signature)
                lease.counts.update(recorded.counts)

    def _run(self, lease: Lease) -> Run:
        described = self._described.setdefault(lease.id, set())
        return Run(lease.run_id, lease.lock_name, lease.handed_at, lease.last_article, described)

    def _begin(self, lease: Lease, began: CrawlBegan) -> None:
        # By this machine's clock it can't have begun later; and whose crawl it is, the lease says.
        began = replace(
            began,
            spider=lease.spider,
            lock_name=lease.lock_name,
            at=max(lease.handed_at, min(began.at, self.clock())),
        )
        runs.close_killed(self.db, lease.lock_name)
        run = recording.begin(self.db, began)
        lease.run_id, lease.last_article = run.id, run.last_article

    def _finish(self, lease: Lease, ended: CrawlEnded) -> None:
        if lease.run_id is None:  # the message that said so was lost
            self._begin(
                lease,
                CrawlBegan(spider=lease.spider, lock_name=lease.lock_name, at=lease.handed_at),
            )
        counts = lease.counts.copy()
        counts.update(ended.counts)
        prefix = "rejected/"
        faults = [
            FaultCount("page", name.removeprefix(prefix), number)
            for name, number in counts.items()
            if name.startswith(prefix)
        ]
        ended = replace(
            ended,
            at=min(ended.at, self.clock()),
            counts=counts,
            faults=(*faults, *(each for each in ended.faults if each.what == "listing")),
        )
        run, verdict = self._run(lease), recording.judged(ended)
        recording.write_end(self.db, run, ended, verdict)
        found, _ = recording.look_after(
            self.db, run, at=self.clock(), quietly=verdict.outcome == "not_run"
        )
        counts.update(found)
        reasons = {each.reason: each.number for each in faults}
        logger.info("%s", closing_line(lease.spider, counts, reasons, ended.seconds))
        self._end(lease, "finished", verdict.problem)

    def _lose(self, lease: Lease, problem: str) -> None:
        if lease.worker is None:
            self._end(lease, "not_taken", "no worker took it in time")
            return
        if lease.run_id is not None:
            runs.note_lost(self.db, lease.run_id, problem)
        self._end(lease, "lost", problem)

    def _end(self, lease: Lease, ending: leases.Ending, problem: str | None) -> None:
        if ending != "finished":
            logger.warning("%s: %s: %s", lease.spider, ending.replace("_", " "), problem)
        self._described.pop(lease.id, None)
        self.archiving.end(self.db, lease)
        leases.end(self.db, lease, ending, at=self.clock(), problem=problem)

    def _told(self, letters: list[DeadLetter]) -> list[DeadLetter]:
        """Return the letters, and let there be an alarm about them."""
        for each in letters:
            logger.error("A message can't be used: %s", each.problem)
        if letters:
            alarm = Alarm(
                outlet=INSTALLATION,
                kind="messages",
                since=self.clock(),
                diagnosis=f"messages of crawls can't be used; the last: {letters[-1].problem}",
            )
            alarms.keep(self.db, [alarm], at=self.clock())
        return letters
