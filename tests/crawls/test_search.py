"""``scrapy search`` as a user types it."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from commands.search import Command
from newsdb.database import open_database
from tests.support.corpus import fill
from tests.support.crawls import scrapy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "news.db"
    db = open_database(path)
    fill(db)
    db.close()
    return path


def run(database: Path, *words: str, **options: Any) -> int:
    """Run the command in this process."""
    command = Command()
    command.settings = Settings({"DATABASE": str(database)})
    chosen = {"since": None, "limit": 20, "relevance": False, "json": False, **options}
    command.run(list(words), Namespace(**chosen))
    return command.exitcode


def test_as_a_process(database: Path) -> None:
    done = scrapy("search", "공급망에서", "--json", "-s", f"DATABASE={database}")
    assert done.code == 0, done.log
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line["title"][:3] for line in lines] == ["Sup", "ｻﾌﾟ", "소부장", "한·일"]
    marked = [
        line[field][start:end]
        for line in lines
        for field in ("title", "excerpt")
        for start, end in line[f"{field}_spans"]
    ]
    assert set(marked) == {"Supply chains", "supply chains", "ｻﾌﾟﾗｲﾁｪｰﾝ", "공급망"}


def test_as_a_person_reads_it(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "円安") == 0
    assert capsys.readouterr().out.splitlines() == [
        "2026-11-03 01:00  a  円安で輸入コスト増、価格交渉が課題",
        "    原材料の値上がりが小さな会社を直撃した。",
        "    https://a.example/j17",
    ]


def test_nothing_is_exit_code_1(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "없는낱말") == 1
    assert "Nothing was found" in capsys.readouterr().err


def test_since_and_limit(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "중소기업", since="2026-11-02", limit=2, json=True) == 0
    times = [json.loads(line)["published_at"] for line in capsys.readouterr().out.splitlines()]
    assert len(times) == 2
    assert min(times) >= "2026-11-02"


def test_fields_beside_words(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "중소기업", "lang:ko", "since:2026-11-02", limit=2, json=True) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["language"] for each in found} == {"ko"}
    assert min(each["published_at"] for each in found) >= "2026-11-02"


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        ((), {}, "words to search for"),
        (("한일",), {"limit": 0}, "--limit"),
        (("한일",), {"since": "어제"}, "write 2026-11-25"),
        (("한일", "author:kim"), {}, "there is no field author:"),
        (("한일", "until:어제", "lang:fr"), {}, "until:어제 is not a day.*; lang:fr is not"),
        (("한일", "outlet:nobody"), {}, "no outlet is named nobody"),
    ],
)
def test_bad_usage(
    database: Path, words: tuple[str, ...], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        run(database, *words, **options)


def test_no_database_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no database"):
        run(tmp_path / "none.db", "한일")
    assert list(tmp_path.iterdir()) == []
