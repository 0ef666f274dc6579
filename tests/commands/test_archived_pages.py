"""Captures are read alike in this process and in several, and a damaged one costs only itself."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.utils.project import get_project_settings

from commands.common.archived_pages import (
    FEWEST_PAGES,
    ArchivedPages,
    Pages,
    Unreadable,
    processes_for,
)
from crawler.archive.warc import Page, WarcFile
from newsdb.articles.captures import Capture
from newsdb.records import KST, Article, Outlet

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 3, 12, 12, tzinfo=KST)
OUTLET = Outlet(
    name="site:news.a.example", title="가", country="KR", language="ko", home="https://a.example/"
)


def archived(folder: Path, number: int) -> list[Capture]:
    """Archive invented articles in one file; return their captures."""
    file = WarcFile(folder / "a.warc.gz")
    captures = []
    for key in map(str, range(1, number + 1)):
        url = f"https://news.a.example/articles/{key}"
        text = f"부산의 조합 {key}곳이 후쿠오카의 공장과 부품을 함께 만들기로 했다고 밝혔다. " * 6
        body = (
            f'<html lang="ko"><head><meta property="og:title" content="공동 부품 {key}">'
            '<meta property="og:type" content="article">'
            '<meta property="article:published_time" content="2026-03-12T09:00:00+09:00">'
            f"</head><body><article><h1>공동 부품 {key}</h1><p>{text}</p></article></body></html>"
        ).encode()
        page = Page(
            url=url,
            status=200,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            body=body,
            fetched_at=NOON,
            about={
                "link": {"outlet": OUTLET.name, "key": f"articles/{key}", "url": url},
                "outlet": asdict(OUTLET),
            },
        )
        place = file.add(page)
        captures.append(
            Capture(
                kind="page",
                outlet="site:a.example",
                key=key,
                url=url,
                status=200,
                fetched_at=NOON,
                file="a.warc.gz",
                start=place.start,
                length=place.length,
                digest=place.digest,
                article_id=int(key),
            )
        )
    file.close()
    return captures


def test_several_processes_read_what_one_reads_in_the_same_order(tmp_path: Path) -> None:
    captures = archived(tmp_path, 12)
    captures[4] = replace(captures[4], start=10**9)
    todo = [Pages(each) for each in captures]
    found = []
    for processes in (1, 2):
        with ArchivedPages(get_project_settings(), tmp_path, processes=processes) as pages:
            found.append([*pages.read(todo)])
    alone, together = found
    assert alone == together
    damaged = alone.pop(4)
    assert isinstance(damaged, Unreadable)
    assert "cut off" in damaged.problem
    titles = [each.title for each in alone if isinstance(each, Article)]
    assert titles == [f"공동 부품 {key}" for key in range(1, 13) if key != 5]


def test_few_pages_are_not_worth_a_process() -> None:
    assert processes_for(0) == processes_for(2 * FEWEST_PAGES - 1) == 1
    assert processes_for(10**6) >= 1
