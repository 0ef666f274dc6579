"""The queue in files: every story once, cells of their own kinds, nothing left out silently."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import json
import re
import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browse.exports import files
from browse.exports.stories import COLUMNS
from commands import export
from newsdb.database import now, open_database, stamp, transaction
from newsdb.review import queue, reading, reviews, user_state
from newsdb.review.queue import Filters
from newsdb.review.reviews import Subject
from newsdb.stories import story_rows
from newsdb.teamwork import assignments
from tests.browse.conftest import PEOPLE, START, ask, desk_of
from tests.browse.review_news import make
from tests.support.crawls import scrapy
from tests.support.late import late

if TYPE_CHECKING:
    from pathlib import Path

EVERY = "status=any"
openpyxl, parquet = late("openpyxl"), late("pyarrow.parquet")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stories of which the first of the queue is relevant, starred, tagged and noted."""
    path = tmp_path_factory.mktemp("stories") / "news.db"
    make(path)
    db = open_database(path)
    with transaction(db):
        first = Subject("story", queue.page(db, Filters()).places[0].id)
        made: dict[str, Any] = {"actor": "ana", "at": now()}
        review = reviews.decide(db, first, "relevant", version=0, **made)
        review = reviews.star(db, first, True, version=review.version, **made)
        for name in ("통관", "물류"):
            review = reviews.tag(db, first, name, True, version=review.version, **made)
        reviews.note(db, first, "=물어볼 것", version=review.version, **made)
    db.close()
    return path


def sheet_of(book: Any) -> Any:
    """Return the sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(book.content)).active


def ids(path: Path) -> list[int]:
    db = open_database(path)
    try:
        return [each.id for each in queue.page(db, Filters(status="any"), size=1000).places]
    finally:
        db.close()


def test_each_format_has_each_story_once_in_the_queues_order(news: Path) -> None:
    addresses = [f"/-/export/stories.{kind}?{EVERY}" for kind in ("csv", "jsonl", "xlsx")]
    table, lines, book = ask(news, "ana", *addresses)
    rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff"))))
    assert [int(row["story"]) for row in rows] == ids(news)
    assert table.headers["content-disposition"] == 'attachment; filename="stories.csv"'
    objects = [json.loads(line) for line in lines.text.splitlines()]
    assert [each["story"] for each in objects] == ids(news)
    sheet = sheet_of(book)
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ids(news)
    first = next(each for each in objects if each["decision"])
    assert first["tags"] == ["물류", "통관"]
    assert (first["starred"], first["note"], first["reviewer"]) == (True, "=물어볼 것", "ana")
    told = next(row for row in rows if row["decision"])
    assert (told["starred"], told["note"], told["tags"]) == ("1", "'=물어볼 것", "물류, 통관")


def test_a_workbook_has_dates_links_a_filter_and_a_header_that_stays(news: Path) -> None:
    (book,) = ask(news, "ana", f"/-/export/stories.xlsx?{EVERY}")
    sheet = sheet_of(book)
    header = [cell.value for cell in sheet[1]]
    assert header == list(COLUMNS)
    first = dict(zip(header, sheet[2], strict=True))
    assert isinstance(first["published"].value, datetime)
    assert first["url"].hyperlink.target.startswith("https://")
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_filters_of_the_queue_choose(news: Path) -> None:
    (lines,) = ask(news, "ana", "/-/export/stories.jsonl?starred=1")
    (only,) = map(json.loads, lines.text.splitlines())
    assert only["decision"] == "relevant"


#: A query string for each filter, alone and together.
ASKED = (
    *("", "new=1", "unread=1", "assigned=me", "assigned=ada", "starred=1", "old_stars=1"),
    *("decision=review", "decision=other", "status=relevant", "status=any", "status=kept"),
    *("tag=통관", "outlet=jetro", "language=en", "country=JP", "since=2026-11-21", "since=7d"),
    *("until=2026-11-20", "briefed=not", "briefed=already", "order=learnt", "q=중소기업"),
    *("new=1&unread=1&language=ja", "assigned=me&unread=1&decision=any"),
)


@pytest.fixture(scope="module")
def visited(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stories of which ana has read some, was given some, and saw the first twelve."""
    path = tmp_path_factory.mktemp("visited") / "news.db"
    shutil.copy(news, path)
    db = open_database(path)
    with transaction(db):
        seen = str(stamp(START + timedelta(hours=12)))
        user_state.note_visit(db, "ana", user_state.Visit("2026-11-01T00:00:00+09:00", seen))
        reading.mark_read(db, "ana", range(8, 23), at=now())
        for story, person in ((1, "ana"), (13, "ana"), (22, "ana"), (2, "ada")):
            assignments.assign(db, story, person, by="ada", at=now())
    db.close()
    return path


