"""An address gets mail once it has said so, and nothing more once it has said that."""

from __future__ import annotations

import email
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from itsdangerous import URLSafeSerializer

from delivery.channels import channels_of
from delivery.passes import deliver
from delivery.smtp import is_bounce
from newsdb.configuration import ConfigurationError, mail_address
from newsdb.database import transaction
from newsdb.delivery import links as signed
from newsdb.delivery import outbox, recipients, subscriptions
from newsdb.delivery.links import Links
from newsdb.delivery.recipients import TooManyError
from newsdb.health import alarms, languages
from tests.delivery.archive import DAY, add, archive
from tests.delivery.smtp_server import MailServer, mail_server
from tests.delivery.test_passes import MINUTE, MORNING, configured, subjects, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.configuration.model import Configuration
    from newsdb.delivery.recipients import Recipient
    from newsdb.delivery.subscriptions import Subscription

SECRET = "0123456789abcdef" * 4
LINKS = Links(SECRET, "https://desk.example.kr")
MINA, HANA = "mina@example.kr", "hana@example.jp"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = archive(tmp_path / "news.db")
    yield db
    db.close()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as there:
        yield there


def settings(port: int, **more: Any) -> Configuration:
    office = {"to": ["director@example.kr"], "readers": True}
    return configured(port, **{"channels": {"office": office}, **more})


def subscribed(db: Database, name: str = "물류") -> Subscription:
    with transaction(db):
        return subscriptions.add(db, at=DAY, name=name, channel="office", person="ana")


def added(db: Database, to: Subscription, address: str = MINA, **more: Any) -> Recipient:
    with transaction(db):
        recipients.add(db, to, address, **{"language": "ja", "by": "ana", "at": DAY, **more})
    there = recipients.found(db, to.id, address)
    assert there
    return there


def make_pass(db: Database, port: int, at: datetime, **more: Any) -> None:
    configuration = settings(port, **more)
    deliver(
        db,
        configuration,
        channels_of(configuration),
        at=at,
        links=Links(SECRET, configuration.desk),
    )


def receivers(server: MailServer) -> list[str]:
    return [each for each, _ in server.received]


def test_an_address_is_asked_once_and_gets_nothing_until_it_has_confirmed(
    db: Database, server: MailServer
) -> None:
    subscription = subscribed(db)
    add(db, "공동 물류창고 문 연다")
    there = added(db, subscription)
    added(db, subscription)
    make_pass(db, server.port, MORNING)
    assert sorted(receivers(server)) == ["director@example.kr", MINA]
    asked = next(content for to, content in server.received if to == MINA)
    text = text_of(asked)
    assert "물류창고" not in text  # nobody has said that it is wanted
    found = re.search(r"https://desk\.example\.kr/-/confirm/(\S+)", text)
    assert found
    assert LINKS.confirmed(found[1]) == (there.key, there.nonce)
    assert "List-Unsubscribe" not in email.message_from_bytes(asked)
    with transaction(db):
        recipients.confirm(db, *LINKS.confirmed(found[1]), at=MORNING)  # type: ignore[misc]
    add(db, "엔화 보증 늘린다", at=MORNING + MINUTE)
    make_pass(db, server.port, MORNING + timedelta(days=1))
    digest = next(content for to, content in reversed(server.received) if to == MINA)
    assert "엔화 보증" in text_of(digest)
    assert "［日韓ニュースウォッチ］" in subjects(server)[[*receivers(server)].index(MINA, 2)]


def test_a_mail_can_be_ended_by_one_press(db: Database, server: MailServer) -> None:
    subscription = subscribed(db)
    there = added(db, subscription)
    recipients.confirm_by_hand(db, there, at=DAY)
    make_pass(db, server.port, MORNING)
    for to, content in server.received:
        raw = content.replace(b"\r\n ", b" ")
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
        said = re.search(rb"\r\nList-Unsubscribe: <(\S+)>, <mailto:\S+>\r\n", raw)
        assert said
        address = said[1].decode()
        key = LINKS.ended(address.removeprefix("https://desk.example.kr/-/unsubscribe/"))
        whose = recipients.by_key(db, key or "")
        assert whose
        assert whose.address == to
        assert address in text_of(content)
    make_pass(db, server.port, MORNING + timedelta(days=1), desk="http://desk.local:8001")
    plain = server.received[-1][1].replace(b"\r\n ", b" ")
    assert b"List-Unsubscribe: <mailto:" in plain  # RFC 8058 wants https
    assert b"List-Unsubscribe-Post" not in plain


