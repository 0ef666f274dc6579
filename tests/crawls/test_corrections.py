"""What outlets changed, in the terminal and on the desk; an article taken out and kept out."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import Article, Outlet
from newsdb.similarity.signatures import sign
from newsdb.storing import store
from tests.browse.conftest import PEOPLE, START, desk_of
from tests.support.crawls import ROOT, rows, scrapy, value
from tests.support.loopback import serving

if TYPE_CHECKING:
    from pathlib import Path

BODY = "두 나라 중소기업 120곳이 부산에서 만났다.\n\n다음 모임은 내년 봄 후쿠오카에서 열린다."


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a database with an article that its outlet edited twice."""
    path = tmp_path / "news.db"
    db = open_database(path)
    outlets.save(
        db,
        Outlet(
            name="hyupdong",
            title="협동신문",
            country="KR",
            language="ko",
            home="https://h.example/",
        ),
    )
    for hours, title, body in (
        (0, "중소기업 120곳 모였다", BODY),
        (1, "중소기업 130곳 모였다", BODY.replace("120곳", "130곳")),
        (2, "[정정] <b>중소기업</b> 130곳 모였다", BODY.replace("120곳", "130곳")),
    ):
        article = Article(
            outlet="hyupdong",
            key="1",
            url="https://h.example/1",
            title=title,
            body=body,
            language="ko",
            published_at=START,
        )
        store(db, article, seen_at=START + timedelta(hours=hours), signature=sign(article))
    db.close()
    return path


def corrections(database: Path, *arguments: str) -> Any:
    done = scrapy("corrections", *arguments, environment={"HANIL_DATABASE": str(database)})
    assert done.code == 0, done.log
    return done.out


def test_the_terminal_shows_the_words_before_and_after(database: Path) -> None:
    shown = corrections(database)
    assert "hyupdong  figure: " in shown
    assert "중소기업 1[-2-]{+3+}0곳 모였다" in shown
    assert corrections(database, "--kind", "figure").count("https://h.example/1") == 1
    assert "No change" in corrections(database, "--since", "2026-12-01")
    kinds = [json.loads(line)["kind"] for line in corrections(database, "--json").splitlines()]
    assert kinds[0] == "correction notice"
    assert set(kinds) == {"title", "figure", "correction notice"}


def test_csv_and_atom_hold_the_same(database: Path) -> None:
    text = corrections(database, "--csv").removeprefix("\ufeff")
    table = list(csv.DictReader(io.StringIO(text)))
    assert {row["outlet_title"] for row in table} == {"협동신문"}
    feed = ET.fromstring(corrections(database, "--atom"))  # noqa: S314 our own
    titles = [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert len(titles) == len(table) + 1
    assert "[correction notice] [정정] <b>중소기업</b> 130곳 모였다" in titles


def test_the_desk_has_a_page_a_table_and_a_feed(database: Path) -> None:
    async def go() -> tuple[Any, ...]:
        async with desk_of(database) as desk:
            rina = PEOPLE.actor("rina")
            page = await desk.client.get("/-/corrections?_lang=ko", actor=rina)
            one = await desk.client.get("/-/corrections?kind=figure&outlet=hyupdong", actor=rina)
            none = await desk.client.get(
                "/-/corrections?since=2030-01-01&kind=x'--&before=9x", actor=rina
            )
            table = await desk.client.get("/-/corrections.csv?kind=title", actor=rina)
            nobody = await desk.client.get("/-/corrections")
            start = one.text.index("/-/feed/corrections.atom")
            address = one.text[start : one.text.index('"', start)].replace("&amp;", "&")
            feed = await desk.client.get(address)
            stolen = await desk.client.get(address.replace("figure", "title"))
            menu = await desk.client.get("/", actor=rina)
            return page, one, none, table, nobody, feed, stolen, menu

    page, one, none, table, nobody, feed, stolen, menu = asyncio.run(go())
    assert page.status_code == 200
    assert "보도 후 수정" in page.text
    assert "&lt;b&gt;중소기업" in page.text
    assert "<b>중소기업" not in page.text
    assert "<del>2</del>" in one.text
    assert "<ins>3</ins>" in one.text
    assert one.text.count('class="correction card change"') == 1
    assert "Nothing was changed" in none.text
    assert table.text.count("\n") == 3
    assert nobody.status_code in {302, 403}
    assert feed.status_code == 200
    assert feed.text.count("<entry>") == 1
    assert stolen.status_code == 403
    assert "/-/corrections" in menu.text


def test_words_that_terms_no_longer_allow_are_not_shown(database: Path) -> None:
    db = open_database(database)
    db.conn.execute("UPDATE outlets SET kept = 'headline'")
    db.close()
    changes = [json.loads(line) for line in corrections(database, "--json").splitlines()]
    words = {change["kind"]: (change["before"], change["after"]) for change in changes}
    assert words["figure"] == (None, None)
    assert words["title"][1]


def test_a_forgotten_article_is_out_everywhere_and_stays_out(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    environment = {"HANIL_DATABASE": str(database)}
    with serving(ROOT / "fixtures" / "kbiznews") as site:
        crawl = ("crawl", "kbiznews", "-s", f"DATABASE={database}", *site.settings)
        assert scrapy(*crawl).code == 0
        url, title, other = rows(
            database,
            "SELECT a.url, a.title, b.url FROM articles a JOIN articles b ON b.id <> a.id LIMIT 1",
        )[0]
        assert scrapy("forget", url, environment=environment).code == 2, "it asks for a reason"
        done = scrapy(
            "forget", url, "--because", "request 12", "--by", "ada", environment=environment
        )
        assert done.code == 0, done.log
        assert "with 1 captures" in done.out
        db = open_database(database)
        db.conn.execute("DELETE FROM feeds")  # every listing is new again
        db.close()
        site.asked.clear()
        assert "nothing new to store" in scrapy(*crawl).log
        assert not [path for path in site.asked if url.endswith(path)]
        scrapy(*crawl, "-a", f"urls={url}")
    assert [row[0] for row in rows(database, "SELECT url FROM articles")] == [other]
    assert value(database, "SELECT because FROM forgotten") == "request 12"
    for file in (tmp_path / "archive").rglob("*"):
        assert file.is_dir() or title.encode() not in file.read_bytes()
    assert value(database, "SELECT count(*) FROM captures") == 1
    done = scrapy("forget", "https://www.fnnews.com/", "--because", "x", environment=environment)
    assert done.code == 2
