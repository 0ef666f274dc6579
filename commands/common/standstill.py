"""Ends a process whose event loop stands still, so that one outlet costs others only so long.

Reading has a limit of its own (``crawler.time_limit``); this is for what stands still elsewhere:
C code of a pipeline or an extension that doesn't return.
"""

from __future__ import annotations

import faulthandler
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds that nothing else takes: a page may read for 180, a writer waits for 30.
LONGEST = 300.0


@contextmanager
def ended_when_it_stands_still(seconds: float = LONGEST) -> Iterator[None]:
    """End this process, with a traceback and exit code 1, if the reactor doesn't turn so long.

    A thread in C watches, which needs neither Python nor its lock. The reactor must be installed.
    """
    from twisted.internet.task import LoopingCall  # noqa: PLC0415 installs no reactor, but slow

    def turn() -> None:
        faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__ or sys.stderr)

    turning = LoopingCall(turn)
    turning.start(seconds / 5)
    try:
        yield
    finally:
        if turning.running:
            turning.stop()
        faulthandler.cancel_dump_traceback_later()
