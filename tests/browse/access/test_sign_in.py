"""Signing in and out: sessions on the server, pauses for who guesses, a log of it all."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browse.access.identity import without_session
from browse.access.passwords import AT_ONCE, WAITING, Hashing
from browse.access.sign_in_limits import ACCOUNT, ADDRESS
from browse.access_control import local_path
from browse.permissions import People
from newsdb.access import access_log
from newsdb.access.sessions import IDLE, LONGEST
from newsdb.database import now, open_database, stamp
from tests.browse.conftest import PEOPLE, desk_of

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.configuration.model import UserConfiguration

FORM = {"username": "ana", "password": "anaanaana"}
WRONG = {**FORM, "password": "guess"}
PAGE = "/news/articles.json"


@pytest.fixture
def path(news: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "news.db"
    copy.write_bytes(news.read_bytes())
    db = open_database(copy)
    db.execute("DELETE FROM access_log")  # other tests sign in there too
    db.execute("DELETE FROM sessions")
    db.execute("DELETE FROM desk_accounts")
    db.close()
    return copy


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    text: str

    @property
    def location(self) -> str:
        return dict(self.headers).get("location", "")

    @property
    def cookies(self) -> dict[str, str]:
        sent = [value.split(";")[0] for name, value in self.headers if name == "set-cookie"]
        return dict(each.split("=", 1) for each in sent)


class Browser:
    """Somebody's browser at an address, with its cookies; speaks to the desk without a port."""

    def __init__(self, desk: Any, address: str = "192.0.2.7") -> None:
        self.desk = desk
        self.address = address
        self.cookies: dict[str, str] = {}

    async def ask(
        self, method: str, url: str, form: dict[str, str] | None = None, browser: str = "Firefox"
    ) -> Answer:
        sent: list[Any] = []
        where, _, query = url.partition("?")
        carried = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {
            "host": "desk.example",
            "user-agent": browser,
            "sec-fetch-site": "same-origin",
            "content-type": "application/x-www-form-urlencoded",
            **({"cookie": carried} if carried else {}),
        }
        scope = {
            "type": "http", "method": method, "path": where, "raw_path": where.encode(),
            "query_string": query.encode(), "client": (self.address, 1), "scheme": "http",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": urlencode(form or {}).encode()}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.desk.app()(scope, receive, send)
        body = b"".join(each.get("body", b"") for each in sent[1:])
        told = [(name.decode().lower(), value.decode()) for name, value in sent[0]["headers"]]
        answer = Answer(sent[0]["status"], told, body.decode())
        self.cookies |= answer.cookies
        return answer

    async def get(self, url: str = PAGE) -> Answer:
        return await self.ask("GET", url)

    async def sign_in(self, form: dict[str, str] = FORM, goal: str = "") -> Answer:
        return await self.ask("POST", f"/-/login{goal}", form)


def test_signing_in_by_the_form_and_out(path: Path) -> None:
    async def go() -> None:
        async with desk_of(path) as desk:
            ana = Browser(desk)
            wrong = await ana.sign_in(WRONG)
            assert (wrong.status, ana.cookies) == (200, {})
            assert "The name or the password is wrong" in wrong.text
            answer = await ana.sign_in()
            assert (answer.status, answer.location) == (302, "/")
            cookie = next(value for name, value in answer.headers if name == "set-cookie")
            assert "HttpOnly" in cookie
            assert "SameSite=lax" in cookie
            assert f"Max-Age={int(LONGEST.total_seconds())}" in cookie
            assert "Secure" not in cookie
            assert (await ana.get()).status == 200
            copied = Browser(desk)
            copied.cookies = dict(ana.cookies)
            out = await ana.ask("POST", "/-/logout")
            assert (out.status, out.location) == (302, "/-/login")
            assert (await ana.get()).status == 403
            assert (await copied.get()).status == 403  # the session has ended, not the cookie only

    asyncio.run(go())


def test_each_signing_in_is_another_session(path: Path) -> None:
    async def go() -> None:
        async with desk_of(path) as desk:
            ana, elsewhere = Browser(desk), Browser(desk, "198.51.100.1")
            await ana.sign_in()
            await elsewhere.sign_in()
            first = dict(ana.cookies)
            await ana.sign_in()
            assert len({first["ds_actor"], ana.cookies["ds_actor"],
                        elsewhere.cookies["ds_actor"]}) == 3  # fmt: skip
            assert [(await each.get()).status for each in (ana, elsewhere)] == [200, 200]
            ana.cookies = first  # what was there before signing in is worth nothing after
            assert (await ana.get()).status == 403

    asyncio.run(go())


def test_signing_out_everywhere_and_ending_one(path: Path) -> None:
    async def go() -> None:
        async with desk_of(path) as desk:
            browsers = [Browser(desk, f"192.0.2.{number}") for number in range(3)]
            for each in browsers:
                await each.sign_in()
            ada = Browser(desk)
            await ada.sign_in({"username": "ada", "password": "adaadaada"})
            page = (await browsers[0].get("/-/account")).text
            assert [f"192.0.2.{number}" in page for number in range(3)] == [True] * 3
            assert page.count("this one") == 1
            numbers = re.findall(r'name="session" value="(\d+)"', page)
            assert len(numbers) == 3
            gone = {"do": "end", "session": numbers[0]}  # last used first: the third browser's
            assert (await ada.ask("POST", "/-/account", gone)).status == 302
            assert (await browsers[2].get()).status == 200  # nobody ends another's
            assert (await browsers[0].ask("POST", "/-/account", gone)).status == 302
            statuses = [(await each.get()).status for each in browsers]
            assert sorted(statuses) == [200, 200, 403]
            left = browsers[statuses.index(200)]
            out = await left.ask("POST", "/-/account", {"do": "sign_out_everywhere"})
            assert (out.status, out.location) == (302, "/-/login")
            assert [(await each.get()).status for each in browsers] == [403] * 3
            assert (await ada.get()).status == 200

    asyncio.run(go())


@pytest.mark.parametrize(("column", "age"), [("seen_at", IDLE), ("started_at", LONGEST)])
def test_sessions_end_by_themselves(path: Path, column: str, age: timedelta) -> None:
    async def go() -> None:
        async with desk_of(path) as desk:
            ana = Browser(desk)
            await ana.sign_in()
            for old, status in ((age - timedelta(minutes=5), 200), (age, 403)):
                db = open_database(path)
                db.execute(f"UPDATE sessions SET {column} = ?", (stamp(now() - old),))  # noqa: S608
                db.close()
                assert (await ana.get()).status == status
                if column == "seen_at" and status == 200:
                    assert await _is_seen(desk)  # being used, it goes on

    asyncio.run(go())


async def _is_seen(desk: Any) -> bool:
    for _ in range(500):  # written in the background
        (seen,) = (await desk.get_database("news").execute("SELECT seen_at FROM sessions")).rows[0]
        if seen > str(stamp(now() - timedelta(minutes=1))):
            return True
        await asyncio.sleep(0.01)
    return False


def test_a_user_who_was_taken_off_or_got_another_password_is_out(path: Path) -> None:
    others = {name: user for name, user in PEOPLE.users.items() if name != "ana"}
    ana = PEOPLE.in_file["ana"]
    demoted = replace_user(ana, role="reader")
    changed = replace_user(ana, password_hash=PEOPLE.in_file["ada"].password_hash)

    async def go() -> list[int]:
        async with desk_of(path) as desk:
            signed_in = Browser(desk)
            await signed_in.sign_in()
        found = []
        for user in (ana, demoted, changed, None, ana):
            people = People({**others, "ana": user} if user else others)
            async with desk_of(path, people) as desk:
                signed_in.desk = desk
                found += [(await signed_in.get(each)).status for each in (PAGE, "/-/review")]
        return found

    # With the former role or password she must sign in anew: the session has ended with it.
    assert asyncio.run(go()) == [200, 200, *(4 * [403, 302])]


def replace_user(user: UserConfiguration, **changes: Any) -> UserConfiguration:
    return user.model_copy(update=changes)


@pytest.mark.parametrize(
    "goal",
    [
        "/news/articles",
        "/news/articles?_search=%ED%95%9C%EC%9D%BC&language=ja",
        "/-/story/1",
        "/-/briefing?story=1&story=2",
    ],
)
def test_a_mailed_link_leads_to_its_page_after_signing_in(path: Path, goal: str) -> None:
    async def go() -> None:
        async with desk_of(path) as desk:
            ana = Browser(desk)
            asked = await ana.get(goal)
            assert asked.status == 302
            form = await ana.get(asked.location)
            (action,) = re.findall(r'<form action="([^"]+)"', form.text)
            wrong = await ana.ask("POST", action.replace("&amp;", "&"), WRONG)
            (action,) = re.findall(r'<form action="([^"]+)"', wrong.text)
            answer = await ana.ask("POST", action.replace("&amp;", "&"), FORM)
            assert (answer.status, answer.location) == (302, goal)

    asyncio.run(go())


ELSEWHERE = [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "evil.example", " /x", "/ /x",
    "https:evil.example", "", "/한일", "/-/logout", "/-/login", "/-/login?next=/x", "/x\x00",
    "/" + "x" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("goal", ELSEWHERE)
def test_signing_in_leads_nowhere_else(path: Path, goal: str) -> None:
    assert local_path(goal) == "/"

    async def go() -> str:
        async with desk_of(path) as desk:
            return (await Browser(desk).sign_in(FORM, f"?next={quote(goal)}")).location

    assert asyncio.run(go()) == "/"


@given(st.text(alphabet="/\\.:@?#%a\t ", max_size=12).map(lambda text: f"/{text}"))
def test_no_path_is_another_host(goal: str) -> None:
    found = urlsplit(urljoin("http://desk.example/-/login", local_path(goal)))
    assert (found.scheme, found.netloc) == ("http", "desk.example")


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        (b"ds_actor=x", b""),
        (b"a=b; ds_actor=x; c=d", b"a=b; c=d"),
        (b"ds_actor=x; a=b; ds_actor=y", b"a=b"),
        (b"a=b;ds_actor =x", b"a=b"),
        (b"my_ds_actor=x", b"my_ds_actor=x"),
        (b"", b""),
    ],
)
def test_a_session_that_is_none_is_taken_out(header: bytes, kept: bytes) -> None:
    assert without_session(header) == kept


