"""Datasette's search box, JSON and CSV find what our search finds, and show where."""

from __future__ import annotations

import csv
import io
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from datasette.utils import escape_fts

import watchlist
from newsdb.database import open_database
from newsdb.search.search import Names, find, parse
from tests.browse.conftest import ask
from tests.support.corpus import FileAliases, fill
from watchlist import search_names

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def corpus(filled: Path, tmp_path: Path) -> Path:
    """A copy for each test: what is taken away is in the access log."""
    return Path(shutil.copy(filled, tmp_path))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("box") / "news.db"
    db = open_database(path)
    fill(db)
    db.close()
    return path


@pytest.fixture(autouse=True)
def own_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Use the names in tests/data, so that changes to the watch list don't matter."""
    monkeypatch.setattr(search_names.WatchListAliases, "groups", FileAliases().groups)
    search_names.names.cache_clear()
    yield
    search_names.names.cache_clear()  # or the tests of other files would search with these names


def search(text: str, form: str = "", **more: str) -> str:
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/news/articles{form}?_search={quote(text)}{rest}"


QUERIES = [
    "한일",
    "日韓",
    "중소기업의",
    "KBIZ",
    '"최저임금 인상"',
    "도쿄 OR 오사카",
    "下請けの",
    "中",
]


def test_the_function_that_datasette_hands_on_what_was_typed_through_is_ours(corpus: Path) -> None:
    """Datasette's own escape_fts quotes the words; ours gives the index's bigrams."""
    answers = ask(
        corpus,
        "ada",
        *(
            f"/news/-/query.json?_shape=arrayfirst&sql=select+escape_fts(:text)&text={quote(each)}"
            for each in QUERIES
        ),
    )
    expected = [parse(each, Names(FileAliases())).expression for each in QUERIES]
    assert [answer.json()[0] for answer in answers] == expected
    assert all(escape_fts(each) != ours for each, ours in zip(QUERIES, expected, strict=True))


def test_datasettes_table_page_asks_through_that_function(corpus: Path) -> None:
    """The other reason for the pin in pyproject.toml."""
    (answer,) = ask(corpus, "ada", f"{search('한일', '.json')}&_extra=query")
    assert "escape_fts(:search)" in answer.json()["query"]["sql"]


def test_json_and_csv_find_the_same(corpus: Path) -> None:
    db = open_database(corpus)
    expected = [
        [hit.id for hit in find(db, each, names=Names(FileAliases()), limit=100)]
        for each in QUERIES
    ]
    db.close()
    asked = [search(each, ".json", _shape="array") for each in QUERIES]
    assert [
        [row["id"] for row in answer.json()] for answer in ask(corpus, "rina", *asked)
    ] == expected
    asked = [search(each, ".csv") for each in QUERIES]
    for answer, ids in zip(ask(corpus, "rina", *asked), expected, strict=True):
        assert [int(row["id"]) for row in csv.DictReader(io.StringIO(answer.text))] == ids


def test_fields_are_filters(corpus: Path) -> None:
    """In the page, its JSON and CSV, and in exports, which ask the table."""
    db = open_database(corpus)
    hits = find(db, "한일 lang:ko until:2026-11-01", names=Names(FileAliases()), limit=100)
    expected = [hit.id for hit in hits]
    db.close()
    assert 1 <= len(expected) < 40
    typed = "한일 lang:ko until:2026-11-01"
    page, rows, table, alone, export = ask(
        corpus,
        "rina",
        search(typed),
        search(typed, ".json", _shape="array"),
        search(typed, ".csv"),
        search("lang:ja", ".json", _shape="array", _size="max"),
        f"/-/export/articles.csv?_search={quote(typed)}",
    )
    assert [row["id"] for row in rows.json()] == expected
    assert [int(row["id"]) for row in csv.DictReader(io.StringIO(table.text))] == expected
    assert {row["language"] for row in alone.json()} == {"ja"}
    exported = csv.DictReader(io.StringIO(export.text.removeprefix("\ufeff")))
    assert [int(row["id"]) for row in exported] == expected
    assert 'name="_search" value="한일"' in page.text


@pytest.mark.parametrize("typed", ["lang:ja -포럼 -東京", "-도쿄", "lang:ko -title:포럼"])
def test_excluded_words_alone_leave_out_what_has_them(corpus: Path, typed: str) -> None:
    """The index has no answer to what is not there: the list is asked for the rest."""
    fields = [each for each in typed.split() if ":" in each and not each.startswith("-")]
    unwanted = [each[1:] for each in typed.split() if each.startswith("-")]
    db = open_database(corpus)
    among = " AND ".join(f"language = '{each.removeprefix('lang:')}'" for each in fields) or "1"
    everything = {
        row[0]
        for row in db.execute(f"SELECT id FROM articles WHERE {among}")  # noqa: S608
    }
    found = {
        hit.id
        for each in unwanted
        for hit in find(db, each, names=Names(FileAliases()), limit=1000)
    }
    db.close()
    expected = everything - found
    assert expected
    assert everything & found
    page, rows, export = ask(
        corpus,
        "rina",
        search(typed),
        search(typed, ".json", _shape="array", _size="max"),
        f"/-/export/articles.csv?_search={quote(typed)}",
    )
    assert {row["id"] for row in rows.json()} == expected
    exported = csv.DictReader(io.StringIO(export.text.removeprefix("\ufeff")))
    assert {int(row["id"]) for row in exported} == expected
    # The box keeps them, and what is typed next takes their place.
    words = " ".join(each for each in typed.split() if each.startswith("-"))
    assert f'name="_search" value="{words}"' in page.text
    (again,) = ask(
        corpus,
        "rina",
        f"/news/articles.json?_without={quote('-한일')}&_search={quote(typed)}&_shape=array&_size=max",
    )
    assert {row["id"] for row in again.json()} == expected


