"""The replica's pages change their design between two runs: an alarm says so within that run."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

from tests.support.crawls import REPLICA, rows, scrapy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: An article's number; a new article has that of an old one, a century later.
_KEY = re.compile(r"(?<!\d)20(\d{16})(?!\d)")
_HEADING = re.compile(r'<h1 class="tit_thumb">(.*?)</h1>')
_JSON_LD = re.compile(r'<script type="application/ld\+json">.*?</script>', re.DOTALL)
_CAPTION = re.compile(r"<figcaption.*?</figcaption>| alt=\"[^\"]*\"", re.DOTALL)
_META_DATES = re.compile(r'<meta property="(?:article:|dd:)(?:published|modified).*?>')


def another_day(folder: Path, century: str, redesign: Callable[[str], str]) -> Path:
    """Return the replica with every article under another number, in a changed design."""
    shutil.copytree(REPLICA, folder)
    for file in folder.glob("*/*"):
        if file.suffix in {".html", ".json", ".xml"}:
            text = file.read_text(encoding="utf-8")
            text = redesign(text) if file.name == "page.html" else text
            file.write_text(_KEY.sub(rf"{century}\1", text), encoding="utf-8")
    return folder


def crawl(database: Path, pages: Path) -> tuple[list[str], str]:
    """Return the alarms that a crawl opened, and its log."""
    done = scrapy(
        "crawl", "fnnews", "--json", "-s", f"REPLAY={pages}", "-s", f"DATABASE={database}"
    )
    assert done.code == 0, done.log
    return sorted(json.loads(done.out)["alarms"]), done.log


def redesigned(text: str) -> str:
    """One design has another name; of the other, three places are elsewhere or gone.

    The heading is no h1 any more, captions are gone, dates stand only on the page.
    """
    text = text.replace("article-view", "story-2027")
    text = _META_DATES.sub("", _JSON_LD.sub("", text))
    return _HEADING.sub(r"<h2>\1</h2>", _CAPTION.sub("", text))


def test_each_change_is_an_alarm_in_that_run_and_closes_when_mended(tmp_path: Path) -> None:
    """It names the outlet, the layout and the field."""
    database = tmp_path / "news.db"
    assert crawl(database, REPLICA)[0] == []
    opened, log = crawl(database, another_day(tmp_path / "2", "21", redesigned))
    assert opened == [
        "field wrap_view_hd captions",
        "layout article-view",
        "selector wrap_view_hd published_at",
        "selector wrap_view_hd title",
    ]
    for said in (
        (
            "Alarm: fnnews, a field is missing (wrap_view_hd captions): “captions” of layout"
            " wrap_view_hd: 0 of 40 new articles have it, where 11 of 40 had it before"
        ),
        (
            "“title” of layout wrap_view_hd came from “layout” in 40 of 40 articles, and in 0 of"
            " 40 new ones; now it is read from “meta”"
        ),
        "“published_at” of layout wrap_view_hd came from “json-ld” in 40 of 40 articles",
        (
            "pages of layout article-view match no known layout now: 45 of 59 new articles match"
            " one, 59 of 59 did before"
        ),
        "“body” from “text”, not “layout”",
    ):
        assert said in log
    opened, log = crawl(database, another_day(tmp_path / "3", "22", lambda text: text))
    assert opened == []
    assert log.count("Recovered: fnnews, ") == 4
    assert rows(database, "SELECT count(*), count(closed_at), max(opened_by_run) FROM alarms") == [
        (4, 4, 2)
    ]
