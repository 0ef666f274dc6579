"""A process whose event loop stands still ends; one that is busy does not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.crawls import ROOT

PROGRAM = """
import sys, time
from twisted.internet import reactor
from commands.common.standstill import ended_when_it_stands_still
reactor.callLater(0.1, time.sleep, float(sys.argv[1]))
reactor.callLater(0.5, reactor.stop)
with ended_when_it_stands_still(4):
    reactor.run()
"""


@pytest.mark.parametrize(("seconds", "code"), [(0.2, 0), (40.0, 1)])
def test_a_process_that_stands_still_ends(seconds: float, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seconds)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert ("Timeout (0:00:04" in done.stderr) is bool(code)
