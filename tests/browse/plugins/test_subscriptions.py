"""Subscriptions are made and changed by whose they are; a mailed link acts by itself."""

from __future__ import annotations

import asyncio
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from parsel import Selector

from browse.plugins.unsubscribe import MINUTE, MOST
from newsdb.database import now, open_database, transaction
from newsdb.delivery import outbox, recipients, subscriptions
from newsdb.delivery.links import Links
from newsdb.review import user_state
from tests.browse.conftest import PEOPLE, SECRET, configuration, desk_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsdb.delivery.recipients import Recipient

LINKS = Links(SECRET, "https://desk.example.kr")
SETTINGS = """
desk = "https://desk.example.kr"
mail = { server = "127.0.0.1", sender = "watch@example.kr" }
channels.office = { to = ["director@example.kr"], readers = true }
channels.room = { chat = "slack" }
"""
FORM = {
    "name": "아침",
    "channel": "office",
    "filters": "",
    "rhythm": "daily",
    "at_time": "08:30",
    "weekday": "0",
    "days": "either",
    "language": "ko",
    "sections": "country",
    "least_score": "2.5",
    "quiet_from": "",
    "quiet_until": "",
    "empty": "1",
    "do": "create",
}


@pytest.fixture
def path(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "hanil.toml"
    file.write_text(configuration() + SETTINGS)
    monkeypatch.setenv("HANIL_CONFIG", str(file))
    copy = tmp_path / "news.db"
    shutil.copy(news, copy)
    return copy


class Desk:
    """A desk that stays open during a test: building one takes most of a second."""

    def __init__(self, runner: asyncio.Runner, desk: Any) -> None:
        self._runner, self._desk = runner, desk

    def get(self, name: str | None, url: str, *, method: str = "get", **more: Any) -> Any:
        actor = PEOPLE.actor(name) if name else None
        send = getattr(self._desk.client, method)
        return self._runner.run(send(url, actor=actor, **more))

    def post(self, name: str | None, url: str, form: Any = None, **more: Any) -> Any:
        return self.get(name, url, method="post", data=form, **more)


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with asyncio.Runner() as runner:
        opened = desk_of(path)
        yield Desk(runner, runner.run(opened.__aenter__()))
        runner.run(opened.__aexit__(None, None, None))


def stored(path: Path) -> dict[str, Any]:
    db = open_database(path)
    found = {each.name: each for each in subscriptions.listing(db)}
    db.close()
    return found


def test_a_subscription_is_made_changed_paused_and_deleted_without_script(
    path: Path, desk: Desk
) -> None:
    made = desk.post("ana", "/-/subscriptions/new", FORM)
    assert made.status_code == 302
    address = made.headers["location"]
    one = stored(path)["아침"]
    assert (one.person, one.channel, one.sections) == ("ana", "office", "country")
    assert (one.least_score, one.empty) == (2.5, True)
    page, shown = desk.get("ana", address), desk.get("ana", "/-/subscriptions")
    preview = desk.get("ana", f"/-/subscriptions/preview?{urlencode(FORM)}")
    assert 'value="아침"' in page.text
    assert "아침" in shown.text
    assert "<script" not in page.text + shown.text
    assert "한일 뉴스워치" in preview.text
    assert "default-src 'none'" in preview.headers["content-security-policy"]
    changed = {**FORM, "do": "change", "name": "점심", "rhythm": "at_once", "quiet_from": "22:00"}
    assert desk.post("ana", address, changed).status_code == 400  # half of the quiet hours
    changed |= {"quiet_until": "07:00", "filters": "country=JP&nonsense=1&status=any"}
    assert desk.post("ana", address, changed).status_code == 302
    one = stored(path)["점심"]
    assert (one.rhythm, one.quiet_until) == ("at_once", "07:00")
    assert one.filters == "status=any&country=JP"
    for action, enabled in (("pause", False), ("resume", True)):
        desk.post("ana", address, {"do": action})
        assert stored(path)["점심"].enabled is enabled
    desk.post("ana", address, {"do": "delete"})
    assert stored(path) == {}


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"name": ""}, "1 to 60 characters"),
    ({"name": "가" * 61}, "1 to 60 characters"),
    ({"name": "\x00\u202e"}, "1 to 60 characters"),
    ({"channel": "nowhere"}, "channel of the list"),
    ({"at_time": "25:00"}, "like 08:30"),
    ({"at_time": "０８:３０"}, "like 08:30"),
    ({"least_score": "nan"}, "from 0 to 1000"),
    ({"least_score": "1e9"}, "from 0 to 1000"),
    ({"rhythm": "hourly"}, "values that are offered"),
    ({"weekday": "7"}, "values that are offered"),
    ({"weekday": ""}, "values that are offered"),
    ({"language": "de"}, "values that are offered"),
    ({"filters": "q=" + "a" * 3000}, "values that are offered"),
    ({"filters": "assigned=me"}, "Nobody in particular reads a message"),
    ({"filters": "country=JP&unread=1"}, "Nobody in particular reads a message"),
    ({"filters": "new=on"}, "Nobody in particular reads a message"),
)


