"""The message with which a channel is tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery.messages import words_of
from delivery.outgoing import Outgoing
from delivery.rendering import render

if TYPE_CHECKING:
    from datetime import datetime


def trial_message(channel: str, recipient: str, *, language: str, at: datetime) -> Outgoing:
    """Return a test message for a recipient of a channel."""
    words = words_of(language)
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
    return Outgoing(
        name=f"test-{channel}-{at:%Y%m%d-%H%M%S}",
        recipient=recipient,
        subject=made.subject,
        text=made.text,
        html=made.html,
        language=language,
        at=at,
    )
