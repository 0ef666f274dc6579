"""The scheduler's heartbeat: a small file next to the database, written every few seconds.

``python -m newsdb.runs.heartbeat`` checks whether it is fresh (exit code 0, else 1), for the
health checks of containers.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from newsdb.configuration import load
from newsdb.records import KST
from newsdb.times import latest_credible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: A heartbeat older than this means that the scheduler hangs or has died.
FRESH = timedelta(minutes=3)


class Heartbeat(BaseModel):
    """The state that the scheduler last wrote."""

    model_config = ConfigDict(frozen=True)

    pid: int
    at: datetime
    started_at: datetime
    stopped_at: datetime | None = None  # it was stopped in an orderly way
    running: dict[str, int] = {}  # job names and seconds so far
    next_due: dict[str, datetime] = {}

    def is_fresh(self, now: datetime) -> bool:
        """Return whether the scheduler is alive; a future time means a clock set back."""
        return self.stopped_at is None and self.is_credible(now) and now - self.at <= FRESH

    def is_credible(self, now: datetime) -> bool:
        """Return whether it can be of a right clock: one far ahead may be of any time."""
        return self.at <= latest_credible(now)


def place(database: Path) -> Path:
    """Return the path of the heartbeat file for a database."""
    return database.with_name("scheduler.json")


def write(
    path: Path,
    *,
    pid: int,
    at: datetime,
    started_at: datetime,
    stopped: bool = False,
    running: Mapping[str, int] | None = None,
    next_due: Mapping[str, datetime] | None = None,
) -> None:
    """Write the file atomically, so that nobody reads half of it; raises OSError."""
    state = {
        "pid": pid,
        "at": _stamp(at),
        "started_at": _stamp(started_at),
        "stopped_at": _stamp(at) if stopped else None,
        "running": dict(running or {}),
        "next_due": {name: _stamp(due) for name, due in (next_due or {}).items()},
    }
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(state, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def read(path: Path) -> Heartbeat | None:
    """Return the heartbeat, None when the file is missing or invalid."""
    try:
        return Heartbeat.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(KST).isoformat(timespec="seconds")


def main() -> int:
    """Print whether the scheduler of the configured database is alive; return the exit code."""
    heartbeat = read(place(load().database))
    alive = heartbeat is not None and heartbeat.is_fresh(datetime.now(UTC))
    sys.stdout.write(f"{'alive' if alive else 'not alive'}: {heartbeat or 'no heartbeat'}\n")
    return 0 if alive else 1


if __name__ == "__main__":
    sys.exit(main())