def test_guesses_at_once_are_counted_before_they_are_hashed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[bytes] = []

    def count(name: str, password: bytes, salt: bytes, iterations: int) -> bytes:
        hashed.append(password)
        return b"x"

    async def go() -> list[int]:
        async with desk_of(path) as desk:
            forms = [{**FORM, "password": f"guess{number}"} for number in range(150)]
            tries = [Browser(desk).sign_in(each) for each in forms]
            return [answer.status for answer in await asyncio.gather(*tries)]

    monkeypatch.setattr("hashlib.pbkdf2_hmac", count)
    begun = time.monotonic()
    statuses = asyncio.run(go())
    most, waited = ACCOUNT.free, 0.0
    while (waited := waited + ACCOUNT.pause(most)) < time.monotonic() - begun:
        most += 1  # a pause is over while a slow machine still works
    assert ACCOUNT.free <= len(hashed) <= most < 20
    assert (statuses.count(200), statuses.count(429)) == (len(hashed), 150 - len(hashed))


def test_nobody_locks_a_colleague_out(path: Path) -> None:
    async def go() -> None:
        async with desk_of(path) as desk:
            ana = Browser(desk)
            await ana.sign_in()
            await ana.ask("POST", "/-/logout")
            for number in range(70):  # from ever new addresses, at her account and at others
                guesser = Browser(desk, f"198.51.100.{number}")
                name = "ana" if number % 2 else f"name{number}"
                await guesser.sign_in({"username": name, "password": "guess"})
            told = await Browser(desk, "203.0.113.9").sign_in()
            assert told.status == 429  # even with the right password, from somewhere new ...
            assert 0 < int(dict(told.headers)["retry-after"]) <= ACCOUNT.longest
            assert "Try again in" in told.text
            assert (await ana.sign_in()).status == 302  # ... but not in a browser of hers
            office = Browser(desk, ana.address)
            assert (await office.sign_in()).status == 302  # nor where she signed in lately
            rina = Browser(desk, "203.0.113.9")
            assert (
                await rina.sign_in({"username": "rina", "password": "rinarinarina"})
            ).status == 302

    asyncio.run(go())


