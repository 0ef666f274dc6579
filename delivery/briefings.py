"""The mail with an issue of a briefing, as it was frozen and as far as it may be shown now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery.outgoing import Outgoing, RefusedError
from documents import render
from newsdb.briefings import issues
from newsdb.briefings.journal import MissingError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.briefings.content import Briefing


def message(briefing: Briefing, name: str, recipient: str, *, at: datetime) -> Outgoing:
    """Return the mail with an issue to one recipient."""
    return Outgoing(
        name=name,
        recipient=recipient,
        subject=f"{briefing.title} #{briefing.number}",
        text=render(briefing, "txt").decode(),
        html=render(briefing, "mail").decode(),
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
