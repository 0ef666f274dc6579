"""``scrapy rebuild``: a database made again from the page archive and the newest backup."""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.configuration import configured
from commands.common.printing import for_progress, for_terminals
from commands.common.watch_list import configured_watchlist
from crawler.archive import folder, warc
from crawler.archive.warc import WarcError
from crawler.rereading import PageReader, further_of, link_of, outlet_of
from newsdb.articles import captures, discovered, forgotten, outlets, rejections, revisions
from newsdb.articles.captures import Capture
from newsdb.articles.rejections import Rejection
from newsdb.backup import container
from newsdb.backup.container import BackupError
from newsdb.backup.copying import found
from newsdb.database import open_database, transaction
from newsdb.database_errors import DatabaseError, explain, is_about_file, message_of
from newsdb.decisions import bring
from newsdb.lazy_modules import LazyModule
from newsdb.records import OUR_FAULTS
from newsdb.storing import store
from pipelines.duplicates import signature_of
from pipelines.normalise import NormalisePipeline
from pipelines.relevance import RelevancePipeline

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scrapy.settings import BaseSettings
    from sqlite_utils import Database

    from crawler.archive.warc import Page, Position
    from crawler.items import RawArticle
    from crawler.rereading import Further
    from newsdb import forgetting
    from newsdb.articles.discovered import Link
else:
    forgetting = LazyModule("newsdb.forgetting")

logger = logging.getLogger(__name__)

#: A crawl fetches an article's next page sooner than this.
LONGEST_WAIT = timedelta(hours=1)


