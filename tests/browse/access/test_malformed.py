"""What makes no sense is 400, never 500 with a traceback."""

from __future__ import annotations

import asyncio
import gc
import itertools
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


#: The parameters of our own pages.
PARAMETERS = {
    "/-/review": "decision status starred old_stars new unread assigned tag outlet language"
    " country since until briefed order q after part",
    "/-/search": "q outlet language country section decision status since until order after",
    "/-/export/stories.csv": "decision status assigned tag since until q order",
    "/-/export/articles.csv": "q since until country status outlet _sort _search _next",
    "/-/feed/articles.atom": "_search outlet",
    "/-/feed/corrections.atom": "outlet kind since until",
    "/-/corrections": "outlet kind since until before",
    "/-/overview": "week",
    "/-/concepts": "q week",
    "/-/story/1": "q part back",
    "/-/article/1": "q version",
    "/-/sources": "q day",
    "/-/briefings": "before",
    "/-/briefings/new": "kind story by",
    "/-/subscriptions/preview": "filters rhythm at_time weekday days language least_score",
    "/-/watch-list": "trial before",
    "/-/sites": "address q",
    "/-/access-log": "before person kind",
    "/-/assistants/calls": "before person tool",
    "/": "day since",
}
#: Values of which none makes sense for most of them.
SENSELESS = (
    "", "%00", "%ED%A0%80", "%FF", "9" * 30, "-1", "1e400", "nan", "~~", "~1", "~" + "9" * 20,
    "2026-11-20~nan~1", "2026-11-20~1~" + "9" * 20, "2026-13-45", "2026-W48-1", "9999-12-31",
    "0000-00-00", "0001-01-01", "%27%22", "%F0%9F%98%80", "(" * 50, "%E2%80%AE", "[]", "１", "²",
)  # fmt: skip
#: What is read as a place or a day is tried with each, others with one in turn.
READ = frozenset({"after", "before", "since"})


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


def test_no_parameter_breaks_a_page_of_ours(news: Path) -> None:
    asked: Asked = []
    turn = itertools.cycle(SENSELESS)
    for page, names in PARAMETERS.items():
        for name in names.split():
            values = SENSELESS if name in READ else [next(turn)]
            asked += [("get", f"{page}?{name}={value}", {}) for value in values]
    found = asyncio.run(_statuses(news, "ada", asked))
    assert [url for (_, url, _), status in found.items() if status >= 500] == []


def test_the_number_of_a_session_has_an_end(news: Path) -> None:
    form = {"data": {"do": "end", "session": "9" * 30}}
    found = asyncio.run(_statuses(news, "ada", [("post", "/-/account", form)]))
    assert list(found.values()) == [400]
