"""``scrapy health``: is each source alive and read correctly? Open alarms, and what to do."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.printing import for_terminals
from commands.common.stored import no_database, whole_number
from crawler.registry import outlet_spiders
from newsdb import health
from newsdb.database import now, open_database
from newsdb.database_errors import UnusableDatabaseError
from newsdb.health.installation import INSTALLATION, look_after_installation
from newsdb.health.kinds import KINDS
from newsdb.health.report import alarm_as_json, report
from newsdb.lazy_modules import LazyModule
from newsdb.times import in_kst

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from newsdb.briefings import watching
    from newsdb.health import Kept
    from newsdb.health.report import OutletReport
else:
    watching = LazyModule("newsdb.briefings.watching")


class Command(ScrapyCommand):
    """Exit code 0: no open alarm; 1: at least one; 2: bad usage or no database."""

    section = "Collect"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[DATABASE] [--json] | [DATABASE] --accept ALARM --because WORDS"

    def short_desc(self) -> str:
        return "Check each outlet: silence, volume, fields, faults; exit code 1 on an alarm"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the reports as JSON")
        parser.add_argument(
            "--accept",
            metavar="ALARM",
            type=whole_number,
            help="close the alarm with this number: what it found is normal from now on",
        )
        parser.add_argument("--because", metavar="WORDS", help="why it is accepted")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        from scheduling.jobs import known_names  # noqa: PLC0415

        if len(args) > 1 or bool(opts.accept) != bool(opts.because):
            raise UsageError("--accept ALARM needs --because WORDS", print_help=False)
        path = Path(args[0] if args else self.settings["DATABASE"])
        if not path.is_file():
            raise UsageError(no_database(path), print_help=False)
        try:
            db = open_database(path)
        except UnusableDatabaseError as error:
            raise UsageError(str(error), print_help=False) from None
        try:
            if opts.accept:
                if not health.accept(db, opts.accept, because=opts.because, at=now()):
                    raise UsageError(f"there is no open alarm {opts.accept}", print_help=False)
                sys.stdout.write(f"Alarm {opts.accept} is closed: {opts.because}\n")
                return
            loader = get_spider_loader(self.settings)
            outlets = outlet_spiders(loader)
            off = [each.name for each in outlets if not each.is_enabled(self.settings)]
            health.look_over(db, at=now(), off=off, known=known_names(loader.list()))
            look_after_installation(db, at=now())
            watching.look_after(db, at=now())
            reports = report(db, at=now())
            installation = health.open_ones(db, INSTALLATION)
        finally:
            db.close()
        if opts.json:
            said = [each.to_json() for each in reports]
            if installation:
                told = [alarm_as_json(each) for each in installation]
                said.insert(0, {"outlet": INSTALLATION, "alarms": told})
            sys.stdout.write(f"{json.dumps(said, ensure_ascii=False, indent=2)}\n")
        else:
            if installation:
                sys.stdout.write("ALARM  this installation\n")
                sys.stdout.writelines(f"{line}\n" for line in alarm_lines(installation))
            sys.stdout.writelines(f"{line}\n" for each in reports for line in lines(each))
        self.exitcode = 1 if installation or any(each.alarms for each in reports) else 0


def lines(report: OutletReport) -> list[str]:
    """Return an outlet's report as lines: its state, then each alarm with what to do."""
    last = in_kst(report.last_run) if report.last_run else "never"
    article = in_kst(report.last_article) if report.last_article else "never"
    first = [
        (
            f"{'ALARM' if report.alarms else 'ok':<6} {report.outlet} ({report.title}):"
            f" last run {last} {report.outcome or ''}; {report.articles} articles, the newest"
            f" found {article}; {report.rhythm or 'rhythm not known yet'}"
            f"{f'; {report.delay}' if report.delay else ''}"
        )
    ]
    return first + alarm_lines(report.alarms)


def alarm_lines(alarms: Iterable[Kept]) -> list[str]:
    """Return alarms as lines: what is wrong, since when, what to do."""
    lines = []
    for alarm in alarms:
        name = KINDS[alarm.kind].english + (f": {alarm.subject}" if alarm.subject else "")
        lines += [
            f"  {alarm.id}. {name} (since {in_kst(alarm.since)})",
            f"     {alarm.diagnosis}",
            f"     -> {alarm.advice}",
        ]
    return lines
