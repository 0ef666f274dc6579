"""Two processes at once, and a kill between any two statements: links stay consistent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import Outlet
from tests.support.crawls import ROOT
from tests.support.programs.store_together import RELEASES

PROGRAMS = Path(__file__).parents[1] / "support" / "programs"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_two_processes_that_store_a_release_at_once_end_linked(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    db = open_database(database)
    for name in ("a", "b"):
        outlets.save(db, Outlet(name=name, title=name, country="KR", language="ko", home=name))
    processes = [
        subprocess.Popen(
            [sys.executable, PROGRAMS / "store_together.py", database, outlet],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for outlet in ("a", "b")
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    pairs = db.conn.execute(
        "SELECT count(*) FROM articles a JOIN articles b ON a.key = b.key AND a.outlet < b.outlet"
        " JOIN links l ON l.article_id IN (a.id, b.id) AND l.other_id IN (a.id, b.id)"
        " WHERE l.kind = 'exact' AND a.story_id = b.story_id"
        " AND (a.copy_of = b.id OR b.copy_of = a.id)"
    ).fetchone()[0]
    assert pairs == RELEASES
    assert db.conn.execute("SELECT count(*) FROM stories").fetchone()[0] == RELEASES
    db.close()


def test_killed_before_each_statement_links_are_true_to_articles(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAMS / "kill_storing.py", tmp_path],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    result = json.loads(done.stdout)
    assert result["wrong"] == []
    assert result["statements"] > 60
    assert len(result["moments"]) > 1
    assert result["killed"] == len(result["moments"]) + 1
