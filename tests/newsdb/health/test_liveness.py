"""Whether collection is running, by the scheduler's heartbeat and the history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from newsdb.health import liveness
from newsdb.runs import heartbeat
from tests.support.past import START, Past

if TYPE_CHECKING:
    from pathlib import Path

NOW = START + timedelta(days=10)


class Case(NamedTuple):
    beaten: float | None  # hours ago
    stopped: bool
    ran: float | None  # hours ago
    alive: bool
    because: str


@pytest.mark.parametrize(
    "case",
    [
        Case(0.0, False, None, True, "the scheduler (pid 4711) is running"),
        Case(-2.0, False, None, True, "is running"),  # a clock that was set back
        Case(-26.0, False, None, False, "no run in the last 26 hours"),  # of a wrong clock
        Case(-9000.0, False, 1.0, True, "no scheduler, but runs are started"),
        Case(-9000.0, True, 27.0, False, "no run in the last 26 hours"),
        Case(None, False, -9000.0, False, "no run in the last 26 hours"),
        Case(None, False, -2.0, True, "no scheduler, but runs are started"),
        Case(1.0, False, -9000.0, False, "hangs or was killed"),
        Case(1.0, False, 1.1, False, "hangs or was killed"),
        Case(1.0, True, 1.1, False, "was stopped at"),
        Case(30.0, True, 0.5, True, "runs have been started since"),
        Case(None, False, 1.0, True, "no scheduler, but runs are started"),
        Case(None, False, 27.0, False, "no run in the last 26 hours"),
        Case(None, False, None, False, "no run in the last 26 hours"),
    ],
)
def test_what_is_alive(tmp_path: Path, case: Case) -> None:
    past = Past(tmp_path / "news.db")
    place = heartbeat.place(tmp_path / "news.db")
    if case.ran is not None:
        past.run(NOW - timedelta(hours=case.ran), new=1)
    if case.beaten is not None:
        at = NOW - timedelta(hours=case.beaten)
        heartbeat.write(place, pid=4711, at=at, started_at=at, stopped=case.stopped)
    found = liveness.look(past.db, heartbeat.read(place), at=NOW)
    past.db.close()
    assert found.alive is case.alive
    assert case.because in found.because


@pytest.mark.parametrize("text", ["", "{}", "half a heartb", '{"pid": 1, "at": "yesterday"}'])
def test_what_is_no_heartbeat_is_none(tmp_path: Path, text: str) -> None:
    place = heartbeat.place(tmp_path / "news.db")
    assert heartbeat.read(place) is None
    place.write_text(text)
    assert heartbeat.read(place) is None
