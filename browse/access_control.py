"""What every request passes on its way in and every answer on its way out."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from browse.exports.spreadsheets import CsvStream
from browse.messages import COOKIE, LANGUAGES

if TYPE_CHECKING:
    from browse.permissions import People

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

#: So many failed attempts to sign in, from one address and from all, in so many seconds.
FAILURES_BY_ADDRESS, FAILURES_BY_ALL, WINDOW = 10, 60, 600.0

#: The plugin's form that hashes for anybody, at a third of a second of our time each.
CLOSED = ("/-/password-tool",)
#: What nobody in particular may ask for; a feed's address has a key that its page checks.
PUBLIC = ("/-/login", "/-/static/", "/desk/", "/favicon.ico", "/-/feed/")
#: What a monitor on this machine asks for; a proxy hands on whose request it is.
MONITORS = frozenset({"/-/health", "/-/metrics"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", POLICY.encode()),
)


class Attempts:
    """Failed attempts to sign in, lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: deque[tuple[float, str]] = deque()

    def wait(self, address: str) -> int:
        """Return how many seconds an address must wait before it may try again."""
        now = self._clock()
        while self._failed and self._failed[0][0] <= now - WINDOW:
            self._failed.popleft()
        own = [at for at, who in self._failed if who == address]
        if len(own) >= FAILURES_BY_ADDRESS:
            return int(own[-FAILURES_BY_ADDRESS] + WINDOW - now) + 1
        if len(self._failed) >= FAILURES_BY_ALL:
            return int(self._failed[-FAILURES_BY_ALL][0] + WINDOW - now) + 1
        return 0

    def failed(self, address: str) -> None:
        self._failed.append((self._clock(), address))


class AccessControl:
    """ASGI middleware around Datasette."""

    def __init__(
        self,
        app: App,
        people: People,
        role_of: Callable[[str], str | None],
        attempts: Attempts | None = None,
    ) -> None:
        self.app = app
        self.people = people
        self.role_of = role_of  # the role of who carries a cookie header
        self.attempts = attempts or Attempts()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        headers = dict(scope["headers"])
        if self.people.open and not _is_loopback(headers.get(b"host", b"")):
            # A page elsewhere may have pointed its own name at this machine.
            await _answer(send, 403, "This desk is open on this machine only: http://127.0.0.1/")
            return
        if path.rstrip("/") in CLOSED:
            await _answer(send, 404, "Not found")
            return
        address = str((scope.get("client") or ("",))[0])
        cookies = headers.get(b"cookie", b"").decode("latin-1")
        public = path.startswith(PUBLIC) or (path in MONITORS and address in {"127.0.0.1", "::1"})
        if not public and self.role_of(cookies) is None:
            # Before any page: not all of Datasette's ask who comes.
            if scope["method"] in {"GET", "HEAD"} and "." not in path.rpartition("/")[2]:
                await _answer(send, 302, "Sign in", (b"location", b"/-/login"))
            else:
                await _answer(send, 403, "Sign in at /-/login")
            return
        # Signing in is by the form: a password in each request would be hashed at each request.
        scope["headers"] = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"authorization" or not value.lower().startswith(b"basic")
        ]
        scope["query_string"] = _without_traps(scope.get("query_string", b""))
        signing_in = path == "/-/login" and scope["method"] == "POST"
        if signing_in and (seconds := self.attempts.wait(address)):
            text = f"Too many attempts: try again in {seconds} seconds."
            await _answer(send, 429, text, (b"retry-after", str(seconds).encode()))
            return
        guard = _Guard(send, scope, https=self.people.https or scope.get("scheme") == "https")
        await self.app(scope, receive, guard)
        if signing_in and guard.status == 200:  # the form again
            self.attempts.failed(address)


class _Guard:
    """Sends an answer on with our headers, cookie flags and harmless CSV."""

    def __init__(self, send: Send, scope: Message, *, https: bool) -> None:
        self.send = send
        self.https = https
        self.status = 0
        self.arguments = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        self.is_csv = scope["path"].endswith(".csv") and scope["path"].startswith("/news/")
        self.csv: CsvStream | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._headers(list(message.get("headers", [])))}
        elif message["type"] == "http.response.body" and self.csv:
            last = not message.get("more_body", False)
            message = {**message, "body": self.csv.feed(message.get("body", b""), last=last)}
        await self.send(message)

    def _headers(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _ in headers}
        if self.is_csv and self.status == 200:
            self.csv = CsvStream(bom="_bom" in self.arguments)
            headers = [each for each in headers if each[0].lower() != b"content-length"]
        kept = [
            (name, self._flagged(value) if name.lower() == b"set-cookie" else value)
            for name, value in headers
        ]
        kept += [each for each in HEADERS if each[0] not in names]
        if self.https:
            kept.append((b"strict-transport-security", b"max-age=31536000"))
        if (chosen := self.arguments.get("_lang", [""])[0]) in LANGUAGES:
            kept.append((b"set-cookie", _language_cookie(chosen, secure=self.https)))
        return kept

    def _flagged(self, cookie: bytes) -> bytes:
        """Add what auth-passwords leaves out: no script reads it, no plain HTTP carries it."""
        lower = cookie.lower()
        if b"httponly" not in lower:
            cookie += b"; HttpOnly"
        if self.https and b"; secure" not in lower:
            cookie += b"; Secure"
        return cookie


def _language_cookie(language: str, *, secure: bool) -> bytes:
    flags = "; Secure" if secure else ""
    return f"{COOKIE}={language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{flags}".encode()


def _without_traps(query_string: bytes) -> bytes:
    """Return a query string without what Datasette's search would trip over.

    An empty search finds nothing rather than everything, and the raw mode hands what was typed to
    SQLite as it is, so that a quote is an error.
    """
    parts = query_string.split(b"&")
    return b"&".join(
        part for part in parts if part != b"_search=" and not part.startswith(b"_searchmode")
    )


def _is_loopback(host: bytes) -> bool:
    name = host.decode("latin-1").lower()
    return (name if name.endswith("]") else name.rpartition(":")[0] or name) in LOOPBACK


async def _answer(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    start = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS, *headers]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": text.encode()})
