"""The log of access: what is in it, how it folds guesses, how it ends; changes of accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.access import access_log, accounts, sessions
from newsdb.access.access_log import KEPT, KNOWN
from newsdb.access.accounts import Account
from newsdb.database import open_database
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

KEY = "of the password"
START = datetime(2026, 11, 23, 9, 0, tzinfo=KST)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "news.db")
    yield opened
    opened.close()


def told(db: Database) -> list[tuple[str, str | None, int]]:
    return [(each.kind, each.person, each.times) for each in reversed(access_log.newest(db, 99))]


def test_guesses_of_an_hour_are_one_line_and_sign_ins_are_not(db: Database) -> None:
    for minute in range(30):
        at = START + minute * MINUTE
        access_log.note(db, "failed", "ana", at=at, address="192.0.2.7")
    access_log.note(db, "failed", None, at=START + 30 * MINUTE, address="192.0.2.7")
    access_log.note(db, "failed", "ana", at=START + 31 * MINUTE, address="192.0.2.8")
    for minute in (40, 41):
        at = START + minute * MINUTE
        access_log.note(db, "signed_in", "ana", at=at, address="192.0.2.7")
    access_log.note(db, "failed", "ana", at=START + 61 * MINUTE, address="192.0.2.7")
    assert told(db) == [
        ("failed", "ana", 30),
        ("failed", None, 1),
        ("failed", "ana", 1),
        ("signed_in", "ana", 1),
        ("signed_in", "ana", 1),
        ("failed", "ana", 1),
    ]
    first = access_log.newest(db, 99)[-1]
    assert (first.at[11:16], first.last_at[11:16]) == ("09:00", "09:29")


def test_what_is_old_goes_and_no_flood_fills_the_disk(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    access_log.note(db, "signed_in", "ana", at=START)
    access_log.note(db, "signed_in", "ada", at=START + KEPT)
    assert len(told(db)) == 2
    access_log.note(db, "signed_in", "ada", at=START + KEPT + MINUTE)
    assert [person for _, person, _ in told(db)] == ["ada", "ada"]
    monkeypatch.setattr(access_log, "MOST", 10)
    for number in range(20):
        access_log.note(db, "failed", None, at=START + KEPT, address=f"192.0.2.{number}")
    assert len(told(db)) == 10


def test_an_address_is_known_for_who_signed_in_there_lately(db: Database) -> None:
    access_log.note(db, "failed", "ada", at=START, address="192.0.2.7")
    access_log.note(db, "signed_in", "ana", at=START, address="192.0.2.7")
    assert access_log.knows(db, "ana", "192.0.2.7", at=START + KNOWN - MINUTE)
    assert not access_log.knows(db, "ana", "192.0.2.7", at=START + KNOWN)
    assert not access_log.knows(db, "ada", "192.0.2.7", at=START)
    assert not access_log.knows(db, "ana", "192.0.2.8", at=START)


def test_changes_of_hanil_toml_are_told_once_and_end_sessions(db: Database) -> None:
    before = {
        "ana": Account("analyst", "1"),
        "rina": Account("reader", "2"),
        "ada": Account("admin", "3"),
    }
    after = {
        "ana": Account("admin", "1"),
        "ada": Account("admin", "new"),
        "min": Account("reader", "4"),
    }
    assert accounts.have_changed(db, before)
    accounts.note_changes(db, before, at=START)
    assert not accounts.have_changed(db, before)
    for name in before:
        sessions.start(db, name, password_key=KEY, address="::1", browser=None, at=START)
    accounts.note_changes(db, after, at=START + MINUTE)
    accounts.note_changes(db, after, at=START + 2 * MINUTE)
    found = [(each.kind, each.person, each.detail) for each in access_log.newest(db, 5)]
    assert sorted(found[:4]) == [
        ("account_added", "min", "reader"),
        ("account_removed", "rina", "reader"),
        ("password_changed", "ada", None),
        ("role_changed", "ana", "analyst → admin"),
    ]
    assert found[4][0] == "account_added"
    assert sessions.open_ones(db, at=START) == []
