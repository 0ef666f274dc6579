"""Printing to terminals that obey what they are sent, and readers that close the pipe early."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
from typing import TYPE_CHECKING, ParamSpec, TextIO, cast

from scrapy.exceptions import UsageError

from newsdb.database_errors import may_pass
from newsdb.text.controls import PrintableStream, print_traceback, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsdb.row_failures import RowFailures

P = ParamSpec("P")


def for_terminals(run: Callable[P, None]) -> Callable[P, None]:
    """Let a command print nothing that a terminal would obey, and end well (``| head``).

    Neither to standard output nor to standard error: messages quote files, URLs and old rows. The
    exit code is 75, not 2, when it couldn't begin because of a fault that may pass (a full disk).

    When its reader closes the pipe, the process ends by SIGPIPE, without a traceback. The
    signal's default action is restored only then: restored earlier, a closed network connection
    would end the process as well.
    """

    @functools.wraps(run)
    def printing(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with (
                contextlib.redirect_stdout(cast("TextIO", PrintableStream(sys.stdout))),
                contextlib.redirect_stderr(cast("TextIO", PrintableStream(sys.stderr))),
            ):
                run(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGPIPE)
        except UsageError as error:  # what it says is printed by Scrapy
            error.args = tuple(printable(str(each)) for each in error.args)
            if isinstance(error.__context__, Exception) and may_pass(error.__context__):
                # No fault of the usage: whoever started it may try again (sysexits.h).
                sys.stderr.write(f"{error}\n")
                sys.exit(os.EX_TEMPFAIL)
            raise
        except Exception:
            sys.excepthook = print_traceback
            raise

    return printing


def told(failures: RowFailures) -> int:
    """Say on standard error what could not be handled; return the command's exit code, 0 or 1."""
    if not failures.number:
        return 0
    sys.stderr.writelines(f"{line}\n" for line in failures.lines)
    sys.stderr.write(f"{failures.number} could not be handled; the others were.\n")
    return 1


def for_progress() -> TextIO:
    """Return standard error for a progress bar, which must be able to move the cursor."""
    stream: object = sys.stderr
    return stream.beneath if isinstance(stream, PrintableStream) else sys.stderr
