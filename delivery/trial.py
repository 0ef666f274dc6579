"""The message with which a channel is tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery.chats import texts
from delivery.chats.services import SERVICES
from delivery.outgoing import Outgoing
from delivery.rendering import Rendered, render
from translations.domains import DELIVERY

if TYPE_CHECKING:
    from datetime import datetime

    from newsdb.configuration.model import Chat


def trial_message(
    channel: str, recipient: str, *, language: str, at: datetime, chat: Chat | None = None
) -> Outgoing:
    """Return a test message for a recipient of a channel, which may be a ``chat``."""
    words = DELIVERY.translator(language)
    said = words("test_text", channel=channel)
    page = {
        "language": language,
        "subject": words("subject_alert", name=words("name"), title=words("test")),
        "name": words("name"),
        "kind": words("test"),
        "title": words("test"),
        "preview": said,
        "summary": [said],
        "notices": [],
        "foot": [words("zone")],
    }
    made = render("notice", page)
    if chat:
        made = Rendered(made.subject, texts.notice(page, SERVICES[chat], language), "")
    return Outgoing(
        name=f"test-{channel}-{at:%Y%m%d-%H%M%S}",
        recipient=recipient,
        subject=made.subject,
        text=made.text,
        html=made.html,
        language=language,
        at=at,
    )
