"""Mails are folded right, arrive over TLS with a password, and every refusal is understood."""

from __future__ import annotations

import email
import re
from datetime import datetime
from email.header import decode_header, make_header
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any

import pytest

from delivery import mail as mails
from delivery.channels import FolderChannel, channels_of, password_of
from delivery.mail import message_of
from delivery.outgoing import (
    DeliveryError,
    Outgoing,
    PostponedError,
    RefusedError,
    UnavailableError,
)
from delivery.smtp import MailServer
from newsdb.configuration import ConfigurationError
from newsdb.configuration.model import Configuration, MailConfiguration
from newsdb.records import KST
from tests.delivery.smtp_server import PASSWORD, USER, mail_server
from tests.support.certificates import self_signed

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

AT = datetime(2026, 12, 3, 8, 30, tzinfo=KST)
SUBJECTS = (
    "[한일 뉴스워치] 12월 3일(목): 관련 7건, 바뀐 기사 1건",
    "［日韓ニュースウォッチ］12月3日（木）：関連7件、変更された記事1件",
    "48주 브리핑: Seoul, Busan 그리고 Fukuoka의 중소기업 62개사가 Tokyo에서 만나다 📰",
    "[Hanil News Watch] Thu 3 Dec: 7 relevant stories, 1 changed article, and some more words",
)
NAMES = (
    "한일 뉴스워치",
    "日韓ニュースウォッチ 担当",
    "Korea Federation of Small Firms, International Cooperation, Planning, Japan Desk",
    'The "Watch"',
    "중소기업중앙회 Seoul, Tokyo 사무소, 국제협력부 통상진흥팀",
    "",
)


def outgoing(**more: Any) -> Outgoing:
    values: dict[str, Any] = {
        "name": "digest-7-20261203-0830-41",
        "recipient": "director@example.kr",
        "subject": SUBJECTS[0],
        "text": "공동 물류창고 📰\n日韓の中小企業\n.\nhttps://a.example/1\n",
        "html": "<p>공동 물류창고 📰 日韓の中小企業</p>",
        "language": "ko",
        "at": AT,
    }
    return Outgoing(**values | more)


def header(content: bytes, name: str) -> str:
    """Return a header as a mail program shows it.

    The standard library's newer parser puts blanks between encoded words of a name, and the older
    one leaves the ends of lines.
    """
    return str(make_header(decode_header(unfolded(content, name))))


def unfolded(content: bytes, name: str) -> str:
    """Return a header without the ends of its lines."""
    return re.sub(r"\r?\n(?=[ \t])", "", str(email.message_from_bytes(content)[name]))


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("name", NAMES)
def test_headers_are_read_back_as_written(subject: str, name: str) -> None:
    message = message_of(outgoing(subject=subject), sender="watch@example.kr", sender_name=name)
    content = message.as_bytes()
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert header(content, "Subject") == subject
    assert [each for _, each in getaddresses([unfolded(content, "From")])] == ["watch@example.kr"]
    assert header(content, "From").replace("\\", "") in {
        f"{name} <watch@example.kr>",
        f'"{name}" <watch@example.kr>',
        "watch@example.kr",
    }


def test_a_list_can_be_left() -> None:
    """The field is not encoded, however long: no program would know it any more."""
    name = "간부 아침 다이제스트, 물류와 통관을 보는 사람들을 위한"
    message = message_of(
        outgoing(list_name=name), sender="watch@example.kr", reply_to="desk@example.kr"
    )
    content = message.as_bytes()
    assert b"\r\nList-Unsubscribe: <mailto:desk@example.kr?subject=unsubscribe%20%EA%B0" in content
    assert b"\r\nReply-To: desk@example.kr\r\n" in content
    assert b"\r\nList-Id: <" in content


def test_a_week_is_one_thread_and_a_second_attempt_the_same_message() -> None:
    monday, tuesday = (
        message_of(outgoing(name=name, thread="digest-7-2026-w49"), sender="watch@example.kr")
        for name in ("digest-7-a", "digest-7-b")
    )
    again = message_of(
        outgoing(name="digest-7-a", thread="digest-7-2026-w49"), sender="watch@example.kr"
    )
    other = message_of(
        outgoing(name="digest-7-a", recipient="other@example.jp"), sender="watch@example.kr"
    )
    assert monday["References"] == tuesday["References"] == monday["In-Reply-To"]
    ids = [each["Message-ID"] for each in (monday, tuesday, other)]
    assert len(set(ids)) == 3
    assert again["Message-ID"] == monday["Message-ID"]
    assert "director" not in ids[0]
    assert monday["Date"] == "Thu, 03 Dec 2026 08:30:00 +0900"


