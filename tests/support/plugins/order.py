"""The order of tests: the files that take long first, or all as a seed decides.

A worker is given one file after another; one that takes long and comes last keeps the others
waiting. ``tests/data/cpu_times.tsv`` has the CPU seconds of those that take the most. With
``--shuffle=SEED`` the files, and the tests of each, come in an order of the seed's: what fails
with some seeds only hangs on another test.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.support.forkserver import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

Test = TypeVar("Test")

KNOWN = ROOT / "tests" / "data" / "cpu_times.tsv"


def known() -> dict[str, float]:
    """Return the CPU seconds of the files that take the most, by their path from the root."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    return {path: float(seconds) for seconds, path in (line.split("\t") for line in lines)}


def longest_first(files: Sequence[str], seconds: dict[str, float]) -> list[str]:
    """Return the files that take long, the longest first, then the others as they were."""
    return sorted(files, key=lambda each: -seconds.get(each, 0.0))


def shuffled(files: dict[str, list[Test]], seed: str) -> dict[str, list[Test]]:
    """Return the same files with the same tests, both in an order that the seed decides."""
    chance = random.Random(seed)  # noqa: S311  no secret
    return {
        name: chance.sample(files[name], len(files[name]))
        for name in chance.sample(list(files), len(files))
    }


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("order").addoption(
        "--shuffle", metavar="SEED", help="run files, and the tests of each, in the seed's order"
    )


def pytest_report_header(config: pytest.Config) -> str | None:
    seed = config.getoption("shuffle")
    return f"shuffled: --shuffle={seed}" if seed else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    if seed := config.getoption("shuffle"):
        files = shuffled(files, seed)
    elif hasattr(config, "workerinput"):
        files = {name: files[name] for name in longest_first(list(files), known())}
    items[:] = [item for tests in files.values() for item in tests]
