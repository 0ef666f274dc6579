"""Channels, subscriptions and digests from the command line."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from scrapy.exceptions import UsageError

from commands.common import recipients as by_hand
from commands.common.deliveries import deliver_now, digest_by_hand
from commands.common.delivery import channel_table, settle, try_out
from commands.common.subscriptions import (
    add_subscription_options,
    change_by_hand,
    preview,
    table,
)
from newsdb.configuration.model import Configuration
from newsdb.database import now, open_database
from newsdb.delivery import outbox, recipients, subscriptions
from newsdb.review import user_state
from tests.delivery.archive import add, archive
from tests.support.crawls import scrapy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.delivery.subscriptions import Subscription


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    db = archive(path)
    add(db, "공동 물류창고 문 연다", at=now() - timedelta(hours=2))
    yield db
    db.close()


def configured(path: Path) -> Configuration:
    channels = {"web": {"folder": str(path.parent / "pages")}}
    return Configuration.model_validate({"channels": channels})


def change(db: Database, path: Path, *words: str) -> list[Subscription]:
    parser = argparse.ArgumentParser()
    parser.add_argument("args", nargs="+")
    add_subscription_options(parser)
    opts = parser.parse_args(words)
    action, name = opts.args
    return change_by_hand(db, configured(path), action, name, opts)


@pytest.mark.parametrize("score", ["inf", "-inf", "-1", "nan", "1000.5", "1e999", "much", ""])
def test_a_score_is_one_that_a_story_can_have(db: Database, path: Path, score: str) -> None:
    with pytest.raises(UsageError, match="not a number from 0 to 1000"):
        change(db, path, "add", "간부", "--channel", "web", f"--least-score={score}")
    assert subscriptions.listing(db) == []


def test_a_subscription_is_added_changed_and_removed(db: Database, path: Path) -> None:
    user_state.keep_filter(db, "ana", "물류", "q=물류창고", shared=True)
    words = "add 간부 --channel web --daily 08:30 --days kr --language ja --filter 물류".split()
    (added,) = change(db, path, *words)
    assert (added.rhythm, added.at_time, added.days, added.language) == (
        "daily",
        "08:30",
        "KR",
        "ja",
    )
    assert unquote(added.filters) == "q=물류창고"
    words = "change 간부 --at-once --quiet 22:00-07:00 --least-score 8.5 --skip-empty".split()
    (changed,) = change(db, path, *words)
    assert (changed.rhythm, changed.least_score, changed.empty) == ("at_once", 8.5, False)
    assert "at once, not 22:00-07:00" in table([changed])
    assert changed.channel == "web"
    (quiet,) = change(db, path, "change", "간부", "--quiet", "none", "--weekly", "mon-09:00")
    assert (quiet.quiet_from, quiet.rhythm, quiet.weekday) == (None, "weekly", 0)
    (off,) = change(db, path, "pause", "간부")
    assert "간부 (off)" in table([off])
    (on,) = change(db, path, "resume", "간부")
    assert on.enabled
    (renamed,) = change(db, path, "change", "간부", "--rename", "임원", "--sections", "country")
    assert (renamed.name, renamed.sections) == ("임원", "country")
    said = preview(db, configured(path), "임원")
    assert "新着なし" in said  # nothing of so high a score
    assert change(db, path, "remove", "임원") == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("add 간부", "--channel says to whom"),
        ("add 간부 --channel fax", "names no channel fax .known: web"),
        ("add 간부 --channel web --daily 8:30", "--daily: “8:30” is not a time like 08:30"),
        ("add 간부 --channel web --daily 24:00", "is not a time"),
        ("add 간부 --channel web --weekly monday-09:00", "not like mon-09:00"),
        ("add 간부 --channel web --quiet 22", "is not a time"),
        ("add 간부 --channel web --filter 없음", "there is no saved filter called “없음”"),
        (f"add {'가' * 61} --channel web", "1 to 60 letters"),
        ("add a\x1b[31m --channel web", "1 to 60 letters"),
        ("change 간부 --daily 08:30", "there is no subscription 간부"),
        ("remove 간부", "there is no subscription 간부"),
        ("add 간부 --channel web --person nobody", "has no user nobody"),
    ],
)
def test_what_makes_no_sense_is_said(db: Database, path: Path, words: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        change(db, path, *words.split(" "))
    assert subscriptions.listing(db) == []


def digest(db: Database, path: Path, **chosen: object) -> bool:
    blank = dict.fromkeys(("since", "until", "filter", "to"))
    opts = argparse.Namespace(
        **blank | {"language": "ko", "sections": "tag", "dry_run": False} | chosen
    )
    return digest_by_hand(db, configured(path), opts)


def test_a_digest_is_printed_written_or_sent(
    db: Database, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert digest(db, path)
    printed = capsys.readouterr().out
    assert ": 관련 1건\n" in printed
    assert "\n* 공동 물류창고 문 연다\n" in printed
    page = path.parent / "week.html"
    assert digest(db, path, to=str(page))
    assert "공동 물류창고" in page.read_text(encoding="utf-8")
    assert digest(db, path, to="web", dry_run=True)
    assert not (path.parent / "pages").exists()
    assert digest(db, path, to="web")
    assert len(list((path.parent / "pages").iterdir())) == 1
    yesterday = (now() - timedelta(days=1)).isoformat()
    assert digest(db, path, since="2026-01-01", until=yesterday)
    assert "새 소식 없음" in capsys.readouterr().out
    assert not digest(db, path, to=str(path.parent / "no" / "such" / "folder.html"))
    for wrong in ({"to": "fax"}, {"since": "yesterday"}, {"since": "2100-01-01"}):
        with pytest.raises(UsageError):
            digest(db, path, **wrong)


def test_channels_say_how_they_fare(db: Database, path: Path) -> None:
    configuration = configured(path)
    assert "never used" in channel_table(db, configuration)
    assert try_out(path, configuration, "web", "ja")
    assert "ok" in channel_table(db, configuration)
    (page,) = (path.parent / "pages").iterdir()
    assert "テストメッセージ" in page.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="no channel fax"):
        try_out(path, configuration, "fax", "en")
    mail = {
        "mail": {"server": "127.0.0.1", "port": 1, "security": "none", "sender": "a@b.kr"},
        "channels": {"office": {"to": ["a@b.kr", "c@d.jp"]}},
    }
    dead = Configuration.model_validate(mail)
    assert not try_out(path, dead, "office", "en")
    assert "mail, 2 addresses" in channel_table(db, dead)
    assert "failing since" in channel_table(db, dead)


def test_a_pass_by_command(tmp_path: Path, path: Path, db: Database) -> None:
    """From what a user types to the page."""
    file = tmp_path / "hanil.toml"
    file.write_text(f"database = '{path}'\n[channels.web]\nfolder = 'pages'\n", encoding="utf-8")
    environment = {"HANIL_CONFIG": str(file), "HANIL_DATABASE": str(path)}
    words = "subscriptions add alerts --channel web --at-once --language en".split()
    done = scrapy(*words, environment=environment)
    assert done.code == 0, done.log
    assert "at once" in done.out
    assert deliver_now(db, configured(path), str(path)) == "0 subscriptions due; nothing to send"
    add(db, "엔화 보증 늘린다", at=now())
    db.execute("UPDATE subscriptions SET served_at = '2026-01-01T00:00:00+09:00'")
    done = scrapy("deliver", environment=environment)
    assert (done.code, done.out) == (0, "1 subscription due; 1 sent\n"), done.log
    (page,) = (tmp_path / "pages").iterdir()
    text = page.read_text(encoding="utf-8")
    assert "엔화 보증 늘린다" in text
    assert "공동 물류창고" not in text
    again = open_database(path)
    assert [row["state"] for row in again.table("outbox").rows] == ["sent"]
    again.close()


def test_recipients_are_added_confirmed_and_ended_by_hand(db: Database) -> None:
    settings = Configuration.model_validate(
        {
            "mail": {"server": "127.0.0.1", "sender": "watch@example.kr"},
            "channels": {"office": {"readers": True}, "web": {"folder": "pages"}},
        }
    )
    for name, channel in (("간부", "office"), ("인트라넷", "web")):
        subscriptions.add(db, at=now(), name=name, channel=channel)

    def do(*words: str) -> str:
        return by_hand.change_by_hand(db, settings, words, language="ja")

    assert "No address is noted" in by_hand.table(db, settings, "간부")
    assert "asked by mail" in do("간부", "add", "Tanaka@Example.JP")
    assert "asked already" in do("간부", "add", "tanaka@example.jp")
    assert do("간부", "confirm", "tanaka@example.jp").endswith(": confirmed")
    shown = by_hand.table(db, settings, "간부")
    assert "Tanaka@example.jp" in shown
    assert "confirmed" in shown
    assert do("간부", "end", "tanaka@example.jp").endswith(": ended")
    for words, problem in (
        (("간부", "confirm", "tanaka@example.jp"), "has ended it"),
        (("간부", "add", "tanaka@"), "not an address"),
        (("간부", "end", "x@example.kr"), "is not sent to x@example.kr"),
        (("인트라넷", "add", "x@example.kr"), "does not go by mail"),
        (("없음", "add", "x@example.kr"), "there is no subscription 없음"),
    ):
        with pytest.raises(UsageError, match=problem):
            do(*words)
    assert do("간부", "remove", "tanaka@example.jp").endswith(": removed")
    (there,) = recipients.of(db, 1)
    assert there.state == "ended"  # nobody adds it unasked


def test_unknown_messages_are_settled_by_hand(db: Database, path: Path) -> None:
    one = subscriptions.add(db, at=now(), name="방", channel="room")
    for number in range(2):
        outbox.put(
            db,
            channel="room",
            recipients=("",),
            kind="digest",
            key=f"digest-{number}",
            subscription_id=one.id,
            message={},
            at=now(),
        )
        outbox.note_unknown(db, outbox.pending(db)[0], "no answer in time")
    assert settle(path, "room", again=True) == "2 messages of room will be sent again\n"
    assert len(outbox.pending(db)) == 2
    outbox.note_unknown(db, outbox.pending(db)[0], "no answer in time")
    assert settle(path, "room", again=False) == "1 messages of room count as sent\n"
    assert outbox.counts(db, "room") == {"queued": 1, "sent": 1}
