"""A small version of benchmarks/desk.py: reviewers, readers and a crawl at once, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.desk import run

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_is_lost_while_a_crawl_writes(tmp_path: Path) -> None:
    came = run(tmp_path, decisions=40, stories=5, reviewers=2, readers=1)
    assert came["decisions"] == 40
    assert (came["lost"], came["errors"]) == (0, 0)
    assert came["articles_written"] > 0
    assert came["pages_read"] > 0
    assert came["conflicts"] > 0
