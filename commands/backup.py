"""``scrapy backup``: a copy of everything that can't be fetched again, checked and kept by age."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured, extra_files
from commands.common.printing import for_terminals
from commands.common.stored import no_database
from newsdb.backup import container
from newsdb.backup.container import BackupError
from newsdb.backup.copying import back_up, found
from newsdb.database_errors import UnusableDatabaseError

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0: made, or whole; 1: it could not be made, or is damaged; 2: bad usage."""

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--to DIR] [--with-secret] [--list] [--check FILE] [--json]"

    def short_desc(self) -> str:
        return "Copy database and configuration into one checked file (nightly)"

    def long_desc(self) -> str:
        return (
            "Copy the database as it is at this moment, with hanil.toml and the watch list, into"
            " a file DATABASE-TIME.tar.zst: crawls and the desk go on meanwhile. What the disk"
            " has of it is compared with what was written, then older ones are dropped (hanil.toml"
            " says how many stay). The key that signs the desk's cookies stays out, so that who"
            " gets hold of a backup can't sign in as somebody; without it everybody signs in once"
            " more. Page captures (archive/) are files that never change: copy them with rsync."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--to", metavar="DIR", type=Path, help="write it there")
        parser.add_argument(
            "--with-secret", action="store_true", help="take the desk's key (desk.secret) along"
        )
        parser.add_argument("--list", action="store_true", help="show the backups that there are")
        parser.add_argument(
            "--check", metavar="FILE", type=Path, help="unpack all of a backup, and write nothing"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError("scrapy backup takes options only; see --help", print_help=False)
        if opts.check:
            self._check(opts.check, as_json=opts.json)
            return
        configuration = configured()
        database = Path(self.settings["DATABASE"])
        folder = opts.to or database.parent / configuration.backup.to
        if opts.list:
            self._list(folder, database.stem, as_json=opts.json)
            return
        if not database.is_file():
            raise UsageError(no_database(database), print_help=False)
        try:
            made = back_up(
                database,
                folder,
                extras=extra_files(configuration),
                secret=database.with_name("desk.secret") if opts.with_secret else None,
                daily=configuration.backup.daily,
                weekly=configuration.backup.weekly,
                monthly=configuration.backup.monthly,
            )
        except (BackupError, UnusableDatabaseError) as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 1
            return
        if opts.json:
            said = {
                "file": str(made.file),
                "bytes": made.size,
                **container.describe(made.manifest),
                "dropped": [str(each) for each in made.dropped],
            }
            sys.stdout.write(f"{json.dumps(said, ensure_ascii=False)}\n")
            return
        manifest = made.manifest
        sys.stdout.write(
            f"{made.file}: {made.size / 1e6:.1f} MB; {manifest.articles} articles,"
            f" {manifest.decisions} decisions; with {', '.join(manifest.extras) or 'no files'};"
            f" the desk's key is {'in' if manifest.secret else 'not in'} it\n"
        )
        for each in made.dropped:
            sys.stdout.write(f"dropped {each}\n")

    def _check(self, file: Path, *, as_json: bool) -> None:
        self.exitcode = 1
        try:
            said = container.describe(container.verify(file))
        except (BackupError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            return
        self.exitcode = 0
        if as_json:
            sys.stdout.write(f"{json.dumps({'file': str(file), **said}, ensure_ascii=False)}\n")
            return
        sys.stdout.write(
            f"{file} is whole: {said['articles']} articles, {said['decisions']} decisions\n"
        )

    def _list(self, folder: Path, stem: str, *, as_json: bool) -> None:
        self.exitcode = 0
        backups = found(folder, stem)
        if not backups and not as_json:
            sys.stdout.write(f"no backup of {stem}.db in {folder}\n")
        for at, file in sorted(backups.items(), reverse=True):
            try:
                said = container.describe(container.read_manifest(file))
            except BackupError as error:
                said = {"problem": str(error)}
                self.exitcode = 1
            if as_json:
                line = json.dumps({"file": str(file), **said}, ensure_ascii=False)
            elif "problem" in said:
                line = said["problem"]
            else:
                line = (
                    f"{at:%Y-%m-%d %H:%M}  {file.stat().st_size / 1e6:8.1f} MB"
                    f"  {said['articles']} articles, {said['decisions']} decisions  {file}"
                )
            sys.stdout.write(f"{line}\n")
