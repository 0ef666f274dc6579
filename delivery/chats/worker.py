"""A process of its own that sends to chats by Apprise: it can be ended where Apprise can't.

Apprise gives up waiting, but its threads send on, and keep their process from ending. Requests
come as JSON on a line each (``service``, ``url``, ``body``), answers go the same way (``outcome``,
``problem``, ``retry_after``). The address, a secret, comes through the pipe: who lists processes
sees nothing of it, and no answer or log repeats it.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

Outcome = Literal["sent", "unavailable", "refused", "unknown"]

#: Seconds to wait for a connection, and for an answer.
CONNECT, READ = 10, 20

_WAYS = {
    "slack": ("Slack", "image=no&footer=no"),
    "teams": ("Workflows", "image=no"),
    "telegram": ("Telegram", "preview=no&image=no"),
    "line": ("Line", "image=no"),
    "discord": ("Discord", "avatar=no&image=no&footer=no"),
    "kakaowork": ("JSON", ":message=text&:title=&:version=&:type=&:attachments="),
    "ntfy": ("Ntfy", "image=no"),
    "matrix": ("Matrix", "image=no"),
}
#: As text a body is escaped; ours for Teams is Markdown, since Teams shows links as that only.
_FORMATS = {"Workflows": "markdown"}
#: The message itself is not accepted, or not any more; others may be.
_REFUSED = frozenset({400, 413, 422})
#: Somebody between us and the service waited for it in vain.
_UNKNOWN = frozenset({502, 504})


@dataclass
class Seen:
    """The last request that Apprise made: the status of its answer, or how it failed."""

    status: int | None = None
    retry_after: float | None = None
    has_left: bool = False
    failed: str = ""


def answer(asked: dict[str, str]) -> dict[str, Any]:
    """Send a message; return what became of it."""
    try:
        import apprise  # noqa: PLC0415 it takes a second, and is an extra
    except ImportError:
        return _said("unavailable", "Apprise is not installed: see docs/delivery.md")
    kind, options = _WAYS[asked["service"]]
    asset = apprise.AppriseAsset(
        app_id="Hanil News Watch", app_desc="Hanil News Watch", async_mode=False
    )
    place = apprise.Apprise.instantiate(
        _with_options(asked["url"], options), asset=asset, suppress_exceptions=True
    )
    if place is None or type(place).__name__ != f"Notify{kind}":
        return _said("unavailable", f"its address is none that leads to {kind}")
    if len(place) != 1:
        return _said("unavailable", "its address must name one room; a channel for each, please")
    apprised = apprise.Apprise(asset=asset)
    apprised.add(place)
    with _watched() as seen:
        # Without a format nothing would be escaped; a title never is.
        accepted = bool(
            apprised.notify(body=asked["body"], title="", body_format=_FORMATS.get(kind, "text"))
        )
    return outcome_of(seen, accepted=accepted)


def outcome_of(seen: Seen, *, accepted: bool) -> dict[str, Any]:
    """Return what the last request means for the message."""
    if accepted:
        found = _said("sent")
    elif seen.failed and seen.has_left:
        found = _said("unknown", "no answer in time: it may have arrived")
    elif seen.failed:
        found = _said("unavailable", f"it can't be reached: {seen.failed}")
    elif seen.status is None:
        found = _said("unavailable", "nothing was sent: its address or the text is not accepted")
    elif seen.status < 300:
        found = _said("unknown", f"it answered {seen.status}, but not as if it had taken it")
    elif seen.status in _UNKNOWN:
        found = _said("unknown", f"it answered {seen.status}: it may have arrived")
    else:
        outcome: Outcome = "refused" if seen.status in _REFUSED else "unavailable"
        found = _said(outcome, f"it answered {seen.status}")
    return found | {"retry_after": seen.retry_after} if seen.retry_after else found


def _with_options(url: str, options: str) -> str:
    more = f"{options}&cto={CONNECT}&rto={READ}&overflow=upstream"
    return f"{url}{'&' if '?' in url else '?'}{more}"


def _said(outcome: Outcome, problem: str = "") -> dict[str, Any]:
    return {"outcome": outcome, "problem": problem}


class _watched:  # noqa: N801 a context
    """Looks at what Apprise's requests come to, which its result does not tell."""

    def __enter__(self) -> Seen:
        from requests.adapters import HTTPAdapter  # noqa: PLC0415

        seen = Seen()
        self._usual = usual = HTTPAdapter.send

        def send(adapter: Any, request: Any, **more: Any) -> requests.Response:
            if str(request.url).endswith("/logout"):  # after the message, whatever became of it
                return usual(adapter, request, **more)
            seen.status, seen.failed, seen.has_left = None, "", False
            try:
                got = usual(adapter, request, **more)
            except Exception as error:
                seen.failed, seen.has_left = type(error).__name__, _may_have_left(error)
                raise
            seen.status, seen.retry_after = got.status_code, _seconds(got)
            return got

        HTTPAdapter.send = send  # type: ignore[method-assign,assignment]
        return seen

    def __exit__(self, *_: object) -> None:
        from requests.adapters import HTTPAdapter  # noqa: PLC0415

        HTTPAdapter.send = self._usual  # type: ignore[method-assign]


def _may_have_left(error: Exception) -> bool:
    """Tell whether a request had been sent when it failed."""
    from requests import exceptions  # noqa: PLC0415

    before = (exceptions.ConnectTimeout, exceptions.SSLError, exceptions.ProxyError)
    if isinstance(error, before):
        return False
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    return type(cause).__name__ not in {"NewConnectionError", "NameResolutionError"}


def _seconds(got: requests.Response) -> float | None:
    """Return after how many seconds a service that is asked too often wants to be asked again."""
    if got.status_code != 429:
        return None
    said: Any = got.headers.get("Retry-After")
    try:
        if said is None:  # Discord, Telegram
            body = got.json()
            said = body.get("retry_after") or body.get("parameters", {}).get("retry_after")
        return min(max(0.0, float(said)), 3 * 3600.0)  # in this order, since NaN is no pause
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None


def _requests() -> Iterator[dict[str, str]]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    """Answer requests until the pipe ends."""
    # Apprise and urllib3 log addresses with their secrets.
    logging.disable(logging.CRITICAL)
    for asked in _requests():
        try:
            said = answer(asked)
        except Exception as error:  # its words may hold the address
            said = _said("unknown", f"Apprise failed: {type(error).__name__}")
        sys.stdout.write(f"{json.dumps(said)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
