"""What takes longer than it may is ended, whatever it is doing."""

from __future__ import annotations

import re
import signal
import threading
import time
from contextlib import suppress

import pytest

from crawler.time_limit import TimeLimitError, time_limit


def count_for_ever() -> None:
    while True:
        pass


def match_for_ever() -> None:
    re.match(r"(?:a|aa)+$", "a" * 60 + "b")


def swallow_everything() -> None:
    while True:
        with suppress(Exception):
            count_for_ever()


def swallow_one() -> None:
    """Take the first signal for one's own, and go on."""
    with suppress(BaseException):
        count_for_ever()
    count_for_ever()


def nested() -> None:
    with time_limit(30):
        pass
    count_for_ever()


@pytest.mark.parametrize(
    "work", [count_for_ever, match_for_ever, swallow_everything, swallow_one, nested]
)
def test_work_without_end_is_ended(work: object) -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(TimeLimitError, match=r"more than 0\.1 s"), time_limit(0.1):
        work()  # type: ignore[operator]
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_a_fault_comes_through_as_it_is() -> None:
    with pytest.raises(KeyError), time_limit(5):
        raise KeyError
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_waiting_is_no_work() -> None:
    with time_limit(0.1):
        time.sleep(0.3)


def test_other_threads_have_none() -> None:
    ended = threading.Event()

    def work() -> None:
        with time_limit(0.05):
            sum(range(3_000_000))
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended.is_set()