def test_who_has_ended_it_gets_nothing_more(db: Database, server: MailServer) -> None:
    one, other = subscribed(db), subscribed(db, "금융")
    for each in (one, other):
        recipients.confirm_by_hand(db, added(db, each), at=DAY)
    make_pass(db, 1, MORNING)  # the server is down: what waits is dropped, too
    there = recipients.found(db, one.id, MINA)
    assert there
    with transaction(db):
        recipients.end(db, there.key, at=MORNING)
        recipients.end(db, there.key, at=MORNING)
    make_pass(db, server.port, MORNING + timedelta(hours=3))
    assert receivers(server).count(MINA) == 1
    named = recipients.found(db, one.id, "director@example.kr")
    assert named
    with transaction(db):
        recipients.end(db, named.key, everything=True, at=MORNING)
        recipients.end(db, there.key, everything=True, at=MORNING)
    server.received.clear()
    make_pass(db, server.port, MORNING + timedelta(days=1))
    assert not server.received


def test_an_old_link_confirms_nothing_after_it_was_ended(db: Database) -> None:
    subscription = subscribed(db)
    first = added(db, subscription)
    with transaction(db):
        assert recipients.confirm(db, first.key, first.nonce, at=DAY)
        assert recipients.confirm(db, first.key, first.nonce, at=DAY)  # pressed twice
        recipients.end(db, first.key, at=DAY)
        assert recipients.confirm(db, first.key, first.nonce, at=DAY) is None
    again = added(db, subscription)
    assert (again.state, again.key) == ("asked", first.key)  # old links go on ending it
    with transaction(db):
        assert recipients.confirm(db, first.key, first.nonce, at=DAY) is None
        assert recipients.confirm(db, again.key, again.nonce, at=DAY)


def test_a_link_does_not_act_on_who_came_later(db: Database) -> None:
    """Ids are given again after a deletion; what a link holds is not."""
    subscription = subscribed(db)
    gone = added(db, subscription)
    with transaction(db):
        recipients.remove(db, gone)
        subscriptions.remove(db, subscription)
    after = added(db, subscribed(db, "다른 것"), HANA)
    assert after.subscription_id == gone.subscription_id
    with transaction(db):
        assert recipients.end(db, gone.key, at=DAY) is None
        assert recipients.confirm(db, gone.key, gone.nonce, at=DAY) is None
    assert recipients.found(db, after.subscription_id, HANA) == after


def forged(there: Recipient) -> dict[str, str]:
    good = LINKS.unsubscribe(there).rpartition("/")[2]
    return {
        "empty": "",
        "cut": good[:-1],
        "changed": ("A" if good[0] != "A" else "B") + good[1:],
        "unsigned": there.key,
        "of another installation": Links("f" * 64, "x").unsubscribe(there).rpartition("/")[2],
        "for another purpose": LINKS.confirm(there).rpartition("/")[2],
        "with the cookies' key": str(URLSafeSerializer(SECRET, "actor").dumps(there.key)),
        "an id": str(URLSafeSerializer(SECRET, "hanil unsubscribe").dumps(1)),
        "not ASCII": "가" * 20,
        "huge": "a" * 10_000,
        "compressed": ".eJw" + "A" * 100 + ".x",
    }


def test_forged_links_are_none(db: Database) -> None:
    there = added(db, subscribed(db))
    for what, token in forged(there).items():
        assert LINKS.ended(token) is None, what
        if what != "for another purpose":
            assert LINKS.confirmed(token) is None, what
    assert Links(SECRET).unsubscribe(there) == ""  # without a desk


