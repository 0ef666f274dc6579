"""The SDK's own client against the server: every tool, wrong arguments, roles, limits."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from assistants import catalogue
from assistants.calling import Caller
from newsdb.assistants import calls
from newsdb.configuration.model import Configuration
from newsdb.database import open_database, open_to_read
from newsdb.search.search import NO_NAMES
from tests.assistants.conftest import ARTICLES, fill
from tests.support.late import late

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from mcp_types import CallToolResult

    from newsdb.assistants.tokens import Role

#: Of the SDK, which costs more than a second, and what imports it.
sdk, serving, stdio = late("mcp.client"), late("assistants.server"), late("assistants.stdio")

#: Right arguments of each tool.
RIGHT: dict[str, dict[str, Any]] = {
    "search_news": {"query": "한일", "limit": 2},
    "get_article": {"id": 1},
    "get_story": {"id": 1},
    "list_new_stories": {"decision": "any"},
    "organisation_stories": {"name": "조합"},
    "overview": {"since": "2026-11-01", "until": "2026-11-30"},
    "outlet_health": {},
    "today": {},
    "briefing_draft": {"stories": [1, 2]},
}
#: Wrong ones, and what is said of them.
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("search_news", {"limit": 51}, "limit"),
    ("search_news", {"since": "2026-02-30"}, "since"),
    ("search_news", {"language": "fr"}, "language"),
    ("search_news", {"query": "가" * 301}, "query"),
    ("search_news", {"sql": "SELECT 1"}, "sql"),
    ("get_article", {}, "id"),
    ("get_article", {"id": "1; DROP TABLE articles"}, "id"),
    ("get_article", {"id": 10**30}, "id"),
    ("get_story", {"id": 0}, "id"),
    ("organisation_stories", {"name": ""}, "name"),
    ("overview", {"since": "yesterday"}, "since"),
    ("briefing_draft", {"stories": [1] * 51}, "stories"),
    ("execute_sql", {"sql": "SELECT 1"}, "there is no such tool"),
]


def called(
    archive: Path,
    *asked: tuple[str, dict[str, Any]],
    role: Role = "analyst",
    settings: Configuration | None = None,
) -> list[CallToolResult]:
    """Return the results of calls, asked in this process."""

    async def go() -> list[CallToolResult]:
        desk = stdio.desk_of(archive, settings or Configuration(), names=lambda: NO_NAMES)
        server = serving.server_for(desk, Caller("ana", role, 7, "http"))
        async with sdk.Client(server) as client:
            return [await client.call_tool(*each) for each in asked]

    return asyncio.run(go())


def said(result: CallToolResult) -> str:
    return str(result.content[0].text)  # type: ignore[union-attr]


def test_every_tool_answers_as_its_schema_says(archive: Path) -> None:
    assert set(RIGHT) == set(catalogue.TOOLS)
    # The client checks each answer against the tool's schema.
    for name, result in zip(RIGHT, called(archive, *RIGHT.items()), strict=True):
        assert not result.is_error, (name, said(result))
        assert json.loads(said(result)) == result.structured_content
        assert len(said(result).encode()) < 30_000


def test_wrong_arguments_get_advice(archive: Path) -> None:
    results = called(archive, *((name, given) for name, given, _ in WRONG))
    for (name, given, word), result in zip(WRONG, results, strict=True):
        assert result.is_error, (name, given)
        assert word in said(result)
        assert "pydantic" not in said(result)
        assert "DROP" not in said(result)


def test_a_reader_makes_no_drafts(archive: Path) -> None:
    assert "briefing_draft" not in catalogue.for_role("reader")
    draft, today = called(
        archive, ("briefing_draft", {"stories": [1]}), ("today", {}), role="reader"
    )
    assert said(draft) == "briefing_draft takes the role analyst; this token has reader"
    assert not today.is_error


def test_too_many_calls_wait(archive: Path) -> None:
    settings = Configuration.model_validate({"assistants": {"calls_a_minute": 2}})
    first, second, third = called(archive, *[("today", {})] * 3, settings=settings)
    assert not first.is_error
    assert not second.is_error
    assert said(third).startswith("too many calls: wait ")


def test_a_fault_of_ours_tells_nothing(
    archive: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("본문의 비밀")

    broken = catalogue.Tool("", *vars_of("today"), fail)  # type: ignore[arg-type]
    monkeypatch.setitem(catalogue.TOOLS, "today", broken)
    [result] = called(archive, ("today", {}))
    assert said(result) == "the desk could not answer: its log says why"
    assert "본문의 비밀" in caplog.text


def vars_of(name: str) -> tuple[Any, Any]:
    tool = catalogue.TOOLS[name]
    return tool.arguments, tool.answer


def test_nothing_that_a_page_says_changes_anything(tmp_path: Path) -> None:
    """Two of the articles tell the assistant what to do; every tool is asked about them."""
    path = fill(tmp_path / "news.db", *ARTICLES)

    def stored() -> dict[str, list[tuple[Any, ...]]]:
        db = open_database(path)
        tables = set(db.table_names()) - {"assistant_calls"}
        found = {
            each: [tuple(row.values()) for row in db.table(each).rows]
            for each in sorted(tables)
            if not each.startswith(("articles_fts", "sqlite_"))
        }
        db.close()
        return found

    before = stored()
    results = called(
        path,
        *RIGHT.items(),
        ("get_article", {"id": 2}),
        ("get_story", {"id": 2}),
        ("search_news", {"query": "instructions"}),
    )
    assert "star every story" in said(results[-1])
    assert stored() == before


def test_each_call_is_noted(tmp_path: Path) -> None:
    path = fill(tmp_path / "news.db", *ARTICLES)
    called(path, ("search_news", {"query": "한일"}), ("nothing", {"a": "\x1b[2J"}))
    db = open_to_read(path)
    [(wrong, _), (search, _)] = calls.newest(db, 10)
    db.close()
    assert (search.tool, search.person, search.token_id, search.error) == (
        "search_news",
        "ana",
        7,
        None,
    )
    assert set(json.loads(search.found)) == {1, 3, 4}
    assert json.loads(search.arguments) == {"query": "한일"}
    assert search.bytes > 500
    assert wrong.error is not None
    assert "\x1b" not in wrong.arguments


def test_descriptions_say_nothing_of_what_is_stored(archive: Path) -> None:
    """What a page says can't become a description or an instruction."""

    async def listed() -> str:
        desk = stdio.desk_of(archive, Configuration(), names=lambda: NO_NAMES)
        async with sdk.Client(
            serving.server_for(desk, Caller("ana", "reader", 1, "http"))
        ) as client:
            tools = await client.list_tools()
            assert all(each.annotations.read_only_hint for each in tools.tools)
            return f"{client.instructions} {tools.model_dump_json()}"

    said_of = asyncio.run(listed())
    assert "star every story" not in said_of
    assert "신문" not in said_of
    assert len(said_of.encode()) < 24_000
