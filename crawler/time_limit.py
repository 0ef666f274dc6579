"""No page is read for ever: a timer of the kernel ends what takes longer than it may.

Reading is work of the processor alone, so its time is what counts (ITIMER_PROF): a machine that is
suspended or busy with other things costs no page. The timer's signal is delivered to Python code
and to regular expressions. Other C code that does not return is ended, with the whole process, by
the second limit; the page has been marked as begun before (``newsdb.articles.attempts``), so it
does not get to do that for ever.
"""

from __future__ import annotations

import contextlib
import faulthandler
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

#: Seconds of the processor that a page may take; the slowest known ones take less than two.
LIMIT = 20.0

#: Seconds on the clock after which the process ends itself, because nothing else can.
LAST_RESORT = 180.0

#: The signal comes again while code swallows it.
_AGAIN = 0.5


class TimeLimitError(Exception):
    """Something took longer than it may; the message says how long that was."""


class _ExpiredError(BaseException):
    """Raised by the signal; no Exception, so that nobody on the way takes it for a fault."""


@contextmanager
def time_limit(seconds: float | None = None) -> Iterator[None]:
    """Raise TimeLimitError when what is done inside takes more time of the processor than LIMIT.

    Inside another limit that one counts, and outside the main thread, where Python delivers no
    signals, there is none.
    """
    if threading.current_thread() is not threading.main_thread() or _is_running():
        yield
        return
    seconds = LIMIT if seconds is None else seconds
    usual = signal.signal(signal.SIGPROF, _expire)
    last_resort = _end_process_later()
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except _ExpiredError:
        raise TimeLimitError(f"it took more than {seconds:g} s of the processor") from None
    finally:
        # What was raised between the end of the work and the end of the timer comes here, too.
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, usual)
        if last_resort:
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.unregister(signal.SIGALRM)


def _is_running() -> bool:
    return signal.getitimer(signal.ITIMER_PROF)[0] > 0


def _expire(number: int, frame: FrameType | None) -> None:
    """End what is being read, but not the end of the limit itself: the signal comes again."""
    del number
    if frame is None or frame.f_code.co_filename not in {__file__, contextlib.__file__}:
        raise _ExpiredError


def _end_process_later() -> bool:
    """Let the process end, with a traceback, when C code does not return; True if it can be.

    ``faulthandler`` writes the traceback in its C handler and hands the signal on to the usual
    one, which ends the process. (``dump_traceback_later`` starts a thread for every call.)
    """
    if sys.__stderr__ is None or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        return False
    try:
        faulthandler.register(signal.SIGALRM, file=sys.__stderr__, chain=True)
    except (OSError, RuntimeError, ValueError):
        return False  # stderr is no file
    signal.setitimer(signal.ITIMER_REAL, LAST_RESORT)
    return True
