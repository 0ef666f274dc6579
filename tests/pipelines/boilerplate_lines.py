"""The lines of tests/data/boilerplate.tsv, by their kind."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

FILE = Path(__file__).resolve().parents[1] / "data" / "boilerplate.tsv"


def lines_of(kind: Literal["site", "signs", "text"]) -> list[str]:
    """Return the lines that are boilerplate, signatures, or look-alikes of either."""
    rows = [
        line.split("\t")
        for line in FILE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    return [line for of_kind, _, line in rows if of_kind == kind]
