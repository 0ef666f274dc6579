"""What makes no sense is 400, never 500 with a traceback."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from newsdb.database_errors import is_of_statement
from tests.browse.conftest import PEOPLE, desk_of
from tests.browse.routes import routes

if TYPE_CHECKING:
    from pathlib import Path

Asked = list[tuple[str, str, dict[str, Any]]]

DEEP = "[" * 100_000

THROUGH = (
    "{",
    "[]",
    "1",
    "null",
    DEEP[:5000],
    "{}",
    '{"table": "authors"}',
    '{"table": 1, "column": "name", "value": "x"}',
    '{"table": "authors", "column": "name", "value": [1]}',
    '{"table": "authors", "column": "name", "value": null}',
    '{"table": "authors", "column": "name", "value": 99999999999999999999999}',
    '{"table": "au\\u0000thors", "column": "name", "value": "x"}',
)

ARGUMENTS = (
    "_facet=no_such",
    "_facet={}",
    "_facet=%00",
    "_facet_array=no_such",
    "_facet_date=no_such",
    "_timelimit=x",
    "_timelimit=-1",
    "_where=%00",
    "_sort=no_such",
    "_size=x",
    "_next=x",
    "id__gt=999999999999999999999",
)

HUGE = '{"do": "decide", "status": "unsure", "stories": [{"id": 9e999, "version": 0}]}'
BODIES = (
    DEEP,
    HUGE,
    HUGE.replace("9e999", "9" * 30),
    '{"a":' * 50_000,
    "[]",
    "null",
    "{",
    '{"do": [], "stories": [{"id": {}}]}',
)


async def _statuses(news: Path, name: str, asked: Asked) -> Any:
    async with desk_of(news) as desk:
        found = {}
        for method, url, more in asked:
            send = getattr(desk.client, method)
            answer = await send(url, actor=PEOPLE.actor(name), **more)
            found[method, url[:200], str(more)[:80]] = answer.status_code
        return found


@pytest.mark.parametrize("page", ["/news/articles", "/news/articles.json", "/news/articles.csv"])
def test_a_through_that_is_none(
    news: Path, page: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    asked: Asked = [("get", f"{page}?_through={quote(each)}", {}) for each in THROUGH]
    asked.append(("get", f"{page}?%5Fthrough=1", {}))
    found = asyncio.run(_statuses(news, "rina", asked))
    assert set(found.values()) == {400}
    assert "Traceback" not in capsys.readouterr().err + caplog.text


def test_a_through_that_is_one(news: Path) -> None:
    through = json.dumps({"table": "authors", "column": "name", "value": "민서윤"})
    asked: Asked = [("get", f"/news/articles.json?_through={quote(through)}", {})]
    assert set(asyncio.run(_statuses(news, "rina", asked)).values()) == {200}


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_arguments_that_make_no_sense(
    news: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever Datasette makes of them; each that it trips over leaves one line."""
    pages = ("/news/articles", "/news/articles.json")
    asked: Asked = [("get", f"{page}?{each}", {}) for page in pages for each in ARGUMENTS]
    asked.append(("get", "/news/articles/99999999999999999999999", {}))
    with caplog.at_level(logging.WARNING):
        found = asyncio.run(_statuses(news, "ada", asked))
        gc.collect()  # coroutines that Datasette never awaited complain here
    assert {each for each, status in found.items() if status >= 500} == set()
    assert "Traceback" not in capsys.readouterr().err + caplog.text
    tripped = [each for each in caplog.messages if "answered 400" in each]
    assert len(tripped) >= len(pages) * 5
    assert all("\n" not in each for each in tripped)


def test_bodies_that_make_no_sense(
    news: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    kinds = ("application/json", "application/x-www-form-urlencoded")
    asked: Asked = [
        ("post", each["path"], {"content": body, "headers": {"content-type": kind}})
        for each in routes()
        if each["method"] == "post"
        for body in BODIES
        for kind in kinds
    ]
    found = asyncio.run(_statuses(news, "ada", asked))
    assert {each for each, status in found.items() if status >= 500} == set()
    assert "Traceback" not in capsys.readouterr().err + caplog.text


def test_a_fault_of_ours_stays_one(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr("newsdb.health.liveness.look", break_off)
    asked: Asked = [("get", "/-/sources?x=1", {})]
    assert set(asyncio.run(_statuses(news, "ada", asked)).values()) == {500}


def test_which_errors_are_a_statement_s() -> None:
    assert not is_of_statement(ValueError())
    assert not is_of_statement(OSError())
