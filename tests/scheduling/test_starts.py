"""Starts of scheduler and desk where something is wrong: what may pass is told from the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database
from tests.browse.conftest import configuration
from tests.support.forkserver import ROOT, run
from tests.support.loopback import CONTACT
from tests.support.mounts import can_mount, on_full_disk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCHEDULER = ("scheduler.py",)
ONCE = ("scheduler.py", "--once")
DESK = ("-m", "browse", "--port", "0")
CRAWL = ("-m", "scrapy", "crawl", "fnnews")

needs_mounts = pytest.mark.skipif(not can_mount(), reason="mounts are not allowed here")


def start(
    folder: Path, words: Sequence[str], before: Sequence[str] = (), text: str = ""
) -> subprocess.CompletedProcess[str]:
    file = folder / "hanil.toml"
    settings = f'database = "data/news.db"\ncontact = "{CONTACT}"\n'
    file.write_text(f"{settings}{text}{configuration()}", encoding="utf-8")
    environment = {**os.environ, "HANIL_CONFIG": str(file)}
    if not before:
        return run(words, environment=environment)
    return subprocess.run(
        [*before, sys.executable, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@needs_mounts
@pytest.mark.parametrize("command", [SCHEDULER, ONCE, DESK, CRAWL], ids=" ".join)
def test_a_full_disk_may_pass(command: tuple[str, ...], tmp_path: Path) -> None:
    database = tmp_path / "data" / "news.db"
    open_database(database).close()
    done = start(tmp_path, command, on_full_disk(database.parent))
    assert done.returncode == os.EX_TEMPFAIL, done.stderr
    assert f"{database}: the disk " in done.stderr
    assert "Traceback" not in done.stderr


@needs_mounts
def test_a_first_start_on_a_full_disk_may_pass(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    done = start(tmp_path, SCHEDULER, on_full_disk(tmp_path / "data"))
    assert done.returncode == os.EX_TEMPFAIL, done.stderr
    assert "the disk is full: make room" in done.stderr


@pytest.mark.parametrize("command", [SCHEDULER, DESK], ids=" ".join)
def test_a_wrong_configuration_does_not_pass(command: tuple[str, ...], tmp_path: Path) -> None:
    open_database(tmp_path / "data" / "news.db").close()
    done = start(tmp_path, command, text="nonsense = 1\n")
    assert done.returncode == 2, done.stderr
    (tmp_path / "data" / "news.db").write_text("기사가 아니라 편지입니다. " * 100)
    done = start(tmp_path, command)
    assert done.returncode == 2, done.stderr
    assert "not an SQLite database" in done.stderr


@pytest.mark.parametrize("command", [SCHEDULER, DESK], ids=" ".join)
def test_help_tells_the_codes(command: tuple[str, ...], tmp_path: Path) -> None:
    told = " ".join(start(tmp_path, (*command, "--help")).stdout.split())
    assert "2 bad usage or configuration, 75 it couldn't start" in told
