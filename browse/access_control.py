"""What every request passes on its way in and every answer on its way out."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote_to_bytes

from browse.access.content_security import new_nonce, policy
from browse.access.identity import VERIFIED, without_session
from browse.exports.spreadsheets import CsvStream
from browse.language import COOKIE
from newsdb.delivery.links import CONFIRM, UNSUBSCRIBE
from translations.catalogues import LANGUAGES

if TYPE_CHECKING:
    from browse.permissions import People

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

#: The plugin's form that hashes for anybody, at a third of a second of our time each.
CLOSED = ("/-/password-tool",)
#: What nobody in particular may ask for; a feed's address has a key that its page checks.
PUBLIC = ("/-/login", "/-/static/", "/desk/", "/favicon.ico", "/-/feed/")
#: What is done by links that were mailed, which their pages check.
BY_LINK = (UNSUBSCRIBE, CONFIRM)
#: What takes a token of its own, which it checks itself; no session counts there.
ASSISTANTS = "/-/mcp"
#: What a monitor on this machine asks for; a proxy hands on whose request it is.
MONITORS = frozenset({"/-/health", "/-/metrics"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
)

#: So much of a CSV file is held back, in bytes, while an error can still have its own status.
HELD = 65_536

#: What pages of the desk take; nothing here is put or deleted.
_METHODS = frozenset({"GET", "HEAD", "POST"})
_ALLOW = (b"allow", b"GET, HEAD, POST, OPTIONS")

#: By these Datasette tells another site's form from ours: every browser sends one with a POST.
_ASKING_PAGE = frozenset({b"origin", b"sec-fetch-site"})
_OF_OTHER_PAGES = _ASKING_PAGE | {b"cookie"}

#: A page of this desk: no other host, nothing that a browser would take for one.
_LOCAL = re.compile(r"/(?!/)[!-\[\]-~]{0,2000}")
#: Where nobody was going when they were asked to sign in.
_NO_GOAL = ("/-/login", "/-/logout")


class AccessControl:
    """ASGI middleware around Datasette."""

    def __init__(
        self,
        app: App,
        people: People,
        identify: Callable[[str], Awaitable[dict[str, Any] | None]],
    ) -> None:
        self.app = app
        self.people = people
        self.identify = identify  # the actor of who carries a cookie header, if anybody

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        https = self.people.https or scope.get("scheme") == "https"
        with new_nonce() as nonce:
            guard = _Guard(send, scope, policy=policy(scope["path"], nonce), https=https)
            if scope["method"] in _METHODS:
                await self._let_in(scope, receive, guard)
            else:
                status = 204 if scope["method"] == "OPTIONS" else 405
                await _answer(guard, status, "", _ALLOW)

    async def _let_in(self, scope: Message, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
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
        # A mailed link, or a token, is all that counts there, whoever comes with it.
        has_key = path.startswith(BY_LINK) or path == ASSISTANTS
        actor = None if has_key else await self.identify(cookies)
        public = (
            has_key
            or path.startswith(PUBLIC)
            or (path in MONITORS and address in {"127.0.0.1", "::1"})
        )
        if not public and actor is None and not self.people.open:
            # Before any page: not all of Datasette's ask who comes.
            if method in {"GET", "HEAD"} and "." not in path.rpartition("/")[2]:
                await _answer(send, 302, "Sign in", (b"location", _sign_in_and_return(scope)))
            else:
                await _answer(send, 403, "Sign in at /-/login")
            return
        if method == "POST" and actor and "session" in actor and not _ASKING_PAGE & set(headers):
            # Datasette lets it pass as a program's; programs have no session of a browser.
            await _answer(send, 403, "Neither Origin nor Sec-Fetch-Site says which page asks")
            return
        scope = {**scope, VERIFIED: actor, "headers": _headers(scope, signed_in=actor is not None)}
        if wrong := _malformed(scope.get("query_string", b"")):
            await _answer(send, 400, wrong)
            return
        query_string = _without_traps(scope.get("query_string", b""))
        if is_csv(path):
            # Or Datasette (1.0a41) looks for a rowid in a table of blobs that has another key.
            query_string = b"&".join(filter(None, (query_string, b"_extra=primary_keys")))
        scope["query_string"] = query_string
        await self.app(scope, receive, send)


def is_csv(path: str) -> bool:
    """Tell whether a path is a table's or a query's CSV as Datasette writes it."""
    return path.startswith("/news/") and path.endswith(".csv")


def local_path(asked: str | None) -> str:
    """Return where to go after signing in: a page of this desk, else the first one.

    An address elsewhere would let a mail send people through our form to a copy of it.
    """
    if not asked or not _LOCAL.fullmatch(asked) or asked.startswith(_NO_GOAL):
        return "/"
    return asked


def _sign_in_and_return(scope: Message) -> bytes:
    raw = (scope.get("raw_path") or quote(scope["path"]).encode()).partition(b"?")[0]
    query = scope.get("query_string", b"")
    goal = local_path((raw + (b"?" + query if query else b"")).decode("latin-1"))
    return b"/-/login" if goal == "/" else f"/-/login?next={quote(goal, safe='/')}".encode()


def _headers(scope: Message, *, signed_in: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers without what must not count as signing in.

    That is by the form: a password in each request would be hashed at each request.
    """
    kept = []
    for name, value in scope["headers"]:
        if name == b"authorization" and value.lower().startswith(b"basic"):
            continue
        if name == b"cookie" and not signed_in:
            kept.append((name, without_session(value)))
        else:
            kept.append((name, value))
    if scope["path"].startswith(UNSUBSCRIBE):
        # A mail program's own page may post there, too (RFC 8058); no session makes a difference.
        kept = [each for each in kept if each[0] not in _OF_OTHER_PAGES]
    return kept


