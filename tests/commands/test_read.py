"""``scrapy read``: what it prints about how a page would be read."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tests.support.crawls import REPLICA, scrapy

if TYPE_CHECKING:
    from pathlib import Path

CASE = REPLICA / "article-view-memorandum"
URL = "https://www.fnnews.com/news/202607021401330912"
EXPECTED = json.loads((CASE / "page.expected.json").read_text(encoding="utf-8"))


def test_a_saved_page_with_its_description(tmp_path: Path) -> None:
    done = scrapy("read", CASE / "page.html")
    assert done.code == 0, done.log
    assert done.log == ""
    record = json.loads(done.out)
    assert {name: record[name] for name in EXPECTED} == EXPECTED
    assert record["sources"]["title"] == "layout .article-view__title"
    assert record["sources"]["published_at"] == "json-ld datePublished"


def test_a_file_and_its_address(tmp_path: Path) -> None:
    page = shutil.copy(CASE / "page.html", tmp_path / "saved.html")
    with_address = scrapy("read", page, "--url", f"{URL}?utm_source=x")
    assert json.loads(with_address.out)["key"] == EXPECTED["key"]
    by_canonical = scrapy("read", page)
    assert json.loads(by_canonical.out)["url"] == EXPECTED["url"]
    (tmp_path / "bare.html").write_text("<p>주소가 없다</p>")
    without = scrapy("read", tmp_path / "bare.html")
    assert without.code == 2
    assert "by --url" in without.log


def test_an_address_is_fetched_and_nothing_is_stored(tmp_path: Path) -> None:
    environment = {"HANIL_DATABASE": str(tmp_path / "news.db")}
    done = scrapy("read", URL, "-s", f"REPLAY={REPLICA}", environment=environment)
    assert done.code == 0, done.log
    assert json.loads(done.out)["title"] == EXPECTED["title"]
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_article_is_said_with_exit_code_1() -> None:
    done = scrapy("read", REPLICA / "no-article-login" / "page.html")
    assert done.code == 1
    assert json.loads(done.out)["rejected"]["reason"] == "login"
    gone = scrapy("read", f"{URL[:-4]}9999", "-s", f"REPLAY={REPLICA}")
    assert gone.code == 1
    assert json.loads(gone.out)["rejected"]["reason"] == "http 404"


def test_all_saved_pages_a_line_each() -> None:
    done = scrapy("read", "--pages", REPLICA)
    assert done.code == 0, done.log
    lines = [json.loads(line) for line in done.out.splitlines()]
    by_file = {line["file"]: line for line in lines}
    assert by_file["article-view-memorandum/page.html"]["title"] == EXPECTED["title"]
    assert "rejected" in by_file["no-article-login/page.html"]


def test_bad_usage() -> None:
    for arguments in ((), ("a.html", "b.html"), ("a.html", "--pages", "."), ("--pages", "/none")):
        assert scrapy("read", *arguments).code == 2
