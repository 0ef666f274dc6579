"""``python -m browse``: open the articles in a browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import uvicorn

from browse.app import build, choose
from newsdb.configuration import ConfigurationError, load
from newsdb.database import UnusableDatabaseError


def main() -> int:
    """Serve until interrupted; exit code 2 when there is nothing to serve."""
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
        database = choose(arguments.database, load().database)
        app = build(database).app()
    except (ConfigurationError, UnusableDatabaseError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{database} at http://{arguments.host}:{arguments.port}/ (Ctrl-C ends it)\n")
    sys.stdout.flush()
    uvicorn.run(app, host=arguments.host, port=arguments.port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
