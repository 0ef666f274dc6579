"""What is due is told once: across kills, outages, refusals and bursts."""

from __future__ import annotations

import email
import json
import re
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, Any

import pytest

from delivery.channels import MailChannel, channels_of
from delivery.outgoing import RefusedError
from delivery.passes import deliver, only_sender
from delivery.writing import write
from newsdb.configuration.model import Configuration
from newsdb.database import open_database, transaction
from newsdb.delivery import channel_states, outbox, subscriptions
from newsdb.health import alarms
from newsdb.health.alarms import Alarm, Recovery
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.stories import stories
from tests.delivery.archive import DAY, add, archive
from tests.delivery.smtp_server import MailServer, mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from delivery.passes import Passed

MORNING = DAY.replace(hour=8, minute=30) + timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    db = archive(path)
    yield db
    db.close()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as there:
        yield there


def configured(port: int, *to: str, **more: Any) -> Configuration:
    return Configuration.model_validate(
        {
            "desk": "https://desk.example.kr",
            "mail": {
                "server": "127.0.0.1",
                "port": port,
                "security": "none",
                "sender": "watch@example.kr",
                "sender_name": "한일 뉴스워치",
            },
            "channels": {"office": {"to": list(to) or ["director@example.kr"]}},
            **more,
        }
    )


def subscribe(db: Database, name: str = "간부", at: datetime = DAY, **chosen: Any) -> None:
    with transaction(db):
        subscriptions.add(db, at=at, **{"name": name, "channel": "office", **chosen})


def make_pass(db: Database, configuration: Configuration, at: datetime) -> Passed:
    return deliver(db, configuration, channels_of(configuration), at=at)


