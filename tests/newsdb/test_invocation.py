"""Messages name the commands that whoever reads them can type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.database_errors import explain
from newsdb.health.kinds import KINDS
from newsdb.invocation import STARTED_BY, as_typed, typed

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_in_a_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(STARTED_BY, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [typed(each) for each in ("user", "desk", "health")] == [
        "make user",
        "make browse",
        ".venv/bin/scrapy health",
    ]
    (tmp_path / "scrapy").touch(mode=0o755)  # as in an environment that is activated
    assert typed("health") == "scrapy health"
    assert as_typed("run scrapy refresh") == "run scrapy refresh"


def test_through_hanil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STARTED_BY, "hanil")
    assert typed("user") == "hanil user"
    assert as_typed("run scrapy refresh") == "run hanil refresh"
    assert as_typed("python scheduler.py --list shows it") == "hanil schedule --list shows it"
    assert as_typed("Scrapy's own; scrapy.cfg") == "Scrapy's own; scrapy.cfg"
    assert "hanil restore puts a backup in place" in explain(Exception("malformed"), "x.db")
    assert all("scrapy " not in as_typed(kind.advice) for kind in KINDS.values())
