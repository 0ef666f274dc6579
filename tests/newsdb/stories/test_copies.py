"""Copies are distinguished from look-alikes, on seeds that nothing was fitted to.

A small part of ``python -m benchmarks.duplicates``.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.copies.edits import EDITS
from benchmarks.copies.negatives import NEGATIVES
from benchmarks.duplicates import pairs, stream
from newsdb.database import open_database

if TYPE_CHECKING:
    from pathlib import Path


def test_pairs_of_copies_and_of_others() -> None:
    found, wrong = pairs(211, 12)
    assert (len(EDITS), len(NEGATIVES)) == (24, 14)
    recall = {name: statistics.mean(each) for name, each in found.items()}
    assert statistics.mean(recall.values()) >= 0.97, recall
    assert {name: sum(each) for name, each in wrong.items() if any(each)} == {}


def test_a_stream_through_the_database(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    result = stream(db, 223, 250)
    db.close()
    assert result["copies found"] >= 0.95
    assert result["copies in the right story"] >= 0.95
    assert result["originals wrongly linked"] == 0
    assert result["originals wrongly hidden"] == 0