def test_each_filter_exports_what_the_page_shows(visited: Path) -> None:
    """Before the page is looked at and after it: both are of one visit."""

    async def go() -> dict[str, tuple[list[int], list[int], list[int]]]:
        actor = PEOPLE.actor("ana")

        async def exported(query: str) -> list[int]:
            answer = await desk.client.get(f"/-/export/stories.jsonl?{query}", actor=actor)
            return [json.loads(line)["story"] for line in answer.text.splitlines()]

        async def shown(query: str) -> list[int]:
            found: list[int] = []
            address: str | None = f"/-/review?{query}"
            while address:
                page = (await desk.client.get(address, actor=actor)).text
                found += map(int, re.findall(r'data-story="(\d+)"', page))
                more = re.search(r'id="next-page" href="([^"]*)"', page)
                address = html.unescape(more[1]) if more else None
            return found

        async with desk_of(visited) as desk:
            before = {query: await exported(query) for query in ASKED}
            return {
                query: (before[query], await shown(query), await exported(query))
                for query in ASKED
            }

    found = asyncio.run(go())
    for query, (before, shown, after) in found.items():
        assert before == shown == after, query
    assert len(found["new=1"][0]) == 11  # one is decided
    assert sorted(found["assigned=me"][0]) == [1, 13, 22]
    assert 0 < len(found["unread=1"][0]) < len(found[""][0])


def test_nobody_signed_in_gets_nothing(news: Path) -> None:
    (refused,) = ask(news, None, "/-/export/stories.csv")
    assert refused.status_code in {302, 403}


def test_what_a_workbook_has_no_room_for_is_said(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_IN_A_WORKBOOK", 3)
    (book,) = ask(news, "ana", f"/-/export/stories.xlsx?{EVERY}&_lang=ko")
    cells = [row[0].value for row in sheet_of(book)]
    left = len(ids(news)) - 3
    assert cells[1:4] == ids(news)[:3]
    assert f"{left}건" in cells[-1]


def test_parts_meet_without_a_gap(news: Path) -> None:
    db = open_database(news)
    after, found = None, []
    while True:
        part = story_rows.part(db, Filters(status="any"), at=now(), after=after, size=5)
        found += [row.story for row in part.rows]
        after = part.following
        if after is None:
            break
    db.close()
    assert found == ids(news)


@pytest.mark.parametrize("kind", files.WRITERS)
def test_the_command_writes_each_format(news: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"stories.{kind}"
    done = scrapy("export", str(file), "-s", f"DATABASE={news}")
    assert done.code == 0, done.log
    assert f"{len(ids(news))} stories" in done.out
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    if kind == "parquet":
        table = parquet.read_table(file)
        assert table["story"].to_pylist() == ids(news)
        assert table["tags"].to_pylist()[ids(news).index(_decided(news))] == ["물류", "통관"]


def _decided(path: Path) -> int:
    db = open_database(path)
    try:
        (found,) = db.conn.execute("SELECT id FROM stories WHERE status = 'relevant'").fetchone()
        return int(found)
    finally:
        db.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stories.doc",), "must end in .csv"),
        ((), "name one file"),
        (("a.csv", "--filter", "없는 필터"), "there is no saved filter"),
    ],
)
def test_bad_usage_is_said(news: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    given = [str(tmp_path / each) if "." in each else each for each in words]
    done = scrapy("export", *given, "-s", f"DATABASE={news}")
    assert done.code == 2
    assert said in done.log
    assert list(tmp_path.iterdir()) == []


def test_csv_goes_to_a_pipe(news: Path) -> None:
    done = scrapy("export", "-", "--query", "starred=1", "-s", f"DATABASE={news}")
    assert done.code == 0, done.log
    assert len(list(csv.DictReader(io.StringIO(done.out)))) == 1


def test_the_progress_bar_is_full_at_the_end_whatever_the_filter(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    db = open_database(news)
    starred, every = Filters(starred=True, status="any"), Filters(status="any")
    for filters, number in ((starred, 1), (every, len(ids(news)))):
        screen = Terminal()
        monkeypatch.setattr("sys.stderr", screen)
        assert export._write("csv", tmp_path / "stories.csv", db, filters) == number
        shown = screen.getvalue()
        assert "stories" in shown
        assert "100%" in shown.splitlines()[-1]
    db.close()
