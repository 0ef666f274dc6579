"""What hanil.toml may hold: a class for each of its tables, with defaults that work."""

from __future__ import annotations

import shlex
from datetime import date  # noqa: TC003 pydantic reads it
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    StringConstraints,
    field_validator,
    model_validator,
)

from newsdb import contact
from newsdb.records import Language  # noqa: TC001 pydantic reads it

#: A channel's name stands in commands and in message ids.
ChannelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]

UserName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]

#: A job's name is also its log file's, and stands in a crontab.
JobName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+$", max_length=64)]


class OutletConfiguration(BaseModel):
    """A user's settings for one outlet; they override its spider's own."""

    model_config = ConfigDict(extra="forbid")

    delay: float | None = Field(default=None, ge=1)  # seconds between two requests
    enabled: bool | None = None  # whether it is crawled; None: as its spider says
    schedule: str | None = None  # five cron fields in Asia/Seoul, days by name; "off" for none
    #: What may go to a machine translator, if the terms say something else than the spider.
    may_gloss: Literal["nothing", "headline", "sentence"] | None = None
    region: Literal["KR", "JP"] | None = None  # where the worker must be that crawls it


class JobConfiguration(BaseModel):
    """A command that the scheduler also runs, or another schedule for one it already knows."""

    model_config = ConfigDict(extra="forbid")

    schedule: str  # in the same form as an outlet's
    command: str | None = None  # what follows ``scrapy`` on the command line

    @field_validator("command")
    @classmethod
    def _has_words(cls, command: str | None) -> str | None:
        """Refuse a command that no shell could take apart, and one without a word."""
        if command is not None and not shlex.split(command):
            raise ValueError("it is empty")
        return command


class SchedulerConfiguration(BaseModel):
    """How the scheduler runs the jobs that are due."""

    model_config = ConfigDict(extra="forbid")

    parallel: int | None = Field(default=None, ge=1, le=64)  # runs at once; by the machine
    follow_rhythm: bool = True  # ask outlets when they publish, not by their spiders' schedules
    timeout: float = Field(default=50 * 60, gt=0)  # seconds; longer than the crawl's own limit
    grace: float = Field(default=60, gt=0)  # seconds between SIGTERM and SIGKILL


class BackupConfiguration(BaseModel):
    """Where backups go, and how many of each age stay."""

    model_config = ConfigDict(extra="forbid")

    to: Path = Path("backups")  # relative to the database's folder; another disk is better
    daily: int = Field(default=7, ge=1)
    weekly: int = Field(default=5, ge=0)
    monthly: int = Field(default=12, ge=0)


class KeepConfiguration(BaseModel):
    """How long texts are kept that nobody and no rule found relevant."""

    model_config = ConfigDict(extra="forbid")

    irrelevant_days: int = Field(default=0, ge=0)  # 0 keeps them for good


class ArchiveConfiguration(BaseModel):
    """Whether and where pages are kept as they were sent."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool = True
    folder: Path | None = None  # beside the database unless this says otherwise


def _is_parsed(address: str) -> str:
    """Refuse what no mail header can hold, like two dots in a row."""
    # Most of those who read the configuration need no parser of mail.
    from email.errors import MessageError  # noqa: PLC0415
    from email.headerregistry import Address as MailAddress  # noqa: PLC0415

    try:
        MailAddress(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise ValueError("it is not an address that a mail can be sent to") from None
    return address


#: An address as mail servers take it everywhere. The domain of an international one is written in
#: Punycode; a Hangul or Kana name before the @ can't be relied on to arrive.
Address = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$", max_length=254
    ),
    AfterValidator(_is_parsed),
]


#: Where an outlet can reach whoever runs this.
Contact = Annotated[str, AfterValidator(contact.checked)]


class MailConfiguration(BaseModel):
    """The mail server; its password is in HANIL_MAIL_PASSWORD or in ``password_file``."""

    model_config = ConfigDict(extra="forbid")

    server: str = Field(min_length=1, max_length=253, pattern=r"^[\w.:-]+$")
    port: int | None = Field(default=None, ge=1, le=65535)  # by default that of ``security``
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = Field(default="", max_length=254)
    password_file: Path | None = None  # that only its owner may read
    sender: Address
    sender_name: str = Field(default="", max_length=100)
    reply_to: Address | None = None


#: The chats that a channel can lead to.
Chat = Literal[
    "slack", "teams", "telegram", "line", "discord", "kakaowork", "ntfy", "matrix", "webhook"
]


class ChannelConfiguration(BaseModel):
    """A way to the readers: mail, a room of a chat, or a folder for pages (an intranet).

    A chat's address is a secret: it is in ``HANIL_CHANNEL_NAME_URL`` or in ``url_file``, the key
    that signs a webhook's messages in ``HANIL_CHANNEL_NAME_SECRET`` or in ``secret_file``.
    """

    model_config = ConfigDict(extra="forbid")

    to: list[Address] = Field(default=[], max_length=200)
    readers: bool = False  # mail to whom subscriptions name, once they have confirmed it
    folder: Path | None = None
    chat: Chat | None = None
    url_file: Path | None = None  # these two: that only its owner may read
    secret_file: Path | None = None

    @property
    def is_mail(self) -> bool:
        """Whether it leads to addresses."""
        return bool(self.to) or self.readers

    @property
    def named(self) -> tuple[str, ...]:
        """To whom a message without a subscription goes: addresses, or the one room of a chat.

        A room has no address. Nothing goes to a folder, where nobody looks after it later.
        """
        return ("",) if self.chat else tuple(self.to)

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        """Refuse a channel that leads nowhere, or two ways at once."""
        if self.is_mail + bool(self.folder) + bool(self.chat) != 1:
            raise ValueError(
                'name either addresses (to = ["..."], readers = true), a chat or a folder'
            )
        if (self.url_file and not self.chat) or (self.secret_file and self.chat != "webhook"):
            raise ValueError('url_file is for a chat, secret_file for chat = "webhook"')
        return self


class AlarmsConfiguration(BaseModel):
    """Who is told when collecting stops or fails, and when it has recovered."""

    model_config = ConfigDict(extra="forbid")

    channel: str
    language: Literal["en", "ko", "ja"] = "en"
    heartbeat_file: Path | None = None  # holds an address, asked after every pass of delivery


class LicenceConfiguration(BaseModel):
    """A licence bought from an outlet: briefings may have its texts, until the last day."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(min_length=1, max_length=100)  # the colophon names it
    until: date  # included


