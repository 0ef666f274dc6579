"""Passes of delivery and digests by hand, for the commands that make them."""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from browse.permissions import secret_of
from commands.common.delivery import (
    configured_channels,
    moment_of,
    named_channel,
    saved_filter,
    send_to_all,
)
from delivery import folders
from delivery.channels import page_name, write_page
from delivery.chats import texts
from delivery.chats.services import SERVICES
from delivery.outgoing import Outgoing
from delivery.passes import deliver, only_sender
from delivery.preview import digest_of
from delivery.rendering import LARGEST_HTML, Reader, digest_message
from delivery.writing import section_names
from newsdb.configuration import ConfigurationError
from newsdb.database import now
from newsdb.delivery import pages
from newsdb.delivery.links import Links
from watchlist import WatchListError
from watchlist.search_names import names

if TYPE_CHECKING:
    import argparse

    from sqlite_utils import Database

    from delivery.rendering import Rendered
    from newsdb.configuration.model import Configuration


def deliver_now(db: Database, configuration: Configuration, database: str) -> str:
    """Make a pass of delivery, unless another process is at it; return what it did.

    Raises UsageError for a configuration or watch list that can't be used.
    """
    logging.getLogger("delivery").setLevel(logging.INFO)
    channels = configured_channels(configuration)
    try:
        with only_sender(Path(database)) as is_ours:
            if not is_ours:
                return "Another process is sending; nothing to do."
            links = Links(secret_of(Path(database)), configuration.desk)
            passed = deliver(db, configuration, channels, at=now(), links=links)
    except (ConfigurationError, WatchListError) as error:
        raise UsageError(str(error), print_help=False) from None
    said = ", ".join(f"{number} {what}" for what, number in sorted(passed.messages.items()))
    due = "1 subscription" if passed.served == 1 else f"{passed.served} subscriptions"
    return f"{due} due; {said or 'nothing to send'}"


def digest_by_hand(db: Database, configuration: Configuration, opts: argparse.Namespace) -> bool:
    """Make the digest that options describe and print, write or send it; return whether it left.

    Raises UsageError for options that make no sense.
    """
    at = now()
    until = moment_of("--until", opts.until) if opts.until else at
    since = moment_of("--since", opts.since) if opts.since else until - timedelta(days=1)
    if since >= until:
        raise UsageError("--since must be before --until", print_help=False)
    is_file = bool(opts.to) and (opts.to.endswith((".html", ".txt")) or "/" in opts.to)
    if opts.to and not is_file:
        named_channel(configuration, opts.to)
    filters = saved_filter(db, opts.filter) if opts.filter else ""
    try:
        digest = digest_of(db, filters, since=since, until=until, at=at, names=names)
    except (ConfigurationError, WatchListError) as error:
        raise UsageError(str(error), print_help=False) from None
    concepts = section_names(opts.language) if opts.sections == "concept" else None
    reader = Reader(opts.language, configuration.desk, sections=opts.sections, concepts=concepts)
    made = digest_message(digest, reader, largest=None if is_file else LARGEST_HTML)
    if not opts.to or opts.dry_run:
        sys.stdout.write(f"{made.subject}\n\n{made.text}")
        return True
    if is_file:
        return _written(Path(opts.to), made)
    channel = configured_channels(configuration)[opts.to]
    name = f"digest-{at:%Y%m%d-%H%M%S}"
    settings = configuration.channels[opts.to]
    if settings.chat:
        made = texts.digest_message(digest, reader, SERVICES[settings.chat])
    elif settings.folder:  # this page too has to obey later what may be shown then
        folder = folders.prepare(db, digest, at=at)
        made = digest_message(digest, reader, marks=folder.marks)
        pages.note(db, opts.to, page_name(name), folder.quoted)
    problem = send_to_all(
        channel,
        opts.to,
        lambda recipient: Outgoing(
            name=name,
            recipient=recipient,
            subject=made.subject,
            text=made.text,
            html=made.html,
            language=opts.language,
            at=at,
        ),
    )
    return not problem


def _written(path: Path, made: Rendered) -> bool:
    try:
        write_page(path, made.text if path.suffix == ".txt" else made.html)
    except OSError as error:
        sys.stderr.write(f"{path}: {error.strerror}\n")
        return False
    sys.stdout.write(f"{path}: {made.subject}\n")
    return True
