"""The command line: our ``scrapy`` commands, the desk, the scheduler, and a folder to begin with.

Nothing here imports Scrapy before a command needs it: help and completion must answer at once.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from hanil_news_watch import CODE, registry
from hanil_news_watch.folder import NAME, FolderError, enter, find
from hanil_news_watch.starting import StartingError, start
from newsdb import __version__, contact
from newsdb.invocation import STARTED_BY, typed
from newsdb.text.controls import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROGRAM = "hanil"

#: The outlets of the demo: three languages, and copies between them.
DEMO = ("fnnews", "yna", "yna_ja", "yna_en", "kbiznews", "jetro")

#: Sections of --help before those of commands/.
START, RUN = "Start", "Run"

EPILOG = (
    "Commands work in the nearest folder with a hanil.toml, at or above the current one, or with"
    " the file in HANIL_CONFIG; paths in it are relative to it. A file .env beside it may hold"
    " HANIL_... variables and keys. Exit codes: 0 success, 1 a failure or an open alarm, 2 bad"
    " usage or configuration, 75 a fault that may pass (a full disk, a lock)."
)


class CommandGroup(click.Group):
    """Has a command for each file in ``commands/`` beside its own, in sections."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands, *registry.names()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        return own or (_scrapy_command(cmd_name) if cmd_name in registry.names() else None)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in (START, RUN, *registry.SECTIONS):
            sections[name] = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command and not command.hidden:
                section = getattr(command, "section", START)
                sections.setdefault(section, []).append((name, command.get_short_help_str(200)))
        for section, lines in sections.items():
            if lines:
                with formatter.section(section or "More"):
                    formatter.write_dl(lines)


class Forwarded(click.Command):
    """A command that reads its arguments itself, --help too: they are handed on as they are."""

    def __init__(
        self,
        name: str,
        run: Callable[[list[str]], int | None],
        *,
        section: str,
        short: str,
        complete: Callable[[str], Sequence[str]] = lambda incomplete: (),
    ) -> None:
        super().__init__(name, short_help=short, add_help_option=False)
        self.run = run
        self.section = section
        self.complete = complete

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.args = list(args)
        return []

    def invoke(self, ctx: click.Context) -> Any:
        _enter(for_help=bool({"-h", "--help"} & set(ctx.args)))
        try:
            sys.exit(self.run(ctx.args) or 0)
        except KeyboardInterrupt:  # click would call it a failure
            sys.exit(130)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = [each for each in self.complete(incomplete) if each.startswith(incomplete)]
        if found or incomplete.startswith("-"):
            return [CompletionItem(each) for each in found]
        return [CompletionItem(incomplete, type="file")]


def _enter(*, for_help: bool = False) -> None:
    """Work in the folder; ends the process with exit code 2 where there is none."""
    try:
        enter(for_help=for_help)
    except FolderError as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        sys.exit(2)


def _scrapy_command(name: str) -> Forwarded:
    entry = registry.entry(name)

    def run(arguments: list[str]) -> None:
        from hanil_news_watch import running  # noqa: PLC0415  imports Scrapy

        running.run(PROGRAM, name, arguments)

    def complete(incomplete: str) -> Sequence[str]:
        if incomplete.startswith("-"):
            return registry.options(name)
        return registry.outlets(_own_spiders()) if "OUTLET" in entry.syntax else ()

    return Forwarded(name, run, section=entry.section, short=entry.short, complete=complete)


def _own_spiders() -> Path | None:
    try:
        return find() / "spiders"
    except FolderError:
        return None


def _schedule(arguments: list[str]) -> int:
    import scheduler  # noqa: PLC0415

    file = Path(sys.argv[0]).absolute()  # of python -m: this package's file
    words = [sys.executable, "-m", "hanil_news_watch"] if file.suffix == ".py" else [str(file)]
    return scheduler.main(arguments, program=f"{PROGRAM} schedule", commands=shlex.join(words))


def _desk(arguments: list[str]) -> int:
    from browse.__main__ import main  # noqa: PLC0415

    return main(arguments, program=f"{PROGRAM} desk")


def _user(arguments: list[str]) -> int:
    from browse.user import main  # noqa: PLC0415

    return main(arguments, program=f"{PROGRAM} user")


def _demo(arguments: list[str]) -> None:
    from hanil_news_watch import running  # noqa: PLC0415  imports Scrapy
    from newsdb.configuration import demo_database  # noqa: PLC0415

    replay = ("-s", f"REPLAY={CODE / 'fixtures'}", "-s", f"DATABASE={demo_database()}")
    try:
        running.run(PROGRAM, "crawl", [*DEMO, *replay, *arguments])
    except SystemExit as ended:
        if not ended.code and not {"-h", "--help"} & set(arguments):
            named = f"HANIL_DATABASE={shlex.quote(str(demo_database()))}"
            sys.stderr.write(f"Browse it: {typed('desk')}\n")
            sys.stderr.write(f"Search it: {named} {typed('search')} WORD\n")
        raise


