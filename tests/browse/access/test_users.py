"""Admins make, change and remove accounts at the desk; it counts from the next request on."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest

from browse.app import build
from browse.permissions import People
from newsdb.access import access_log
from newsdb.database import open_database
from newsdb.visibility import hide
from tests.browse.access.test_sign_in import Browser, path
from tests.browse.conftest import PEOPLE, ask, desk_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["path"]

ADA = {"username": "ada", "password": "adaadaada"}


def password_in(page: str) -> str:
    found = re.search(r'class="secret">([a-z0-9-]+)<', page)
    assert found
    return found[1]


def test_an_account_from_the_first_password_to_its_end(path: Path) -> None:
    async def go() -> dict[str, Any]:
        async with desk_of(path) as desk:
            ada, minseo = Browser(desk), Browser(desk, "192.0.2.9")
            await ada.sign_in(ADA)
            made = await ada.ask(
                "POST", "/-/users", {"do": "add", "name": "minseo", "role": "analyst"}
            )
            given = {"username": "minseo", "password": password_in(made.text)}
            first = await minseo.sign_in(given)
            found: dict[str, Any] = {"first": first.location}
            form = {"do": "change_password", "present": given["password"]}
            short = {**form, "chosen": "short", "again": "short"}
            wrong = {**form, "present": "x", "chosen": "eigenes-wort-1", "again": "eigenes-wort-1"}
            right = {**wrong, "present": given["password"]}
            found["tries"] = [
                (await minseo.ask("POST", "/-/account", each)).status
                for each in (short, {**right, "again": "other"}, wrong, right)
            ]
            found["stays"] = (await minseo.get("/-/review")).status
            found["old"] = (await Browser(desk, "192.0.2.8").sign_in(given)).status
            role = {"do": "role", "name": "minseo", "role": "reader"}
            found["role"] = (await ada.ask("POST", "/-/users", role)).status
            found["demoted"] = (await minseo.get("/-/account")).status
            again = {"username": "minseo", "password": "eigenes-wort-1"}
            await minseo.sign_in(again)
            found["reads"] = [(await minseo.get(each)).status for each in ("/", "/-/review")]
            await ada.ask("POST", "/-/users", {"do": "remove", "name": "minseo"})
            found["removed"] = (await minseo.get("/")).location
            found["gone"] = (await Browser(desk, "192.0.2.8").sign_in(again)).status
            return found

    assert asyncio.run(go()) == {
        "first": "/-/account",
        "tries": [400, 400, 400, 303],
        "stays": 200,
        "old": 200,
        "role": 303,
        "demoted": 302,
        "reads": [200, 403],
        "removed": "/-/login",
        "gone": 200,
    }
    db = open_database(path)
    logged = [
        (each.kind, each.by, each.detail)
        for each in reversed(access_log.newest(db, 99))
        if each.person == "minseo" and each.kind not in {"failed", "signed_in"}
    ]
    db.close()
    assert logged == [
        ("account_added", "ada", "analyst"),
        ("password_changed", None, None),
        ("role_changed", "ada", "analyst → reader"),
        ("account_removed", "ada", "reader"),
    ]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"do": "remove", "name": "ada"}, "ask another administrator"),
        ({"do": "role", "name": "ada", "role": "reader"}, "ask another administrator"),
        ({"do": "add", "name": "ana", "role": "reader"}, "already"),
        ({"do": "add", "name": "<b>", "role": "reader"}, "“&lt;b&gt;” can&#39;t be a name"),
        ({"do": "add", "name": "new", "role": "root"}, "no such role"),
        ({"do": "password", "name": "nobody"}, "any more"),
    ],
)
def test_what_cannot_be_done_is_said(path: Path, form: dict[str, str], said: str) -> None:
    (answer,) = ask(path, "ada", "/-/users?_lang=en", method="post", data=form)
    assert answer.status_code == 400
    assert said in answer.text


def test_changes_outlive_a_restart_until_the_file_is_edited(path: Path) -> None:
    ask(path, "ada", "/-/users", method="post", data={"do": "remove", "name": "ana"})
    ask(
        path,
        "ada",
        "/-/users",
        method="post",
        data={"do": "role", "name": "rina", "role": "admin"},
    )
    edited = dict(PEOPLE.in_file)
    edited["rina"] = edited["rina"].model_copy(update={"role": "analyst"})

    async def roles(people: People) -> dict[str, str]:
        async with desk_of(path, people) as desk:
            await desk.invoke_startup()
            from browse.permissions import people_of  # noqa: PLC0415 beside its use

            return {name: each.role for name, each in people_of(desk).users.items()}

    assert asyncio.run(roles(PEOPLE)) == {"ada": "admin", "rina": "admin"}
    assert asyncio.run(roles(People(edited))) == {"ada": "admin", "rina": "analyst"}
    # What was edited has the last word, also when it is as it was before.
    assert asyncio.run(roles(PEOPLE)) == {"ada": "admin", "rina": "reader"}


def test_no_page_and_no_query_shows_a_password(path: Path) -> None:
    form = {"do": "add", "name": "minseo", "role": "reader"}
    (made,) = ask(path, "ada", "/-/users", method="post", data=form)
    assert "no-store" in made.headers["cache-control"]
    db = open_database(path)
    hide(db.conn)
    (row,) = db.execute("SELECT password_hash, file_key FROM desk_users").fetchall()
    db.close()
    assert row == (None, None)
    pages = ask(path, "ada", "/-/users", "/-/access-log", "/news/desk_users")
    assert all("pbkdf2" not in each.text for each in pages)
    assert pages[2].status_code == 403


def test_an_open_desk_has_no_users(path: Path) -> None:
    async def go() -> int:
        desk = build(path, People(open=True))
        answer = await desk.client.get("/-/users", headers={"host": "127.0.0.1"})
        desk.close()
        return int(answer.status_code)

    assert asyncio.run(go()) == 403
