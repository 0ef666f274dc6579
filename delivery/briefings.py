"""The message with an issue of a briefing, as it was frozen and as far as it may be shown now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery.chats import texts
from delivery.chats.services import SERVICES
from delivery.outgoing import Outgoing, RefusedError
from documents import render
from documents.composing import document_of
from newsdb.briefings import issues
from newsdb.briefings.journal import MissingError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from delivery.chats.services import Name
    from newsdb.briefings.content import Briefing


def message(
    briefing: Briefing,
    name: str,
    recipient: str,
    *,
    at: datetime,
    chat: Name | None = None,
    desk: str = "",
) -> Outgoing:
    """Return the mail with an issue to one recipient, or the message to a ``chat``.

    A chat gets what fits into one message, with a link to the issue at the ``desk``.
    """
    if chat:
        address = f"{desk}/-/briefing/{briefing.number}" if desk else ""
        text, html = texts.issue(document_of(briefing), SERVICES[chat], address), ""
    else:
        text, html = render(briefing, "txt").decode(), render(briefing, "mail").decode()
    return Outgoing(
        name=name,
        recipient=recipient,
        subject=f"{briefing.title} #{briefing.number}",
        text=text,
        html=html,
        language=briefing.language,
        at=at,
        thread="briefings",
    )


def read(db: Database, number: int, *, at: datetime) -> Briefing:
    """Return an issue as it may be shown at ``at``; raises RefusedError if there is none."""
    try:
        return issues.read(db, number, at=at).briefing
    except MissingError as error:
        raise RefusedError(str(error)) from error
