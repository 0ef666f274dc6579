"""A sign of life leaves after a pass, and its address is in no log."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from delivery import heartbeat
from delivery.channels import channels_of
from delivery.passes import deliver
from newsdb.configuration import ConfigurationError
from newsdb.configuration.model import Configuration
from newsdb.delivery import channel_states
from newsdb.health import alarms
from tests.delivery.archive import DAY, archive

if TYPE_CHECKING:
    from pathlib import Path


def test_every_pass_gives_a_sign_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked, answers = [], [200, 500, 500, 200]

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(answers[len(asked) - 1])
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("HANIL_HEARTBEAT_URL", f"http://127.0.0.1:{server.server_port}/s3cret")
    db = archive(tmp_path / "news.db")
    kinds = []
    for hours in range(4):
        deliver(db, Configuration(), {}, at=DAY + timedelta(hours=hours))
        kinds.append([each.kind for each in alarms.open_ones(db)])
    state = channel_states.read(db, heartbeat.NAME)
    server.shutdown()
    thread.join()
    server.server_close()
    assert asked == ["/s3cret"] * 4
    assert kinds == [[], [], ["delivery"], []]
    assert heartbeat.beat(db, "http://127.0.0.1:1/s3cret", at=DAY) is False
    assert state.succeeded_at == DAY + timedelta(hours=3)
    rows = [str(row) for name in ("alarms", "channel_states") for row in db.table(name).rows]
    db.close()
    assert "s3cret" not in "".join(rows) + caplog.text


def test_the_address_comes_from_the_environment_or_its_owners_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("https://monitor.example/abc\n")
    file.chmod(0o600)
    told = {"channel": "web", "heartbeat_file": str(file)}
    configuration = Configuration.model_validate({"alarms": told})
    assert heartbeat.address_of(configuration, {}) == "https://monitor.example/abc"
    assert heartbeat.address_of(Configuration(), {}) is None
    with pytest.raises(ConfigurationError, match="must begin with https"):
        heartbeat.address_of(Configuration(), {"HANIL_HEARTBEAT_URL": "file:///etc/passwd"})


def test_a_file_that_others_may_read_keeps_no_channel_from_being_looked_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HANIL_HEARTBEAT_URL", raising=False)
    file = tmp_path / "url"
    file.write_text("https://monitor.example/abc\n")
    file.chmod(0o644)
    told = {"channel": "web", "heartbeat_file": str(file)}
    channels = {"web": {"folder": str(tmp_path / "pages")}}
    configuration = Configuration.model_validate({"alarms": told, "channels": channels})
    db = archive(tmp_path / "news.db")
    channel_states.note_failure(db, "web", "the disk is full", at=DAY)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        deliver(db, configuration, channels_of(configuration), at=DAY + timedelta(hours=1))
    assert [each.subject for each in alarms.open_ones(db)] == ["web"]
    db.close()
