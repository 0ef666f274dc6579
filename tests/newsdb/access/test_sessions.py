"""Sessions end by themselves and on demand; nothing that opens one can be read in the table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.access import sessions
from newsdb.access.sessions import IDLE, LONGEST, SPARING
from newsdb.database import open_database
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

KEY = "of the password"
START = datetime(2026, 11, 23, 9, 0, tzinfo=KST)
SECOND = timedelta(seconds=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "news.db")
    yield opened
    opened.close()


def start(db: Database, person: str = "ana", *, at: datetime = START) -> str:
    return sessions.start(
        db, person, password_key=KEY, address="192.0.2.7", browser="Firefox/150", at=at
    )


def test_a_token_finds_its_session_and_is_not_in_the_file(db: Database) -> None:
    token, other = start(db), start(db)
    assert token != other
    found = sessions.find(db, token, at=START)
    assert found is not None
    assert (found.person, found.address, found.browser) == ("ana", "192.0.2.7", "Firefox/150")
    assert sessions.find(db, token[:-1], at=START) is None
    assert all(token not in map(str, row) for row in db.execute("SELECT * FROM sessions"))


def test_who_does_nothing_is_signed_out(db: Database) -> None:
    token = start(db)
    assert sessions.find(db, token, at=START + IDLE - SECOND)
    assert sessions.find(db, token, at=START + IDLE) is None
    assert sessions.open_ones(db, at=START + IDLE) == []


def test_who_is_busy_stays_until_the_longest_time(db: Database) -> None:
    token = start(db)
    moment = START
    while moment + IDLE / 2 < START + LONGEST:
        moment += IDLE / 2
        found = sessions.find(db, token, at=moment)
        assert found is not None
        assert found.is_seen_again(moment)
        assert not found._replace(seen_at=moment.isoformat()).is_seen_again(moment + SPARING / 2)
        sessions.touch(db, found.id, at=moment)
    assert sessions.find(db, token, at=START + LONGEST) is None


def test_ending_one_of_ones_own_and_all(db: Database) -> None:
    tokens = [start(db) for _ in range(3)]
    theirs = start(db, "ada")
    first = sessions.find(db, tokens[0], at=START)
    assert first is not None
    assert not sessions.end(db, first.id, "ada")  # nobody ends another's
    assert sessions.end(db, first.id, "ana")
    assert [each.person for each in sessions.open_ones(db, "ana", at=START)] == ["ana", "ana"]
    assert sessions.end_all(db, "ana") == 2
    assert all(sessions.find(db, token, at=START) is None for token in tokens)
    assert sessions.find(db, theirs, at=START)


def test_what_has_expired_is_swept_away(db: Database) -> None:
    start(db)
    start(db, "ada", at=START + LONGEST)
    assert [person for (person,) in db.execute("SELECT person FROM sessions")] == ["ada"]