def test_what_makes_no_sense_is_said(path: Path, desk: Desk) -> None:
    for wrong, said in WRONG:
        answer = desk.post("ana", "/-/subscriptions/new", FORM | wrong)
        assert answer.status_code == 400, wrong
        assert said in answer.text, wrong
    assert stored(path) == {}
    unread = {**FORM, "filters": "unread=1"}
    assert desk.get("ana", f"/-/subscriptions/preview?{urlencode(unread)}").status_code == 400
    for name in ("minseo", "rina"):  # a colleague's is somebody's
        made = desk.post(
            "ana", "/-/subscriptions/new", FORM | {"name": name, "filters": f"assigned={name}"}
        )
        assert made.status_code == 302


def test_analysts_have_their_own_and_admins_everybodys(path: Path, desk: Desk) -> None:
    own = desk.post("ana", "/-/subscriptions/new", FORM).headers["location"]
    taken = desk.post("ada", "/-/subscriptions/new", FORM)
    assert taken.status_code == 400
    assert "already" in taken.text
    ada = desk.post("ada", "/-/subscriptions/new", FORM | {"name": "관리자의 것"})
    others = ada.headers["location"]
    assert "관리자의 것" not in desk.get("ana", "/-/subscriptions").text
    assert desk.get("ana", others).status_code == 404
    for action in ("change", "pause", "delete", "add_recipient", "remove_recipient"):
        form = {**FORM, "do": action, "address": "x@example.kr", "name": "훔친 것"}
        assert desk.post("ana", others, form).status_code == 404
        assert desk.post("rina", own, form).status_code == 403
    assert set(stored(path)) == {"아침", "관리자의 것"}
    both = desk.get("ada", "/-/subscriptions").text
    assert "아침" in both
    assert "관리자의 것" in both
    assert desk.post("ada", own, {"do": "pause"}).status_code == 302
    assert not stored(path)["아침"].enabled
    for page in ("/-/subscriptions", "/-/subscriptions/new", own):
        assert desk.get("rina", page).status_code == 403
    elsewhere = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    assert desk.post("ana", own, {"do": "delete"}, headers=elsewhere).status_code == 403
    for language, word in (("en", "Subscriptions"), ("ko", "구독"), ("ja", "配信")):
        for page in ("/-/subscriptions", "/-/subscriptions/new", own):
            assert word in desk.get("ana", f"{page}?_lang={language}").text


def test_a_saved_filter_is_offered(path: Path, desk: Desk) -> None:
    db = open_database(path)
    user_state.keep_filter(db, "ana", "내 <필터>", "country=JP", shared=False)
    user_state.keep_filter(db, "ada", "공유", "country=KR", shared=True)
    user_state.keep_filter(db, "ada", "비밀", "tag=x", shared=False)
    db.close()
    page = desk.get("ana", "/-/subscriptions/new")
    assert re.search(r'value="country=JP"[^>]*>내 &lt;필터&gt;', page.text)
    assert "공유 (ada)" in page.text
    assert "비밀" not in page.text
    # The queue leads to that form, filled in, beside each of its saved filters.
    for language, said in (
        ("ko", "“공유” 구독하기"),
        ("ja", "「공유」を購読"),
        ("en", "Subscribe to 공유"),
    ):
        queue = Selector(desk.get("ana", f"/-/review?_lang={language}").text)
        link = queue.xpath("//a[@aria-label=$said]/@href", said=said).get()
        assert link == "/-/subscriptions/new?filters=country%3DKR"
    form = Selector(desk.get("ana", "/-/subscriptions/new?filters=country%3DKR").text)
    assert form.css('select[name="filters"] option[selected]::attr(value)').getall() == [
        "country=KR"
    ]


def test_recipients_are_asked_by_the_desk(path: Path, desk: Desk) -> None:
    address = desk.post("ana", "/-/subscriptions/new", FORM).headers["location"]
    for given, status in (
        ("mina@example.jp", 302),
        ("mina@example.jp", 302),
        ("a@b.kr\r\nBcc: c@d.kr", 400),
        ("홍@example.kr", 400),
    ):
        form = {"do": "add_recipient", "address": given, "language": "ja"}
        assert desk.post("ana", address, form).status_code == status
    db = open_database(path)
    (there,) = recipients.of(db, 1)
    assert (there.address, there.language) == ("mina@example.jp", "ja")
    assert (there.state, there.added_by) == ("asked", "ana")
    assert [each.kind for each in outbox.pending(db)] == ["confirmation"]
    page = desk.get("ana", address).text
    assert "mina@example.jp" in page
    assert there.key not in page
    assert "refused" not in desk.get("ana", "/-/subscriptions").text
    with transaction(db):
        recipients.note_bounced(db, "mina@example.jp", "550 5.1.1 no such user", at=now())
    assert "1 address refused by the mail server" in desk.get("ana", "/-/subscriptions").text
    form = {"do": "remove_recipient", "address": "mina@example.jp"}
    assert desk.post("ana", address, form).status_code == 302
    assert recipients.of(db, 1) == []
    db.close()


