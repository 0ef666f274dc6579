"""Lists of articles: order, pages, filters, what a selection consists of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets
from newsdb.articles.verdicts import Verdict
from newsdb.database import now, open_database
from newsdb.records import Article, Outlet
from newsdb.review import article_list
from newsdb.review.article_list import Filters, Place
from newsdb.search import search
from newsdb.storing import store

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

OUTLETS = {"gn": ("KR", "ko"), "hk": ("JP", "ja"), "wire": (None, "en")}
#: Outlet, title, hours ago (None: no time), section, the watch list's decision; ids from 1.
NEWS = (
    ("gn", "부산 공동창고 문 연다", 1, "경제", "relevant"),
    ("hk", "釜山に共同倉庫", 2, None, "review"),
    ("gn", "창원 부품 전시회", 30, "경제", "other"),
    ("wire", "Depot opens in Busan", None, None, "other"),
    ("gn", "부산 항만 소식", 50, "국제", "other"),
    ("gn", "시각 없는 소식", None, "국제", "other"),
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Database:
    path: Path = tmp_path_factory.mktemp("listing") / "news.db"
    db = open_database(path)
    for name, (country, language) in OUTLETS.items():
        outlet = Outlet(
            name=name,
            title=name,
            country=country,  # type: ignore[arg-type]
            language=language,  # type: ignore[arg-type]
            home=f"https://{name}.example/",
        )
        outlets.save(db, outlet)
    for number, (name, title, hours, section, decision) in enumerate(NEWS):
        article = Article(
            outlet=name,
            key=str(number),
            url=f"https://{name}.example/{number}",
            title=title,
            body=f"{title}. {number}번째 본문.",
            language=OUTLETS[name][1],  # type: ignore[arg-type]
            section=section,
            published_at=None if hours is None else now() - timedelta(hours=hours),
        )
        verdict = Verdict(decision=decision, score=1.0, watchlist="t", why="")  # type: ignore[arg-type]
        store(db, article, seen_at=now(), verdict=verdict)
    db.execute("UPDATE articles SET status = 'unsure' WHERE id = 3")
    return db


def ids(db: Database, **filters: str) -> list[int]:
    return article_list.page(db, Filters(**filters)).ids  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 2, 4, 6])
@pytest.mark.parametrize("order", ["time", "relevance"])
def test_pages_leave_nothing_out_and_repeat_nothing(db: Database, size: int, order: str) -> None:
    text = "" if order == "time" else "소식 OR 부산 OR 釜山 OR Busan OR 부품"
    filters = Filters(text=text, order=order)  # type: ignore[arg-type]
    found: list[int] = []
    after: Place | None = None
    for _ in NEWS:
        page = article_list.page(db, filters, after=after, size=size)
        found += page.ids
        if page.following is None:
            break
        after = Place.parse(str(page.following))
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    if order == "time":
        assert found == [1, 2, 3, 5, 6, 4]  # without a time last


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"outlet": "hk"}, [2]),
        ({"language": "en"}, [4]),
        ({"country": "KR"}, [1, 3, 5, 6]),
        ({"country": "JP"}, [2]),
        ({"section": "국제"}, [5, 6]),
        ({"decision": "relevant"}, [1]),
        ({"status": "unsure"}, [3]),
        ({"status": "undecided", "outlet": "gn"}, [1, 5, 6]),
        ({"text": "부산"}, [1, 5]),
        ({"text": "부산 -항만"}, [1]),
        ({"text": "-부산", "outlet": "gn"}, [3, 6]),
        ({"text": "outlet:hk"}, [2]),
        ({"text": "outlet:nobody"}, []),
        ({"text": "!!"}, []),
        ({"since": str((now() + timedelta(days=2)).date())}, []),
        ({"until": "2020-01-01"}, []),
    ],
)
def test_filters(db: Database, filters: dict[str, str], expected: list[int]) -> None:
    assert ids(db, **filters) == expected


@pytest.mark.parametrize("text", ["", "부산", "!!"])
@pytest.mark.parametrize("order", ["time", "relevance"])
def test_the_first_page_comes_with_its_selection(db: Database, text: str, order: str) -> None:
    filters = Filters(text=text, order=order)  # type: ignore[arg-type]
    page, selection = article_list.first_page(db, filters, size=1)
    assert page == article_list.page(db, filters, size=1)
    assert selection == article_list.consists_of(db, filters)


def test_the_last_day_is_a_whole_one(db: Database) -> None:
    day = db.table("articles").get(3)["day"]
    assert 3 in ids(db, since=day, until=day)


def test_a_selection_is_counted(db: Database) -> None:
    found = article_list.consists_of(db, Filters())
    assert (found.looked_at, found.is_cut) == (6, False)
    assert found.facets["country"] == [("KR", 4), ("JP", 1)]
    assert found.facets["outlet"][0] == ("gn", 4)
    assert found.facets["status"] == [("undecided", 5), ("unsure", 1)]
    days = [day for day, _ in found.facets["day"]]
    assert days == sorted(days, reverse=True)
    assert article_list.consists_of(db, Filters(text="!!")).looked_at == 0


def test_a_large_selection_says_that_more_was_not_looked_at(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_list, "LOOKED_AT", 3)
    found = article_list.consists_of(db, Filters())
    assert (found.looked_at, found.is_cut) == (3, True)
    page = article_list.page(db, Filters(text="소식 OR 부산", order="relevance"), size=2)
    assert (len(page.ids), page.is_cut) == (2, False)
    monkeypatch.setattr(article_list, "LOOKED_AT", 2)
    page = article_list.page(db, Filters(text="소식 OR 부산", order="relevance"), size=2)
    assert (len(page.ids), page.following, page.is_cut) == (2, None, True)


def test_of_too_many_hits_the_newest_are_listed_by_headline_and_the_page_says_so(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles 1, 5 and 6 have one of the words; all have 본문, but none in its headline."""
    for ranked, expected in ((3, ({1, 5, 6}, False)), (2, ({5, 6}, True)), (1, ({6}, True))):
        monkeypatch.setattr(article_list, "RANKED", ranked)
        asked = Filters(text="소식 OR 부산", order="relevance")
        page, selection = article_list.first_page(db, asked)
        assert ({*page.ids}, page.is_of_newest) == expected
        assert selection.looked_at == 3
    monkeypatch.setattr(article_list, "RANKED", 4)
    for text, ids in (
        ("본문 OR 창원", [3, 6, 5, 4]),  # the headline first, then the last stored
        ("본문 OR 창원 -항만", [3, 6, 4, 2]),
        ("본문 OR 부산", [5, 6, 4, 3]),
    ):
        asked = Filters(text=text, order="relevance")
        first = article_list.page(db, asked, size=3)
        rest = article_list.page(db, asked, after=first.following, size=3)
        assert [*first.ids, *rest.ids] == ids, text
        assert rest.following is None
    monkeypatch.setattr(article_list, "RANKED", 1)
    page = article_list.page(db, Filters(text="소식", outlet="hk", order="relevance"))
    assert (page.ids, page.is_of_newest) == ([], True)
    assert not article_list.page(db, Filters(text="소식 OR 부산")).is_of_newest


@pytest.mark.parametrize("newest", [1, 2, 3, 5])
@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize(
    "filters",
    [{}, {"outlet": "gn"}, {"section": "국제"}, {"status": "undecided"}, {"country": "KR"}],
)
def test_what_many_have_is_found_among_the_newest_hits_as_among_all(
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
    newest: int,
    size: int,
    filters: dict[str, str],
) -> None:
    """The last stored articles here are among the oldest: those of before count all the same."""
    asked = Filters(text="본문 OR 부산", **filters)  # type: ignore[arg-type]
    pages = []
    for many in (search.MANY, 1):
        monkeypatch.setattr(search, "MANY", many)
        monkeypatch.setattr(article_list, "NEWEST_HITS", newest)
        after, found = None, []
        while True:
            page = article_list.page(db, asked, after=after, size=size)
            found.append(page)
            after = page.following
            if after is None:
                break
        pages.append(found)
    assert pages[0] == pages[1]


@pytest.mark.parametrize("text", ["", "x", "~", "2026-11-25~x", "~9999999999999999999"])
def test_a_wrong_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 int() has no words of ours
        Place.parse(text)
