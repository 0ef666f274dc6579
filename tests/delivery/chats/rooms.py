"""Chats on loopback: a proxy that answers in their names, and keeps what it is given.

Apprise asks it as it would ask the services themselves, over TLS; only who answers is another.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOSTS = (
    "hooks.slack.com",
    "discord.com",
    "api.telegram.org",
    "api.line.me",
    "webhook.example.kr",
    "flow.example",
    "ntfy.example",
    "matrix.example",
)
#: What each takes for "it is there now"; Slack's is no JSON.
_ACCEPTED = {
    "hooks.slack.com": b"ok",
    "api.telegram.org": b'{"ok": true, "result": {"message_id": 1}}',
    "matrix.example": b'{"access_token": "t", "user_id": "@watch:matrix.example",'
    b' "home_server": "matrix.example", "device_id": "d", "room_id": "!desk:matrix.example",'
    b' "event_id": "$1"}',
}
#: What Matrix is asked before and after a message.
_AROUND = ("/login", "/join/", "/logout", "/keys/")
URLS = {
    "slack": "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "discord": "https://discord.com/api/webhooks/123456789012345678/abcDEFghiJKLmnop",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "line": "line://channeltoken/U1234567890abcdef1234567890abcdef12",
    "teams": "workflows://flow.example/643e69f83c8944438d68119179a10a64/KXVKEySvyeIKDvkgHCo/",
    "kakaowork": "jsons://webhook.example.kr/incoming/s3cretpath",
    "ntfy": "ntfys://ntfy.example/hanil",
    "matrix": "matrixs://watch:s3cret@matrix.example/!desk:matrix.example",
}


@dataclass
class Rooms:
    """What was received: (host, body as JSON); and answers that a test prescribes."""

    port: int = 0
    received: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    refusal: bytes = b"{}"  # the body of an answer with another status
    headers: dict[str, str] = field(default_factory=dict)
    silent: float = 0  # seconds before it answers
    given_up: threading.Event = field(default_factory=threading.Event)

    def environment(self, folder: Path) -> dict[str, str]:
        """Return the variables by which requests come here."""
        return {
            "HTTPS_PROXY": f"http://127.0.0.1:{self.port}",
            "REQUESTS_CA_BUNDLE": str(folder / "chats.pem"),
        }


@contextmanager
def rooms(folder: Path) -> Iterator[Rooms]:
    """Run the proxy; its certificate is in ``chats.pem``."""
    there, tls = Rooms(), _context(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.close_connection = False  # asked for by HTTP/1.0
            try:
                self.connection = tls.wrap_socket(self.connection, server_side=True)
            except OSError:
                self.close_connection = True
                return
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", 0)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            host = self.headers["Host"].partition(":")[0]
            status = 200
            if not any(each in self.path for each in _AROUND):
                there.received.append((host, json.loads(body)))
                status = there.status
            there.given_up.wait(there.silent)
            answer = _ACCEPTED.get(host, b"{}") if status == 200 else there.refusal
            self.send_response(status)
            for name, value in there.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            with suppress(OSError):  # a sender that was given up has gone
                self.wfile.write(answer)

        do_PUT = do_POST  # noqa: N815 http.server's name

        def do_GET(self) -> None:
            """Know of nothing: no other server, no encryption of the room."""
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.send_response(404)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def finish(self) -> None:
            try:
                super().finish()
            except OSError:
                pass
            finally:
                self.rfile.close()
                self.connection.close()

        def log_message(self, *_: object) -> None:
            pass

    server = LoopbackServer(Handler)
    there.port = server.server_port
    thread = threading.Thread(target=lambda: server.serve_forever(0.05))
    thread.start()
    try:
        yield there
    finally:
        there.given_up.set()
        server.shutdown()
        thread.join()
        server.server_close()
        time.sleep(0)


def _context(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "chats")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(each) for each in HOSTS])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "chats.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
