"""``scrapy sites``: sites added by their address, and a spider file for one with a design."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_terminals
from commands.common.stored import whole_number
from crawler.log_formatter import quieten
from newsdb.database import now, open_database, transaction
from newsdb.sites import sites
from newsdb.sites.choosing import ChoiceError
from newsdb.sites.sites import SiteError

if TYPE_CHECKING:
    import argparse

#: What is done to a site by its name.
SWITCHES: dict[str, sites.State] = {"pause": "paused", "resume": "on", "remove": "removed"}

#: Actions with how many words follow them.
_WORDS = {
    **dict.fromkeys(("add", "look", "set", "import", "undo", *SWITCHES), 1),
    "export": 0,
}


class Command(ScrapyCommand):
    """Exit code 0; 1: nothing could be found or added; 2: bad usage, no contact."""

    section = "Collect"
    requires_project = True

    def syntax(self) -> str:
        return (
            "[look URL | add URL [--kept full|excerpt|headline] ... | set NAME --OPTION ..."
            " | pause NAME | resume NAME | remove NAME | undo NAME | import FILE | export"
            " | design NAME PAGE PAGE] [--json]"
        )

    def short_desc(self) -> str:
        return "Add a site by its address, list, pause and remove those added; feeds as OPML"

    def long_desc(self) -> str:
        return (
            "add visits a home page, feed or sitemap once, shows what lists its articles and how"
            " three of them would be stored, asks what the site's terms let us keep, and keeps the"
            " site under a name with a schedule; look only shows. set changes what its options"
            " name, of a site that is kept; terms hold at once, for what is stored too. import and"
            " export take and give OPML, the lists of feeds of feed readers. design writes a"
            " spider file into spiders/ beside hanil.toml, from two pages of a paper (addresses or"
            " saved pages) that is read wrongly as any site. The scheduler sees changes within a"
            " minute; a crontab has to be printed again. A [jobs.site-NAME] of hanil.toml"
            " overrides a site's schedule."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--name", metavar="NAME", help="what the site is called here (default: from its host)"
        )
        parser.add_argument("--title", metavar="TITLE", help="how the site writes its name")
        parser.add_argument("--country", metavar="KR|JP", help="where it is published")
        parser.add_argument("--language", metavar="ko|ja|en", help="what it is written in")
        parser.add_argument(
            "--kept", metavar="LEVEL", help="what its terms let us keep: full, excerpt or headline"
        )
        parser.add_argument(
            "--days", metavar="DAYS", help="for how long its texts are kept (default: for good)"
        )
        parser.add_argument("--attribution", metavar="TEXT", help="how it has to be named")
        parser.add_argument(
            "--terms", metavar="TEXT", help="where its terms stand, or what they say"
        )
        parser.add_argument(
            "--schedule",
            metavar="CRON",
            help="often, hourly, thrice or daily, or five cron fields",
        )
        parser.add_argument(
            "--feed", metavar="URL", help="the listing to keep, instead of the one proposed"
        )
        parser.add_argument("--by", metavar="NAME", help="who does it (default: your login)")
        parser.add_argument(
            "--list", metavar="URL", help="design: the page that lists its articles"
        )
        parser.add_argument(
            "--may-learn",
            action="store_true",
            default=None,
            help="its terms allow learning from its texts",
        )
        parser.add_argument(
            "--no-may-learn",
            action="store_false",
            dest="may_learn",
            help="they don't (unless the other is given)",
        )
        parser.add_argument(
            "--may-gloss",
            metavar="WHAT",
            help="what its terms let go to a machine translator: nothing, headline or sentence",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--given", metavar="NUMBER", type=whole_number, help="an address given at the desk"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        quieten()

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        action = args[0] if args else "list"
        database = self.settings["DATABASE"]
        try:
            if action == "list" and len(args) <= 1:
                self._list(database, as_json=opts.json)
            elif action == "look" and opts.given and len(args) == 1:
                self._look_for_desk(database, opts.given)
            elif action == "design" and len(args) == 4:
                self._design(args[1:], opts)
            elif action not in _WORDS or len(args) != 1 + _WORDS[action]:
                raise UsageError(f"scrapy sites {self.syntax()}", print_help=False)
            elif action in {"add", "look"}:
                self._add(args[1], opts, only_look=action == "look")
            else:
                self._change(database, action, args[1:], opts)
        except (SiteError, ChoiceError) as error:
            raise UsageError(str(error), print_help=False) from None

    def _list(self, database: str, *, as_json: bool) -> None:
        from commands.common.sites.shown import table  # noqa: PLC0415

        found = []
        if Path(database).exists():
            db = open_database(database)
            try:
                found = sites.listing(db)
            finally:
                db.close()
        if as_json:
            for each in found:
                sys.stdout.write(f"{json.dumps(sites.as_json(each), ensure_ascii=False)}\n")
        else:
            sys.stdout.write(table(found) if found else "No site was added.\n")

    def _look_for_desk(self, database: str, number: int) -> None:
        from commands.common.sites.visits import Desk, asked_by_desk, look_at  # noqa: PLC0415

        assert self.crawler_process is not None
        address = asked_by_desk(database, number, "site").url
        found = look_at(self.crawler_process, address, Desk(database, number))
        self.exitcode = 1 if "problem" in found else 0

    def _add(self, url: str, opts: argparse.Namespace, *, only_look: bool) -> None:
        from commands.common.sites import shown  # noqa: PLC0415
        from commands.common.sites.visits import (  # noqa: PLC0415
            Desk,
            checked_address,
            look_at,
            person_of,
        )

        assert self.settings is not None
        assert self.crawler_process is not None
        database = self.settings["DATABASE"]
        address, person = checked_address(url), person_of(opts.by)
        shown.check_options(opts)  # before anybody is asked for anything
        found = look_at(self.crawler_process, address, Desk(database, None))
        if opts.json:
            sys.stdout.write(f"{json.dumps(found, ensure_ascii=False)}\n")
        else:
            sys.stdout.write(shown.report(found))
        if "problem" in found:
            self.exitcode = 1
            return
        if only_look:
            return
        site = shown.chosen_site(found, opts, shown.ask_terms(found, opts))
        db = open_database(database)
        try:
            with transaction(db):
                added = sites.add(db, site, person=person, at=now())
        finally:
            db.close()
        sys.stdout.write(shown.added_line(added))

    def _design(self, words: list[str], opts: argparse.Namespace) -> None:
        from commands.common.sites.designs import DesignError, write_spider  # noqa: PLC0415

        assert self.crawler_process is not None
        name, *pages = words
        try:
            good = write_spider(self.crawler_process, name, pages, opts)
        except DesignError as error:
            raise UsageError(str(error), print_help=False) from None
        self.exitcode = 0 if good else 1

    def _change(
        self, database: str, action: str, words: list[str], opts: argparse.Namespace
    ) -> None:
        from commands.common.sites import shown  # noqa: PLC0415
        from commands.common.sites.visits import person_of, taken_names  # noqa: PLC0415

        assert self.settings is not None
        person = person_of(opts.by)
        feeds = shown.feeds_in(Path(words[0])) if action == "import" else None
        taken = taken_names(self.settings) if feeds else frozenset()
        db = open_database(database)
        try:
            if action == "export":
                sys.stdout.write(shown.as_opml(sites.listing(db)))
                return
            with transaction(db):
                if feeds:
                    said = shown.take_feeds(db, feeds, opts, taken=taken, person=person)
                elif action == "set":
                    said = shown.set_site(db, words[0], opts, person=person)
                elif action == "undo":
                    undone = sites.undo(db, words[0], person=person, at=now())
                    said = f"{words[0]}: what was {undone} is undone.\n"
                else:
                    sites.switch(db, words[0], SWITCHES[action], person=person, at=now())
                    said = f"{words[0]} is {SWITCHES[action]}.\n"
        finally:
            db.close()
        sys.stdout.write(said)