def test_a_link_that_confirms_grows_old(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    there = added(db, subscribed(db))
    token = LINKS.confirm(there).rpartition("/")[2]
    assert LINKS.confirmed(token)
    monkeypatch.setattr(signed, "CONFIRM_WITHIN", timedelta(seconds=-1))
    assert LINKS.confirmed(token) is None


def test_nobody_is_flooded_with_questions(db: Database) -> None:
    subscription = subscribed(db)
    for _ in range(recipients.MOST_ASKED):
        recipients.remove(db, added(db, subscription))
    with pytest.raises(TooManyError, match="within a day"):
        added(db, subscription)
    assert outbox.confirmations(db, MINA.upper(), since=DAY - MINUTE) == recipients.MOST_ASKED
    added(db, subscription, at=DAY + timedelta(days=1, minutes=1))


class Moved(NamedTuple):
    """What happens to an address, and whether it gets the digest of the morning after."""

    steps: str
    gets: bool
    is_asked: bool = False  # whether the last mail to it asks it to confirm


#: named, out: hanil.toml names it, or no longer, when a digest is sent; add: as a reader; confirm:
#: by the link it got last; end: by the link in a mail.
MOVES = [
    Moved("named", True),
    Moved("named out", False),
    Moved("named out named", True),
    Moved("named out add", False, True),
    Moved("named out add confirm", True),
    Moved("named out end add", False, True),
    Moved("named out end add confirm", True),
    Moved("named end add confirm out", True),
    Moved("named out add named", True),
    Moved("named add out", False),  # a reader of today who was added while it was named
    Moved("add", False, True),
    Moved("add named", True),
    Moved("add named out", False),
    Moved("add confirm named out", True),
    Moved("add end named", False),
    Moved("add confirm end named", False),
    Moved("add end add named", False),
    Moved("add confirm end add named", False),
    Moved("add confirm end add named confirm", True),
    Moved("named end named", False),
    Moved("named end add named", False),
    Moved("named end out named", False),
    Moved("named out end named", False),
]


@pytest.mark.parametrize("moved", MOVES, ids=lambda moved: moved.steps.replace(" ", "-"))
def test_an_address_that_moves_gets_what_it_is_to_get(
    db: Database, server: MailServer, moved: Moved
) -> None:
    subscription = subscribed(db)
    subscriptions.change(db, subscription, days="every")
    at, named = MORNING, ["director@example.kr"]

    def digest() -> None:
        nonlocal at
        add(db, "공동 물류창고 문 연다", at=at - MINUTE)
        make_pass(db, server.port, at, channels={"office": {"to": named, "readers": True}})
        at += timedelta(days=1)

    for step in moved.steps.split():
        there = recipients.found(db, subscription.id, MINA)
        match step:
            case "named" | "out":
                named = ["director@example.kr", *([MINA] if step == "named" else [])]
                digest()
            case "add":
                added(db, subscription, at=at, named=named)
            case "confirm":
                assert there
                recipients.confirm_by_hand(db, there, at=at)
            case "end":
                assert there
                with transaction(db):
                    recipients.end(db, there.key, at=at)
    server.received.clear()
    add(db, "엔화 보증 늘린다", at=at - MINUTE)
    make_pass(db, server.port, at, channels={"office": {"to": named, "readers": True}})
    got = [text_of(content) for to, content in server.received if to == MINA]
    assert any("엔화 보증" in each for each in got) is moved.gets
    assert any("/-/confirm/" in each for each in got) is moved.is_asked
    there = recipients.found(db, subscription.id, MINA)
    shown = [each.address for each in recipients.shown(db, subscription.id, named)]
    assert (MINA in shown) is (moved.gets or bool(there and there.state != "confirmed"))


def test_who_has_confirmed_one_subscription_is_not_asked_for_another(db: Database) -> None:
    recipients.confirm_by_hand(db, added(db, subscribed(db)), at=DAY)
    assert added(db, subscribed(db, "금융")).state == "confirmed"
    assert added(db, subscribed(db, "통관"), HANA).state == "asked"


@pytest.mark.parametrize(
    "hostile",
    [
        "a@example.kr\r\nBcc: b@example.kr",
        "a@example.kr, b@example.kr",
        "Mina <a@example.kr>",
        "a@example.kr\x00",
        "홍@example.kr",
        "a@b..c@d",
        "a..b@example.kr",
        "@example.kr",
        "",
        "a" * 65 + "@example.kr",
    ],
)
def test_what_is_no_address_is_none(hostile: str) -> None:
    with pytest.raises(ConfigurationError):
        mail_address(hostile)


def test_an_address_is_one_in_any_case(db: Database) -> None:
    assert mail_address(" Mina@Example.KR ") == "Mina@example.kr"
    subscription = subscribed(db)
    added(db, subscription)
    added(db, subscription, MINA.upper())
    assert len(recipients.of(db, subscription.id)) == 1


@pytest.mark.parametrize(
    ("code", "words", "is_bounced"),
    [
        (550, "5.1.1 <mina@example.jp>: Recipient address rejected: User unknown", True),
        (550, "no such user here", True),
        (553, "sorry, no mailbox here by that name", True),
        (556, "5.1.10 domain takes no mail", True),
        (550, "5.2.1 mailbox disabled", True),
        (550, "5.7.1 you may not send here", False),
        (554, "blocked by a list", False),
        (552, "5.2.2 mailbox full", False),
        (450, "4.2.0 greylisted, try later", False),
        (452, "5.1.1 contradicts itself", False),
        (550, "5.1.10 <mina@example.jp>: the domain takes no mail", True),
        (550, "Unknown user mina@example.jp", True),  # as carriers of Japan say it
        (550, "Requested action not taken: mailbox unavailable", True),
        (550, "<mina@example.jp>: Recipient address rejected", False),  # why, nobody knows
        # As each recipient is answered where nothing is taken from this sender.
        (550, "5.1.8 <desk@example.kr>: Sender address rejected: Domain not found", False),
        (550, "5.1.7 <desk@example.kr>: Sender address rejected: bad syntax", False),
        (550, "5.1.0 <desk@example.kr>: Sender address rejected: User unknown", False),
        (550, "relay not permitted", False),
        (550, "Sender verify failed: unknown user", False),
        (550, "192.0.2.1 is in a black list: no such mailbox for you", False),
        (550, "user <unknown@example.jp> rejected", False),
        (550, "<sender@example.jp>: no such user", True),
        (553, "mail from unknown address", False),
    ],
)
def test_what_says_that_there_is_no_such_address(code: int, words: str, is_bounced: bool) -> None:
    assert is_bounce(code, words) is is_bounced


def test_an_address_that_is_refused_gets_nothing_until_it_has_confirmed_again(
    db: Database, server: MailServer
) -> None:
    first, second = subscribed(db), subscribed(db, "통관")
    there = added(db, first)
    with transaction(db):
        recipients.confirm(db, there.key, there.nonce, at=DAY)
    added(db, second)  # known, so not asked
    add(db, "공동 물류창고 문 연다")
    server.rcpt[MINA] = "550 5.1.1 no such user"
    make_pass(db, server.port, MORNING)
    assert MINA not in receivers(server)
    for subscription in (first, second):
        gone = recipients.found(db, subscription.id, MINA)
        assert gone
        assert (gone.state, gone.bounced_at) == ("ended", MORNING)
        assert gone.bounced == "the recipient was not accepted: 550 5.1.1 no such user"
    (alarm,) = alarms.open_ones(db)
    assert (alarm.kind, alarm.subject) == ("recipient", MINA)
    assert "거부" in languages.in_language(alarm.diagnosis, "ko")
    assert "拒否" in languages.in_language(alarm.diagnosis, "ja")
    # Nothing is tried there any more, and the alarm stays one.
    tried = db.execute("SELECT sum(tries) FROM outbox WHERE recipient = ?", [MINA]).fetchone()
    assert tried == (1,)
    add(db, "엔화 보증 늘린다", at=MORNING + MINUTE)
    make_pass(db, server.port, MORNING + timedelta(days=1))
    tried = db.execute("SELECT sum(tries) FROM outbox WHERE recipient = ?", [MINA]).fetchone()
    assert tried == (1,)
    assert [each.id for each in alarms.open_ones(db)] == [alarm.id]
    # The mailbox is back: it is asked, and confirms.
    server.rcpt.clear()
    again = added(db, first, at=MORNING + timedelta(days=1))
    assert (again.state, again.bounced is None) == ("asked", False)
    make_pass(db, server.port, MORNING + timedelta(days=2))
    assert receivers(server).count(MINA) == 1
    with transaction(db):
        recipients.confirm(db, again.key, again.nonce, at=MORNING + timedelta(days=2))
    add(db, "통관 서식 하나로", at=MORNING + timedelta(days=2, minutes=1))
    make_pass(db, server.port, MORNING + timedelta(days=5))  # after the weekend
    assert receivers(server).count(MINA) == 2
    assert not alarms.open_ones(db)


def test_a_refused_address_can_be_taken_out(db: Database) -> None:
    subscription = subscribed(db)
    there = added(db, subscription)
    with transaction(db):
        recipients.note_bounced(db, MINA, "550", at=MORNING)
        there = recipients.found(db, subscription.id, MINA) or there
        recipients.remove(db, there)
    assert recipients.found(db, subscription.id, MINA) is None
    assert not recipients.bounced(db)


def test_who_does_not_answer_now_is_asked_ever_more_rarely(
    db: Database, server: MailServer
) -> None:
    subscription = subscribed(db)
    there = added(db, subscription)
    with transaction(db):
        recipients.confirm(db, there.key, there.nonce, at=DAY)
        db.execute("DELETE FROM outbox")
    add(db, "공동 물류창고 문 연다")
    server.rcpt[MINA] = "450 4.2.0 later"
    at, pauses = MORNING, []
    for _ in range(6):
        make_pass(db, server.port, at)
        (row,) = [each for each in outbox.pending(db) if each.recipient == MINA]
        assert row.next_try_at
        pauses.append((row.next_try_at - at) // MINUTE)
        at = row.next_try_at
    assert pauses == [15, 30, 60, 180, 180, 180]
