"""``scrapy restore``: a backup in the place of the database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured, extra_files
from commands.common.printing import for_terminals
from newsdb.articles import forgotten
from newsdb.backup import container
from newsdb.backup.container import BackupError
from newsdb.backup.restoring import restore
from newsdb.database_errors import DatabaseError, message_of
from newsdb.lazy_modules import LazyModule
from newsdb.records import KST

if TYPE_CHECKING:
    import argparse

    from sqlite_utils import Database

    from newsdb import forgetting
else:
    forgetting = LazyModule("newsdb.forgetting")


class Command(ScrapyCommand):
    """Exit code 0: restored, perhaps without a configuration file, which stderr names then.

    1: not restored, and the present database is as it was; 2: bad usage.
    """

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "FILE.tar.zst [--json]"

    def short_desc(self) -> str:
        return "Put a backup in the database's place; the present one is put aside"

    def long_desc(self) -> str:
        return (
            "Unpack a backup that scrapy backup made, check it, bring it to this version, and put"
            " it in the database's place. Refuses while the desk, the scheduler or a crawl is at"
            " work. The present database is kept beside it as NAME.before-TIME. hanil.toml and the"
            " watch list are put back where they are missing; where they differ, the backup's are"
            " laid beside them as NAME.from-backup. What was forgotten since the backup was made"
            " is taken out of it first."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError(
                "name one backup; scrapy backup --list shows what there is", print_help=False
            )
        database = Path(self.settings["DATABASE"])
        places = {
            **extra_files(configured()),
            "desk.secret": database.with_name("desk.secret"),
        }
        carried = _Forgotten(database)
        try:
            restored = restore(Path(args[0]), database, places=places, prepare=carried.carry_over)
        except BackupError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 1
            return
        aside = str(restored.aside) if restored.aside else None
        if carried.problem:
            sys.stderr.write(
                f"{database} can't be read ({carried.problem}): what was forgotten since the"
                " backup is back; scrapy forget takes it out again\n"
            )
        for problem in restored.not_written:
            sys.stderr.write(f"not written: {problem}\n")
        if opts.json:
            said = {
                "database": str(database),
                **container.describe(restored.manifest),
                "put_aside": aside,
                "configuration": [str(each) for each in restored.configuration],
                "not_written": list(restored.not_written),
                "forgotten_since": None if carried.problem else carried.articles,
            }
            sys.stdout.write(f"{json.dumps(said, ensure_ascii=False)}\n")
            return
        newest = restored.manifest.newest_article or "none"
        made_at = restored.manifest.made_at.astimezone(KST)
        sys.stdout.write(
            f"{database} is as it was at {made_at:%Y-%m-%d %H:%M:%S} KST:"
            f" {restored.articles} articles (the newest found {newest}),"
            f" {restored.decisions} decisions\n"
        )
        if carried.articles:
            sys.stdout.write(
                f"Forgotten since the backup, and taken out of it: {carried.articles} articles\n"
            )
        if aside:
            sys.stdout.write(f"The database that was there is {aside}\n")
        for each in restored.configuration:
            sys.stdout.write(f"Written: {each}\n")
        if not restored.manifest.secret:
            sys.stdout.write("The desk's key was not in the backup: the present one goes on\n")


class _Forgotten:
    """What is forgotten in the present database, to stay so in the one that takes its place."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.articles = 0  # that the backup had
        self.problem = ""  # why that can't be read

    def carry_over(self, fresh: Database) -> None:
        try:
            known = forgetting.read(self.database)
        except (DatabaseError, ValueError) as error:
            self.problem = message_of(error)
            return
        self.articles = forgetting.forget_again(
            fresh,
            [
                each
                for each in known
                if not forgotten.is_forgotten(fresh, outlet=each.outlet, key=each.key)
            ],
        )
