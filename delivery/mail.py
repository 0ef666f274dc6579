"""An e-mail as mail programs take it: headers folded right, plain text beside HTML."""

from __future__ import annotations

import hashlib
import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from newsdb.records import KST
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from delivery.outgoing import Outgoing

#: A subject is one line on a telephone; the rest of a longer one is not read.
LONGEST_SUBJECT = 150


class MailPolicy(EmailPolicy):
    """Folds headers right where the standard library's policy does not, up to Python 3.12.

    That one encodes a long ``List-Unsubscribe`` (which then does nothing), takes the quotes off a
    long name with commas (which is then read as several addresses), and drops a blank where a
    subject of Hangul and Latin letters is folded.
    """

    def fold(self, name: str, value: Any) -> str:
        """Return a header as its lines, in ASCII."""
        end, low = self.linesep, name.lower()
        addresses = getattr(value, "addresses", None)
        if addresses is not None:
            written = f",{end} ".join(_address(name, each, end) for each in addresses)
            return f"{name}: {written}{end}"
        # The standard library has decoded encoded words, which may hide line breaks.
        text = one_line(str(value))
        if low == "subject":
            charset = "us-ascii" if text.isascii() else "utf-8"
            encoded = Header(text, charset, header_name=name).encode(linesep=end)
            return f"{name}: {encoded}{end}"
        if low.startswith("list-") or low in {"message-id", "references", "in-reply-to"}:
            folded = re.sub(r"(?<=>),? ", lambda found: found[0].rstrip() + end + " ", text)
            return f"{name}: {folded}{end}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as its lines, in ASCII."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


#: Bodies in base64: not every server takes eight bits.
POLICY = MailPolicy(linesep="\r\n", cte_type="7bit")


def message_of(
    outgoing: Outgoing, *, sender: str, sender_name: str = "", reply_to: str | None = None
) -> EmailMessage:
    """Return a message as an e-mail; the same one always has the same Message-ID."""
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(one_line(sender_name), addr_spec=sender)
    message["To"] = Address(addr_spec=outgoing.recipient)
    if reply_to:
        message["Reply-To"] = Address(addr_spec=reply_to)
    message["Subject"] = one_line(outgoing.subject)[:LONGEST_SUBJECT]
    message["Date"] = outgoing.at.astimezone(KST)
    message["Message-ID"] = f"<{outgoing.name}-{_hash(outgoing.recipient)}@{domain}>"
    if outgoing.thread:
        # Of a week's messages all refer to one that was never sent, so that the first to arrive
        # needs no other.
        root = f"<{outgoing.thread}-{_hash(outgoing.recipient)}@{domain}>"
        message["In-Reply-To"] = root
        message["References"] = root
    message["Auto-Submitted"] = "auto-generated"
    if outgoing.list_name:
        message["List-Id"] = f"<{_word(outgoing.list_name)}.{domain}>"
        subject = quote(f"unsubscribe {outgoing.list_name}", safe="")
        ways = [f"<mailto:{reply_to or sender}?subject={subject}>"]
        # RFC 8058 wants https; mail programs then end it by one press. What may be wrong in our
        # address would be wrong in a header that they act upon.
        if outgoing.unsubscribe.startswith("https://") and outgoing.unsubscribe.isascii():
            ways.insert(0, f"<{outgoing.unsubscribe}>")
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["List-Unsubscribe"] = ", ".join(ways)
    message["Content-Language"] = outgoing.language
    message.set_content(outgoing.text)
    message.add_alternative(outgoing.html, subtype="html")
    return message


def one_line(text: str) -> str:
    """Return a text on one line, as a header takes it: nothing in it is an encoded word."""
    return " ".join(without_controls(text).replace("=?", "= ?").split())


def _address(name: str, address: Address, end: str) -> str:
    shown = address.display_name
    if not shown:
        return address.addr_spec
    if shown.isascii():
        escaped = shown.replace("\\", r"\\").replace('"', r"\"")
        # A folded blank of a quoted string is read as that blank.
        written = f"{end} ".join(wrap(f'"{escaped}"', 70, break_long_words=False))
    else:
        written = Header(shown, "utf-8", header_name=name).encode(linesep=end)
    return f"{written}{end} <{address.addr_spec}>"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _word(text: str) -> str:
    """Return a name as part of a host's name: a Korean or Japanese one as its hash."""
    plain = re.sub(r"[^a-z0-9-]+", "-", text.lower()).strip("-")
    return plain if text.isascii() and plain else _hash(text)
