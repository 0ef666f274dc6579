"""A search chooses the same in the queue's files, in lists of articles and in the terminal."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from newsdb.database import open_database
from newsdb.search import search
from tests.browse.conftest import ask
from tests.browse.review_news import make
from watchlist.search_names import names

if TYPE_CHECKING:
    from pathlib import Path

#: Searches, and how many of the articles they choose; each is the only one of its story.
SEARCHES = {
    "도쿄": 1,
    "-도쿄": 23,
    "NOT 도쿄": 23,
    "--도쿄": 23,
    "-title:부산": 21,
    "lang:ko -도쿄": 7,
    "outlet:fnnews": 8,
    "since:2026-11-21 lang:en": 4,
    "부산 OR 도쿄": 4,
    "|": 0,
    "foo:": 0,
    "lang:xx lang:en": 8,
    # Nothing but what can't be used: not everything, which would be taken for the right list.
    "lang:xx": 0,
    "since:banana": 0,
    "outlet:nobody": 0,
}
#: Which of these a program that asks for the table is told instead of getting a list.
REFUSED = {"lang:xx lang:en", "lang:xx", "since:banana", "outlet:nobody"}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("searches") / "news.db"
    make(path)
    return path


@pytest.fixture(scope="module")
def counted(news: Path) -> dict[str, list[int]]:
    """How many rows each search has: in both files, in the table's JSON, in the terminal."""
    addresses = [
        address
        for each in SEARCHES
        for address in (
            f"/-/export/articles.csv?{urlencode({'q': each})}",
            f"/-/export/stories.csv?{urlencode({'q': each, 'decision': 'any', 'status': 'any'})}",
            f"/news/articles.json?{urlencode({'_search': each, '_size': 100, '_col': 'id'})}",
        )
    ]
    answers = iter(ask(news, "ana", *addresses))
    db = open_database(news)
    found = {}
    for each in SEARCHES:
        articles, stories, table = next(answers), next(answers), next(answers)
        found[each] = [
            *(len(list(csv.reader(io.StringIO(file.text)))) - 1 for file in (articles, stories)),
            len(table.json()["rows"]) if table.status_code == 200 else -table.status_code,
            len(search.find(db, each, names=names(), limit=100)),
        ]
    db.close()
    return found


@pytest.mark.parametrize("asked", SEARCHES)
def test_all_choose_the_same(counted: dict[str, list[int]], asked: str) -> None:
    number = SEARCHES[asked]
    table = -400 if asked in REFUSED else number
    assert counted[asked] == [number, number, table, number]