def reader(path: Path, *, confirmed: bool = True) -> Recipient:
    """Add a recipient to a subscription."""
    db = open_database(path)
    with transaction(db):
        one = subscriptions.add(db, at=now(), name="아침 <b>", channel="office", person="ana")
        recipients.add(db, one, "mina@example.jp", language="ja", by="ana", at=now())
    there = recipients.found(db, one.id, "mina@example.jp")
    assert there
    if confirmed:
        recipients.confirm_by_hand(db, there, at=now())
    db.close()
    return there


def state_of(path: Path, set_to: str = "") -> str:
    db = open_database(path)
    if set_to:
        db.execute("UPDATE subscription_recipients SET state = ?", [set_to])
    (there,) = recipients.of(db, 1)
    db.close()
    return there.state


def local(address: str) -> str:
    return address.removeprefix("https://desk.example.kr")


ONE_CLICK = {"List-Unsubscribe": "One-Click"}
ELSEWHERE = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
#: As mail programs send it by RFC 8058, and as our own page does.
ENDING: tuple[dict[str, Any], ...] = (
    {"form": ONE_CLICK},
    {"files": {"List-Unsubscribe": (None, "One-Click")}},
    {"form": ONE_CLICK, "headers": ELSEWHERE},
    {"form": {"do": "end"}},
    {"form": {"do": "everything"}},
)


def test_one_post_ends_it_for_who_has_the_link(path: Path, desk: Desk) -> None:
    url = local(LINKS.unsubscribe(reader(path)))
    for sent in ENDING:
        state_of(path, "confirmed")
        for _ in range(2):  # again changes nothing
            answer = desk.post(None, url, **sent)
            assert answer.status_code == 200, sent
            assert "配信" in answer.text
            assert state_of(path) == "ended"
    assert "配信を停止しました" in desk.get(None, url).text


def test_looking_at_a_link_changes_nothing(path: Path, desk: Desk) -> None:
    url = local(LINKS.unsubscribe(reader(path)))
    page = desk.get(None, url)
    assert page.status_code == desk.get(None, url, method="head").status_code == 200
    assert "m…@example.jp" in page.text
    assert "mina@" not in page.text
    assert "아침 &lt;b&gt;" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    for body in ({}, {"x": "y"}):
        assert desk.post(None, url, body).status_code == 400
    assert desk.post(None, url, content=b"\xff" * 9000).status_code == 400
    assert state_of(path) == "confirmed"


def test_a_session_counts_for_nothing_there(path: Path, desk: Desk) -> None:
    """Nobody's rights are lent to who posts from elsewhere: only the link acts."""
    there = reader(path)
    answer = desk.post("ada", "/-/unsubscribe/forged", ONE_CLICK, headers=ELSEWHERE)
    assert answer.status_code == 404
    assert ">ada<" not in answer.text
    assert state_of(path) == "confirmed"
    confirming = local(LINKS.confirm(there))
    assert desk.post("ada", confirming, headers=ELSEWHERE).status_code == 403


def test_confirming_takes_a_press_and_holds_once(path: Path, desk: Desk) -> None:
    there = reader(path, confirmed=False)
    url = local(LINKS.confirm(there))
    assert "希望しますか" in desk.get(None, url).text
    assert state_of(path) == "asked"
    assert "お届けします" in desk.post(None, url, {"do": "confirm"}).text
    assert state_of(path) == "confirmed"
    desk.post(None, local(LINKS.unsubscribe(there)), ONE_CLICK)
    assert desk.post(None, url, {"do": "confirm"}).status_code == 404
    assert state_of(path) == "ended"


def test_a_wrong_link_says_the_same_whoever_there_is(path: Path, desk: Desk) -> None:
    there = reader(path)
    token = LINKS.unsubscribe(there).rpartition("/")[2]
    nobody = LINKS.unsubscribe(replace(there, key="x" * 22)).rpartition("/")[2]
    said = [
        desk.post(None, f"/-/unsubscribe/{each}", ONE_CLICK)
        for each in (token[:-2] + "xx", "x", nobody, there.key)
    ]
    assert {each.status_code for each in said} == {404}
    texts = {each.text.replace(each.request.url.path, "") for each in said}
    assert len(texts) == 1
    assert state_of(path) == "confirmed"


def test_who_asks_too_often_has_to_wait(desk: Desk) -> None:
    answers = [desk.get(None, f"/-/unsubscribe/{number}") for number in range(MOST + 1)]
    assert {each.status_code for each in answers[:-1]} == {404}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) <= MINUTE + 1
