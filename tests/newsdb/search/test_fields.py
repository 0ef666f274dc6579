"""Fields of a query: outlets, languages and days beside its words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.review import queue
from newsdb.search.fields import Fields, read, resolve
from newsdb.search.search import find, parse
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

ARTICLES = (
    ("a", "ko", "2026-10-31T09:00:00+09:00", "부품 수출이 늘었다"),
    ("b", "ko", "2026-11-02T09:00:00+09:00", "부품 수출이 줄었다"),
    ("b", "ja", "2026-11-30T23:59:00+09:00", "部品の輸出が増えた"),
    ("c", "en", "2026-12-01T00:00:00+09:00", "Exports of parts rose"),
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("fields") / "news.db"
    db = open_database(path)
    for name, title in (("a", "새벽경제"), ("b", "아침일보"), ("c", "Hangang Times")):
        outlets.save(db, Outlet(name=name, title=title, country=None, language=None, home=name))
    for number, (outlet, language, published, title) in enumerate(ARTICLES, 1):
        article = Article(
            outlet=outlet,
            key=str(number),
            url=f"https://{outlet}.example/{number}",
            title=title,
            body=title,
            language=language,  # type: ignore[arg-type]
            published_at=datetime.fromisoformat(published),
        )
        store(db, article, seen_at=datetime(2026, 12, 2, tzinfo=KST))
    yield db
    db.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("부품 outlet:a", {1}),
        ("부품 -outlet:a", {2}),
        ("outlet:아침일보", {2, 3}),
        ('outlet:"hangang times"', {4}),
        ("매체:한강 OR x", set()),
        ("outlet:경제", {1}),  # a part of a title
        ("lang:ko", {1, 2}),
        ("lang:ko lang:en", {1, 2, 4}),
        ("언어:일본어", {3}),
        ("-lang:ko", {3, 4}),
        ("since:2026-11", {2, 3, 4}),
        ("until:2026-11", {1, 2, 3}),
        ("since:2026-11-02 until:2026.11.02", {2}),
        ("since:2026/11 until:2026", {2, 3, 4}),
        ("since:2027", set()),
        ("lang:ko -줄었다", {1}),
        ("title:부품 since:2026-11-01", {2}),
        ("outlet:nobody 부품", set()),
    ],
)
def test_fields_choose_articles(db: Database, text: str, expected: set[int]) -> None:
    assert {hit.id for hit in find(db, text, limit=9)} == expected
    assert {hit.id for hit in find(db, text, limit=9, by_relevance=True)} == expected


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("since:banana", ["since:banana is not a day; write since:2026-11-25"]),
        ("since:2026-13-01", ["since:2026-13-01 is not a day; write since:2026-11-25"]),
        ("until:9999", ["until:9999 is not a day; write until:2026-11-25"]),
        ("lang:fr", ["lang:fr is not ko, ja or en"]),
        ("outlet: 부품", ["outlet: has nothing behind it"]),
        ("-since:2026", ["since: can't be excluded"]),
        ("outlet:nobody", ["no outlet is named nobody"]),
        (
            "author:kim",
            [
                (
                    "there is no field author: (there are title, outlet, lang, since, until);"
                    " to look for it as text, put it in quotes"
                )
            ],
        ),
        ("title:부품 https://a.example/x RE:100 3:30 “since:x”", []),
        ('"see author:kim" -"since:x"', []),
    ],
)
def test_what_cannot_be_used_is_told(db: Database, text: str, faults: list[str]) -> None:
    assert [str(each) for each in resolve(db, parse(text).fields).faults] == faults


def test_words_stay_without_their_fields() -> None:
    words, fields = read("수출 outlet:a author:kim lang:ja OR 부품")
    assert words.split() == ["수출", "kim", "OR", "부품"]
    assert fields.outlets == ("a",)
    assert not read("수출 부품")[1]
    assert read("수출")[1] == Fields()


def test_the_queue_knows_fields(db: Database) -> None:
    def listed(text: str) -> int:
        filters = queue.Filters(text=text, status="any", decision="any")
        return len(queue.page(db, filters).places)

    assert (listed("부품"), listed("부품 outlet:a"), listed("lang:ja")) == (2, 1, 1)


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("부품 " * 24, None),
        ("부품 " * 24 + "수출", "수출"),
        ("가" * 500, None),
        ("가" * 500 + "나 다", "나 다"),
        ("가 나다라 " * 5_000, "가"),
        ("x" * 10_000, "x" * 30),
    ],
)
def test_what_is_too_long_says_from_where_on_nothing_was_looked_for(
    text: str, ignored: str | None
) -> None:
    query = parse(text)
    assert query.has_words
    assert [(each.reason, each.value) for each in query.fields.faults] == (
        [("too_long", ignored)] if ignored else []
    )
