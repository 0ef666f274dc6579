"""What tests cost in CPU seconds, which a busy machine hardly changes: a plugin of pytest.

``--cpu-times=20`` lists the greatest; ``--cpu-times-file`` writes the table by which
``tests.support.plugins.order`` orders files. Tests and files above their budget are named at the
end of each run; that is a hint and fails nothing.
"""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import forkserver

if TYPE_CHECKING:
    from collections.abc import Generator

#: CPU seconds of a test and of a file. The whole suite may take 510 on two cores.
TEST_BUDGET, FILE_BUDGET = 4.0, 25.0
#: A test that is done in fewer seconds than this has its own process measured only; what processes
#: took that it started is added to the next that takes longer.
SHORT = 0.1


def of_this_process() -> float:
    """Return the CPU seconds that this process has taken."""
    return sum(os.times()[:2])


def of_other_processes() -> float:
    """Return the CPU seconds of all that this process has started, and of what those started.

    What has ended is counted everywhere, what still runs (a server, a browser) on Linux only. The
    server that forks commands is not: it works for all test processes, and what it imports is no
    test's. What it has forked for this process is.
    """
    total = sum(os.times()[2:4]) + forkserver.ended()
    return total + (_running() if forkserver.running() or _has_children() else 0.0)


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return Path("/proc/self/stat").exists()


def _running() -> float:
    tick = os.sysconf("SC_CLK_TCK")
    seconds: dict[int, float] = {}
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208  names only
        with suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123  of many
            fields = file.read().rpartition(b")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(name))
            seconds[int(name)] = sum(map(int, fields[11:15])) / tick
    to_do = [*children.get(os.getpid(), ()), *forkserver.running()]
    total = 0.0
    while to_do:
        if (process := to_do.pop()) != forkserver.server():
            total += seconds.get(process, 0.0)
            to_do.extend(children.get(process, ()))
    return total


class CpuTimes:
    """Measures each test where it runs; sums and reports where results are reported."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._tests: dict[str, float] = {}
        self._own, self._others = 0.0, 0.0
        self._duration, self._taken = 0.0, 0.0

    def pytest_collection_finish(self) -> None:
        self._own, self._others = of_this_process(), of_other_processes()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note at a test's last report, which a worker hands on, what the test has taken."""
        report = yield
        self._duration += call.duration
        if report.when != "setup":  # also before the teardown, which may end a browser
            self._measure()
        if report.when == "teardown":
            report.user_properties.append(("cpu_seconds", self._taken))
            self._duration, self._taken = 0.0, 0.0
        return report

    def _measure(self) -> None:
        """Add what was taken since the last time.

        Of a browser that ends, most processes are waited for by nobody: what they had taken is
        then in no sum any more, and has been counted while they ran.
        """
        own, others = of_this_process(), self._others
        if self._duration > SHORT:
            others = of_other_processes()
        self._taken += own - self._own + max(0.0, others - self._others)
        self._own, self._others = own, others

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if name == "cpu_seconds" and isinstance(value, float):
                self._tests[report.nodeid] = value

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        files: dict[str, float] = defaultdict(float)
        for name, seconds in self._tests.items():
            files[name.partition("::")[0]] += seconds
        if file := self._config.getoption("cpu_times_file"):
            lines = [f"{taken:.1f}\t{name}\n" for name, taken in _greatest(files) if taken > 1]
            Path(file).write_text("".join(lines), encoding="utf-8")
        number = self._config.getoption("cpu_times")
        for kind, taken, budget in (
            ("files", files, FILE_BUDGET),
            ("tests", self._tests, TEST_BUDGET),
        ):
            title = f"{kind} above {budget:.0f} CPU seconds (CONTRIBUTING.md, Cheap tests)"
            shown = [each for each in _greatest(taken) if each[1] > budget]
            if number:
                title = f"CPU seconds of {kind}: {sum(taken.values()):.0f} in all"
                shown = _greatest(taken)[:number]
            if shown:
                terminalreporter.section(title)
            for name, seconds in shown:
                terminalreporter.write_line(f"{seconds:7.2f}  {name}")


def _greatest(taken: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(taken.items(), key=lambda each: -each[1])


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("cost")
    group.addoption(
        "--cpu-times", type=int, default=0, metavar="N", help="list the N greatest CPU times"
    )
    group.addoption(
        "--cpu-times-file", metavar="FILE", help="write the CPU seconds of files into a table"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(CpuTimes(config), "hanil-cpu-times")
