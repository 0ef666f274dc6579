"""``scrapy mcp``: an assistant on this machine reads the archive, by MCP over its pipes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import no_database

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0 when standard input has ended; 2: bad usage, no database, no library."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--role ROLE]"

    def short_desc(self) -> str:
        return "Let an assistant on this machine read the archive (MCP)"

    def long_desc(self) -> str:
        return (
            "Speaks the Model Context Protocol over standard input and output, for an assistant"
            " that starts it. It reads only, and texts leave as excerpts unless hanil.toml says"
            " more: an assistant in a cloud is a third party. Each call is noted."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--role",
            choices=("reader", "analyst"),
            default="reader",
            help="what it may ask for (%(default)s); analyst: drafts of briefings, too",
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        from assistants import importing  # noqa: PLC0415

        if args:
            raise UsageError(f"scrapy mcp {self.syntax()}", print_help=False)
        path = Path(self.settings["DATABASE"])
        if not path.is_file():
            raise UsageError(no_database(path), print_help=False)
        if not importing.is_installed():
            raise UsageError(importing.MISSING, print_help=False)
        from assistants.stdio import serve  # noqa: PLC0415
        from newsdb.configuration import ConfigurationError  # noqa: PLC0415
        from newsdb.database_errors import UnusableDatabaseError  # noqa: PLC0415
        from watchlist import WatchListError  # noqa: PLC0415
        from watchlist.search_names import names  # noqa: PLC0415

        try:
            names()  # reports an error in the watch list now, not at the first search
            serve(path, configured(), role=opts.role, names=names)
        except (UnusableDatabaseError, ConfigurationError, WatchListError) as error:
            raise UsageError(str(error), print_help=False) from None
