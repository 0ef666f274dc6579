"""A database or a file that fails while a command runs is explained, without a traceback."""

from __future__ import annotations

import argparse
import errno
import os
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from commands import audit, briefing, corrections, health, keep, search, sites
from commands.common.stored import faults_explained
from commands.deliver import Command
from newsdb.database import open_database
from newsdb.database_errors import DatabaseError

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.commands import ScrapyCommand


def test_a_lock_may_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "news.db"
    holder, db = open_database(path), open_database(path)
    db.conn.execute("PRAGMA busy_timeout = 1")
    holder.conn.execute("BEGIN IMMEDIATE")
    with pytest.raises(SystemExit) as ended, faults_explained(Settings({"DATABASE": str(path)})):
        db.conn.execute("BEGIN IMMEDIATE")
    assert ended.value.code == os.EX_TEMPFAIL
    assert "try again" in capsys.readouterr().err
    holder.close()
    db.close()


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/a/page.html"), 75, "/a/page.html: No"),
        (PermissionError(errno.EACCES, "Permission denied", "/a/x"), 1, "/a/x: Permission denied"),
        (DatabaseError("no such table: x"), 1, "news.db: no such table"),
    ],
)
def test_each_fault_has_its_code(
    error: Exception, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, faults_explained(Settings({"DATABASE": "news.db"})):
        raise error
    assert ended.value.code == code
    assert said in capsys.readouterr().err


def test_a_closed_pipe_is_no_fault() -> None:
    with pytest.raises(BrokenPipeError), faults_explained(Settings({"DATABASE": "news.db"})):
        raise BrokenPipeError


def test_a_pass_that_can_not_take_its_lock_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(tmp_path / "news.db").close()
    (tmp_path / ".deliver.lock").mkdir()
    command = Command()
    command.settings = Settings({"DATABASE": str(tmp_path / "news.db")})
    with pytest.raises(SystemExit) as ended:
        command.run([], argparse.Namespace())
    assert ended.value.code == 1
    assert ".deliver.lock: Is a directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (health.Command, "--accept"),
        (keep.Command, "--given"),
        (sites.Command, "--given"),
        (search.Command, "--limit"),
        (corrections.Command, "--limit"),
        (audit.Command, "--size"),
        (audit.Command, "--weeks"),
        (briefing.Command, "--story"),
    ],
)
@pytest.mark.parametrize("number", ["99999999999999999999", f"-{2**63 + 1}", "9" * 5000, "1e3"])
def test_a_number_that_no_table_has_is_bad_usage(
    command: type[ScrapyCommand], option: str, number: str
) -> None:
    parser, made = argparse.ArgumentParser(), command()
    made.settings = Settings()
    made.add_options(parser)
    assert parser.parse_args([f"{option}=7"])
    with pytest.raises(SystemExit) as ended:
        parser.parse_args([f"{option}={number}"])
    assert ended.value.code == 2
