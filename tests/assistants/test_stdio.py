"""``hanil mcp`` as an assistant starts it: the SDK's own client over its pipes."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from newsdb.assistants import calls
from newsdb.database import open_to_read
from tests.assistants.conftest import ARTICLES, fill
from tests.assistants.test_server import RIGHT
from tests.support.crawls import ROOT
from tests.support.late import late

if TYPE_CHECKING:
    from pathlib import Path

sdk, pipes = late("mcp.client"), late("mcp.client.stdio")


def test_an_assistant_starts_it(tmp_path: Path) -> None:
    path = fill(tmp_path / "news.db", *ARTICLES)
    settings = tmp_path / "hanil.toml"
    settings.write_text(f'database = "{path}"\n', encoding="utf-8")
    server = pipes.StdioServerParameters(
        command=sys.executable,
        args=["-m", "hanil_news_watch", "mcp"],
        env={**os.environ, "HANIL_CONFIG": str(settings)},
        cwd=ROOT,
    )

    async def go() -> None:
        async with sdk.Client(server) as client:
            for name, given in RIGHT.items():
                result = await client.call_tool(name, given)
                # Whoever starts it is a reader unless they say more.
                assert result.is_error == (name == "briefing_draft"), result.content
            wrong = await client.call_tool("search_news", {"limit": 0})
            assert wrong.is_error

    asyncio.run(go())
    db = open_to_read(path)
    noted = [call for call, _ in calls.newest(db, 50)]
    db.close()
    assert [call.tool for call in noted[::-1]] == [*RIGHT, "search_news"]
    assert {call.transport for call in noted} == {"stdio"}
