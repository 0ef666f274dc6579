"""The command ``hanil``, also as ``python -m hanil_news_watch``."""

from __future__ import annotations

import os
import sys

from hanil_news_watch import IS_INSTALLED, ShadowedError, take_precedence


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        take_precedence()
    except ShadowedError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    from hanil_news_watch.cli import PROGRAM, hanil  # noqa: PLC0415  needs the packages' folder
    from newsdb.invocation import STARTED_BY  # noqa: PLC0415

    if IS_INSTALLED or not sys.argv[0].endswith(".py"):  # else make runs this in a checkout
        os.environ[STARTED_BY] = PROGRAM
    hanil(prog_name=PROGRAM)


if __name__ == "__main__":
    main()