@pytest.mark.parametrize(
    "hostile",
    [
        "a\r\nBcc: x@y.kr",
        "a\nb",
        "a\x00b\u202e",
        "a\u2028Bcc: x",
        "SMEs =?utf-8?q?x=0d=0aBcc_:_z@z.z?=",
        "SMEs ==??utf-8?q?x=0d=0aBcc:_z@z.z?=",
        "SMEs =?utf-8?b?eA0KQmNjOiB6QHouego=?= 한일",
        "=\x00?utf-8?q?x=0aBcc:_z@z.z?=",
    ],
)
def test_a_title_adds_no_header(hostile: str) -> None:
    content = message_of(outgoing(subject=hostile), sender="watch@example.kr").as_bytes()
    message = email.message_from_bytes(content)
    harmless = message_of(outgoing(), sender="watch@example.kr")
    assert message.keys() == harmless.keys()
    assert header(content, "Subject").isprintable()


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    context = self_signed(tmp_path, address="127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    return context


def settings(port: int, **more: Any) -> MailConfiguration:
    values = {"server": "127.0.0.1", "port": port, "sender": "watch@example.kr", **more}
    return MailConfiguration.model_validate(values)


def test_a_mail_arrives_over_tls_with_a_password(tls: ssl.SSLContext) -> None:
    with mail_server(tls) as there:
        server = MailServer(settings(there.port, user=USER), password=PASSWORD)
        server.send(outgoing())
        server.send(outgoing(recipient="other@example.jp"))
        server.close()
    assert there.signed_in == 1  # one connection for both
    assert [each for each, _ in there.received] == ["director@example.kr", "other@example.jp"]
    message = email.message_from_bytes(there.received[0][1])
    parts = [each for each in message.walk() if not each.is_multipart()]
    assert [each.get_content_type() for each in parts] == ["text/plain", "text/html"]
    for part in parts:
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        text = payload.decode("utf-8")
        assert "공동 물류창고 📰" in text
        assert "日韓の中小企業" in text
    assert b"8bit" not in there.received[0][1]


def problem_of(server: MailServer, **more: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        server.send(outgoing(**more))
    assert PASSWORD not in str(caught.value)
    return caught.value


def test_what_keeps_a_channel_from_working(tls: ssl.SSLContext, tmp_path: Path) -> None:
    with mail_server(tls) as there:
        wrong = problem_of(MailServer(settings(there.port, user=USER), password="guessed"))  # noqa: S106
        assert "user or password is wrong: 535" in str(wrong)
        plain = problem_of(MailServer(settings(there.port, security="none")))
        assert isinstance(plain, UnavailableError)
        (tmp_path / "server.pem").write_text("")  # nobody trusts it any more
        problem = problem_of(MailServer(settings(there.port, user=USER), password=PASSWORD))
        assert "certificate verify failed" in str(problem).lower()
    gone = problem_of(MailServer(settings(there.port)))
    assert isinstance(gone, UnavailableError)
    assert not gone.may_have_left
    assert not there.received


def test_a_password_is_not_sent_in_the_clear() -> None:
    with mail_server() as there:
        for security in ("starttls", "none"):
            server = MailServer(
                settings(there.port, user=USER, security=security), password=PASSWORD
            )
            problem_of(server)
    assert there.signed_in == 0


def test_each_refusal_is_of_its_own_kind() -> None:
    with mail_server() as there:
        server = MailServer(settings(there.port, security="none"))
        there.rcpt = {"gone@example.kr": "550 no such user", "full@example.kr": "452 mailbox full"}
        refused = problem_of(server, recipient="gone@example.kr")
        assert isinstance(refused, RefusedError)
        assert str(refused) == "the recipient was not accepted: 550 no such user"
        assert isinstance(problem_of(server, recipient="full@example.kr"), PostponedError)
        there.data = "552 too big"
        assert isinstance(problem_of(server), RefusedError)
        there.data = "421 closing"
        assert isinstance(problem_of(server), UnavailableError)
        there.data = ""
        server.send(outgoing())
        there.vanish = True
        lost = problem_of(server)
        assert isinstance(lost, UnavailableError)
        assert lost.may_have_left
        there.vanish = False
        server.send(outgoing())
        server.close()
    assert len(there.received) == 3


def test_a_server_that_repeats_the_password_does_not_get_it_into_the_log() -> None:
    with mail_server() as there:
        server = MailServer(settings(there.port, security="none"), password="hunter2-xyz")  # noqa: S106
        there.rcpt = {"director@example.kr": "550 user watch with hunter2-xyz \x1b[31mmay not"}
        said = str(problem_of(server))
        server.close()
    assert "hunter2" not in said
    assert "\x1b" not in said


def test_the_password_comes_from_the_environment_or_its_owners_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("abc def\n")
    mail = settings(25, user=USER, password_file=file)
    file.chmod(0o640)
    with pytest.raises(ConfigurationError, match="others may read this secret"):
        password_of(mail, {})
    file.chmod(0o600)
    assert password_of(mail, {}) == "abc def"
    assert password_of(mail, {"HANIL_MAIL_PASSWORD": "other"}) == "other"
    with pytest.raises(ConfigurationError, match="no password: set HANIL_MAIL_PASSWORD"):
        password_of(settings(25, user=USER), {})
    assert password_of(settings(25), {}) == ""


def test_a_folder_gets_a_page_once(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    channel = channels_of(
        Configuration.model_validate({"channels": {"web": {"folder": str(folder)}}})
    )["web"]
    assert isinstance(channel, FolderChannel)
    for _ in range(2):
        channel.send(outgoing(name="digest-1-../../etc"))
    assert [each.name for each in folder.iterdir()] == ["digest-1-------etc.html"]


def test_the_longest_subject_is_cut() -> None:
    content = message_of(outgoing(subject="가" * 5000), sender="watch@example.kr").as_bytes()
    assert header(content, "Subject") == "가" * mails.LONGEST_SUBJECT


def test_what_no_mail_can_hold_costs_only_itself() -> None:
    server = MailServer(settings(1))
    with pytest.raises(RefusedError, match="can't be written as a mail"):
        server.send(outgoing(recipient="abc..def@docomo.ne.jp"))
