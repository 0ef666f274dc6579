"""``scrapy tokens``: by which assistants are let in at the desk."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import existing_database, faults_explained
from newsdb.database import now, transaction

if TYPE_CHECKING:
    import argparse

    from sqlite_utils import Database


class Command(ScrapyCommand):
    """Exit code 0; 1, or 75 if it may pass: the database fails; 2: bad usage, no database."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "list | add USER NAME [--role ROLE] | revoke ID"

    def short_desc(self) -> str:
        return "Make, list and revoke the tokens by which assistants read through the desk"

    def long_desc(self) -> str:
        return (
            "add makes a token for an assistant of a user of the desk, and prints it: it is"
            " shown once, the database has only a hash of it. It may do what its role may, and no"
            " more than its user. revoke ends one at once. NAME says where it is used."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--role",
            choices=("reader", "analyst", "admin"),
            default="reader",
            help="of the assistant (%(default)s)",
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with faults_explained(self.settings), existing_database(self.settings) as db:
            match args:
                case ["list"]:
                    _list(db)
                case ["add", person, name]:
                    _add(db, person, name, opts.role)
                case ["revoke", number] if number.isascii() and number.isdigit():
                    _revoke(db, number)
                case _:
                    raise UsageError(f"scrapy tokens {self.syntax()}", print_help=False)


def _list(db: Database) -> None:
    from commands.common.tables import columns  # noqa: PLC0415
    from newsdb.assistants import tokens  # noqa: PLC0415

    rows: list[tuple[str, ...]] = [("id", "user", "name", "role", "made", "last used", "revoked")]
    for each in tokens.listing(db):
        times = [
            at[:16].replace("T", " ") if at else "-"
            for at in (each.made_at, each.used_at, each.revoked_at)
        ]
        rows.append((str(each.id), each.person, each.name, each.role, *times))
    sys.stdout.write(columns(rows) if rows[1:] else "There is no token yet.\n")


def _add(db: Database, person: str, name: str, role: str) -> None:
    from newsdb.access import users  # noqa: PLC0415
    from newsdb.assistants import tokens  # noqa: PLC0415

    settings = configured()
    if person not in users.listed(db, settings.users):
        raise UsageError(f"nobody signs in at the desk as {person}", print_help=False)
    try:
        with transaction(db):
            secret, _ = tokens.make(db, name, person=person, role=role, at=now())  # type: ignore[arg-type] # argparse checks it
    except tokens.TokenError as error:
        raise UsageError(str(error), print_help=False) from None
    sys.stdout.write(f"{secret}\n")
    sys.stderr.write("It is shown this once: put it where the assistant takes it from.\n")
    if not settings.assistants.enabled:
        sys.stderr.write("The desk takes none yet: [assistants] enabled = true in hanil.toml\n")


def _revoke(db: Database, number: str) -> None:
    from newsdb.assistants import tokens  # noqa: PLC0415

    with transaction(db):
        if len(number) > 18 or not tokens.revoke(db, int(number), by=getpass.getuser(), at=now()):
            raise UsageError(f"there is no token {number} in use", print_help=False)
    sys.stdout.write(f"Token {number} is revoked.\n")