def test_a_field_that_cannot_be_used_is_told(corpus: Path) -> None:
    page, rows = ask(
        corpus,
        "rina",
        search("한일 since:banana author:kim outlet:nobody"),
        search("한일 since:banana", ".json"),
    )
    for said in ("since:banana” is not a day", "no field “author:”", "No outlet is named"):
        assert said in page.text
    assert rows.status_code == 400
    assert rows.json()["error"] == "since:banana is not a day; write since:2026-11-25"


def test_the_box_keeps_what_was_typed(corpus: Path) -> None:
    (answer,) = ask(corpus, "rina", search('한일 "포럼"'))
    assert 'name="_search" value="한일 &#34;포럼&#34;"' in answer.text


def test_what_was_found_is_marked_in_title_and_text(corpus: Path) -> None:
    (answer,) = ask(corpus, "rina", search("한일"))
    for shown in (
        "<mark>韓日</mark> 중기",
        "<mark>한·일</mark> 중소기업",
        "<mark>日韓</mark>の中小企業",
    ):
        assert shown in answer.text
    (answer,) = ask(corpus, "rina", search("공급망"))
    assert "경제인들이 참석해 <mark>공급망</mark>을 논의했다." in answer.text


def test_without_a_search_nothing_is_marked_and_all_is_there(corpus: Path) -> None:
    pages = ask(corpus, "rina", "/news/articles?_search=", "/news/articles")
    for answer in pages:
        assert "<mark>" not in answer.text
        assert answer.text.count("<h3 lang=") == 25  # of 54: a page of the list
    (nothing,) = ask(corpus, "rina", search("***"))
    assert "Type at least one letter" in nothing.text


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE articles; --",
        "x') OR 1=1 --",
        '") UNION SELECT password_hash FROM users --',
        'a"b OR x*',
        "NEAR(",
        "title:",
        "\u0000",
        "<script>alert(1)</script>",
    ],
)
def test_sql_and_markup_in_a_search_do_nothing(corpus: Path, text: str) -> None:
    page, raw, column, count = ask(
        corpus,
        "rina",
        search(text),
        search(text, _searchmode="raw"),
        f"/news/articles?_search_title={quote(text)}",
        "/news/articles.json?_extra=count&_size=0",
    )
    assert [page.status_code, raw.status_code, column.status_code] == [200, 200, 200]
    assert "<script>alert" not in page.text
    assert count.json()["count"] > 40


def test_a_hostile_title_is_marked_and_still_no_markup(news: Path) -> None:
    (answer,) = ask(news, "rina", search("script"))
    assert "&lt;<mark>script</mark>&gt;document.title" in answer.text
    assert "<script>document.title" not in answer.text


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "Results for “한일”"),
        ("ko", "“한일” 검색 결과"),
        ("ja", "「한일」の検索結果"),
    ],
)
def test_in_three_languages(corpus: Path, language: str, heading: str) -> None:
    def page(**more: Any) -> Any:
        return ask(corpus, "rina", search("한일", **more.pop("query", {})), **more)[0]

    chosen = page(query={"_lang": language})
    assert heading in chosen.text
    assert f"hanil_lang={language}" in chosen.headers["set-cookie"]
    assert heading in page(headers={"Accept-Language": f"{language}-XX,en;q=0.5"}).text
    (form,) = ask(corpus, None, f"/-/login?_lang={language}")
    assert {"en": "Password", "ko": "비밀번호", "ja": "パスワード"}[language] in form.text


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("한일", "日韓の中小企業", "최저임금 내년"),
        ("중기중앙회", "KBIZ opens a Tokyo desk", "중기부, 소상공인"),
        ("최저임금", "最低賃金の影響", "下請法を改正"),
        ("도쿄", "62개사 도쿄 전시회", "オサカ"),
        ("ジェトロ", "JETRO names new head", "코트라, 나고야"),
    ],
)
def test_names_as_shipped(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, query: str, found: str, not_found: str
) -> None:
    """The watch list's organisations and the synonyms, not the test's own names."""
    monkeypatch.undo()
    search_names.names.cache_clear()
    (answer,) = ask(corpus, "rina", search(query, ".json", _shape="array"))
    titles = " ".join(row["title"] for row in answer.json())
    assert found in titles
    assert not_found not in titles


def test_synonyms_name_concepts_that_are_there() -> None:
    synonyms = tomllib.loads(search_names.SYNONYMS.read_text(encoding="utf-8"))
    assert set(synonyms["gathered"]) <= set(watchlist.load().concepts)
