"""The mail that asks an address whether it wants a subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery.outgoing import Outgoing
from delivery.rendering import render
from translations.domains import DELIVERY

if TYPE_CHECKING:
    from newsdb.delivery.links import Links
    from newsdb.delivery.outbox import Queued
    from newsdb.delivery.recipients import Recipient
    from newsdb.delivery.subscriptions import Subscription


def message(
    recipient: Recipient, subscription: Subscription, row: Queued, *, links: Links | None
) -> Outgoing:
    """Return the mail that asks a recipient to confirm: by a link, else by an answer.

    It tells nothing of any story: nobody has said yet that it is wanted.
    """
    words = DELIVERY.translator(recipient.language)
    address = links.confirm(recipient) if links else ""
    asked = words("confirm_asked", name=subscription.name)
    how = words("confirm_link" if address else "confirm_answer")
    page = {
        "language": recipient.language,
        "subject": words(
            "subject_alert",
            name=words("name"),
            title=words("confirm_title", name=subscription.name),
        ),
        "name": words("name"),
        "kind": words("confirm_kind"),
        "title": words("confirm_title", name=subscription.name),
        "preview": asked,
        "summary": [asked, how],
        "notices": [],
        "foot": [words("confirm_ignore")],
        "stop": words("confirm_here") if address else "",
        "stop_at": address,
    }
    made = render("notice", page)
    return Outgoing(
        name=row.key,
        recipient=recipient.address,
        subject=made.subject,
        text=made.text,
        html=made.html,
        language=recipient.language,
        at=row.created_at,
    )