def test_one_address_that_guesses_waits(path: Path) -> None:
    async def go() -> list[int]:
        async with desk_of(path) as desk:
            forms = [{"username": f"n{number}", "password": "x"} for number in range(20)]
            return [(await Browser(desk).sign_in(each)).status for each in forms]

    assert asyncio.run(go()) == [200] * ADDRESS.free + [429] * (20 - ADDRESS.free)


def test_a_device_cookie_is_one_person_s_and_one_password_s(path: Path) -> None:
    async def go() -> None:
        async with desk_of(path) as desk:
            ana = Browser(desk)
            await ana.sign_in()
            for number in range(ACCOUNT.free):
                await Browser(desk, f"198.51.100.{number}").sign_in(
                    {"username": "ada", "password": "guess"}
                )
            moved = Browser(desk, "203.0.113.9")
            moved.cookies = {"hanil_device": ana.cookies["hanil_device"]}
            assert (await moved.sign_in({"username": "ada", "password": "x"})).status == 429
            assert (await moved.sign_in(WRONG)).status == 200
            moved.cookies = {"hanil_device": ana.cookies["hanil_device"][:-2]}
            assert (await moved.sign_in()).status == 302

    asyncio.run(go())


def test_few_passwords_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, at_work, most = threading.Lock(), 0, 0

    def hash_slowly(password: str, password_hash: str) -> bool:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.01)
        with lock:
            at_work -= 1
        return True

    async def go() -> None:
        hashing = Hashing()
        tries = [asyncio.create_task(hashing.verify("x", "y")) for _ in range(WAITING)]
        await asyncio.sleep(0)
        assert hashing.is_full
        assert await asyncio.gather(*tries) == [True] * WAITING
        assert not hashing.is_full

    monkeypatch.setattr("browse.access.passwords.verify_password", hash_slowly)
    asyncio.run(go())
    assert most == AT_ONCE


