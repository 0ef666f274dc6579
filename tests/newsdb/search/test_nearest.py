"""Where nothing is found, what the archive has instead is offered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.search.nearest import as_korean, initials, nearest
from newsdb.similarity.signatures import sign
from newsdb.storing import store
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("nearest")
    db = open_database(folder / "news.db")
    outlets.save(db, Outlet(name="a", title="A", country="KR", language="ko", home="https://a"))
    article = Article(
        outlet="a",
        key="1",
        url="https://a/1",
        title="중소기업중앙회, 창원서 상담회",
        body="창원의 중소기업이 일본 바이어를 만났다.",
        language="ko",
    )
    store(db, article, seen_at=datetime(2026, 3, 2, tzinfo=KST), signature=sign(article))
    yield db
    db.close()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("wndthrldjq", "중소기업"),
        ("ㅈㅅㄱㅇ", "중소기업"),
        ("중소기엄", "중소기업"),
        ("창윈", "창원"),
        ("Chanwon", "changwon"),
    ],
)
def test_the_nearest_that_the_archive_has(archive: Database, typed: str, offered: str) -> None:
    assert offered in nearest(archive, typed, names())


@pytest.mark.parametrize("typed", ["", "qzxv", "ㅋㅋㅋㅋㅋㅋ", "가나다라마바사아자차"])
def test_what_is_like_nothing_is_offered_nothing(archive: Database, typed: str) -> None:
    assert nearest(archive, typed, names()) == []


def test_keys_and_initials() -> None:
    assert as_korean("gksdlf") == "한일"
    assert as_korean("Korea") == "Korea"
    assert initials("중소기업 KBIZ") == "ㅈㅅㄱㅇ"
