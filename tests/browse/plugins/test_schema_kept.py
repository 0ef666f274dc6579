"""Pages that show all tables ask for the schema once, and see it when it has changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from browse import news
from browse.permissions import UNSEEN
from newsdb.database import open_database
from tests.browse.conftest import PEOPLE, desk_of
from tests.browse.review_news import make

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_list_of_tables_takes_few_turns_and_sees_a_new_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.db"
    make(path)
    turns: list[int] = []

    async def look() -> tuple[str, int, str]:
        async with desk_of(path, threads=True) as desk:
            actor = PEOPLE.actor("rina")
            first = await desk.client.get("/news", actor=actor)
            submit = desk.executor.submit

            def counted(*given: Any) -> Any:
                turns.append(1)
                return submit(*given)

            monkeypatch.setattr(desk.executor, "submit", counted)
            await desk.client.get("/news", actor=actor)
            taken = len(turns)
            db = open_database(path)
            db.table("novelties").create({"name": str})
            db.close()
            monkeypatch.setattr(news, "SCHEMA_AGE", 0.0)
            await desk.refresh_schemas(force=True)  # Datasette's own, once a second at most
            after = await desk.client.get("/news", actor=actor)
            return first.text, taken, after.text

    first, taken, after = asyncio.run(look())
    assert taken < 40  # Datasette alone takes some 300: five for each table
    assert "novelties" not in first
    assert "/news/novelties" in after
    assert "row" in first.partition('/news/article_bodies">')[2][:60]
    assert not [name for name in UNSEEN if f'href="/news/{name}"' in first]
