"""Articles from elsewhere, and the doctor's report on the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database
from tests.crawls.test_faults import HARMED
from tests.support.crawls import rows, scrapy, value

if TYPE_CHECKING:
    from pathlib import Path

BODY = "[서울=뉴시스]김하나 기자 = 두 나라 중소기업이 만났다.\n다음 모임은 가을에 열린다."


def line(number: int, **more: object) -> str:
    given = {"url": f"https://news.example.kr/{number}", "title": f"기사 {number}", "body": BODY}
    return json.dumps({**given, **more}, ensure_ascii=False)


def ingest(tmp_path: Path, *lines: str) -> tuple[Path, dict[str, object], int]:
    file, database = tmp_path / "in.jsonl", tmp_path / "news.db"
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    done = scrapy("ingest", file, "-s", f"DATABASE={database}", "--json")
    assert "Traceback" not in done.log
    return database, json.loads(done.out), done.code


def test_lines_go_through_the_same_pipelines(tmp_path: Path) -> None:
    fnnews = "http://m.fnnews.com/news/202511251636058421?utm_source=x"
    database, summary, code = ingest(
        tmp_path,
        line(1, published_at="2025.11.25 16:36", section="경제", keywords=["한일"]),
        line(2, url=fnnews, published_at="2025-11-25T07:36:00Z", authors=["이두리 기자"]),
        line(3, outlet="商談新報", body="日韓の中小企業が会った。", title="日韓の商談会"),
    )
    assert (code, summary["articles_new"], summary["rejected"]) == (0, 3, 0)
    assert rows(
        database, "SELECT outlet, key, published_at, language FROM articles ORDER BY id"
    ) == [
        ("site:news.example.kr", "1", "2025-11-25T16:36:00+09:00", "ko"),
        ("fnnews", "202511251636058421", "2025-11-25T16:36:00+09:00", "ko"),
        ("site:news.example.kr", "3", None, "ja"),
    ]
    assert value(database, "SELECT source FROM articles WHERE key = '3'") == "商談新報"
    first = rows(database, "SELECT source, dateline, section FROM articles")[0]
    assert first == ("뉴시스", "서울", "경제")
    body = value(database, "SELECT body FROM article_bodies")
    assert body == "두 나라 중소기업이 만났다.\n\n다음 모임은 가을에 열린다."
    assert rows(database, "SELECT name FROM authors ORDER BY article_id, position")[0] == (
        "김하나",
    )


def test_a_broken_line_costs_that_line_only(tmp_path: Path) -> None:
    broken = [
        "{",
        '"words"',
        json.dumps({"url": "https://a.kr/1", "title": "제목"}),
        json.dumps({"url": "nowhere", "title": "제목", "body": BODY}),
        json.dumps({"url": "https://a.kr/", "title": "제목", "body": BODY}),
        "\udcff\udcfe",
    ]
    good = [line(number) for number in range(40)]
    database, summary, code = ingest(tmp_path, *good[:20], *broken, "", *good[20:])
    assert (code, summary["articles_new"], summary["rejected"]) == (0, 40, len(broken))
    found = rows(database, "SELECT key, reason, looked_for FROM rejections ORDER BY id")
    assert [key for key, _, _ in found] == [f"in.jsonl:{number}" for number in range(21, 27)]
    assert {reason for _, reason, _ in found} == {"bad line"}
    assert found[2][2] == "body: Field required"


def test_bad_lines_are_named_in_the_log_up_to_a_point(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join([*map(line, range(120)), *["no json"] * 25]), encoding="utf-8")
    done = scrapy("ingest", file, "-s", f"DATABASE={tmp_path / 'news.db'}")
    assert done.code == 0, done.log
    assert f"{file}:121: Expecting value" in done.log
    assert done.log.count(f"{file}:1") == 20
    assert "More bad lines: see the table rejections" in done.log


def test_the_same_file_again_stores_nothing_twice(tmp_path: Path) -> None:
    ingest(tmp_path, line(1), line(2))
    _, summary, code = ingest(tmp_path, line(1), line(2, body="고친 글이다."))
    assert (code, summary["articles_same"], summary["articles_revised"]) == (0, 1, 1)


def test_a_missing_file_is_bad_usage(tmp_path: Path) -> None:
    done = scrapy("ingest", tmp_path / "none.jsonl")
    assert done.code == 2
    assert "is not a file" in done.log


def test_the_doctor_finds_all_well(tmp_path: Path) -> None:
    database, _, _ = ingest(tmp_path, line(1))
    done = scrapy("doctor", database)
    assert done.code == 0, done.out
    assert "ok     integrity: ok" in done.out
    assert "last run of ingest" in done.out


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        ("DELETE FROM article_bodies", "WRONG  articles without a text: 1"),
        ("UPDATE articles SET revision = 9", "WRONG  articles whose newest version is missing: 1"),
        (
            "UPDATE runs SET outcome = 'failure', problem = 'no links'",
            "(no links) -> look at the log",
        ),
    ],
)
def test_the_doctor_finds_what_is_wrong(tmp_path: Path, harm: str, complaint: str) -> None:
    database, _, _ = ingest(tmp_path, line(1))
    db = open_database(database)
    db.conn.execute(harm)
    db.close()
    done = scrapy("doctor", database)
    assert done.code == 1
    assert complaint in done.out


def test_the_doctor_of_nothing(tmp_path: Path) -> None:
    assert scrapy("doctor", tmp_path / "none.db").code == 2
    (tmp_path / "letter.db").write_text("편지 " * 500)
    done = scrapy("doctor", tmp_path / "letter.db")
    assert done.code == 1
    assert "not an SQLite database" in done.log


def test_no_line_is_lost_whatever_is_in_it(tmp_path: Path) -> None:
    """Each ends as an article or as a rejection: dates that can't be, halves of characters."""
    dates = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+09:00", "\ud83d", "2026-99-99", "0"]
    lines = [
        json.dumps({**json.loads(line(number)), "published_at": date})
        for number, date in enumerate(dates)
    ]
    lines += [
        json.dumps({"url": f"https://a.kr/{n}", "title": title, "body": BODY})
        for n, title in enumerate(["협력 \ud83d 셋", "\udfff", "협력 \0 넷", "가" * 90_000])
    ]
    lines += [line(9, authors=["김하나 " * 6_000]), line(10, url="https://a.kr/" + "1" * 9_000)]
    lines += [line(11, image_url="http://[::1"), line(12, keywords=["가"] * 5_000)]
    database, summary, _ = ingest(tmp_path, *lines)
    stored, rejected, errors = (
        int(str(summary[name])) for name in ("articles_new", "rejected", "errors")
    )
    assert (stored + rejected, errors) == (len(lines), 0)
    assert value(database, "SELECT count(*) FROM rejections WHERE reason != 'bad line'") == 0


def test_a_disk_that_fills_up_ends_the_run(tmp_path: Path) -> None:
    """Items that come from no response are through without Scrapy's noticing it."""
    database, file = tmp_path / "news.db", tmp_path / "lines.jsonl"
    open_database(database).close()
    lines = (
        {
            "url": f"https://a.example/{n}",
            "title": f"협약 {n}",
            "body": f"협약 {n}건을 맺었다. " * 99,
        }
        for n in range(60)
    )
    file.write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    words = ("ingest", file, "-s", f"DATABASE={database}")
    done = scrapy(*words, launcher=(HARMED, "4"), timeout=60)
    assert done.code == 1, done.log
    assert "the disk is full: make room and run again" in done.log
    assert scrapy(*words).code == 0
    assert value(database, "SELECT count(*) FROM articles") == 60