class AssistantsConfiguration(BaseModel):
    """Whether assistants may read through the desk (MCP), and how much."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool = False
    calls_a_minute: int = Field(default=60, ge=1, le=6000)  # of each token
    #: Outlets whose terms let whole texts be passed on to a third party; all others: excerpts.
    whole_texts_of: list[str] = Field(default=[], max_length=500)


class GlossConfiguration(BaseModel):
    """Which engine glosses headlines, into which languages, and how much of it a month.

    Its key is in ``HANIL_GLOSS_KEY`` or in ``key_file``; Papago's has two halves, ``ID:KEY``.
    """

    model_config = ConfigDict(extra="forbid")

    engine: Literal["off", "chat", "deepl", "papago"] = "off"
    into: list[Language] = Field(default=["ko", "ja"], max_length=3)
    url: str = Field(default="", pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$", max_length=500)
    model: str = Field(default="", max_length=100)  # of the engine chat
    key_file: Path | None = None
    characters_a_month: int = Field(default=400_000, ge=0)  # of the texts, as engines count
    timeout: float = Field(default=30, gt=0, le=300)  # seconds of a request

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        """Refuse an engine that can't be asked."""
        if self.engine == "chat" and not (self.url and self.model):
            raise ValueError(
                'engine = "chat" needs url (up to /v1, as http://localhost:11434/v1) and model'
            )
        if self.engine != "off" and not self.into:
            raise ValueError("into names the languages of those who read")
        return self


class SectionConfiguration(BaseModel):
    """A section of new briefings, and the tags and concepts that lead a story into it."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=100)
    tags: list[str] = []
    concepts: list[str] = []  # ids of the watch list's


class BriefingConfiguration(BaseModel):
    """The template of new briefings."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(default="", max_length=200)
    language: Literal["ko", "ja", "en"] = "ko"
    sections: list[SectionConfiguration] = Field(default=[], max_length=30)
    boilerplate: str = Field(default="", max_length=4000)  # at the end
    logo: Path | None = None  # a PNG


class UserConfiguration(BaseModel):
    """A user who may sign in to the desk; ``make user`` prints such an entry."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["reader", "analyst", "admin"]
    password_hash: str = Field(default="", pattern=r"^(pbkdf2_sha256\$\d+\$[^$]+\$[^$]+)?$")


class Configuration(BaseModel):
    """The settings of hanil.toml; each has a working default."""

    model_config = ConfigDict(extra="forbid")

    contact: Contact = ""  # where an outlet can reach whoever runs this
    database: Path = Path("data/news.db")
    watchlist: Path | None = None  # the user's own list, layered over the shipped one
    private_addresses_allowed: list[IPvAnyNetwork] = []  # that a crawl may ask: an intranet
    site_limit: int = Field(default=1000, ge=1)  # new articles of one ``scrapy crawl site``
    outlets: dict[str, OutletConfiguration] = Field(default_factory=dict)
    scheduler: SchedulerConfiguration = Field(default_factory=SchedulerConfiguration)
    keep: KeepConfiguration = Field(default_factory=KeepConfiguration)
    jobs: dict[JobName, JobConfiguration] = Field(default_factory=dict)
    archive: ArchiveConfiguration = Field(default_factory=ArchiveConfiguration)
    backup: BackupConfiguration = Field(default_factory=BackupConfiguration)
    https: bool = False  # the desk is behind a proxy that speaks TLS: cookies only over HTTPS
    desk: str = Field(
        default="", pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$"
    )  # for links to it
    mail: MailConfiguration | None = None
    channels: dict[ChannelName, ChannelConfiguration] = Field(default_factory=dict)
    alarms: AlarmsConfiguration | None = None
    briefing: BriefingConfiguration = Field(default_factory=BriefingConfiguration)
    licences: dict[str, LicenceConfiguration] = Field(default_factory=dict)  # by outlet
    assistants: AssistantsConfiguration = Field(default_factory=AssistantsConfiguration)
    gloss: GlossConfiguration = Field(default_factory=GlossConfiguration)
    users: dict[UserName, UserConfiguration] = Field(default_factory=dict)
