"""``python -m browse``: open the articles in a browser."""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from browse.access_control import LOOPBACK
from browse.app import build, check, choose
from browse.lossy_output import take_over
from browse.permissions import People
from browse.watch_list import last_good
from browse.write_threads import ending_with_them
from newsdb.access import users
from newsdb.configuration import ConfigurationError, demo_database, go_on_after_faults, load
from newsdb.database import open_database, open_to_read, read_only_mode
from newsdb.database_errors import UnusableDatabaseError, may_pass
from newsdb.doctor import private
from newsdb.invocation import typed
from watchlist import WatchListError
from watchlist.loading import load as load_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsdb.configuration.model import Configuration

#: Connections and files that may be open at once, as LimitNOFILE= in deploy/ has it.
FILES = 65_536


class PortError(Exception):
    """The address and port can't be listened on."""


def main(words: Sequence[str] | None = None, *, program: str = "python -m browse") -> int:
    """Serve until interrupted; exit code 2 if there is nothing to serve, 75 if that may pass."""
    parser = argparse.ArgumentParser(
        prog=program,
        description=(
            "Open the articles in Datasette. Exit code: 0 it was ended, 2 bad usage or"
            " configuration, 75 it couldn't start because of a fault that may pass (a full disk,"
            " a lock), or couldn't go on writing."
        ),
    )
    parser.add_argument(
        "database",
        type=Path,
        nargs="?",
        help="the database (default: hanil.toml's, or the demo's when there is none)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8001, help="port (%(default)s)")
    arguments = parser.parse_args(words)
    take_over()  # the log may lie on a disk that is full
    try:
        go_on_after_faults()
        configuration = load()
        configured = configuration.database
        # A database named in the environment was chosen: the demo must not replace it.
        named = arguments.database or (configured if os.environ.get("HANIL_DATABASE") else None)
        database = choose(named, configured)
        check(database)
        last_good.use_for(database)
        if fault := _fault_of_list(database, configuration.watchlist):
            sys.stderr.write(f"{fault}\n")
        people = _people(database, arguments.host, configuration)
        # Last, since another port would not fix a fault in the database or configuration.
        listener = _listen(arguments.host, arguments.port)
        app = build(database, people).app()
    except (
        ConfigurationError,
        UnusableDatabaseError,
        PortError,
        OSError,
    ) as error:
        sys.stderr.write(f"{error}\n")
        return os.EX_TEMPFAIL if may_pass(error) else 2
    if not (modes := private(database)).well:
        sys.stderr.write(f"Others on this machine may read {modes.found}: {modes.advice}\n")
    if read_only_mode(database):
        sys.stderr.write(
            f"{database} can't be written: it is shown as it is now, nothing can be decided, and"
            " who has signed in is forgotten when the desk ends.\n"
        )
    sys.stdout.write(
        f"{database} at http://{arguments.host}:{listener.getsockname()[1]}/ (Ctrl-C ends it)\n"
    )
    # Pages are rendered in threads; at Python's default of 5 ms a decision would wait for each.
    sys.setswitchinterval(0.001)
    _take_files()
    server = _Server(
        database,
        uvicorn.Config(
            app,
            lifespan="on",
            log_level="warning",
            use_colors=False,  # the escapes of colours would be written as text
            # Out of files, asyncio writes a traceback for each that it would accept at once.
            backlog=128,
            # Who is slow to take an answer must not hold up the desk's end.
            timeout_graceful_shutdown=10,
        ),
    )
    with ending_with_them(server) as died:
        server.run(sockets=[listener])
    return os.EX_TEMPFAIL if died else 0


class _Server(uvicorn.Server):
    """Empties the write-ahead log at its end: every decision is in the file itself then.

    At the end of its shutdown, since uvicorn hands the signal on afterwards, which ends the
    process.
    """

    def __init__(self, database: Path, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.database = database

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets=sockets)
        with contextlib.suppress(UnusableDatabaseError):  # what is wrong with it was said before
            open_database(self.database).close()


def _take_files() -> None:
    """Let the process hold as many connections as it may: each is an open file, 1,024 by default.

    uvicorn's own ``limit_concurrency`` would be no help: it counts connections that say nothing,
    so that who holds them open would make the desk turn everybody away.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS has a limit of its own below it
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _fault_of_list(database: Path, path: Path | None) -> str:
    """Return what is wrong with the user's watch list, and what the desk does about it."""
    if path is None:
        return ""
    try:
        load_list(path)
    except WatchListError as error:
        db = open_to_read(database)
        try:
            version = last_good.find(db, path).version
        finally:
            db.close()
        used = f"version {version.id} is" if version else "the shipped list is"
        return (
            f"{error}\nThe watch list has faults: {used} used at the desk until it is repaired,"
            " there or in the file; crawls and commands refuse it."
        )
    return ""


def _people(database: Path, host: str, configuration: Configuration) -> People:
    """Return who may sign in; the demo's desk is open, on loopback only.

    Raises ConfigurationError if nobody may.
    """
    if database.resolve() == demo_database().resolve() and host in LOOPBACK:
        return People(open=True)
    if not configuration.users and not _has_users(database):
        raise ConfigurationError(
            f"Nobody may sign in to {database} yet: “{typed('user')}” creates a user for"
            " hanil.toml. (Only the demo is open to everybody, on this machine.)"
        )
    return People(configuration.users, https=configuration.https)


def _has_users(database: Path) -> bool:
    """Tell whether admins have made accounts at the desk."""
    db = open_to_read(database)
    try:
        return bool(users.listed(db, {}))
    finally:
        db.close()


def _listen(host: str, port: int) -> socket.socket:
    """Bind the port before anything is printed; 0 takes a free one. Raises PortError."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, OverflowError) as error:
        raise PortError(f"{host} port {port} is not free ({error}): try another --port") from error


if __name__ == "__main__":
    sys.exit(main())
