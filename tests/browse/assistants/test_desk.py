"""Assistants at the desk: the SDK's own client over HTTP, tokens, and who is turned away."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from assistants import importing
from browse.permissions import People
from newsdb.assistants import calls, tokens
from newsdb.database import now, open_database, open_to_read
from tests.browse.conftest import PEOPLE, desk_of
from tests.support.late import late

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

    from mcp_types import CallToolResult

    from newsdb.assistants.tokens import Role

sdk, over_http = late("mcp.client"), late("mcp.client.streamable_http")

ADDRESS = "http://desk.example.kr/-/mcp"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"accept": "application/json, text/event-stream"}


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "hanil.toml"
    file.write_text("[assistants]\nenabled = true\n", encoding="utf-8")
    monkeypatch.setenv("HANIL_CONFIG", str(file))
    return file


def token(news: Path, person: str = "ana", role: Role = "analyst") -> str:
    db = open_database(news)
    secret, _ = tokens.make(db, "laptop", person=person, role=role, at=now())
    db.close()
    return secret


def served(
    news: Path,
    use: Callable[[httpx2.AsyncClient], Coroutine[Any, Any, Any]],
    secret: str | None = None,
    people: People = PEOPLE,
) -> Any:
    """Return what ``use`` makes of a client of a desk in this process."""

    async def go() -> Any:
        headers = {"authorization": f"Bearer {secret}"} if secret else {}
        async with desk_of(news, people) as desk:
            transport = httpx2.ASGITransport(app=desk.app())
            async with httpx2.AsyncClient(transport=transport, headers=headers) as client:
                return await use(client)

    return asyncio.run(go())


def asked(
    news: Path, secret: str, *calls_: tuple[str, dict[str, Any]], mode: str = "auto"
) -> list[CallToolResult]:
    async def use(http: httpx2.AsyncClient) -> list[CallToolResult]:
        way = over_http.streamable_http_client(ADDRESS, http_client=http)
        async with sdk.Client(way, mode=mode) as client:
            return [await client.call_tool(*each) for each in calls_]

    found: list[CallToolResult] = served(news, use, secret)
    return found


def posted(news: Path, headers: dict[str, str], people: People = PEOPLE) -> httpx2.Response:
    async def use(http: httpx2.AsyncClient) -> httpx2.Response:
        return await http.post(ADDRESS, json=LIST, headers={**ACCEPT, **headers})

    answer: httpx2.Response = served(news, use, people=people)
    return answer


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_sdk_reads_through_the_desk(news: Path, mode: str) -> None:
    secret = token(news)
    search, draft = asked(
        news,
        secret,
        ("search_news", {"query": "certification"}),
        ("briefing_draft", {"stories": [1]}),
        mode=mode,
    )
    assert search.structured_content["articles"][0]["id"] == 3
    assert "도쿄서 부품 협력" in draft.structured_content["printed_draft"]
    db = open_to_read(news)
    noted = [(call.tool, call.person, name) for call, name in calls.newest(db, 5)]
    assert tokens.listing(db)[0].used_at
    db.close()
    assert noted == [("briefing_draft", "ana", "laptop"), ("search_news", "ana", "laptop")]


def test_a_token_may_do_no_more_than_its_person(news: Path) -> None:
    [draft] = asked(news, token(news, "rina", "admin"), ("briefing_draft", {"stories": [1]}))
    assert draft.is_error
    [draft] = asked(news, token(news, "ana", "reader"), ("briefing_draft", {"stories": [1]}))
    assert draft.is_error


def test_who_is_turned_away(news: Path) -> None:
    good = {"authorization": f"Bearer {token(news)}"}
    expected: list[tuple[str, dict[str, str], int]] = [
        ("POST", good, 200),
        ("POST", {}, 401),
        ("POST", {"authorization": "Bearer hnw_" + "A" * 43}, 401),
        ("POST", {"authorization": good["authorization"][:-1]}, 401),
        ("POST", {"authorization": "Basic YW5hOmFuYWFuYWFuYQ=="}, 401),
        ("POST", {"cookie": "ds_actor=x"}, 401),
        ("POST", {**good, "origin": "http://evil.example"}, 403),
        ("POST", {**good, "origin": "http://desk.example.kr"}, 200),
        *((method, good, 405) for method in ("GET", "DELETE", "PUT")),
    ]

    async def use(http: httpx2.AsyncClient) -> list[httpx2.Response]:
        return [
            await http.request(method, ADDRESS, json=LIST, headers={**ACCEPT, **headers})
            for method, headers, _ in expected
        ]

    for answer, (method, headers, status) in zip(served(news, use), expected, strict=True):
        assert answer.status_code == status, (method, headers)
        assert ("www-authenticate" in answer.headers) == (status == 401)


def test_a_session_lets_no_assistant_in(news: Path) -> None:
    async def go() -> int:
        async with desk_of(news) as desk:
            answer = await desk.client.post(
                "/-/mcp", json=LIST, headers=ACCEPT, actor=PEOPLE.actor("ada")
            )
            return int(answer.status_code)

    assert asyncio.run(go()) == 401


def test_a_revoked_token_and_that_of_who_has_gone(news: Path) -> None:
    good = {"authorization": f"Bearer {token(news)}"}
    gone = People({name: each for name, each in PEOPLE.users.items() if name != "ana"})
    assert posted(news, good, people=gone).status_code == 401
    db = open_database(news)
    tokens.revoke_all(db, "ana", by="ada", at=now())
    db.close()
    assert posted(news, good).status_code == 401


def test_off_by_default_and_without_the_library(
    news: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = {"authorization": f"Bearer {token(news)}"}
    monkeypatch.setattr(importing, "is_installed", lambda: False)
    answer = posted(news, good)
    assert answer.status_code == 501
    assert "hanil-news-watch[assistants]" in answer.text
    settings.write_text("", encoding="utf-8")
    answer = posted(news, good)
    assert answer.status_code == 404
    assert "[assistants] enabled = true" in answer.text


def test_the_open_desk_takes_its_own_tokens_only_on_this_machine(news: Path) -> None:
    nobody = replace(PEOPLE, users={}, open=True)
    mine = {"authorization": f"Bearer {token(news, 'demo', 'admin')}"}
    theirs = {"authorization": f"Bearer {token(news, 'ana', 'admin')}"}
    assert posted(news, mine, people=nobody).status_code == 403, "not on loopback"
    here = {"host": "127.0.0.1:8001"}
    assert posted(news, {**mine, **here}, people=nobody).status_code == 200
    assert posted(news, {**theirs, **here}, people=nobody).status_code == 401


def test_a_large_request_is_refused(news: Path) -> None:
    async def use(http: httpx2.AsyncClient) -> httpx2.Response:
        async def body() -> AsyncIterator[bytes]:
            for _ in range(20):
                yield b" " * 10_000

        headers = {**ACCEPT, "content-type": "application/json"}
        return await http.post(ADDRESS, content=body(), headers=headers)

    assert served(news, use, token(news)).status_code == 413


def test_a_person_makes_and_revokes_tokens_of_their_own(news: Path) -> None:
    async def go() -> list[Any]:
        async with desk_of(news) as desk:
            actor = PEOPLE.actor("ana")

            async def post(**form: str) -> Any:
                return await desk.client.post("/-/assistants", data=form, actor=actor)

            return [
                await post(do="make", name="laptop", role="analyst"),
                await post(do="make", name="mine", role="admin"),
                await post(do="make", name=" ", role="reader"),
                await desk.client.get("/-/assistants?_lang=ko", actor=actor),
                await desk.client.get("/-/assistants", actor=PEOPLE.actor("rina")),
                await desk.client.post(
                    "/-/assistants",
                    data={"do": "revoke", "token": "1"},
                    actor=PEOPLE.actor("rina"),
                ),
            ]

    made, beyond, nameless, mine, others, stolen = asyncio.run(go())
    secret = re.search(r"hnw_[\w-]{43}", made.text)
    assert secret is not None
    assert "no-store" in made.headers["cache-control"]
    assert beyond.status_code == 400, "nobody hands on more than they have"
    assert "1 to 60 characters" in nameless.text
    assert "laptop" in mine.text
    assert "내 토큰" in mine.text
    assert secret[0] not in mine.text
    assert "laptop" not in others.text
    assert stolen.status_code == 303
    good = {"authorization": f"Bearer {secret[0]}"}
    assert posted(news, good).status_code == 200, "somebody else's token is not theirs to revoke"

    async def revoke() -> Any:
        async with desk_of(news) as desk:
            form = {"do": "revoke", "token": "1"}
            return await desk.client.post("/-/assistants", data=form, actor=PEOPLE.actor("ana"))

    asyncio.run(revoke())
    assert posted(news, good).status_code == 401


def test_admins_see_what_was_asked(news: Path) -> None:
    asked(
        news, token(news), ("search_news", {"query": "<b>협력</b>"}), ("get_article", {"id": 99})
    )

    async def go() -> Any:
        async with desk_of(news) as desk:
            return await desk.client.get("/-/assistants/calls?_lang=ja", actor=PEOPLE.actor("ada"))

    page = asyncio.run(go()).text
    assert "laptop" in page
    assert "&lt;b&gt;협력" in page
    assert "there is no article 99" in page
    assert "アシスタントの呼び出し記録" in page
