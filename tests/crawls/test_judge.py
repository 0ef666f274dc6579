"""scrapy judge and scrapy watchlist as typed, and a crawl that refuses half a list."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.crawls import REPLICA, ROOT, scrapy, value

if TYPE_CHECKING:
    from pathlib import Path

RELEVANT = {
    "id": "a",
    "title": "한일 中企 오사카 상담회",
    "text": "일본 바이어가 왔다.",
    "language": "ko",
}


def write(folder: Path, *lines: object) -> Path:
    file = folder / "in.jsonl"
    texts = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    file.write_text("\n".join(texts), encoding="utf-8")
    return file


def test_a_line_each_and_bad_lines_cost_themselves_only(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        RELEVANT,
        "{",
        "",
        {"id": "b"},
        {"id": "c", "body": "비가 온다.", "language": "kr"},
        {"id": 7, "body": "日韓の中小企業が東京で商談会を開き、協力を深める。"},
        {"id": "d", "title": "Heat wave", "body": "It is hot."},
    )
    done = scrapy("judge", file)
    assert done.code == 1
    judged = [json.loads(line) for line in done.out.splitlines()]
    assert [(each["id"], each["decision"]) for each in judged] == [
        ("a", "relevant"),
        (7, "relevant"),
        ("d", "other"),
    ]
    first = judged[0]
    assert set(first) == {"id", "decision", "score", "why", "reasons", "watchlist"}
    assert first["why"].startswith("title: 한일 + 中企")
    for reason in first["reasons"]:
        text = RELEVANT["title" if reason["field"] == "title" else "text"]
        assert text[reason["start"] : reason["end"]] == reason["term"]
    assert f"{file}, line 2: it is not JSON" in done.log
    assert f"{file}, line 4: there is neither a text (text or body) nor a title" in done.log
    assert f"{file}, line 5: language: " in done.log
    assert "Traceback" not in done.log


def test_usage(tmp_path: Path) -> None:
    done = scrapy("judge", tmp_path / "none.jsonl")
    assert done.code == 2
    assert "is not a file" in done.log


def test_a_broken_list_is_refused_everywhere(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[topic.sme]\nkr = ['중소기업']\n", encoding="utf-8")
    surroundings = {"HANIL_WATCHLIST": str(mine)}
    database = tmp_path / "news.db"
    for arguments in (
        ("watchlist", "check", mine),
        ("judge", write(tmp_path, RELEVANT)),
        ("crawl", "fnnews", "-s", f"REPLAY={REPLICA}", "-s", f"DATABASE={database}"),
    ):
        done = scrapy(*arguments, environment=surroundings)
        assert done.code == 2, done.log
        assert "mine.toml, line 2: [topic.sme] kr: no such key" in done.log
        assert "Traceback" not in done.log
    assert not database.exists()


def test_what_the_list_holds(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[topic.sme]\nko = ['마을공방']\n", encoding="utf-8")
    done = scrapy("watchlist", "--all", environment={"HANIL_WATCHLIST": str(mine)})
    assert done.code == 0
    assert done.out.startswith("hanil+mine-")
    assert "마을공방" in done.out
    assert "organisation kbiz                  KR" in done.out


def test_another_list_over_the_archive_and_the_audit_of_it(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    lines = [
        {"url": f"https://news.example.kr/{number}", "title": title, "body": text}
        for number, (title, text) in enumerate(
            [
                (RELEVANT["title"], RELEVANT["text"]),
                ("내일 비", "비가 온다."),
                ("모레 눈", "눈이 온다."),
            ]
        )
    ]
    articles.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text('[topic.rain]\nko = ["|비|"]\n[rule.rain]\nwhen = "title:rain"\npoints = 9\n')
    database = ("-s", f"DATABASE={tmp_path / 'news.db'}")
    assert scrapy("backtest", mine, *database).code == 2  # there is no archive yet
    assert scrapy("ingest", articles, *database).code == 0
    done = scrapy("backtest", mine, *database)
    assert done.code == 0, done.log
    assert done.out.startswith("relevant: +1, -0\n  + 내일 비 [2: other → relevant, 9]\n")
    assert "Nothing has been changed" in done.out
    assert value(tmp_path / "news.db", "SELECT count(*) FROM articles WHERE score = 9") == 0
    done = scrapy("backtest", mine, "--apply", *database)
    assert "3 decisions have been written." in done.out
    assert (
        value(tmp_path / "news.db", "SELECT decision FROM articles WHERE score = 9") == "relevant"
    )
    done = scrapy("audit", "--week", "2026-W02", *database)
    assert done.code == 0, done.log
    assert "2026-W02 (from 2026-01-05): nothing was judged other" in done.out
    assert "Too little to estimate the recall: no sample has been drawn yet." in done.out
    assert scrapy("audit", "--week", "2999-W02", *database).code == 2


def test_a_reader_that_has_enough() -> None:
    """``| head`` ends the command without a word; the list is longer than a pipe holds."""
    listed = str(ROOT / "tests" / "data" / "relevance_invented.jsonl")
    command = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "judge", listed],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.readline()
    command.stdout.close()
    log = command.stderr.read()
    command.stderr.close()
    assert command.wait() == -signal.SIGPIPE
    assert log == b""
