"""``python -m browse``: open the articles in a browser."""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import socket
import sys
from pathlib import Path

import uvicorn

from browse.access_control import LOOPBACK
from browse.aliases import names
from browse.app import DEMO, build, check, choose
from browse.permissions import People
from newsdb.configuration import Configuration, ConfigurationError, load
from newsdb.database import UnusableDatabaseError, open_database
from newsdb.doctor import private
from watchlist import WatchListError

#: Connections and files that may be open at once, as LimitNOFILE= in deploy/ has it.
FILES = 65_536


class PortError(Exception):
    """The address and port can't be listened on."""


def main() -> int:
    """Serve until interrupted; exit code 2 if there is nothing to serve."""
    parser = argparse.ArgumentParser(
        prog="python -m browse", description="Open the articles in Datasette."
    )
    parser.add_argument(
        "database",
        type=Path,
        nargs="?",
        help="the database (default: hanil.toml's, or the demo's when there is none)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8001, help="port (%(default)s)")
    arguments = parser.parse_args()
    try:
        configuration = load()
        configured = configuration.database
        # A database named in the environment was chosen: the demo must not replace it.
        named = arguments.database or (configured if os.environ.get("HANIL_DATABASE") else None)
        database = choose(named, configured)
        check(database)
        names()  # reports an error in the watch list now, not at the first search
        people = _people(database, arguments.host, configuration)
        # Last, since another port would not fix a fault in the database or configuration.
        listener = _listen(arguments.host, arguments.port)
        app = build(database, people).app()
    except (ConfigurationError, WatchListError, UnusableDatabaseError, PortError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if not (modes := private(database)).well:
        sys.stderr.write(f"Others on this machine may read {modes.found}: {modes.advice}\n")
    sys.stdout.write(
        f"{database} at http://{arguments.host}:{listener.getsockname()[1]}/ (Ctrl-C ends it)\n"
    )
    sys.stdout.flush()
    # Pages are rendered in threads; at Python's default of 5 ms a decision would wait for each.
    sys.setswitchinterval(0.001)
    _take_files()
    server = _Server(
        database,
        uvicorn.Config(
            app,
            lifespan="on",
            log_level="warning",
            # Out of files, asyncio writes a traceback for each that it would accept at once.
            backlog=128,
            # Who is slow to take an answer must not hold up the desk's end.
            timeout_graceful_shutdown=10,
        ),
    )
    server.run(sockets=[listener])
    return 0


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


def _people(database: Path, host: str, configuration: Configuration) -> People:
    """Return who may sign in; the demo's desk is open, on loopback only.

    Raises ConfigurationError if nobody may.
    """
    if database.resolve() == DEMO.resolve() and host in LOOPBACK:
        return People(open=True)
    if not configuration.users:
        raise ConfigurationError(
            f"Nobody may sign in to {database} yet: “make user” creates a user for hanil.toml."
            " (Only the demo is open to everybody, on this machine.)"
        )
    return People(configuration.users, https=configuration.https)


def _listen(host: str, port: int) -> socket.socket:
    """Bind the port before anything is printed; 0 takes a free one. Raises PortError."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, OverflowError) as error:
        raise PortError(f"{host} port {port} is not free ({error}): try another --port") from error


if __name__ == "__main__":
    sys.exit(main())