def test_an_unknown_name_costs_what_a_wrong_password_costs(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def count(name: str, password: bytes, salt: bytes, iterations: int) -> bytes:
        counted.append(iterations)
        return b"x"

    async def go() -> list[int]:
        async with desk_of(path) as desk:
            names = ("ana", "nobody-here", "", "ana_password_hash", "x" * 5000)
            forms = [{"username": name, "password": "wrong"} for name in names]
            return [(await Browser(desk).sign_in(form)).status for form in forms]

    monkeypatch.setattr("hashlib.pbkdf2_hmac", count)
    assert asyncio.run(go()) == [200] * 5
    assert counted == [1000] * 5


def test_the_log_tells_admins_what_happened(path: Path) -> None:
    typed = "my secret passphrase"

    async def go() -> tuple[str, list[Answer]]:
        async with desk_of(path) as desk:
            guesser, ana, ada = Browser(desk, "198.51.100.1"), Browser(desk), Browser(desk, "::1")
            await ana.sign_in()
            await guesser.sign_in({"username": typed, "password": "x"})
            for _ in range(ACCOUNT.free + 3):
                await guesser.sign_in(WRONG)
            await ada.sign_in({"username": "ada", "password": "adaadaada"})
            ended = await ada.ask("POST", "/-/access-log", {"do": "end_all", "person": "ana"})
            assert (ended.status, (await ana.get()).status) == (302, 403)
            await ana.sign_in()
            seen = [await ana.get(each) for each in ("/-/access-log", "/news/access_log.json")]
            await ana.ask("POST", "/-/logout")
            return (await ada.get("/-/access-log?_lang=en")).text, seen

    page, seen = asyncio.run(go())
    assert [each.status for each in seen] == [403, 403]
    for told in (
        "wrong name or password",
        f"{ACCOUNT.free} times",
        "had to wait after too many attempts",
        "signed in",
        "signed out",
        "sessions ended by ada (1)",
        "a name nobody has",
        "198.51.100.1",
        "account added: analyst",
    ):
        assert told in page, told
    assert typed not in page
    db = open_database(path)
    assert [each.times for each in access_log.newest(db, 99) if each.kind == "failed"] == [
        ACCOUNT.free,
        1,
    ]
    assert all(typed not in map(str, row) for row in db.execute("SELECT * FROM access_log"))
    db.close()


def test_changes_of_rights_are_logged_at_the_start(path: Path) -> None:
    more = {**PEOPLE.users, "rina": replace_user(PEOPLE.in_file["rina"], role="admin")}

    async def go() -> str:
        for people in (PEOPLE, People(more)):
            async with desk_of(path, people) as desk:
                ada = Browser(desk)
                await ada.sign_in({"username": "ada", "password": "adaadaada"})
        async with desk_of(path, replace(PEOPLE)) as desk:
            ada.desk = desk
            return (await ada.get("/-/access-log?_lang=ko")).text

    page = asyncio.run(go())
    assert "역할 변경: 열람자 → 관리자" in page
    assert "역할 변경: 관리자 → 열람자" in page


def test_sql_reads_no_secret(path: Path) -> None:
    sql = (
        "select token_hash, password_key from sessions union all"
        " select password_key, 'sha' from desk_accounts where password_key is not null"
    )

    async def go() -> Answer:
        async with desk_of(path) as desk:
            ada = Browser(desk)
            await ada.sign_in({"username": "ada", "password": "adaadaada"})
            return await ada.get(f"/news/-/query.json?_shape=arrays&sql={quote(sql)}")

    answer = asyncio.run(go())
    assert answer.status == 200
    assert json.loads(answer.text)["rows"] == [[None, None]]


def test_nothing_that_lets_in_is_shown(path: Path) -> None:
    async def go() -> list[str]:
        async with desk_of(path) as desk:
            ada = Browser(desk)
            await ada.sign_in({"username": "ada", "password": "adaadaada"})
            pages = (
                "/-/config.json",
                "/-/actor.json",
                "/-/account",
                "/-/access-log",
                "/-/settings.json",
            )
            return [(await ada.get(each)).text for each in pages] + [ada.cookies["ds_actor"]]

    *pages, cookie = asyncio.run(go())
    for page in pages:
        assert "pbkdf2" not in page
        assert PEOPLE._inside not in page
        assert cookie not in page
        assert '"token"' not in page