class Command(ScrapyCommand):
    """Exit code 0: rebuilt; 1: captures can't be read, or it could not be written; 2: usage."""

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "NEW.db [--backup FILE | --no-backup] [--json]"

    def short_desc(self) -> str:
        return "Make articles, revisions, links and stories again from the page archive"

    def long_desc(self) -> str:
        return (
            "Read every capture of the archive in the order in which it was fetched, by today's"
            " rules, and store it in a new database, as the crawl did. What people decided, and"
            " the history of runs, alarms and the desk, comes from the newest backup, or the one"
            " that --backup names. The database in use is left as it is; what is forgotten there"
            " or in the backup is not read. Articles that the archive does not have are counted,"
            " not invented."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--backup", metavar="FILE", type=Path, help="decisions and history are in this one"
        )
        parser.add_argument(
            "--no-backup", action="store_true", help="without decisions and history"
        )
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("name one new file: scrapy rebuild NEW.db", print_help=False)
        new = Path(args[0])
        if new.exists():
            raise UsageError(f"{new} is there already: name a new file", print_help=False)
        archive = folder.place(self.settings["DATABASE"], self.settings["ARCHIVE_FOLDER"])
        if not archive.is_dir():
            raise UsageError(f"there is no archive at {archive}", print_help=False)
        backup = None if opts.no_backup else opts.backup or self._newest_backup()
        builder = _Builder(self.settings, archive)
        db = open_database(new)
        try:
            with _unpacked(backup) as unpacked:
                self._keep_out(db, unpacked)
                builder.build(db)
                if unpacked:
                    builder.counts.update(bring(db, unpacked))
            # Links of the backup, and what came under a key that was only found later.
            if again := forgetting.forget_again(db, forgetting.left(db)):
                builder.counts["articles forgotten again"] = again
        except (BackupError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 1
            return
        except DatabaseError as error:
            sys.stderr.write(f"{explain(error, new)}\n")
            self.exitcode = 1
            return
        finally:
            db.close()
        for problem in builder.problems:
            sys.stderr.write(f"{problem}\n")
        if opts.json:
            result = {"database": str(new), "backup": str(backup or ""), **builder.counts}
            sys.stdout.write(f"{json.dumps(result)}\n")
        else:
            sys.stdout.write(f"{new}, decisions from {backup or 'no backup'}\n")
            for name, number in builder.counts.items():
                sys.stdout.write(f"{number:>8} {name}\n")
        self.exitcode = 1 if builder.problems else 0

    def _keep_out(self, db: Database, backup: Path | None) -> None:
        """Note in the new database what is forgotten, before any page is read.

        The archive may still hold it: a copy of another disk does. What was forgotten since the
        backup stands in the database in use only.
        """
        assert self.settings is not None
        known = forgetting.read(backup) if backup else []
        database = Path(self.settings["DATABASE"])
        try:
            known += forgetting.read(database)
        except (DatabaseError, ValueError) as error:
            sys.stderr.write(
                f"{database} can't be read ({message_of(error)}): what was forgotten since the"
                " backup may come back; scrapy forget takes it out again\n"
            )
        with transaction(db):
            forgetting.note_all(db, known)

    def _newest_backup(self) -> Path | None:
        assert self.settings is not None
        database = Path(self.settings["DATABASE"])
        backups = found(database.parent / configured().backup.to, database.stem)
        return backups[max(backups)] if backups else None


class _Waiting(NamedTuple):
    """An article whose further pages come later in the archive."""

    raw: RawArticle
    link: Link
    number: int  # of the last page read
    fetched_at: datetime


class _Builder:
    """Stores the captures of an archive one after the other."""

    def __init__(self, settings: BaseSettings, archive: Path) -> None:
        self.archive = archive
        self.reader = PageReader(settings, get_spider_loader(settings))
        self.normalise = NormalisePipeline()
        self.judge = RelevancePipeline(configured_watchlist(settings))
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.waiting: dict[tuple[str, str], _Waiting] = {}

    def build(self, db: Database) -> None:
        todo = sorted(self._positions(), key=lambda each: each[1].fetched_at)
        with click.progressbar(todo, label="storing", file=for_progress()) as bar:
            for file, position in bar:
                try:
                    self._end_waiting(db, before=position.fetched_at - LONGEST_WAIT)
                    self._take(db, file, position, warc.read_at(file, position.start))
                except WarcError as error:
                    self.problems.append(str(error))
                except Exception as error:
                    if is_about_file(error):
                        raise  # every capture would meet it
                    logger.exception("the capture at %s in %s failed", position.start, file)
                    self._note_fault(f"{file}, byte {position.start}", repr(error))
        self._end_waiting(db)

    def _positions(self) -> Iterable[tuple[Path, Position]]:
        for file in folder.files(self.archive):
            try:
                for position in warc.places(file):
                    yield file, position
            except WarcError as error:
                self.problems.append(f"{error}; what is behind it is not read")
            except OSError as error:
                self.problems.append(f"{file} can't be read: {error.strerror or error}")

    def _take(self, db: Database, file: Path, position: Position, page: Page) -> None:
        if further := further_of(page):
            self.counts["captures"] += 1
            outlet, key, part = further
            if self._is_kept_out(db, file, (outlet, key)):
                return
            capture = self._capture(file, position, page, outlet=outlet, key=key, part=part)
            captures.add(db, capture)
            self._add(db, page, further)
            return
        if page.status is not None and "link" not in page.about:
            return  # a listing that could not be read
        self.counts["captures"] += 1
        raw = self.reader.read(page)
        if isinstance(raw, Rejection):
            outlet, key = raw.outlet, raw.key
        else:
            outlet, key = raw.outlet.name, raw.link_key or raw.key
        places = [(outlet, key), (outlet, raw.key)]
        if page.status is not None:
            places.append((link_of(page).outlet, link_of(page).key))
        if self._is_kept_out(db, file, *places):
            return
        self._note_link(db, page)
        if not isinstance(raw, Rejection):
            outlets.save(db, raw.outlet)
        self._end_waiting(db, of=(outlet, key))  # what was fetched of it before
        captures.add(db, self._capture(file, position, page, outlet=outlet, key=key))
        if isinstance(raw, Rejection) or raw.next_page is None or page.status is None:
            self._store(db, raw)
        else:
            link = link_of(page)
            self.waiting[outlet, key] = _Waiting(raw, link, 1, page.fetched_at)

    def _add(self, db: Database, page: Page, further: Further) -> None:
        """Add a further page to its article, and store that when it is complete."""
        place = further.outlet, further.key
        so_far = self.waiting.get(place)
        if so_far is None or further.number != so_far.number + 1:
            return  # its first page is missing, or leads no further by the rules of today
        raw, link, _, fetched_at = so_far
        if page.status != 200:  # here the crawl gave up as well
            self._end_waiting(db, of=place)
            return
        longer = self.reader.add(raw, link, page, number=further.number)
        self.waiting[place] = _Waiting(longer, link, further.number, fetched_at)
        if longer.next_page is None or longer is raw:
            self._end_waiting(db, of=place)

    def _end_waiting(
        self,
        db: Database,
        *,
        before: datetime | None = None,
        of: tuple[str, str] | None = None,
    ) -> None:
        """Store the articles that no further page comes for: one, the older ones, or all.

        What can't be stored costs neither the others nor the capture that has just been read.
        """
        for place, each in [*self.waiting.items()]:
            if of in {None, place} and (before is None or each.fetched_at < before):
                del self.waiting[place]
                try:
                    self._store(db, each.raw)
                except Exception as error:
                    if is_about_file(error):
                        raise
                    logger.exception("%s can't be stored", each.raw.url)
                    self._note_fault(each.raw.url, repr(error))

    def _is_kept_out(self, db: Database, file: Path, *places: tuple[str, str]) -> bool:
        """Tell whether a page is of an article that was forgotten, by any key that leads to it.

        ``places`` are (outlet, key). All of them are forgotten then, and what the file has of it
        goes at the next sweep.
        """
        for outlet, key in places:
            if forgotten.is_forgotten(db, outlet=outlet, key=key):
                forgetting.note_links(db, places, outlet=outlet, key=key)
                forgetting.note_in_archive(db, file.relative_to(self.archive).as_posix())
                self.counts["captures of what was forgotten"] += 1
                return True
        return False

    def _capture(
        self, file: Path, position: Position, page: Page, *, outlet: str, key: str, part: int = 1
    ) -> Capture:
        return Capture(
            kind="source" if page.status is None else "page",
            outlet=outlet,
            key=key,
            url=page.url,
            status=page.status,
            fetched_at=page.fetched_at,
            file=file.relative_to(self.archive).as_posix(),
            start=position.start,
            length=position.length,
            digest=warc.digest_of(page.body),
            part=part,
        )

    def _note_link(self, db: Database, page: Page) -> None:
        if page.status is None:
            return
        if outlet := outlet_of(page):
            outlets.save(db, outlet)
        discovered.remember(db, None, [link_of(page)], at=page.fetched_at)

    def _store(self, db: Database, raw: RawArticle | Rejection) -> None:
        item = raw if isinstance(raw, Rejection) else self.normalise.process_item(raw)
        item = self.judge.process_item(item)
        key = item.key if isinstance(item, Rejection) else item.article.key
        outlet = item.outlet if isinstance(item, Rejection) else item.article.outlet
        if forgotten.is_forgotten(db, outlet=outlet, key=key):
            return
        if isinstance(item, Rejection):
            if item.reason in OUR_FAULTS:
                self._note_fault(item.url, item.reason)
            if item.reason in revisions.GONE and revisions.is_stored(
                db, outlet=item.outlet, key=item.key
            ):
                revisions.note_removed(db, outlet=item.outlet, key=item.key, at=item.seen_at)
                self.counts["articles removed"] += 1
            else:
                rejections.save(db, item, at=item.seen_at)
                self.counts["rejected"] += 1
            return
        saved = store(
            db,
            item.article,
            seen_at=item.raw.seen_at,
            seen_url=item.raw.seen_url,
            found_in=item.raw.found_in,
            link_key=item.raw.link_key,
            signature=signature_of(db, item.article),
            verdict=item.verdict,
            validators=item.raw.validators,
        )
        self.counts[f"articles {saved}"] += 1
        if item.raw.next_page:  # a page behind it was not fetched, or not archived
            self.counts["articles in part"] += 1

    def _note_fault(self, where: str, what: str) -> None:
        self.counts["faults"] += 1
        self.problems.append(f"{where}: {what}")


@contextmanager
def _unpacked(backup: Path | None) -> Iterator[Path | None]:
    """Unpack a backup beside for as long as it is read."""
    if backup is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        unpacked = Path(name) / "backup.db"
        container.unpack(backup, unpacked)
        open_database(unpacked).close()  # one of an earlier version gets the tables of today
        yield unpacked
