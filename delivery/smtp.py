"""Mail by SMTP: one connection for all messages of a pass, and what each refusal means."""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import re
import smtplib
import ssl
from email.errors import MessageError
from typing import TYPE_CHECKING

from delivery.mail import message_of
from delivery.outgoing import BouncedError, PostponedError, RefusedError, UnavailableError
from newsdb.text.controls import printable

if TYPE_CHECKING:
    from delivery.outgoing import Outgoing
    from newsdb.configuration.model import MailConfiguration

#: Seconds to wait for a connection, and for each answer.
TIMEOUT = 30.0

#: What says that there is no such mailbox or domain (RFC 3463, RFC 7505), and not that we are not
#: liked. 5.1.7 and 5.1.8 are about the sender, and so is Postfix's 5.1.0.
_NO_MAILBOX = re.compile(r"5\.1\.(?:[12346]|10)|5\.2\.1")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
#: Servers that do not say more than a code (RFC 5321) refuse with it relaying and whole networks,
#: too: of these their words count.
_NO_MAILBOX_CODES = frozenset({550, 551, 553})
_NO_MAILBOX_WORDS = re.compile(
    r"(?:no (?:such|mailbox)|unknown|invalid|bad|not found|(?:does ?n.t|not) exist|not local"
    r"|unrouteable|undeliverable|disabled|deactivated|unavailable)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<!\S)[^\s@]{1,300}@\S{1,300}")  # whose words say nothing
_OF_MAILBOX = re.compile(r"user|mailbox|recipient|address|account|mail ?drop|rcpt", re.IGNORECASE)
_OF_SENDER = re.compile(
    r"sender|from|relay|block|list|spam|spf|dkim|dmarc|helo|ehlo|\bip\b|client|polic|reputation"
    r"|authenticat",
    re.IGNORECASE,
)

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_LONGEST_PROBLEM = 300


class MailServer:
    """Sends messages; connects at the first one. ``password`` stays out of every message."""

    def __init__(
        self, mail: MailConfiguration, *, password: str = "", timeout: float = TIMEOUT
    ) -> None:
        self._mail = mail
        self._password = password
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None

    def send(self, outgoing: Outgoing) -> None:
        """Send a message; raises RefusedError, PostponedError, UnavailableError."""
        mail = self._mail
        content = self._content(outgoing)
        smtp = self._smtp or self._connect()
        try:
            self._step(smtp.mail(mail.sender), "the sender", whole_channel=True)
            self._step(smtp.rcpt(outgoing.recipient), "the recipient", to_one=True)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise UnavailableError(self._said(error)) from None
        try:
            self._step(smtp.data(content), "the message")
        except smtplib.SMTPDataError as error:  # DATA itself was refused
            self._step((error.smtp_code, error.smtp_error), "the message")
        except (smtplib.SMTPException, OSError) as error:
            # Nobody knows whether the server took it before the connection broke.
            self.close()
            raise UnavailableError(self._said(error), may_have_left=True) from None

    def close(self) -> None:
        """End the connection."""
        if self._smtp:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._smtp = None

    def _content(self, outgoing: Outgoing) -> bytes:
        """Return a message as it is sent; raises RefusedError for one that no mail can hold."""
        mail = self._mail
        try:
            return message_of(
                outgoing, sender=mail.sender, sender_name=mail.sender_name, reply_to=mail.reply_to
            ).as_bytes()
        except (ValueError, MessageError) as error:
            problem = f"it can't be written as a mail: {type(error).__name__}"
            raise RefusedError(problem) from error

    def _connect(self) -> smtplib.SMTP:
        mail = self._mail
        port = mail.port or _PORTS[mail.security]
        # The standard library would ask the resolver for this machine's name, which can take long.
        own_name = mail.sender.rpartition("@")[2]
        smtp: smtplib.SMTP | None = None
        try:
            if mail.security == "tls":
                smtp = smtplib.SMTP_SSL(
                    mail.server,
                    port,
                    local_hostname=own_name,
                    timeout=self._timeout,
                    context=ssl.create_default_context(),
                )
            else:
                smtp = smtplib.SMTP(
                    mail.server, port, local_hostname=own_name, timeout=self._timeout
                )
                if mail.security == "starttls":
                    smtp.starttls(context=ssl.create_default_context())
            if mail.user:
                if mail.security == "none" and not _is_this_machine(mail.server):
                    raise UnavailableError(
                        "the password is not sent without TLS: set security under [mail]"
                    )
                self._login(smtp)
            else:
                smtp.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            if smtp:
                smtp.close()
            raise UnavailableError(f"{mail.server}:{port}: {self._said(error)}") from None
        except UnavailableError:
            assert smtp is not None
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    def _login(self, smtp: smtplib.SMTP) -> None:
        user, password = self._mail.user, self._password
        if f"{user}{password}".isascii():
            smtp.login(user, password)
            return
        # The standard library only knows ASCII; PLAIN is UTF-8 by RFC 4616.
        smtp.ehlo_or_helo_if_needed()
        both = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
        code, words = smtp.docmd("AUTH", f"PLAIN {both}")
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, words)

    def _step(
        self,
        answer: tuple[int, bytes | str],
        what: str,
        *,
        whole_channel: bool = False,
        to_one: bool = False,
    ) -> None:
        """Raise what an answer of the server means, unless it is consent."""
        code, words = answer
        if 200 <= code < 300:
            return
        assert self._smtp is not None
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._smtp.rset()
        problem = self._clean(f"{what} was not accepted: {code} {_text(words)}")
        if whole_channel or code == 421:
            self.close()
            raise UnavailableError(problem)
        if to_one and is_bounce(code, _text(words)):
            raise BouncedError(problem)
        raise (RefusedError if code >= 500 else PostponedError)(problem)

    def _said(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            said = f"user or password is wrong: {error.smtp_code} {_text(error.smtp_error)}"
        elif isinstance(error, smtplib.SMTPResponseException):
            said = f"{error.smtp_code} {_text(error.smtp_error)}"
        elif isinstance(error, TimeoutError):
            said = "no answer in time"
        else:
            said = str(error) or type(error).__name__
        return self._clean(said)

    def _clean(self, words: str) -> str:
        """Return words without the password, should a server repeat it, and without controls."""
        if self._password:
            words = words.replace(self._password, "***")
        return " ".join(printable(words).split())[:_LONGEST_PROBLEM]


def is_bounce(code: int, words: str) -> bool:
    """Return whether an answer to a recipient means that there is no such address.

    A server that dislikes the sender, its network or the content refuses with 5xx too (5.7.1):
    that says nothing of the address, and would be said of every other one.
    """
    if code < 500:
        return False
    said = _ADDRESS.sub("", words.strip()[:_LONGEST_PROBLEM])
    if enhanced := _ENHANCED.match(said):
        return bool(_NO_MAILBOX.fullmatch(enhanced[0]))
    return (
        code in _NO_MAILBOX_CODES
        and bool(_NO_MAILBOX_WORDS.search(said) and _OF_MAILBOX.search(said))
        and not _OF_SENDER.search(said)
    )


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
