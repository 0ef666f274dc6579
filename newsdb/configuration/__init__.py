"""hanil.toml and the HANIL_* environment variables: read once, validated, with readable errors.

In the lowest layer because the crawl, the scheduler and the desk all read it.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from newsdb import contact
from newsdb.configuration.model import Address, Configuration
from newsdb.invocation import typed

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The folder with all packages; in a checkout also that of hanil.toml.
ROOT = Path(__file__).resolve().parents[2]


class ConfigurationError(Exception):
    """The configuration can't be used; the message says where and why."""


def mail_address(text: str) -> str:
    """Return an address that mail can be sent to, its domain in small letters.

    Raises ConfigurationError.
    """
    try:
        checked: str = TypeAdapter(Address).validate_python(text.strip())
    except ValidationError:
        raise ConfigurationError("it is not an address that a mail can be sent to") from None
    name, _, domain = checked.rpartition("@")
    return f"{name}@{domain.lower()}"


def home() -> Path:
    """Return the configuration's folder: what an installation has of its own lies in it."""
    return file_of().absolute().parent


def demo_database(root: Path | None = None) -> Path:
    """Return where the demo's database is: below ``root``, by default beside hanil.toml."""
    return (root or home()) / "data" / "demo.db"


def file_of(environment: Mapping[str, str] | None = None) -> Path:
    """Return where the configuration is: HANIL_CONFIG's file, else hanil.toml beside the code."""
    named = (os.environ if environment is None else environment).get("HANIL_CONFIG")
    return Path(named) if named else ROOT / "hanil.toml"


class _Kept:
    """What a process reads that goes on after a fault in the file, as the desk does."""

    last_good: Configuration | None = None
    fault = ""


def load(environment: Mapping[str, str] | None = None) -> Configuration:
    """Return the settings of hanil.toml (or the file in HANIL_CONFIG), overridden by HANIL_*.

    Paths in the file are relative to it; a missing hanil.toml means the defaults, a missing
    HANIL_CONFIG file is an error, and so is none outside a checkout. Raises ConfigurationError,
    unless the process goes on after faults.
    """
    try:
        found, fault = _read(environment), ""
    except ConfigurationError as error:
        if environment is not None or _Kept.last_good is None:
            raise
        found, fault = _Kept.last_good, str(error)
    if environment is None and _Kept.last_good is not None:
        _Kept.last_good, _Kept.fault = found, fault
    return found


def go_on_after_faults(*, on: bool = True) -> None:
    """Let this process use what it read last while the file has a fault.

    Raises ConfigurationError if it has one now: who may sign in, and to what, must be known.
    """
    _Kept.last_good = None
    _Kept.last_good = load() if on else None


def fault_now() -> str:
    """Return what is wrong with the file at the moment in a process that goes on; else nothing."""
    if _Kept.last_good is None:
        return ""
    load()
    return _Kept.fault


def _read(environment: Mapping[str, str] | None) -> Configuration:
    environment = os.environ if environment is None else environment
    file = file_of(environment)
    if not environment.get("HANIL_CONFIG") and not (ROOT / "scrapy.cfg").exists():
        # Else the database of an installed package would lie among its code.
        raise ConfigurationError(
            "no configuration is named: work in a folder that “hanil init DIR” has made, or name a"
            " hanil.toml in HANIL_CONFIG"
        )
    values: dict[str, object] = {}
    if environment.get("HANIL_CONFIG") or file.exists():
        try:
            # Windows' editors begin a file with a mark of its encoding.
            values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise ConfigurationError(f"{file} can't be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ConfigurationError(f"{file}, line {line}: it is not UTF-8 text") from error
        except (ValueError, RecursionError) as error:
            raise ConfigurationError(f"{file} is not valid TOML: {error}") from error
    try:
        configuration = Configuration.model_validate(values)
    except ValidationError as error:
        problems = "; ".join(_problem(each["loc"], each["msg"]) for each in error.errors())
        raise ConfigurationError(f"{file}: {problems}") from error
    _resolve_paths(configuration, file)
    _resolve_channels(configuration, file)
    _override(configuration, environment)
    for name, user in configuration.users.items():
        variable = f"HANIL_PASSWORD_HASH_{name.upper().replace('-', '_')}"
        user.password_hash = environment.get(variable) or user.password_hash
        if not user.password_hash:
            raise ConfigurationError(
                f"{file}: “users.{name}” has no password_hash, nor is there {variable}:"
                f" “{typed('user')}” makes one"
            )
    return configuration


def _override(configuration: Configuration, environment: Mapping[str, str]) -> None:
    """Let the environment override the file; raises ConfigurationError."""
    if named := environment.get("HANIL_CONTACT"):
        try:
            configuration.contact = contact.checked(named)
        except ValueError as error:
            raise ConfigurationError(f"HANIL_CONTACT={named}: {error}") from None
    if database := environment.get("HANIL_DATABASE"):
        configuration.database = Path(database).absolute()
    if watchlist := environment.get("HANIL_WATCHLIST"):
        configuration.watchlist = Path(watchlist).absolute()


def _resolve_paths(configuration: Configuration, file: Path) -> None:
    """Make paths absolute that are relative to the file."""
    configuration.database = file.parent / configuration.database
    if configuration.watchlist:
        configuration.watchlist = file.parent / configuration.watchlist
    if configuration.archive.folder:
        configuration.archive.folder = file.parent / configuration.archive.folder
    if configuration.gloss.key_file:
        configuration.gloss.key_file = file.parent / configuration.gloss.key_file
    if configuration.briefing.logo:
        configuration.briefing.logo = file.parent / configuration.briefing.logo


def _resolve_channels(configuration: Configuration, file: Path) -> None:
    """Make the paths of channels absolute; raises ConfigurationError for what is missing."""
    if configuration.mail and configuration.mail.password_file:
        configuration.mail.password_file = file.parent / configuration.mail.password_file
    for name, channel in configuration.channels.items():
        for field in ("folder", "url_file", "secret_file"):
            if path := getattr(channel, field):
                setattr(channel, field, file.parent / path)
        if channel.is_mail and configuration.mail is None:
            raise ConfigurationError(
                f"{file}: “channels.{name}” is for mail, but there is no [mail] with a server"
            )
    alarms = configuration.alarms
    if alarms and alarms.heartbeat_file:
        alarms.heartbeat_file = file.parent / alarms.heartbeat_file
    if alarms and alarms.channel not in configuration.channels:
        known = ", ".join(sorted(configuration.channels)) or "none"
        raise ConfigurationError(
            f"{file}: “alarms.channel”: there is no channel {alarms.channel} (known: {known})"
        )

    told = configuration.channels[alarms.channel] if alarms else None
    if told and told.readers and not told.to:
        raise ConfigurationError(
            f"{file}: “alarms.channel”: {alarms.channel if alarms else ''} names no address (to ="
            " [...]), and nobody subscribes to alarms"
        )


def _problem(location: tuple[int | str, ...], message: str) -> str:
    name = ".".join(map(str, location))
    if message.startswith("Extra inputs"):
        known = ", ".join(sorted(Configuration.model_fields))
        return f"“{name}” is not a name this project knows (known: {known})"
    return f"“{name}”: {message[:1].lower()}{message[1:]}"