@click.group(
    cls=CommandGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, message="hanil-news-watch %(version)s")
def hanil() -> None:
    """Monitor Korean, Japanese and English news, and read it at the desk.

    hanil init DIR makes a folder to work in; hanil COMMAND --help explains a command.
    """


def _quoted(path: Path) -> str:
    return printable(shlex.quote(str(path)))


class Contact(click.ParamType[str]):
    """An e-mail address or a web page that is no example; may be left empty."""

    name = "contact"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            value = contact.checked(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if contact.is_placeholder(value):
            self.fail(f"{value} is only an example: nobody is reached by it", param, ctx)
        return value


@hanil.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--contact",
    "address",
    metavar="ADDRESS",
    type=Contact(),
    help="how outlets can reach you: an e-mail address or a web page (asked for when it is left"
    " out); it goes into the user agent of each crawl",
)
def init(folder: Path, address: str | None) -> None:
    """Make a folder with a configuration, a watch list and spiders of your own.

    Writes hanil.toml, watchlist.toml, spiders/, .env.example, scrapy.cfg and .gitignore into DIR,
    and makes it if there is none. What is there already stays as it is, so that it can be run
    again. Exit code 0 if all is there, 2 if DIR can't be used.
    """
    if address is None and sys.stdin.isatty() and not (folder / NAME).exists():
        address = click.prompt(
            "How can outlets reach you? An e-mail address or a web page (Enter: later)",
            default="",
            show_default=False,
            err=True,
            type=Contact(),
        )
    try:
        made, kept = start(folder, address or "")
    except StartingError as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        sys.exit(2)
    if made:
        click.echo(f"Made in {printable(str(folder.resolve()))}: {', '.join(made)}")
    if kept:
        click.echo(f"Was there and stays as it is: {', '.join(kept)}")
    if address and NAME in kept:
        click.echo(f'Put contact = "{address}" into {NAME} yourself.')
    here = folder.resolve() == Path.cwd()
    steps = [] if STARTED_BY in os.environ else [f"pip install {_quoted(CODE)}"]
    steps += [] if here else [f"cd {_quoted(folder)}"]
    click.echo(f"Next: {', '.join(steps)}, then" if steps else "Next:")
    click.echo(f"  {PROGRAM} demo          a crawl of bundled pages, without the network")
    click.echo(f"  {PROGRAM} desk          read them at http://127.0.0.1:8001/")
    needed = "" if address or NAME in kept else f" (first set contact in {NAME})"
    click.echo(f"  {PROGRAM} crawl fnnews  a crawl of the live site{needed}")


for _command in (
    Forwarded(
        "demo",
        _demo,
        section=START,
        short="Crawl bundled pages of six outlets, without the network, into data/demo.db",
    ),
    Forwarded(
        "schedule", _schedule, section=RUN, short="Crawl each outlet when it is due, until Ctrl-C"
    ),
    Forwarded("desk", _desk, section=RUN, short="Read and review in a browser, until Ctrl-C"),
    Forwarded(
        "user", _user, section=RUN, short="Make a user of the desk: prints a line for hanil.toml"
    ),
):
    hanil.add_command(_command)


@hanil.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    r"""Print what lets a shell complete commands, outlets and options.

    \b
    bash: echo 'eval "$(hanil completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(hanil completion zsh)"' >> ~/.zshrc
    fish: hanil completion fish > ~/.config/fish/completions/hanil.fish
    """
    completing = get_completion_class(shell)
    assert completing
    click.echo(completing(hanil, {}, PROGRAM, f"_{PROGRAM.upper()}_COMPLETE").source())


@hanil.command()
@click.argument("service", type=click.Choice(["scheduler", "desk"]))
@click.option("--port", default=8001, show_default=True, help="the desk's port")
def alive(service: str, port: int) -> None:
    """Tell whether scheduler or desk is at work on this machine, for a container's health check.

    Exit code 0 if it is, 1 if not. What goes on with the outlets: hanil health.
    """
    from hanil_news_watch.alive import desk  # noqa: PLC0415
    from newsdb.configuration import ConfigurationError  # noqa: PLC0415  takes its time
    from newsdb.runs import heartbeat  # noqa: PLC0415

    if service == "desk":
        well, found = desk(port)
        click.echo(found)
        sys.exit(0 if well else 1)
    _enter()
    try:
        sys.exit(heartbeat.main())
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
