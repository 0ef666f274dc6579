"""A webhook for programs: JSON, signed, with an id by which a second delivery is known.

It is our own rather than Apprise's, which signs nothing and has no id. A receiver computes
HMAC-SHA256 of ``TIMESTAMP.BODY`` with the shared secret, and compares it with the header
``X-Hanil-Signature: t=TIMESTAMP,sha256=HEX``.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from delivery.chats.channel import raise_unless_sent
from delivery.chats.worker import Seen, outcome_of
from newsdb.configuration import ConfigurationError
from newsdb.database import now

if TYPE_CHECKING:
    from delivery.outgoing import Outgoing

#: Seconds to wait for an answer.
TIMEOUT = 20.0


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing: the address is the one that hanil.toml names."""


class WebhookChannel:
    """An address that takes each message as JSON."""

    recipients = ("",)
    is_chat = True
    is_mail = False

    def __init__(self, url: str, *, secret: str = "", timeout: float = TIMEOUT) -> None:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise ConfigurationError("a webhook's address must begin with https:// or http://")
        self._url, self._secret, self._timeout = url, secret, timeout

    def send(self, outgoing: Outgoing) -> None:
        """Send a message; raises the errors of ``delivery.outgoing``."""
        body = json.dumps(
            {
                "id": outgoing.name,
                "subject": outgoing.subject,
                "text": outgoing.text,
                "language": outgoing.language,
                "created_at": outgoing.at.isoformat(),
            },
            ensure_ascii=False,
        ).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Hanil News Watch",
            "X-Hanil-Delivery": outgoing.name,
        }
        if self._secret:
            headers["X-Hanil-Signature"] = signature(body, self._secret, int(now().timestamp()))
        raise_unless_sent("Webhook", self._post(Request(self._url, body, headers)))  # noqa: S310 checked above

    def close(self) -> None:
        """Do nothing: no connection stays open."""

    def _post(self, request: Request) -> dict[str, Any]:
        seen = Seen()
        try:
            with build_opener(_NoRedirect).open(request, timeout=self._timeout) as got:
                seen.status = got.status
                got.read(1000)
        except HTTPError as error:
            seen.status = error.code
            error.close()
        except URLError as error:
            # Raised for what goes wrong until the request is sent.
            seen.failed = type(error.reason).__name__
            seen.has_left = isinstance(error.reason, ConnectionResetError | BrokenPipeError)
        except (OSError, http.client.HTTPException) as error:
            seen.failed, seen.has_left = type(error).__name__, True
        except ValueError:
            return {"outcome": "unavailable", "problem": "its address can't be read"}
        return outcome_of(seen, accepted=seen.status is not None and 200 <= seen.status < 300)


def signature(body: bytes, secret: str, at: int) -> str:
    """Return what the header X-Hanil-Signature says of a body sent at a time (seconds)."""
    made = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},sha256={made}"
