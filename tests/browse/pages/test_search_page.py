"""The search's page: hits, facets, nearest words, saved searches, the way to files and data."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from browse.pages import search_links
from newsdb.review.article_list import Filters
from tests.browse.conftest import PEOPLE, desk_of
from translations.catalogues import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path


def get(path: Path, *addresses: str, person: str = "rina") -> list[Any]:
    async def go() -> list[Any]:
        async with desk_of(path) as desk:
            return [await desk.client.get(each, actor=PEOPLE.actor(person)) for each in addresses]

    return asyncio.run(go())


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(text="日韓 -x", outlet="a&b", section="경제/국제", since="7d", order="relevance"),
        Filters(country="JP", status="undecided", decision="other", until="2026-11-25"),
    ],
)
def test_links_say_what_the_filters_are(filters: Filters) -> None:
    assert search_links.read(search_links.write(filters)) == filters


def test_what_a_link_says_wrongly_is_named() -> None:
    said = "outlett=x&since=soon&language=ko&after=1&_lang=ko&country=US"
    assert [(each.said, each.meant) for each in search_links.unknown(said)] == [
        ("outlett=x", "outlet=x&since=soon&language=ko&after=1&_lang=ko&country=US"),
        ("since=soon", None),
        ("country=US", None),
    ]
    assert search_links.read(said) == Filters(language="ko")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), "decision=any&status=any"),
        (Filters(text="q", status="undecided"), "decision=any&status=undecided&q=q"),
    ],
)
def test_the_queue_understands_the_filters(filters: Filters, expected: str) -> None:
    assert sorted(search_links.for_stories(filters).split("&")) == sorted(expected.split("&"))


def test_what_is_found_is_marked_and_counted(news: Path) -> None:
    found, none, hostile = get(
        news,
        f"/-/search?q={quote('日韓')}&_lang=en",
        f"/-/search?q={quote('wndthrldjq')}",  # 중소기업 on a Latin keyboard
        "/-/search?outlet=%3Cscript%3E&after=x",
    )
    assert "<mark>日韓</mark>" in found.text
    assert "<mark>한일</mark>" in found.text  # another name of it
    assert "<script>document.title" not in found.text
    assert re.search(r'href="/-/search\?[^"]*country=JP[^"]*"', found.text)
    assert f"q={quote('중소기업')}" in none.text
    assert hostile.status_code == 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_readers_language(news: Path, language: str) -> None:
    (page,) = get(news, f"/-/search?_lang={language}&foo=bar")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert "foo=bar" in page.text


def test_files_have_what_the_page_lists(news: Path) -> None:
    address = f"q={quote('日韓')}&country=JP"
    page, file = get(news, f"/-/search?{address}", f"/-/export/articles.csv?{address}")
    assert f"/-/export/articles.csv?q={quote('日韓')}&amp;country=JP" in page.text
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert [row["id"] for row in rows] == re.findall(r'href="/-/article/(\d+)"', page.text)
    assert len(rows) == 1


def test_datasettes_table_gets_the_filters_that_it_knows(news: Path) -> None:
    filters = Filters(text="日韓", status="undecided", until="2026-11-21", country="JP")
    page, table = get(
        news,
        f"/-/search?{search_links.write(filters)}",
        "/news/articles.json?_search=%E6%97%A5%E9%9F%93&status__isnull=1"
        "&published_at__lt=2026-11-21U&_shape=array",
    )
    assert "published_at__lt=2026-11-21U&amp;status__isnull=1" in page.text
    assert ".atom" not in page.text  # a feed can't choose a country
    assert 2 in [row["id"] for row in table.json()]


def test_searches_are_kept_for_their_owner(news: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    shutil.copy(news, path)

    async def go() -> list[str]:
        async with desk_of(path) as desk:

            async def post(person: str, **form: str) -> Any:
                return await desk.client.post(
                    "/-/search/saved", data=form, actor=PEOPLE.actor(person)
                )

            async def page(person: str) -> str:
                return str((await desk.client.get("/-/search", actor=PEOPLE.actor(person))).text)

            made = await post("rina", q="물류", language="ko", search_name="물류 <소식>")
            assert made.status_code == 303
            nothing = await desk.client.post(
                "/-/search/saved", data={"undo": "1"}, actor=PEOPLE.actor("ana")
            )
            told = await desk.client.get(
                "/-/search?_lang=en", actor=PEOPLE.actor("ana"), cookies=dict(nothing.cookies)
            )
            assert "There is nothing to undo." in told.text
            assert "as it was before" not in told.text
            own, others = await page("rina"), await page("ana")
            (key,) = re.findall(r'name="drop" value="(\d+)"', own)
            await post("ana", drop=key)
            still = await page("rina")
            await post("rina", drop=key)
            assert (await post("rina", search_name=" ")).status_code == 400
            return [own, others, still, await page("rina")]

    own, others, still, gone = asyncio.run(go())
    assert "물류 &lt;소식&gt;" in own
    assert [("물류 &lt;" in each) for each in (others, still, gone)] == [False, True, False]
