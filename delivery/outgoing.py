"""A message that is ready to leave, and the ways in which sending it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from newsdb.delivery.pages import Quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is said to one recipient.

    ``name`` tells it from all other messages of the channel, in ASCII: attempts to send one
    message have one name, so that who gets it twice can see that. Messages of one ``thread`` are
    shown together.
    """

    name: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    at: datetime
    thread: str | None = None
    list_name: str | None = None  # the subscription's, which can be unsubscribed
    unsubscribe: str = ""  # the address that ends it, where the desk has one
    quoted: tuple[Quoted, ...] = ()  # the articles that a page quotes


class DeliveryError(Exception):
    """A message was not delivered; the words hold no secret."""


class RefusedError(DeliveryError):
    """This message or recipient is refused for good; others may be accepted."""


class BouncedError(RefusedError):
    """The recipient's address is refused for good: no other message to it will be accepted."""


class PostponedError(DeliveryError):
    """This message is not accepted now; others may be."""


class UnavailableError(DeliveryError):
    """The channel can't be used at present.

    ``may_have_left``: it broke off near the end. ``is_refusal``: this message may be what is
    refused, so that it is given up after days. ``retry_after``: seconds that the service asks for.
    """

    def __init__(
        self,
        message: str,
        *,
        may_have_left: bool = False,
        is_refusal: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.may_have_left = may_have_left
        self.is_refusal = is_refusal
        self.retry_after = retry_after


class UncertainError(DeliveryError):
    """Nobody knows whether the message arrived, and a second one could not be told from it."""
