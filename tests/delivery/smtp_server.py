"""A mail server on loopback that keeps what it is given, and can be told to misbehave."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

USER, PASSWORD = "watch@example.kr", "비밀 p@ss/word"


@dataclass
class MailServer:
    """What was received: (recipient, bytes); and answers that a test prescribes."""

    port: int = 0
    received: list[tuple[str, bytes]] = field(default_factory=list)
    rcpt: dict[str, str] = field(default_factory=dict)  # answers to recipients
    data: str = ""  # the answer to a message that was received
    vanish: bool = False  # whether the connection breaks after a message was received
    signed_in: int = 0

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self, server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if answer := self.rcpt.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        if not self.data:
            self.received += [(each, envelope.content) for each in envelope.rcpt_tos]
        if self.vanish:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.data or "250 taken"

    def authenticate(
        self, _server: SMTP, _session: Any, _envelope: Any, _mechanism: str, login: Any
    ) -> AuthResult:
        assert isinstance(login, LoginPassword)
        right = (login.login.decode(), login.password.decode()) == (USER, PASSWORD)
        self.signed_in += right
        # Not handled: else nobody answers, and the client waits for its time-out.
        return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """Run a server; with ``tls`` it wants STARTTLS and then a user and password."""
    mail = MailServer()
    loop = asyncio.new_event_loop()

    def smtp() -> SMTP:
        more: dict[str, Any] = {}
        if tls:
            more = {"tls_context": tls, "require_starttls": True, "auth_required": True}
        return SMTP(
            mail, authenticator=mail.authenticate, hostname="mail.example", loop=loop, **more
        )

    server = loop.run_until_complete(loop.create_server(smtp, "127.0.0.1", 0))
    mail.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def end() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    try:
        yield mail
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
