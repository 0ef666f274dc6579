"""Why a request failed: a reason to count by, and a detail for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.addresses import PrivateAddressError
from newsdb.records import PRIVATE_ADDRESS

if TYPE_CHECKING:
    from twisted.python.failure import Failure

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.CannotResolveHostError, "host not found"),
    (exceptions.DownloadConnectionRefusedError, "connection refused"),
    (exceptions.DownloadCancelledError, "too large"),
    (exceptions.ResponseDataLossError, "cut off"),
    (exceptions.DownloadFailedError, "download failed"),
    (exceptions.IgnoreRequest, "not allowed"),
)


#: Reasons that the message gives more precisely than its class.
_SIGNS = (
    ("robots.txt", "robots.txt"),
    ("max redirections", "redirect loop"),
    ("certificate", "tls"),
    ("service_identity", "tls"),  # a certificate of another host
    ("ssl", "tls"),
    ("dns lookup", "host not found"),
)


#: Statuses that mean the page is gone; others may be temporary.
GONE = frozenset({"http 404", "http 410"})


class UnknownRulesError(exceptions.IgnoreRequest):
    """A host's robots.txt can't be had, so that nobody knows whether a request is allowed."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def reason_of(failure: Failure) -> tuple[str, str | None]:
    """Return the reason (``http 404``, ``timeout`` ...) and the detail, if there is one."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"http {error.response.status}", f"the server answered {error.response.status}"
    detail = str(error) or type(error).__name__
    if isinstance(error, UnknownRulesError):
        return error.reason, detail
    if isinstance(error, PrivateAddressError):
        return PRIVATE_ADDRESS, detail
    for sign, reason in _SIGNS:
        if sign in detail.lower():
            return reason, detail
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason, detail
    return "download failed", detail
