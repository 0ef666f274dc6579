"""The replica's pages change their design between two runs: an alarm says so within that run."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.crawls import REPLICA, rows, scrapy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: A new article's number is that of an old one, years later.
_KEY = re.compile(r"(?<!\d)20(\d{16})(?!\d)")


def next_day(folder: Path, redesign: Callable[[str], str]) -> Path:
    """Return the replica with every article anew, under another number, in a changed design."""
    shutil.copytree(REPLICA, folder)
    for page in folder.glob("*/page.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(_KEY.sub(r"21\1", redesign(text)), encoding="utf-8")
    for file in [*folder.glob("*/*.json"), *folder.glob("*/*.xml"), *folder.glob("list-*/*.html")]:
        if file.name != "page.html":
            text = file.read_text(encoding="utf-8")
            file.write_text(_KEY.sub(r"21\1", text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("drift") / "news.db"
    first = scrapy("crawl", "fnnews", "-s", f"REPLAY={REPLICA}", "-s", f"DATABASE={database}")
    assert first.code == 0, first.log
    assert rows(database, "SELECT outlet, kind, diagnosis FROM alarms") == []
    return database


@pytest.mark.parametrize(
    ("before", "after", "alarm"),
    [
        # Nothing has changed: no alarm.
        ("wrap_view_hd", "wrap_view_hd", None),
        # The place of the title has another name: it is read from a meta tag instead.
        ('<h1 class="tit_thumb">', "<h1>", None),
        # The design has another name altogether.
        ("wrap_view_hd", "story_2027", ("layout", "wrap_view_hd")),
    ],
)
def test_x(crawled: Path, tmp_path: Path, before: str, after: str, alarm: object) -> None:
    database = tmp_path / "news.db"
    shutil.copy(crawled, database)
    pages = next_day(tmp_path / "pages", lambda text: text.replace(before, after))
    done = scrapy("crawl", "fnnews", "--json", "-s", f"REPLAY={pages}", "-s", f"DATABASE={database}")
    found = rows(database, "SELECT outlet, kind, subject, diagnosis, opened_by_run FROM alarms")
    print(done.log[-3000:])
    print(json.dumps(found, ensure_ascii=False, indent=1))
    assert 0
