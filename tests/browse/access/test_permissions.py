"""Permissions: cookies, passwords, other sites, other host names; what no role may do.

tests/browse/test_visibility.py asks for every route as every role.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from datasette.app import Datasette
from datasette.resources import TableResource
from itsdangerous import URLSafeSerializer

from browse.permissions import ACTIONS, REVIEW, People, secret_of
from newsdb.configuration import ConfigurationError, load
from tests.browse.conftest import PEOPLE, SECRET, ask, desk_of
from tests.browse.routes import content, routes
from tests.support.forkserver import run

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

FORM = {"username": "ana", "password": "anaanaana"}


#: What takes no session but a token or a mailed key, which it checks itself.
BY_KEY = ("/-/mcp", "/-/unsubscribe/", "/-/confirm/")


def test_no_route_takes_what_another_site_posts(news: Path) -> None:
    """Nor what doesn't say which page it comes from, as every browser does."""
    elsewhere: tuple[dict[str, str], ...] = (
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {},
    )

    async def walk() -> list[str]:
        wrong = []
        async with desk_of(news) as desk:
            same = {"Sec-Fetch-Site": "same-origin"}
            form = {"username": "ada", "password": "adaadaada"}
            entered = await desk.client.post("/-/login", data=form, headers=same)
            cookies = {"ds_actor": entered.cookies["ds_actor"]}
            before = content(news)
            for path in {each["path"] for each in routes() if each["method"] == "post"}:
                if path.startswith((*BY_KEY, "/-/login")):
                    continue
                for headers in elsewhere:
                    answer = await desk.client.post(path, cookies=cookies, headers=headers)
                    if answer.status_code != 403:
                        wrong.append(f"{path} {headers}: {answer.status_code}")
            if content(news) != before:
                wrong.append("something changed")
            answer = await desk.client.post("/-/account", cookies=cookies, headers=same)
            if answer.status_code != 400:  # the form is read, and empty
                wrong.append(f"from its own page: {answer.status_code}")
        return wrong

    assert asyncio.run(walk()) == []


def test_other_methods_are_none(news: Path) -> None:
    async def walk() -> set[tuple[str, int, str]]:
        async with desk_of(news) as desk:
            found = set()
            for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"):
                for path in ("/-/review/do", "/-/users", "/news/articles/1", "/-/mcp"):
                    answer = await desk.client.request(method, path, actor=PEOPLE.actor("ada"))
                    found.add((method, answer.status_code, answer.headers["allow"]))
            return found

    allowed = "GET, HEAD, POST, OPTIONS"
    assert asyncio.run(walk()) == {
        *((method, 405, allowed) for method in ("PUT", "DELETE", "PATCH", "TRACE")),
        ("OPTIONS", 204, allowed),
    }


def test_nobody_gets_nothing_but_the_form() -> None:
    """Without signing in, the table allows only what the sign-in form needs."""
    open_to_all = {
        each["path"] for each in routes() if each["nobody"] not in {"302", "403", "404"}
    }
    assert open_to_all == {
        "/favicon.ico",
        "/-/static/app.css",
        "/desk/desk.css",
        "/desk/data.css",
        "/desk/icon.svg",
        "/desk/review.js",
        "/-/login",
        "/-/health",  # on this machine only
        "/-/metrics",
    }


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 302)]
)
def test_monitors_ask_on_this_machine_only(news: Path, address: str, status: int) -> None:
    async def go() -> int:
        async with desk_of(news) as desk:
            sent: list[Any] = []
            scope = {
                "type": "http", "method": "GET", "path": "/-/metrics", "query_string": b"",
                "raw_path": b"/-/metrics", "headers": [], "client": (address, 1),
            }  # fmt: skip

            async def receive() -> dict[str, str]:
                return {"type": "http.request"}

            async def send(message: Any) -> None:
                sent.append(message)

            await desk.app()(scope, receive, send)
            return int(sent[0]["status"])

    assert asyncio.run(go()) == status