def subjects(server: MailServer) -> list[str]:
    found = []
    for _, content in server.received:
        raw = str(email.message_from_bytes(content)["Subject"])
        found.append(str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", raw)))))
    return found


def text_of(content: bytes) -> str:
    message = email.message_from_bytes(content)
    part = next(each for each in message.walk() if each.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def ids(server: MailServer) -> list[str]:
    return [email.message_from_bytes(content)["Message-ID"] for _, content in server.received]


def test_a_digest_comes_every_morning_and_tells_each_story_once(
    db: Database, server: MailServer
) -> None:
    configuration = configured(server.port)
    subscribe(db)
    add(db, "공동 물류창고 문 연다")
    for minutes in (-5, 0, 5, 60):
        make_pass(db, configuration, MORNING + minutes * MINUTE)
    add(db, "엔화 보증 늘린다", at=MORNING + timedelta(hours=3))
    make_pass(db, configuration, MORNING + timedelta(days=1))
    make_pass(db, configuration, MORNING + timedelta(days=1, minutes=5))
    assert subjects(server) == [
        "[한일 뉴스워치] 12월 3일(목): 관련 1건",
        "[한일 뉴스워치] 12월 4일(금): 관련 1건",
    ]
    assert "물류창고" in text_of(server.received[0][1])
    assert "물류창고" not in text_of(server.received[1][1])
    first, second = (email.message_from_bytes(content) for _, content in server.received)
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_story_that_goes_on_is_told_as_that(db: Database, server: MailServer) -> None:
    configuration = configured(server.port)
    subscribe(db)
    story = add(db, "공동 물류창고 문 연다")
    make_pass(db, configuration, MORNING)
    later = add(db, "釜山と博多に共同倉庫", outlet="kyushu", at=MORNING + timedelta(hours=2))
    with transaction(db):
        stories.put_together(db, [story, later], by="ana")
    make_pass(db, configuration, MORNING + timedelta(days=1))
    assert "지난번에 알린 뒤 기사 1건 추가" in text_of(server.received[1][1])


def test_what_a_person_finds_relevant_later_is_told_then(db: Database, server: MailServer) -> None:
    configuration = configured(server.port)
    subscribe(db)
    told = add(db, "공동 물류창고 문 연다")
    doubtful = add(db, "검토할 소식", decision="review", score=2)
    make_pass(db, configuration, MORNING)
    assert "검토할 소식" not in text_of(server.received[0][1])
    with transaction(db):
        for each in (told, doubtful):
            subject = Subject("story", each)
            reviews.decide(db, subject, "relevant", version=0, actor="ana", at=MORNING)
    make_pass(db, configuration, MORNING + timedelta(days=1))
    assert subjects(server)[1].endswith(": 관련 1건")
    assert "검토할 소식" in text_of(server.received[1][1])
    assert "물류창고" not in text_of(server.received[1][1])


def test_a_saved_filter_means_what_it_means_at_the_desk(db: Database, server: MailServer) -> None:
    """Its words find other names, too, and it has what the queue has: also what is to review."""
    subscribe(db, "물류", filters="q=부산")
    subscribe(db, "일본", filters="country=JP&decision=relevant", language="ja")
    add(db, "釜山で物流倉庫を共同利用", outlet="kyushu")
    add(db, "부산 창고를 검토한다", decision="review", score=2)
    add(db, "엔화 보증 늘린다")
    make_pass(db, configured(server.port), MORNING)
    told = [text_of(content) for _, content in server.received]
    assert ["釜山で" in each for each in told] == [True, True]
    assert ["부산 창고" in each for each in told] == [True, False]
    assert not any("엔화 보증" in each for each in told)


def test_a_subscription_that_can_not_be_served_costs_only_itself(
    db: Database, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    subscribe(db, "고장")
    subscribe(db)
    db.execute("UPDATE subscriptions SET at_time = 'noon' WHERE name = '고장'")
    assert make_pass(db, configured(server.port), MORNING).messages == {"sent": 1}
    assert "Subscription 고장 can't be served" in caplog.text


def test_an_empty_day_is_told_unless_that_is_unwanted(db: Database, server: MailServer) -> None:
    subscribe(db)
    subscribe(db, "조용한 구독", empty=False)
    make_pass(db, configured(server.port), MORNING)
    assert subjects(server) == ["[한일 뉴스워치] 12월 3일(목): 새 소식 없음"]


class Killed(BaseException):
    """What SIGKILL does: nobody handles it, and what was not committed is undone."""


@pytest.mark.parametrize(
    ("step", "messages"),
    [
        ((subscriptions, "note_served", 1), 3),  # about to commit what is due
        ((outbox, "recover", 1), 3),  # it is queued
        ((outbox, "begin", 1), 3),
        ((MailChannel, "send", 2), 3),  # the first was sent, the second only marked
        ((outbox, "note_sent", 1), 4),  # the first was sent, but that is not recorded
        ((outbox, "note_sent", 3), 4),
        ((channel_states, "note_success", 3), 3),
    ],
)
def test_a_kill_loses_nothing_and_doubles_at_most_one(
    path: Path, server: MailServer, step: tuple[Any, str, int], messages: int
) -> None:
    configuration = configured(server.port, "a@example.kr", "b@example.kr", "c@example.kr")
    db = archive(path)
    subscribe(db)
    add(db, "공동 물류창고 문 연다")
    module, name, call = step
    real, calls = getattr(module, name), []

    def die(*given: Any, **named: Any) -> Any:
        calls.append(name)
        if len(calls) == call:
            raise Killed
        return real(*given, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, name, die)
        with pytest.raises(Killed):
            make_pass(db, configuration, MORNING)
    db.close()
    again = open_database(path)
    make_pass(again, configuration, MORNING + 5 * MINUTE)
    make_pass(again, configuration, MORNING + 10 * MINUTE)
    again.close()
    received = [recipient for recipient, _ in server.received]
    assert set(received) == {"a@example.kr", "b@example.kr", "c@example.kr"}
    assert len(received) == messages
    assert len(set(ids(server))) == 3  # the second copy of one has the same id


def test_a_day_without_the_server_is_caught_up_as_one_message(
    db: Database, server: MailServer
) -> None:
    gone, back = configured(1), configured(server.port)
    subscribe(db)
    subscribe(db, "속보", rhythm="at_once", days="every")
    add(db, "첫째 소식", at=DAY + timedelta(hours=1))
    at = MORNING
    while at < MORNING + timedelta(hours=25):
        make_pass(db, gone, at)
        at += timedelta(minutes=30)
        if at.hour == 12 and not at.minute:
            add(db, "둘째 소식", at=at)
    assert not server.received
    (alarm,) = alarms.open_ones(db)
    assert (alarm.kind, alarm.subject) == ("delivery", "office")
    assert "Connection refused" in alarm.diagnosis
    make_pass(db, back, at + timedelta(hours=4))
    assert subjects(server) == [
        "[한일 뉴스워치] 12월 4일(금): 관련 2건",
        "[한일 뉴스워치] 새 스토리 2건: 둘째 소식",
    ]
    assert alarms.open_ones(db) == []
    digest = next(text_of(each) for _, each in server.received if b"digest" in each)
    assert "첫째 소식" in digest
    assert "둘째 소식" in digest
    assert "추가" not in digest  # nobody was told before


def test_what_is_given_up_takes_no_fresh_news_with_it(db: Database, server: MailServer) -> None:
    configuration = configured(server.port)
    subscribe(db, days="every")
    server.rcpt["director@example.kr"] = "452 mailbox full"
    for day in range(7):
        add(db, f"소식 {day}일째", at=MORNING + timedelta(days=day, hours=-1))
        for hours in range(0, 24, 2):
            make_pass(db, configuration, MORNING + timedelta(days=day, hours=hours))
            if outbox.counts(db, "office").get("failed"):
                server.rcpt.clear()
    (given_up,) = db.execute("SELECT message FROM outbox WHERE state = 'failed'").fetchall()
    told = "".join(text_of(content) for _, content in server.received)
    missing = [day for day in range(7) if f"소식 {day}일째" not in told]
    assert missing == [0, 1]
    assert len(server.received) == 3
    assert len(json.loads(given_up[0])["stories"]) == len(missing)


def test_messages_to_one_reader_keep_their_order(db: Database, server: MailServer) -> None:
    """What may have left is not changed any more, so that the next one waits behind it."""
    configuration = configured(server.port)
    subscribe(db)
    add(db, "첫째 소식", at=DAY + timedelta(hours=1))
    server.vanish = True
    make_pass(db, configuration, MORNING)
    server.vanish = False
    add(db, "둘째 소식", at=MORNING + timedelta(hours=1))
    make_pass(db, configuration, MORNING + timedelta(days=1))
    assert [subject[-5:] for subject in subjects(server)] == ["관련 1건"] * 3
    assert len(set(ids(server)[:2])) == 1  # sent twice as one message
    assert ids(server)[2] != ids(server)[0]


def test_a_refusal_costs_only_its_own_recipient(db: Database, server: MailServer) -> None:
    configuration = configured(server.port, "gone@example.kr", "full@example.kr", "c@example.kr")
    server.rcpt = {"gone@example.kr": "550 no such user", "full@example.kr": "452 mailbox full"}
    subscribe(db)
    passed = make_pass(db, configuration, MORNING)
    assert passed.messages == {"failed": 1, "waiting": 1, "sent": 1}
    server.rcpt = {}
    assert make_pass(db, configuration, MORNING + 5 * MINUTE).messages == {"waiting": 1}
    assert make_pass(db, configuration, MORNING + 15 * MINUTE).messages == {"sent": 1}
    assert [each for each, _ in server.received] == ["c@example.kr", "full@example.kr"]


def test_a_dead_channel_holds_up_no_other(db: Database, server: MailServer, path: Path) -> None:
    pages = path.parent / "pages"
    more = {"office": {"to": ["a@example.kr"]}, "web": {"folder": str(pages)}}
    configuration = configured(1, channels=more)
    subscribe(db)
    subscribe(db, "인트라넷", channel="web", language="ja")
    add(db, "공동 물류창고 문 연다")
    passed = make_pass(db, configuration, MORNING)
    assert passed.messages == {"waiting": 1, "sent": 1}
    (page,) = pages.iterdir()
    assert "공동 물류창고" in page.read_text(encoding="utf-8")


def test_who_is_taken_off_gets_nothing_that_was_queued(db: Database, server: MailServer) -> None:
    subscribe(db)
    make_pass(db, configured(1, "a@example.kr", "b@example.kr"), MORNING)
    later = MORNING + timedelta(hours=1)
    passed = make_pass(db, configured(server.port, "b@example.kr"), later)
    assert passed.messages == {"dropped": 1, "sent": 1}
    assert [each for each, _ in server.received] == ["b@example.kr"]


def test_a_message_that_can_not_be_written_costs_only_itself(
    db: Database, server: MailServer
) -> None:
    configuration = configured(server.port)
    subscribe(db)
    subscribe(db, "다른 구독")
    make_pass(db, configured(1), MORNING)
    db.execute("UPDATE outbox SET message = '{}' WHERE id = 1")
    passed = make_pass(db, configuration, MORNING + timedelta(hours=1))
    assert passed.messages == {"unwritten": 1, "sent": 1}
    assert [each.subject for each in alarms.open_ones(db)] == ["office, unwritten"]
    passed = make_pass(db, configuration, MORNING + timedelta(days=5, minutes=1))
    assert passed.messages["failed"] == 1
    db.execute("UPDATE outbox SET problem = NULL WHERE id = 1")
    make_pass(db, configuration, MORNING + timedelta(days=5, minutes=6))
    assert alarms.open_ones(db) == []


def test_a_burst_becomes_a_message_a_quarter_of_an_hour(db: Database, server: MailServer) -> None:
    configuration = configured(server.port)
    subscribe(db, rhythm="at_once", least_score=5)
    at = MORNING
    for number in range(120):  # two a minute
        add(db, f"속보 {number:03}", at=at, score=number % 50 + 1)
        at += MINUTE / 2
        make_pass(db, configuration, at)
    assert len(server.received) == 4
    told = [text_of(content) for _, content in server.received]
    for each in told:
        assert 1 <= each.count("\n* ") <= 10
    assert subjects(server)[0] != subjects(server)[1]
    assert re.search(r"새 스토리 \d\d건: 속보 \d{3}$", subjects(server)[2])
    make_pass(db, configuration, at + timedelta(minutes=15))
    assert len(server.received) == 5
    told_stories = {row["story_id"] for row in db.table("told_stories").rows}
    (wanted,) = db.execute("SELECT count(*) FROM stories WHERE score >= 5").fetchone()
    assert len(told_stories) == wanted
    make_pass(db, configuration, at + timedelta(minutes=30))
    assert len(server.received) == 5


def test_quiet_hours_end_with_one_message(db: Database, server: MailServer) -> None:
    configuration = configured(server.port)
    night = MORNING.replace(hour=1)
    subscribe(
        db, rhythm="at_once", quiet_from="22:00", quiet_until="07:00", at=night - timedelta(days=1)
    )
    for number in range(3):
        add(db, f"한밤의 소식 {number}", at=night)
    make_pass(db, configuration, night + timedelta(hours=1))
    assert not server.received
    make_pass(db, configuration, MORNING)
    assert subjects(server) == ["[한일 뉴스워치] 새 스토리 3건: 한밤의 소식 2"]


def alarm(number: int) -> Alarm:
    return Alarm(
        outlet=f"outlet{number}", kind="unreachable", since=MORNING, diagnosis="no route to host"
    )


def test_alarms_are_told_once_and_their_recovery_once(db: Database, server: MailServer) -> None:
    told = {"channel": "office", "language": "ko"}
    configuration = configured(server.port, alarms=told)
    alarms.keep(db, [alarm(number) for number in range(25)], at=MORNING)  # the network is down
    for minutes in (0, 5, 15, 30):
        make_pass(db, configuration, MORNING + minutes * MINUTE)
    assert subjects(server) == ["[한일 뉴스워치] 새 경보 25건"]
    assert "그 밖의 5건" in text_of(server.received[0][1])
    back = [
        Recovery(outlet=f"outlet{number}", kind="unreachable", because="a run succeeded")
        for number in range(25)
    ]
    alarms.keep(db, back, at=MORNING + timedelta(hours=1))
    for minutes in (60, 65, 80):
        make_pass(db, configuration, MORNING + minutes * MINUTE)
    assert subjects(server)[1:] == ["[한일 뉴스워치] 복구 25건"]
    for hour in range(2, 12):  # it comes and goes
        alarms.keep(db, [alarm(1)], at=MORNING + timedelta(hours=hour))
        make_pass(db, configuration, MORNING + timedelta(hours=hour))
        alarms.keep(db, back[1:2], at=MORNING + timedelta(hours=hour, minutes=30))
        make_pass(db, configuration, MORNING + timedelta(hours=hour, minutes=30))
    assert len(server.received) == 2


def test_only_one_process_sends(path: Path, db: Database) -> None:
    with only_sender(path) as ours, only_sender(path) as theirs:
        assert (ours, theirs) == (True, False)
    with only_sender(path) as free:
        assert free


def test_a_removed_subscription_is_not_sent_any_more(db: Database, server: MailServer) -> None:
    subscribe(db)
    make_pass(db, configured(1), MORNING)
    (there,) = subscriptions.listing(db)
    with transaction(db):
        subscriptions.remove(db, there)
    make_pass(db, configured(server.port), MORNING + timedelta(hours=1))
    assert not server.received


def test_no_text_is_kept_in_the_outbox(db: Database, server: MailServer) -> None:
    subscribe(db)
    add(db, "공동 물류창고 문 연다", body="두 회사가 UNIQUEWORD 창고를 빌린다.")
    make_pass(db, configured(1), MORNING)
    (row,) = outbox.pending(db)
    rows = [str(each) for name in ("outbox", "subscriptions") for each in db.table(name).rows]
    assert "물류창고" not in "".join(rows)
    db.execute("UPDATE outlets SET kept = 'headline'")
    outgoing = write(db, configured(1), row, at=MORNING)
    assert "물류창고" in outgoing.text
    assert "UNIQUEWORD" not in outgoing.text + outgoing.html


def test_pauses_grow_and_a_success_ends_them(db: Database) -> None:
    pauses = []
    for _ in range(6):
        state = channel_states.note_failure(db, "office", "refused", at=MORNING)
        assert state.next_try_at
        pauses.append((state.next_try_at - MORNING) / MINUTE)
    assert pauses == [1, 5, 15, 60, 180, 180]
    assert state.is_pausing(MORNING)
    assert not state.is_pausing(MORNING - timedelta(days=1))  # the clock was set back
    channel_states.note_success(db, "office", at=MORNING)
    assert channel_states.read(db, "office").failing_since is None


@pytest.mark.parametrize("now_leads_to", [{"to": ["a@example.kr"]}, {"folder": "/srv/pages"}])
def test_an_issue_for_a_room_goes_to_nobody_else(
    db: Database, now_leads_to: dict[str, Any]
) -> None:
    """A folder has no address either, and would keep what an outlet's terms take away."""
    with transaction(db):
        outbox.put(
            db,
            channel="room",
            recipients=("",),
            kind="briefing",
            key="briefing-1",
            subscription_id=None,
            message={"number": 1},
            at=DAY,
        )
    (row,) = outbox.pending(db)
    mail = {"server": "smtp.example.kr", "sender": "desk@example.kr"}
    changed = Configuration.model_validate({"mail": mail, "channels": {"room": now_leads_to}})
    with pytest.raises(RefusedError, match="does not name it"):
        write(db, changed, row, at=MORNING)
