"""The frame stands when what it counts can't be read: the page of the fault has it too."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, NoReturn

from newsdb.review import queue
from tests.browse.conftest import ask
from tests.browse.review_news import make

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_fault_has_its_page_when_nothing_can_be_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "news.db")

    def damaged(*_: Any, **__: Any) -> NoReturn:
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(queue, "waiting", damaged)
    pages = ("/-/review?_lang=ko", "/nowhere?_lang=ko", "/-/story/1?_lang=ko")
    answers = ask(tmp_path / "news.db", "ana", *pages)
    assert [each.status_code for each in answers] == [500, 404, 200]
    assert all('<ul class="nav">' in each.text for each in answers)
