"""Printing to readers that close the pipe early."""

from __future__ import annotations

import functools
import os
import signal
import sys
from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


def quiet_on_broken_pipe(run: Callable[P, None]) -> Callable[P, None]:
    """Let a command end as other tools do when its reader closes the pipe (``| head``).

    The process ends by SIGPIPE, without a traceback. The signal's default action is restored only
    then: restored earlier, a closed network connection would end the process as well.
    """

    @functools.wraps(run)
    def printing(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            run(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGPIPE)

    return printing
