"""What each chat takes: how long a message may be, and how text is kept from acting.

A headline is written by others: in a chat it must call nobody (``@everyone``, ``<!channel>``),
lead nowhere by itself, and look like nothing but text. Lengths are those that the services
document, or less where Apprise counts in another way.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Name = Literal[
    "slack", "teams", "telegram", "line", "discord", "kakaowork", "ntfy", "matrix", "webhook"
]

#: A blank of no width: it shows nothing, and keeps what it stands in from being understood.
_NOTHING = "\u200b"

_MARKDOWN = re.compile(r"([\\`*_~|\[\]()>#])")
#: A dot in what programs take for a host's name: ``t.me``, ``example.kr``.
_DOT = re.compile(r"(?<=\w)\.(?=[A-Za-z]{2})")
#: A command of a bot: ``/start``.
_COMMAND = re.compile(r"(?<!\S)/(?=\w)")
#: What may stand in a link that we write; a mention (@), brackets and parentheses may not.
_IN_LINKS = "!#$%&'*+,/:;=?-._~"


def _characters(text: str) -> int:
    """Return the length as chats count it: in units of UTF-16, an emoji has two."""
    return len(text.encode("utf-16-le")) // 2


def _octets(text: str) -> int:
    return len(text.encode())


def _escaped(text: str) -> int:
    """Return the length of a text that is sent as HTML."""
    return _characters(html.escape(text))


@dataclass(frozen=True, slots=True)
class Service:
    """A chat; ``longest`` is in what ``length`` returns."""

    name: Name
    title: str
    longest: int
    length: Callable[[str], int] = _characters
    is_markdown: bool = False
    link: str = "{address}"
    has_paragraphs: bool = False  # the end of a line shows only between paragraphs

    def joined(self, lines: Iterable[str]) -> str:
        """Return a message of these lines."""
        if self.has_paragraphs:
            return "\n\n".join(line.strip() for line in lines if line)
        return "\n".join(lines)

    def plain(self, text: str) -> str:
        """Return a text of others on one line, such that this chat shows it and nothing more."""
        text = " ".join(without_controls(text).split())
        text = text.replace("@", f"@{_NOTHING}").replace("<", f"<{_NOTHING}")
        text = text.replace("://", f":{_NOTHING}//")
        text = _COMMAND.sub(f"/{_NOTHING}", _DOT.sub(f".{_NOTHING}", text))
        return _MARKDOWN.sub(r"\\\1", text) if self.is_markdown else text

    def linked(self, address: str, words: str) -> str:
        """Return an address as a link of this chat; ``words`` where it shows no addresses."""
        return self.link.format(address=quote(address, safe=_IN_LINKS), words=self.plain(words))

    def fits(self, text: str) -> bool:
        """Tell whether a text is no longer than one message may be."""
        return self.length(text) <= self.longest


#: By name. In brackets where a number comes from.
SERVICES: Mapping[str, Service] = {
    each.name: each
    for each in (
        # Longer ones are folded behind “Show more”, and cut at 40,000. (Slack, chat.postMessage)
        Service("slack", "Slack", 8000, _escaped),
        # Apprise sends no more to a workflow.
        Service(
            "teams",
            "Teams",
            1000,
            is_markdown=True,
            link="[{words}]({address})",
            has_paragraphs=True,
        ),
        # (Bot API, sendMessage: after entities, of which the escaped text has more)
        Service("telegram", "Telegram", 4096, _escaped),
        Service("line", "LINE", 5000),  # (Messaging API, text message)
        # Brackets keep a preview of each page away.
        Service("discord", "Discord", 2000, is_markdown=True, link="<{address}>"),
        Service("kakaowork", "KakaoWork", 500),  # (incoming webhook, text)
        Service("ntfy", "ntfy", 4000, _octets),  # longer ones become a file (message-size-limit)
        Service("matrix", "Matrix", 16000, _octets),  # an event may have 65,536 with all it holds
        Service("webhook", "Webhook", 32000),
    )
}
