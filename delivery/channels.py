"""Channels: the ways to readers that hanil.toml names, with their secrets from elsewhere."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Protocol

from delivery.chats.channel import ChatChannel, Worker
from delivery.chats.services import SERVICES
from delivery.chats.webhook import WebhookChannel
from delivery.outgoing import UnavailableError
from delivery.smtp import MailServer
from newsdb.configuration import ConfigurationError
from newsdb.secret_files import secret_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from delivery.outgoing import Outgoing
    from newsdb.configuration.model import ChannelConfiguration, Configuration, MailConfiguration

PASSWORD = "HANIL_MAIL_PASSWORD"  # noqa: S105 a variable's name


class Channel(Protocol):
    """A way to some readers."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who gets a message of their own: addresses, or one that is empty."""

    @property
    def is_chat(self) -> bool:
        """Whether nothing tells a message that comes twice from two."""

    @property
    def is_mail(self) -> bool:
        """Whether its messages go to addresses, which can be added to, and unsubscribe."""

    def send(self, outgoing: Outgoing) -> None:
        """Send a message; raises the errors of ``delivery.outgoing``."""

    def close(self) -> None:
        """End what is open."""


class MailChannel:
    """Mail to a list of addresses; several channels may share a server's connection."""

    is_chat = False
    is_mail = True

    def __init__(self, server: MailServer, recipients: tuple[str, ...]) -> None:
        self._server = server
        self.recipients = recipients

    def send(self, outgoing: Outgoing) -> None:
        """Send a message; raises the errors of ``delivery.outgoing``."""
        self._server.send(outgoing)

    def close(self) -> None:
        """End the connection."""
        self._server.close()


class FolderChannel:
    """Pages in a folder, for an intranet; writing one again changes nothing."""

    recipients = ("",)
    is_chat = False
    is_mail = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, outgoing: Outgoing) -> None:
        """Write a page under the message's name; raises UnavailableError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_page(self._folder / page_name(outgoing.name), outgoing.html)
        except OSError as error:
            raise UnavailableError(f"{self._folder}: {error.strerror}") from None

    def close(self) -> None:
        """Do nothing: no file stays open."""


class UnusableChat:
    """A chat without its secret: what is sent to it waits."""

    recipients = ("",)
    is_chat = True
    is_mail = False

    def __init__(self, problem: str) -> None:
        self._problem = problem

    def send(self, outgoing: Outgoing) -> None:
        """Raise UnavailableError."""
        raise UnavailableError(self._problem)

    def close(self) -> None:
        """Do nothing."""


def write_page(path: Path, html: str) -> None:
    """Write a page whole or not at all; raises OSError."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(html, encoding="utf-8")
    fresh.replace(path)


def channels_of(
    configuration: Configuration, environment: Mapping[str, str] | None = None
) -> dict[str, Channel]:
    """Return the configured channels by name.

    Raises ConfigurationError for the mail server's missing secret; a chat's is told when used.
    """
    found: dict[str, Channel] = {}
    server: MailServer | None = None
    worker = Worker()
    for name, each in configuration.channels.items():
        if each.folder:
            found[name] = FolderChannel(each.folder)
            continue
        if each.chat:
            try:
                found[name] = _chat(name, each, worker, environment)
            except ConfigurationError as error:  # others go on; this one becomes an alarm
                found[name] = UnusableChat(str(error))
            continue
        mail = configuration.mail
        assert mail is not None  # the configuration was checked
        server = server or MailServer(mail, password=password_of(mail, environment))
        found[name] = MailChannel(server, tuple(dict.fromkeys(each.to)))
    return found


def password_of(mail: MailConfiguration, environment: Mapping[str, str] | None = None) -> str:
    """Return the mail server's password, from the environment or its file.

    Raises ConfigurationError where there is none, or others may read the file; the message never
    holds the password.
    """
    if not mail.user:
        return ""
    if password := (os.environ if environment is None else environment).get(PASSWORD):
        return password
    file = mail.password_file
    if file is None:
        raise ConfigurationError(
            f"[mail] has a user but no password: set {PASSWORD}, or name a password_file that only"
            " its owner may read"
        )
    return secret_in(file)


def page_name(name: str) -> str:
    """Return the name of the file that holds a message's page."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:100] + ".html"


def _chat(
    name: str, each: ChannelConfiguration, worker: Worker, environment: Mapping[str, str] | None
) -> Channel:
    variables = os.environ if environment is None else environment
    variable = f"HANIL_CHANNEL_{name.upper().replace('-', '_')}"
    assert each.chat is not None
    url = variables.get(f"{variable}_URL") or (secret_in(each.url_file) if each.url_file else "")
    if not url:
        raise ConfigurationError(
            f"“channels.{name}” has no address: set {variable}_URL, or name a url_file that only"
            " its owner may read"
        )
    if each.chat != "webhook":
        return ChatChannel(SERVICES[each.chat], url, worker)
    secret = variables.get(f"{variable}_SECRET") or ""
    if not secret and each.secret_file:
        secret = secret_in(each.secret_file)
    return WebhookChannel(url, secret=secret)
