"""Exports: feeds that open, spreadsheets that run nothing, only texts that may be passed on."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import shutil
import time
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from datasette.plugins import pm
from hypothesis import given
from hypothesis import strategies as st

from browse.exports.articles import MOST, filters_of
from browse.exports.feeds import ATOM, feed_address
from browse.exports.spreadsheets import BOM, CsvStream, harmless, to_csv, to_xlsx
from browse.permissions import People
from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import Article, Outlet, Policy
from newsdb.stories import stories
from newsdb.storing import store
from tests.browse.conftest import PEOPLE, START, ask, desk_of

FORMULAS = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", " =1", "＝1+1", '=HYPERLINK("x")', "\r=1"]


@pytest.fixture
def kept(stored: Path, tmp_path: Path) -> Path:
    """A copy for each test: what is taken away is in the access log."""
    return Path(shutil.copy(stored, tmp_path / "kept.db"))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of three policies; titles with formulas, markup and control characters."""
    path = tmp_path_factory.mktemp("out") / "news.db"
    db = open_database(path)
    for policy in (
        Policy(kept="full", attribution="출처: 가"),
        Policy(kept="excerpt", attribution="出典：い"),
        Policy(kept="headline"),
    ):
        outlet = Outlet(
            name=policy.kept,
            title=policy.kept,
            country=None,
            language=None,
            home="https://a.example/",
            policy=policy,
        )
        outlets.save(db, outlet)
        for number, title in enumerate(["=1+1", "<b>한일</b> & \x0b포럼", "日韓フォーラム"]):
            article = Article(
                outlet=policy.kept,
                key=str(number),
                url="javascript:alert(1)" if number == 1 else f"https://a.example/{number}",
                title=title,
                body="본문 문장입니다. " * 60,
                language="ja" if number == 2 else "ko",
                published_at=START if number else None,
            )
            store(db, article, seen_at=START)
    db.close()
    return path


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_become_texts(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["한일", "-5", "+3.2", "1e9", "", "a=b", "https://a.example/"])
def test_other_cells_stay(cell: str) -> None:
    assert harmless(cell) == cell


ROWS = st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=6)


@given(ROWS, st.integers(1, 7))
def test_csv_is_made_harmless_however_it_is_cut(rows: list[list[str]], size: int) -> None:
    """Cells with quotes, commas and line breaks, in chunks that end anywhere."""
    plain = io.StringIO()
    csv.writer(plain).writerows([["a", "b"], *rows])
    sent = plain.getvalue().encode()
    stream = CsvStream(bom=True)
    chunks = [sent[at : at + size] for at in range(0, len(sent), size)]
    out = b"".join(stream.feed(chunk, last=False) for chunk in chunks) + stream.feed(
        b"", last=True
    )
    text = out.decode()
    assert text.startswith(BOM)
    read = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert read == [["a", "b"], *([harmless(cell) for cell in row] for row in rows)]


