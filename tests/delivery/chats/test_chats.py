"""Chats get what was said, by Apprise, once; what may have arrived is not sent again."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from delivery.channels import channels_of
from delivery.chats import worker
from delivery.chats.channel import ChatChannel, Worker
from delivery.chats.services import SERVICES
from delivery.chats.webhook import WebhookChannel
from delivery.outgoing import Outgoing, UnavailableError, UncertainError
from delivery.passes import deliver
from newsdb.configuration.model import Configuration
from newsdb.database import transaction
from newsdb.delivery import outbox, subscriptions
from newsdb.health import alarms
from tests.delivery.archive import DAY, add, archive
from tests.delivery.chats.rooms import URLS, Rooms, rooms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from delivery.passes import Passed

pytest.importorskip("apprise", reason="the extra “chat” is not installed")

#: Apprise imports what is deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:.*imghdr.*:DeprecationWarning")

MORNING = DAY.replace(hour=8, minute=30) + timedelta(days=1)
HOUR = timedelta(hours=1)
TEXT = "• 한일 「공동 창고」 📰 <\u200b!channel> & @\u200beveryone *별*\n  https://desk.example/?a=1&b=2"


@pytest.fixture
def chats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rooms]:
    with rooms(tmp_path) as there:
        for name, value in there.environment(tmp_path).items():
            monkeypatch.setenv(name, value)
        yield there


def ask(service: str, text: str = TEXT) -> dict[str, Any]:
    """Send in this process what a worker sends in its own."""
    return worker.answer({"service": service, "url": URLS[service], "body": text})


def test_chats_get_the_text_as_it_is(chats: Rooms) -> None:
    for service in URLS:
        assert ask(service) == {"outcome": "sent", "problem": ""}
    got = dict(chats.received)
    assert len(chats.received) == len(URLS)
    slack = got["hooks.slack.com"]["attachments"][0]
    escaped = TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert slack["text"] == escaped  # Slack shows it as TEXT
    assert not slack["title"]
    assert "footer" not in slack
    telegram = got["api.telegram.org"]
    assert telegram["parse_mode"] == "HTML"
    assert telegram["text"].split() == escaped.split()  # it takes out what stands before a line
    assert telegram["disable_web_page_preview"]
    assert got["discord.com"]["content"] == TEXT
    assert got["api.line.me"]["messages"][0]["text"] == TEXT
    assert got["webhook.example.kr"] == {"text": TEXT}
    assert got["ntfy.example"]["message"] == TEXT
    assert got["ntfy.example"]["topic"] == "hanil"
    assert got["matrix.example"]["body"] == TEXT
    assert "m.mentions" not in got["matrix.example"]
    card = got["flow.example"]["attachments"][0]["content"]
    assert [each["text"] for each in card["body"]] == [TEXT]  # Markdown is ours to escape


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (404, {}, "unavailable"),  # the webhook was deleted
        (403, {}, "unavailable"),
        (429, {"Retry-After": "120"}, "unavailable"),
        (400, {}, "refused"),
        (500, {}, "unavailable"),
        (504, {}, "unknown"),
    ],
)
def test_what_an_answer_means(
    chats: Rooms, status: int, headers: dict[str, str], outcome: str
) -> None:
    chats.status, chats.headers = status, headers
    said = ask("slack")
    assert said["outcome"] == outcome
    assert str(status) in said["problem"]
    assert said.get("retry_after") == (120.0 if headers else None)
    assert len(chats.received) == 1


@pytest.mark.parametrize("refusal", [b"{}", b"<p>slower</p>"])
@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("7", 7.0),
        ("nan", None),
        ("-5", None),
        ("inf", 10_800.0),
        ("9" * 400, 10_800.0),
        ("Mon, 01 Jan 2027 00:00:00 GMT", None),
    ],
)
def test_how_long_a_service_is_let_alone(
    chats: Rooms, asked: str, seconds: float | None, refusal: bytes
) -> None:
    chats.status, chats.headers, chats.refusal = 429, {"Retry-After": asked}, refusal
    assert ask("slack").get("retry_after") == seconds


def test_who_signs_in_and_out_is_not_what_became_of_the_message(chats: Rooms) -> None:
    chats.status = 403
    assert ask("matrix")["outcome"] == "unavailable"


def test_what_was_not_sent_is_known_from_what_may_have_arrived(
    chats: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "READ", 0.3)
    chats.silent = 3
    assert ask("slack")["outcome"] == "unknown"
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    said = ask("slack")
    assert said["outcome"] == "unavailable"
    assert "can't be reached" in said["problem"]


@pytest.mark.parametrize(
    ("service", "url"),
    [
        ("slack", "https://example.kr/whatever/s3cret"),
        ("slack", "nonsense s3cret"),
        ("telegram", "tgram://123456789:s3cretabcdefg_hijklmn/1111/2222/"),
        ("discord", URLS["slack"]),
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(service: str, url: str) -> None:
    said = worker.answer({"service": service, "url": url, "body": "x"})
    assert said["outcome"] == "unavailable"
    assert "s3cret" not in str(said)


def outgoing(text: str = TEXT) -> Outgoing:
    return Outgoing(
        name="alert-1-a", recipient="", subject="제목", text=text, html="", language="ko", at=DAY
    )


def test_a_process_that_does_not_answer_is_ended(chats: Rooms) -> None:
    process = Worker(timeout=60)
    channel = ChatChannel(SERVICES["slack"], URLS["slack"], process)
    channel.send(outgoing())
    chats.silent = 30
    process.timeout = 0.5
    began = time.monotonic()
    with pytest.raises(UncertainError, match="may have arrived"):
        channel.send(outgoing())
    assert time.monotonic() - began < 10
    channel.close()
    assert len(chats.received) == 2


class Unsure:
    """A chat that does with each message what a test says; the last one for ever."""

    recipients = ("",)
    is_chat, is_mail = True, False

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes = list(outcomes)
        self.received: list[str] = []

    def send(self, message: Outgoing) -> None:
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if outcome:
            raise outcome
        self.received.append(message.text)

    def close(self) -> None:
        pass


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = archive(tmp_path / "news.db")
    yield db
    db.close()


SETTINGS = Configuration.model_validate(
    {"desk": "https://desk.example.kr", "channels": {"room": {"chat": "slack"}}}
)


def subscribe(db: Database, **chosen: Any) -> None:
    values = {"name": "간부", "channel": "room", "days": "every", **chosen}
    with transaction(db):
        subscriptions.add(db, at=DAY, **values)


def make_pass(db: Database, chat: Unsure, at: Any) -> Passed:
    return deliver(db, SETTINGS, {"room": chat}, at=at)


def test_what_timed_out_is_not_sent_again_by_itself(db: Database) -> None:
    chat = Unsure(UncertainError("no answer in time"), None)
    subscribe(db)
    add(db, "공동 물류창고 문 연다")
    assert make_pass(db, chat, MORNING).messages == {"unknown": 1}
    for hours in (1, 2, 30):
        make_pass(db, chat, MORNING + hours * HOUR)
    assert not any("물류창고" in each for each in chat.received)
    (alarm,) = [each for each in alarms.open_ones(db) if each.subject == "room, unknown"]
    assert "scrapy channels resend room" in alarm.diagnosis
    assert outbox.settle(db, "room", again=True) == 1
    make_pass(db, chat, MORNING + 31 * HOUR)
    assert sum("물류창고" in each for each in chat.received) == 1
    assert not alarms.open_ones(db)


def test_a_kill_while_sending_leaves_it_unknown(db: Database) -> None:
    class Killed(BaseException):
        pass

    chat = Unsure(Killed(), None)  # type: ignore[arg-type]
    subscribe(db)
    add(db, "공동 물류창고 문 연다")
    with pytest.raises(Killed):
        make_pass(db, chat, MORNING)
    make_pass(db, chat, MORNING + HOUR)
    assert not chat.received
    assert outbox.counts(db, "room") == {"unknown": 1}
    assert outbox.settle(db, "room", again=False) == 1
    make_pass(db, chat, MORNING + 2 * HOUR)
    assert not alarms.open_ones(db)


def test_a_dead_chat_is_an_alarm_and_is_caught_up_as_one_message(db: Database) -> None:
    dead, back = Unsure(UnavailableError("Slack: it answered 404")), Unsure(None)
    subscribe(db)
    subscribe(db, name="속보", rhythm="at_once")
    add(db, "첫째 소식", at=DAY + HOUR)
    at = MORNING
    for hour in range(26):
        make_pass(db, dead, at + hour * HOUR)
        if hour == 10:
            add(db, "둘째 소식", at=at + hour * HOUR)
    assert [each.subject for each in alarms.open_ones(db)] == ["room"]
    make_pass(db, back, at + 30 * HOUR)
    digest, alert = back.received
    assert digest.index("첫째 소식") < len(digest)
    assert "둘째 소식" in digest
    assert alert.count("• ") == 2
    assert not alarms.open_ones(db)


def test_a_message_that_is_refused_for_days_holds_up_the_others_no_longer(db: Database) -> None:
    chat = Unsure(UnavailableError("Slack: it answered 400", is_refusal=True))
    subscribe(db)
    for day in range(7):
        make_pass(db, chat, MORNING + day * 24 * HOUR)
    assert outbox.counts(db, "room")["failed"] == 1


def test_a_service_says_when_it_may_be_asked_again(db: Database) -> None:
    chat = Unsure(UnavailableError("Slack: it answered 429", retry_after=7200), None)
    subscribe(db)
    make_pass(db, chat, MORNING)
    make_pass(db, chat, MORNING + HOUR)
    assert not chat.received
    make_pass(db, chat, MORNING + 2 * HOUR)
    assert len(chat.received) == 1


def test_a_chat_without_its_address_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text(URLS["slack"])
    file.chmod(0o644)
    given = {
        "one": {"chat": "slack", "url_file": str(file)},
        "two-b": {"chat": "discord"},
        "three": {"folder": str(tmp_path)},
    }
    found = channels_of(Configuration.model_validate({"channels": given}), {})
    for name, problem in (("one", "chmod 600"), ("two-b", "set HANIL_CHANNEL_TWO_B_URL")):
        with pytest.raises(UnavailableError, match=problem) as caught:
            found[name].send(outgoing())
        assert "hooks.slack.com" not in str(caught.value)
    file.chmod(0o600)
    assert isinstance(
        channels_of(Configuration.model_validate({"channels": given}), {})["one"], ChatChannel
    )


def test_a_webhook_is_signed_and_has_an_id() -> None:
    got: list[tuple[dict[str, str], bytes]] = []
    answers = [200, 302, 500, 400]

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers.items()), body))
            self.send_response(answers[len(got) - 1])
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=lambda: server.serve_forever(0.05))
    thread.start()
    channel = WebhookChannel(f"http://127.0.0.1:{server.server_port}/in", secret="비밀")  # noqa: S106
    try:
        channel.send(outgoing())
        for _ in range(3):
            with pytest.raises(UnavailableError):
                channel.send(outgoing())
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    headers, body = got[0]
    stamp, _, signed = headers["X-Hanil-Signature"].partition(",sha256=")
    made = hmac.new("비밀".encode(), stamp[2:].encode() + b"." + body, hashlib.sha256)
    assert signed == made.hexdigest()
    assert json.loads(body)["text"] == TEXT
    assert json.loads(body)["id"] == headers["X-Hanil-Delivery"] == "alert-1-a"
    with pytest.raises(UnavailableError, match="can't be reached"):
        channel.send(outgoing())