class _Guard:
    """Sends an answer on with our headers, cookie flags and harmless CSV."""

    def __init__(self, send: Send, scope: Message, *, policy: str, https: bool) -> None:
        self.send = send
        self.https = https
        self.policy = policy
        self.path = scope["path"]
        self.arguments = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        self.csv: CsvStream | None = None
        self._held: list[Message] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            message = {**message, "headers": self._headers(headers, message["status"])}
            if self.csv:
                self._held = [message]
                return
        elif message["type"] == "http.response.body" and self.csv:
            await self._send_csv(message, self.csv)
            return
        await self.send(message)

    async def _send_csv(self, message: Message, csv: CsvStream) -> None:
        """Send whole records on; the beginning is held until it is clear that there are some.

        Datasette puts an error where rows should be. Early on that becomes a status of its own;
        later the answer is left unfinished, so that the download fails where it would otherwise
        pass for the whole table.
        """
        last = not message.get("more_body", False)
        body = csv.feed(message.get("body", b""), last=last)
        if last and csv.is_cut_short:
            told = f"The export broke off: {csv.rest[:500]}"
            logger.error("%s: %s", self.path, told)
            if self._held:
                await self.send({**self._held[0], "status": 500})
                await self.send({"type": "http.response.body", "body": told.encode()})
            return
        message = {**message, "body": body}
        if not self._held:
            await self.send(message)
            return
        self._held.append(message)
        if last or sum(len(each.get("body", b"")) for each in self._held) >= HELD:
            held, self._held = self._held, []
            for each in held:
                await self.send(each)

    def _headers(
        self, headers: list[tuple[bytes, bytes]], status: int
    ) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _ in headers}
        if is_csv(self.path) and status == 200:
            self.csv = CsvStream(bom="_bom" in self.arguments)
            headers = [each for each in headers if each[0].lower() != b"content-length"]
        kept = [
            (name, self._flagged(value) if name.lower() == b"set-cookie" else value)
            for name, value in headers
            if name.lower() != b"content-security-policy"  # ours says all that Datasette's does
        ]
        kept += [each for each in HEADERS if each[0] not in names]
        kept.append((b"content-security-policy", self.policy.encode()))
        if self.https:
            kept.append((b"strict-transport-security", b"max-age=31536000"))
        if (chosen := self.arguments.get("_lang", [""])[0]) in LANGUAGES:
            kept.append((b"set-cookie", _language_cookie(chosen, secure=self.https)))
        return kept

    def _flagged(self, cookie: bytes) -> bytes:
        """Add what Datasette leaves out: no script reads it, no plain HTTP carries it."""
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
    """Return a query string without what Datasette would trip over.

    An empty search finds nothing rather than everything; the raw mode hands what was typed to
    SQLite as it is, so that a quote is an error; a trace makes a page of HTML of a CSV file.
    """
    kept = []
    for part in query_string.split(b"&"):
        name, _, value = part.partition(b"=")
        plain = unquote_to_bytes(name)
        if not plain.startswith((b"_searchmode", b"_trace")) and (plain != b"_search" or value):
            kept.append(part)
    return b"&".join(kept)


def _malformed(query_string: bytes) -> str | None:
    """Return what is wrong with arguments that Datasette reads as JSON and trusts to be so."""
    for text in parse_qs(query_string.decode("latin-1")).get("_through", ()):
        try:
            through = json.loads(text)
        except (ValueError, RecursionError):
            through = None
        if (
            not isinstance(through, dict)
            or not all(isinstance(through.get(name), str) for name in ("table", "column"))
            or not isinstance(through.get("value"), str | int | float)
        ):
            return '_through takes {"table": "...", "column": "...", "value": "..."}'
    return None


def _is_loopback(host: bytes) -> bool:
    name = host.decode("latin-1").lower()
    return (name if name.endswith("]") else name.rpartition(":")[0] or name) in LOOPBACK


async def _answer(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    start = [(b"content-type", b"text/plain; charset=utf-8"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": text.encode()})
