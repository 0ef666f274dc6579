"""Of a backup, subscriptions come into a database that was made again from the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb import decisions
from newsdb.database import transaction
from newsdb.delivery import subscriptions, told_alarms
from newsdb.health import alarms
from newsdb.health.alarms import Alarm
from tests.delivery.archive import DAY, add, archive

if TYPE_CHECKING:
    from pathlib import Path


def test_subscriptions_go_on_and_nothing_is_told_twice(tmp_path: Path) -> None:
    old = archive(tmp_path / "old.db")
    add(old, "지워진 기사")
    told = add(old, "공동 물류창고 문 연다", outlet="kyushu")
    failing = Alarm(outlet="namhae", kind="silence", since=DAY, diagnosis="nothing since")
    alarms.keep(old, [failing], at=DAY)
    with transaction(old):
        reader = subscriptions.add(old, at=DAY, name="간부", channel="office", language="ja")
        subscriptions.note_told(old, reader, [told], at=DAY)
        subscriptions.note_served(old, reader, subscriptions.Newest(70, 80, 90, 100), at=DAY)
        told_alarms.note(
            old, told_alarms.to_tell_opened(old, reopened_after=DAY), "opened", at=DAY
        )
    old.close()
    db = archive(tmp_path / "new.db")
    again = add(db, "공동 물류창고 문 연다", outlet="kyushu")
    db.execute("UPDATE articles SET key = '2' WHERE story_id = ?", [again])
    counts = decisions.bring(db, tmp_path / "old.db")
    (brought,) = subscriptions.listing(db)
    assert (brought.name, brought.language, brought.served_at) == ("간부", "ja", DAY)
    newest = (brought.position, brought.change_position, brought.event_position)
    assert (*newest, brought.revision_position) == subscriptions.newest(db) == (1, 0, 0, 1)
    assert subscriptions.told(db, brought) == {again}
    assert told_alarms.to_tell_opened(db, reopened_after=DAY) == []
    assert (counts["subscriptions"], counts["told_alarms"]) == (1, 1)
    db.close()