def test_no_role_writes_rows_or_takes_the_file() -> None:
    writing = {"insert-row", "update-row", "delete-row", "drop-table", "alter-table"}
    for actions in ACTIONS.values():
        assert not actions & {*writing, "execute-write-sql", "view-database-download"}
    assert REVIEW not in ACTIONS["reader"]
    assert "execute-sql" not in ACTIONS["analyst"]


def test_an_unknown_action_is_a_mistake_and_any_other_one_is_decided(news: Path) -> None:
    """As Datasette decides: the desk answers "no" by itself where no role may do something."""
    table = TableResource("news", "articles")

    async def go() -> dict[str | None, set[str]]:
        async with desk_of(news) as desk:
            await desk.client.get("/-/login")  # by which it has started
            with pytest.raises(ValueError, match="Unknown action"):
                await desk.allowed(action="fly", resource=table, actor=PEOPLE.actor("ada"))
            asked = [name for name, each in desk.actions.items() if each.takes_child]
            assert {"view-table", "insert-row", "drop-table"} <= {*asked}
            found: dict[str | None, set[str]] = {}
            for name in (None, "rina", "ada"):
                actor = PEOPLE.actor(name) if name else None
                said = await desk.allowed_many(actions=asked, resource=table, actor=actor)
                plain = Datasette.allowed_many
                assert said == await plain(desk, actions=asked, resource=table, actor=actor)
                found[name] = {action for action, allowed in said.items() if allowed}
            return found

    reads = {"view-table"}
    assert asyncio.run(go()) == {None: set(), "rina": reads, "ada": reads}


def test_behind_tls_cookies_are_for_tls_only(news: Path) -> None:
    async def go() -> None:
        async with desk_of(news, replace(PEOPLE, https=True)) as desk:
            answer = await desk.client.post("/-/login", data=FORM)
            assert "Secure" in answer.headers["set-cookie"]
            assert "max-age" in answer.headers["strict-transport-security"]

    asyncio.run(go())


def cookies_that_must_not_work(desk: Any) -> dict[str, str]:
    good = PEOPLE.actor("ada")
    earlier = {name: value for name, value in good.items() if name != "inside"}
    return {
        "unsigned": '{"a":{"id":"ada"}}',
        "signed with another secret": _signed_elsewhere(good),
        "cut": desk.sign({"a": good}, "actor")[:-2],
        "for another purpose": desk.sign({"a": good}, "feed"),
        "of a stranger": desk.sign({"a": {"id": "stranger"}}, "actor"),
        "of root": desk.sign({"a": {"id": "root"}}, "actor"),
        "claiming a role": desk.sign({"a": {"id": "x", "role": "admin"}}, "actor"),
        "without a session": desk.sign({"a": {"id": "ada"}}, "actor"),
        "of before there were sessions": desk.sign({"a": earlier}, "actor"),
        "of another process": desk.sign({"a": {**good, "inside": "x" * 43}}, "actor"),
        "of an older password": desk.sign({"a": {**good, "session_key": "0" * 16}}, "actor"),
        "of no session": desk.sign({"a": {"id": "ada", "token": "x" * 43}}, "actor"),
        "with a token that is none": desk.sign({"a": {"id": "ada", "token": {"x": 1}}}, "actor"),
        "empty": "",
        "no object": desk.sign([1], "actor"),
        "no object inside": desk.sign({"a": [1]}, "actor"),
    }


def _signed_elsewhere(actor: dict[str, str]) -> str:
    return str(URLSafeSerializer("f" * 40, "actor").dumps({"a": actor}))