def cells(workbook: bytes) -> tuple[str, list[str]]:
    """Return the sheet's XML and the texts in it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        shared = ET.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314
    return sheet, ["".join(each.itertext()) for each in shared]


def test_a_workbook_has_texts_only() -> None:
    sheet, texts = cells(
        to_xlsx(["제목"], [[each] for each in [*FORMULAS, "a\x00b", "가" * 40_000]])
    )
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()
    assert "=1+1" in texts
    assert max(map(len, texts)) == 32_767


def test_csv_of_our_own_begins_as_excel_wants_it() -> None:
    assert to_csv(["a"], [["=1"], [None], [5]]).decode() == '\ufeffa\r\n\'=1\r\n""\r\n5\r\n'


def test_exports_hold_what_policies_allow(kept: Path) -> None:
    answer, workbook = ask(kept, "rina", "/-/export/articles.csv", "/-/export/articles.xlsx")
    assert answer.content.startswith(BOM.encode())
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 9
    assert {(row["kept"], row["attribution"]) for row in rows} == {
        ("full", "출처: 가"),
        ("excerpt", "出典：い"),
        ("headline", ""),
    }
    lengths = {row["kept"]: len(row["text"]) for row in rows}
    assert lengths["headline"] == 0 < lengths["excerpt"] <= 200 < lengths["full"]
    assert {row["title"] for row in rows} >= {"'=1+1"}
    sheet, texts = cells(workbook.content)
    assert "<f>" not in sheet
    assert "日韓フォーラム" in texts


def test_exports_take_the_tables_filters(kept: Path) -> None:
    asked = f"/-/export/articles.csv?language=ja&outlet=full&_search={quote('日韓')}&_facet=outlet"
    answer, wrong = ask(kept, "rina", asked, "/-/export/articles.csv?_where=1=1")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["outlet"], row["language"]) for row in rows] == [("full", "ja")]
    assert wrong.status_code == 403


def test_the_tables_own_csv_is_harmless_too(kept: Path) -> None:
    plain, excel = ask(
        kept, "rina", "/news/articles.csv?_stream=on", "/news/articles.csv?_stream=on&_bom=on"
    )
    titles = {row["title"] for row in csv.DictReader(io.StringIO(plain.text))}
    assert "'=1+1" in titles
    assert "=1+1" not in titles
    assert excel.content == BOM.encode() + plain.content


def feed_of(answer: Any) -> ET.Element:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content)  # noqa: S314


def texts(feed: ET.Element, name: str) -> list[str]:
    return [each.text or "" for each in feed.iterfind(f"{{{ATOM}}}entry/{{{ATOM}}}{name}")]


def test_a_feed_is_atom_that_can_be_read(kept: Path) -> None:
    (answer,) = ask(kept, "rina", "/-/feed/articles.atom?outlet=full")
    feed = feed_of(answer)
    assert texts(feed, "title") == ["<b>한일</b> & 포럼", "日韓フォーラム", "=1+1"]
    assert "日韓フォーラム" in answer.content.decode()  # not as character references
    assert texts(feed, "rights") == ["출처: 가"] * 3
    assert all(len(each) <= 400 for each in texts(feed, "summary"))
    links = [link.get("href", "") for link in feed.iter(f"{{{ATOM}}}link")]
    assert not any(link.startswith("javascript:") for link in links)
    assert len(set(texts(feed, "id"))) == 3
    for entry in feed.iterfind(f"{{{ATOM}}}entry"):
        assert re.fullmatch(
            r"tag:[0-9a-f]{16}\.invalid,2026:story/\d+", entry.findtext(f"{{{ATOM}}}id") or ""
        )
        moment = datetime.fromisoformat(entry.findtext(f"{{{ATOM}}}updated") or "")
        assert moment.tzinfo is not None


def test_a_feed_has_an_entry_a_story_wherever_the_desk_is_served(
    kept: Path, tmp_path: Path
) -> None:
    path = tmp_path / "news.db"
    path.write_bytes(kept.read_bytes())
    db = open_database(path)
    stories.merge(db, [2, 3], by="ana")
    db.close()

    async def go() -> list[ET.Element]:
        async with desk_of(path) as desk:
            where = "/-/feed/articles.atom?outlet=full&_lang=ko"
            hosts = ({"host": "a.example"}, {"host": "desk.example:8001"})
            rina = PEOPLE.actor("rina")
            return [
                feed_of(await desk.client.get(where, actor=rina, headers=each)) for each in hosts
            ]

    here, there = asyncio.run(go())
    assert len(texts(here, "id")) == 2
    assert texts(here, "id") == texts(there, "id")
    assert here.findtext(f"{{{ATOM}}}id") == there.findtext(f"{{{ATOM}}}id")
    assert here.findtext(f"{{{ATOM}}}title") == "한일 중소기업 뉴스"
    assert here.find(f"{{{ATOM}}}subtitle") is None  # nothing is left out


def test_what_a_feed_leaves_out_is_said(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = next(each for each in pm.get_plugins() if getattr(each, "LOOKED_AT", 0))
    monkeypatch.setattr(plugin, "NEWEST", 2)
    (answer,) = ask(kept, "rina", "/-/feed/articles.atom?outlet=full&_lang=en")
    feed = feed_of(answer)
    assert len(texts(feed, "id")) == 2
    assert "The 2 newest stories" in (feed.findtext(f"{{{ATOM}}}subtitle") or "")


def test_feeds_respect_policies_and_may_be_empty(kept: Path) -> None:
    headline, none = ask(
        kept, "rina", "/-/feed/articles.atom?outlet=headline", "/-/feed/articles.atom?outlet=x"
    )
    assert texts(feed_of(headline), "summary") == []
    assert list(feed_of(none).iterfind(f"{{{ATOM}}}entry")) == []


def test_a_signed_address_opens_one_list_for_one_person(kept: Path) -> None:
    async def go() -> list[int]:
        async with desk_of(kept) as desk:
            filters = filters_of(f"_search={quote('日韓')}&language=ja&_facet=x")
            address = feed_address(desk, PEOPLE.actor("rina"), filters)
            stranger = feed_address(desk, {"id": "x", "session_key": "y"}, filters)
            others = [
                address.replace("language=ja", "language=ko"),
                address[:-3],
                stranger,
                "/-/feed/articles.atom",
            ]
            assert len(feed_of(await desk.client.get(address))) > 5
            return [(await desk.client.get(each)).status_code for each in others]

    assert asyncio.run(go()) == [403, 403, 403, 403]


def test_a_feed_ends_with_its_reader(kept: Path) -> None:
    async def go() -> int:
        async with desk_of(kept) as desk:
            address = feed_address(desk, PEOPLE.actor("rina"), "")
        others = {name: user for name, user in PEOPLE.users.items() if name != "rina"}
        async with desk_of(kept, People(others)) as desk:
            return int((await desk.client.get(address)).status_code)

    assert asyncio.run(go()) == 403


def test_the_list_shows_where_to_take_it_away(kept: Path) -> None:
    (answer,) = ask(kept, "rina", "/news/articles?language=ja&_lang=ja")
    assert "/-/export/articles.xlsx?language=ja" in answer.text
    assert "/-/feed/articles.atom?language=ja&amp;_key=" in answer.text
    assert "Atomフィード" in answer.text


def test_the_feed_without_filters_is_of_what_is_relevant(kept: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.write_bytes(kept.read_bytes())
    db = open_database(path)
    db.execute("UPDATE articles SET decision = iif(id = 2, 'relevant', 'other')")
    db.close()
    (answer,) = ask(path, "rina", "/-/feed/articles.atom")
    assert texts(feed_of(answer), "title") == ["<b>한일</b> & 포럼"]


@pytest.mark.parametrize("length", [131_073, 3_000_000])
def test_a_long_cell_ends_no_csv(length: int) -> None:
    cell = '한"\n' * (length // 3)
    plain = to_csv(["a"], [[cell], ["after"]])
    stream = CsvStream(bom=False)
    text = stream.feed(plain, last=True).decode()
    assert not stream.is_cut_short
    assert [row for (row,) in csv.reader(io.StringIO(text.lstrip(BOM), newline=""))] == [
        "a",
        cell,
        "after",
    ]


def test_a_cell_of_many_lines_takes_no_longer_for_each() -> None:
    sent = to_csv(["a"], [["\n" * 500_000], ["after"]]).lstrip(BOM.encode())
    stream = CsvStream(bom=False)
    started = time.thread_time()
    out = [stream.feed(sent[at : at + 4096], last=False) for at in range(0, len(sent), 4096)]
    assert b"".join(out) == sent
    assert time.thread_time() - started < 2


@pytest.mark.parametrize(
    ("sent", "rest"),
    [(b"a,b\r\n1,2\r\ninterrupted", "interrupted"), (b'a,b\r\n1,"2\r\n', '1,"2\r\n'), (b"x", "x")],
)
def test_a_csv_that_broke_off_is_seen_to_have(sent: bytes, rest: str) -> None:
    stream = CsvStream(bom=False)
    stream.feed(sent, last=False)
    stream.feed(b"", last=True)
    assert stream.is_cut_short
    assert stream.rest == rest


def with_a_long_title(news: Path, tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    path.write_bytes(news.read_bytes())
    db = open_database(path)
    db.execute("UPDATE articles SET title = ? WHERE id = 2", ("제목 " * 500_000,))
    db.close()
    return path


def test_a_table_with_a_long_cell_is_exported_whole(news: Path, tmp_path: Path) -> None:
    path = with_a_long_title(news, tmp_path)
    (answer,) = ask(path, "ada", "/news/articles.csv?_stream=on&_sort=id&_trace=1")
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    assert len(rows[1]["title"]) == 1_500_000


@pytest.mark.parametrize(("sent_before", "status"), [(10, 500), (100_000, 200)])
def test_an_export_that_breaks_off_is_no_whole_answer(
    news: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, sent_before: int, status: int
) -> None:
    """Datasette writes its error where rows should be, and would end as if all were there."""
    path = with_a_long_title(news, tmp_path)
    db = open_database(path)
    db.execute("UPDATE articles SET title = ? WHERE id = 1", ("x" * sent_before,))
    db.close()
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    async def go() -> None:
        async with desk_of(path) as desk:
            desk._settings["max_csv_mb"] = 1
            cookie = desk.sign({"a": PEOPLE.actor("ada")}, "actor")
            scope = {
                "type": "http", "method": "GET", "path": "/news/articles.csv",
                "raw_path": b"/news/articles.csv", "query_string": b"_stream=on&_sort=id",
                "headers": [(b"cookie", f"ds_actor={cookie}".encode())], "client": ("::1", 1),
            }  # fmt: skip
            await desk.app()(scope, receive, send)

    asyncio.run(go())
    assert sent[0]["status"] == status
    body = b"".join(message["body"] for message in sent[1:])
    if status == 500:
        assert b"CSV contains more than" in body
    else:  # too late to say so: it never says that it is done
        assert body.count(b"x") >= sent_before
        assert all(message.get("more_body") for message in sent[1:])
    assert "CSV contains more than" in caplog.text


def test_a_table_of_blobs_and_a_query_are_exported_too(kept: Path) -> None:
    urls = ("/news/signatures.csv", "/news/last_runs.csv", "/news/-/query.csv?sql=select+1+as+a")
    for url, answer in zip(urls, ask(kept, "ada", *urls), strict=True):
        assert answer.status_code == 200, url
        assert len(list(csv.DictReader(io.StringIO(answer.text)))) >= (1 if "sql" in url else 0)


def test_what_a_cell_of_xlsx_can_not_hold_is_said() -> None:
    sheet, strings = cells(to_xlsx(["a"], [["x" * 40_000], ["y" * 32_767]]))
    assert "40,000 characters, cut at the limit of XLSX" in sheet + "".join(strings)
    assert all(len(each) <= 32_767 for each in strings)
    assert "y" * 32_767 in strings


def test_a_list_that_is_too_long_is_refused_not_cut(news: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.write_bytes(news.read_bytes())
    db = open_database(path)
    names = [each.name for each in db.table("articles").columns if each.name != "id"]
    taken = ", ".join(f"{each} || n" if each in {"key", "url"} else each for each in names)
    db.execute("DROP TRIGGER IF EXISTS stories_follow_new_articles")
    db.execute(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"  # noqa: S608 our own columns
        f" INSERT INTO articles ({', '.join(names)})"
        f" SELECT {taken} FROM articles, numbers WHERE id = 2",
        (MOST,),
    )
    db.close()
    few, many = ask(path, "rina", "/-/export/articles.csv?language=ko", "/-/export/articles.csv")
    assert few.status_code == 200
    assert many.status_code == 400
    assert "More than 10,000 articles match" in many.text
