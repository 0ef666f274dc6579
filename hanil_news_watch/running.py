"""Runs one of our ``scrapy`` commands as ``scrapy NAME`` would, under the name ``hanil NAME``.

As ``scrapy.cmdline.execute``, which imports every command, not only the one that is meant, and
calls it ``scrapy NAME`` in its help. ``python -m hanil_news_watch.running NAME ...`` is ``scrapy
NAME ...`` without what the others import, for the scheduler's processes and the desk's.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from scrapy.cmdline import ScrapyArgumentParser, _run_command, _run_print_help, execute
from scrapy.commands import ScrapyHelpFormatter
from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
from scrapy.utils.project import get_project_settings

from hanil_news_watch import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.commands import ScrapyCommand

#: One of our commands as help and messages of ``commands/`` call it.
_SCRAPY = re.compile(rf"\bscrapy (?=(?:{'|'.join(registry.names())})\b)")


def run(program: str, name: str, arguments: Sequence[str]) -> NoReturn:
    """Run the command ``name`` and end the process with its exit code."""
    settings = get_project_settings()
    command: ScrapyCommand = import_module(f"commands.{name}").Command()
    settings.setdict(command.default_settings, priority="command")
    command.settings = settings
    parser = _Parser(
        prog=f"{program} {name}",
        usage=f"{program} {name} {command.syntax()}",
        description=command.long_desc(),
        formatter_class=ScrapyHelpFormatter,
        conflict_handler="resolve",
    )
    parser.program = program
    command.add_options(parser)
    options, words = parser.parse_known_args(list(arguments))
    _run_print_help(parser, command.process_options, words, options)
    if command.requires_crawler_process:
        alone = settings.getbool("FORCE_CRAWLER_PROCESS")
        command.crawler_process = (CrawlerProcess if alone else AsyncCrawlerProcess)(settings)
    _run_print_help(parser, _run_command, command, words, options)
    sys.exit(command.exitcode)


class _Parser(ScrapyArgumentParser):
    """Says ``hanil NAME`` where our texts say ``scrapy NAME``."""

    program: str

    def format_help(self) -> str:
        return _SCRAPY.sub(f"{self.program} ", super().format_help())

    def error(self, message: str) -> NoReturn:
        super().error(_SCRAPY.sub(f"{self.program} ", message))


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in registry.names():
        run("scrapy", sys.argv[1], sys.argv[2:])
    execute(["scrapy", *sys.argv[1:]])  # one of Scrapy's own, which a job may be