def test_forged_cookies_open_nothing(news: Path) -> None:
    async def go() -> None:
        async with desk_of(news) as desk:
            good = desk.sign({"a": PEOPLE.actor("ada")}, "actor")
            url = "/news/articles.json"
            assert (await desk.client.get(url, cookies={"ds_actor": good})).status_code == 200
            for what, cookie in cookies_that_must_not_work(desk).items():
                for path in (url, "/-/feed/articles.atom"):
                    answer = await desk.client.get(path, cookies={"ds_actor": cookie})
                    assert answer.status_code == 403, what
                # Nor does what asks nobody take them for somebody.
                form = await desk.client.get("/-/login", cookies={"ds_actor": cookie})
                assert "ada" not in form.text, what

    asyncio.run(go())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 302),
    ],
)
def test_posts_of_other_sites_are_refused(
    news: Path, headers: dict[str, str], status: int
) -> None:
    (answer,) = ask(news, "ada", "/-/logout", method="post", headers=headers)
    assert answer.status_code == status


def test_passwords_come_by_the_form_only(news: Path) -> None:
    basic = {"Authorization": "Basic YW5hOmFuYWFuYWFuYQ=="}  # ana and her password
    broken = {"Authorization": "Basic !!!"}
    for headers in (basic, broken):
        (answer,) = ask(news, None, "/news/articles.json", headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8001", 200),
        ("localhost:8001", 200),
        ("[::1]:8001", 200),
        ("rebound.example:8001", 403),
        ("127.0.0.1.evil.example", 403),
    ],
)
def test_the_open_desk_answers_to_its_own_names_only(news: Path, host: str, status: int) -> None:
    async def go() -> int:
        async with desk_of(news, People(open=True)) as desk:
            answer = await desk.client.get("/news.json", headers={"Host": host})
            return int(answer.status_code)

    assert asyncio.run(go()) == status


def test_answers_can_not_be_framed_or_call_elsewhere(news: Path) -> None:
    (answer,) = ask(news, "rina", "/news/articles")
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_secret_stays_and_is_its_owners(tmp_path: Path) -> None:
    secret = secret_of(tmp_path / "news.db")
    assert len(secret) == 64
    assert secret_of(tmp_path / "news.db") == secret
    assert (tmp_path / "desk.secret").stat().st_mode & 0o077 == 0
    assert secret != SECRET


def test_a_desk_that_nobody_could_enter_is_not_opened(news: Path) -> None:
    done = run(["-m", "browse", str(news)])
    assert done.returncode == 2
    assert "make user" in done.stderr
    assert "Traceback" not in done.stderr


def make_user(*arguments: str, typed: str) -> subprocess.CompletedProcess[str]:
    return run(["-m", "browse.user", *arguments], typed=typed)


def test_make_user_prints_a_line_that_lets_in(news: Path, tmp_path: Path) -> None:
    done = make_user("haruka", "--role", "analyst", typed="はるか님의 비밀번호 42\n")
    assert done.returncode == 0
    assert "비밀번호 42" not in done.stdout + done.stderr
    file = tmp_path / "hanil.toml"
    file.write_text(done.stdout, encoding="utf-8")
    users = load({"HANIL_CONFIG": str(file)}).users

    async def go() -> int:
        async with desk_of(news, People(users)) as desk:
            form = {"username": "haruka", "password": "はるか님의 비밀번호 42"}
            return int((await desk.client.post("/-/login", data=form)).status_code)

    assert asyncio.run(go()) == 302


@pytest.mark.parametrize(
    ("arguments", "typed", "message"),
    [
        (["Haruka!", "--role", "reader"], "", "can't be a name"),
        (["haruka", "--role", "reader"], "short\n", "12 characters"),
        (["haruka"], "boss\n", "is not a role"),
    ],
)
def test_make_user_says_what_is_wrong(arguments: list[str], typed: str, message: str) -> None:
    done = make_user(*arguments, typed=typed)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_hashes_can_come_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "hanil.toml"
    file.write_text('users.min-seo = { role = "reader" }\n', encoding="utf-8")
    hashed = PEOPLE.users["ana"].password_hash
    environment = {"HANIL_CONFIG": str(file), "HANIL_PASSWORD_HASH_MIN_SEO": hashed}
    assert load(environment).users["min-seo"].password_hash == hashed
    with pytest.raises(ConfigurationError, match="HANIL_PASSWORD_HASH_MIN_SEO"):
        load({"HANIL_CONFIG": str(file)})
