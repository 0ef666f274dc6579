"""Runs one command and makes sure that it ends: ``process_guard.py TIMEOUT GRACE COMMAND ...``.

A small separate process between the scheduler and a crawl, and the leader of their process group.
It ends the group after TIMEOUT seconds, or as soon as its standard input is closed: by the
scheduler when it stops, or by the kernel when the scheduler is killed. So no crawl outlives its
scheduler, on Linux or macOS, not even one that hangs in C code. It sends SIGTERM, and SIGKILL
after GRACE seconds. It uses the monotonic clock, so changes to the system clock don't matter.

Imports nothing from the project, so that it starts in 20 ms.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time

#: Exit codes other than the command's own, following timeout(1).
TIMED_OUT = 124
STOPPED = 125
NOT_STARTED = 127
SIGNALLED = 128  # plus the number of the signal


def main() -> int:
    """Return the command's exit code, or one of the codes above if it has none of its own."""
    timeout, grace, command = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _note)
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.stderr.write(f"{command[0]} can't be started: {error}\n")
        return NOT_STARTED
    deadline = time.monotonic() + timeout
    ended_by = _watch(child, woken, deadline)
    if ended_by is None:
        code = child.returncode
        return code if code >= 0 else SIGNALLED - code
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(grace)
    if ended_by == STOPPED:  # nobody may be left to clean up: this process ends too
        os.killpg(0, signal.SIGKILL)
    if child.poll() is None:
        child.kill()
        child.wait()
    return ended_by


def _watch(child: subprocess.Popen[bytes], woken: int, deadline: float) -> int | None:
    """Wait for the child to end (None), the deadline (TIMED_OUT) or a stop request (STOPPED)."""
    while child.poll() is None:
        left = deadline - time.monotonic()
        if left <= 0:
            return TIMED_OUT
        ready = select.select([0, woken], [], [], left)[0]
        if 0 in ready and not os.read(0, 1):
            return STOPPED
        if woken in ready and {signal.SIGTERM, signal.SIGINT} & set(os.read(woken, 64)):
            return STOPPED
    return None


def _note(number: int, frame: object) -> None:
    """Do nothing: the wake-up pipe carries the signal's number."""


if __name__ == "__main__":
    sys.exit(main())
