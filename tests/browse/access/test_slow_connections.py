"""Connections that only hold a place: the desk by itself, and behind deploy/nginx.conf."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.browse.serving import served
from tests.support.certificates import self_signed
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/opt/homebrew/bin")
HALF = b"GET / HTTP/1.1\r\nHost: desk.example.kr\r\nX-Slow: "
MANY = 300


def status_of(url: str, secret: ssl.SSLContext | None = None) -> int:
    try:
        with urllib.request.urlopen(url, context=secret, timeout=20) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@contextmanager
def half_open(
    port: int, count: int, *, secret: ssl.SSLContext | None = None
) -> Iterator[list[socket.socket]]:
    """Hold connections open that began a request and never end it."""
    with ExitStack() as opened:
        found = []
        for _ in range(count):
            plain = socket.create_connection(("127.0.0.1", port), timeout=30)
            each = secret.wrap_socket(plain) if secret else plain
            opened.enter_context(closing(each))
            each.sendall(HALF)
            found.append(each)
        yield found


def test_the_desk_hears_in_spite_of_many_half_open_connections(news: Path, tmp_path: Path) -> None:
    few = ("-m", "tests.support.programs.on_few_files", "128")
    told = tmp_path / "stderr"
    with (
        served(news, tmp_path, before=few, errors=told) as address,
        half_open(int(address.rpartition(":")[2]), MANY),
    ):
        assert status_of(f"{address}/-/login") == 200
    assert "Traceback" not in told.read_text()
    assert "out of system resource" not in told.read_text()


def configured(folder: Path, *, desk: int, tls: int, plain: int) -> Path:
    """Return a whole configuration around deploy/nginx.conf, elsewhere and less patient."""
    self_signed(folder)
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for what, instead in (
        (r"listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"http://127\.0\.0\.1:8001;", f"http://127.0.0.1:{desk};"),
        (r"/etc/ssl/\S+(?=;)", str(folder / "server.pem")),
        (r"client_header_timeout 10s;", "client_header_timeout 2s;"),
    ):
        text, found = re.subn(what, instead, text)
        assert found, what
    (told,) = re.findall(r"(worker_rlimit_nofile \d+;) (events \{ .* \})", text)
    folders = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "whole.conf"
    whole.write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n{' '.join(told)}\n"
        f"http {{\n    access_log off;\n{folders}{text}}}\n",
        encoding="utf-8",
    )
    return whole


@pytest.mark.skipif(not NGINX, reason="nginx is not installed: its configuration is not tried")
def test_behind_the_proxy_slow_connections_end(news: Path, tmp_path: Path) -> None:
    with ExitStack() as free:
        ports = []
        for _ in range(2):
            each = free.enter_context(socket.socket())
            each.bind(("127.0.0.1", 0))
            ports.append(each.getsockname()[1])
    tls, plain = ports
    with served(news, tmp_path) as address:
        desk = int(address.rpartition(":")[2])
        whole = configured(tmp_path, desk=desk, tls=tls, plain=plain)
        command = [str(NGINX), "-c", str(whole), "-e", str(tmp_path / "error.log")]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        assert "[warn]" not in checked.stderr
        unchecked = ssl.create_default_context()
        unchecked.check_hostname = False
        unchecked.verify_mode = ssl.CERT_NONE
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as proxy:
            try:
                _wait(tls)
                with half_open(tls, MANY, secret=unchecked) as slow:
                    url = f"https://127.0.0.1:{tls}/-/login"
                    assert status_of(url, unchecked) == 200
                    for each in slow:  # closed by the proxy, none of them seen by the desk
                        each.settimeout(20)
                        assert _is_over(each)
                # Who asks for the form more often than anybody does is told so by the proxy.
                assert {status_of(url, unchecked) for _ in range(40)} == {200, 429}
            finally:
                proxy.terminate()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("nginx did not open its port")


def _is_over(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
